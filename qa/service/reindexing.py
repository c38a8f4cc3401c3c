"""Reading the archive's folders again, asked for over HTTP.

It may last longer than any connection, so one request begins it and others ask
how far it is or end it: whoever closes the page and opens it again finds the
same run.  There is never more than one; to begin it while it runs changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import anyio.to_thread

from qa.errors import QaError

if TYPE_CHECKING:
    from qa.indexing import IndexReport, OnProgress, Progress

State = Literal["idle", "running", "stopping", "stopped", "done", "failed"]

log = logging.getLogger("qa.service")


class Reindexing:
    """One run at a time, in a thread of its own; afterwards, what became of the last one.

    `paths` are what it reads, `error` says why it failed.
    """

    def __init__(self) -> None:
        self.paths: Sequence[Path] = ()
        self.progress: Progress | None = None
        self.report: IndexReport | None = None
        self.error: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = threading.Event()
        self._stopped = False

    @property
    def going_on(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def state(self) -> State:
        if self.going_on:
            return "stopping" if self._stopping.is_set() else "running"
        if self._stopped:
            return "stopped"
        if self.error is not None:
            return "failed"
        return "idle" if self.report is None else "done"

    def start(self, work: Callable[[OnProgress], IndexReport], paths: Sequence[Path]) -> None:
        """Begin `work` unless a run is going on; call it from the event loop."""
        if not self.going_on:
            self.paths = paths
            self.progress = self.report = self.error = None
            self._stopped = False
            self._stopping.clear()
            self._task = asyncio.create_task(self._run(work), name="reindexing")

    def stop(self) -> None:
        """Have the run end after the document in hand; those before it are kept, and nothing
        is removed."""
        self._stopping.set()

    async def close(self) -> None:
        """Stop, and wait for the end."""
        self.stop()
        if self._task is not None:
            await self._task

    async def _run(self, work: Callable[[OnProgress], IndexReport]) -> None:
        try:
            self.report = await anyio.to_thread.run_sync(partial(work, self._advance))
        except _Stopped:
            self._stopped = True
        except QaError as error:
            self.error = str(error)
        except Exception:
            log.exception("re-indexing failed")
            self.error = "an unexpected error; the server's log has it"

    def _advance(self, progress: Progress) -> None:
        self.progress = progress
        if self._stopping.is_set():
            raise _Stopped


class _Stopped(Exception):
    """The run was asked to end."""
