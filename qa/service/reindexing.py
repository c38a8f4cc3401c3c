"""Reading the archive's folders again, asked for over HTTP.

It may last longer than any connection, so one request begins it and others ask
how far it is: whoever closes the page and opens it again finds the same run.
There is never more than one; to begin it while it runs changes nothing.
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

State = Literal["idle", "running", "done", "failed"]

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

    @property
    def state(self) -> State:
        if self._task is not None and not self._task.done():
            return "running"
        if self.error is not None:
            return "failed"
        return "idle" if self.report is None else "done"

    def start(self, work: Callable[[OnProgress], IndexReport], paths: Sequence[Path]) -> None:
        """Begin `work` unless a run is going on; call it from the event loop."""
        if self.state != "running":
            self.paths = paths
            self.progress = self.report = self.error = None
            self._task = asyncio.create_task(self._run(work), name="reindexing")

    async def stop(self) -> None:
        """End the run after the document in hand; those before it are kept."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self, work: Callable[[OnProgress], IndexReport]) -> None:
        try:
            self.report = await anyio.to_thread.run_sync(partial(work, self._advance))
        except _Stopped:
            self.error = "the server stopped; what was finished is kept"
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
    """The server is about to stop."""
