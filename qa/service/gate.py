"""How much work the server takes on at once.

Encoding a question keeps a core busy, so more threads than cores only make
every answer later, and an unbounded queue makes all of them late.  A few
requests run, some wait, and the rest are told at once to come back.  Each kind of work has a gate
of its own, so that no number of checks keeps an answer waiting, nor of answers a list.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from fastapi import Request

from qa.errors import Busy, Stopped

T = TypeVar("T")


class Gate:
    """Runs blocking work in threads: `concurrent` at once, `waiting` more in line."""

    def __init__(self, concurrent: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(concurrent)
        self._threads = anyio.CapacityLimiter(concurrent)
        self._room = concurrent + waiting
        self._inside = 0

    @property
    def inside(self) -> int:
        """Requests that run or wait."""
        return self._inside

    async def run(self, work: Callable[[], T]) -> T:
        """`work()` in a thread.  Raises Busy at once when the line is full."""
        if self._inside >= self._room:
            raise Busy(f"{self._inside} requests are being worked on; try again in a second")
        self._inside += 1
        try:
            async with self._limiter:
                return await self._in_thread(work)
        finally:
            self._inside -= 1

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Whoever is cancelled waits for the thread: until it ends, its place is taken."""
        working = asyncio.ensure_future(anyio.to_thread.run_sync(work, limiter=self._threads))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait((working,))
            _forget(working)
            raise

    async def run_for(
        self,
        request: Request,
        work: Callable[[Callable[[], bool]], T],
        seconds: float | None = None,
    ) -> T:
        """`work(should_stop)` in a thread, for as long as the client waits and for `seconds` at
        most, counted from when it begins.

        Raises Stopped where nobody waits any more, and what `work` raises when it is stopped.
        """
        gone = threading.Event()
        try:
            return await while_waited_for(request, self.run(partial(_timed, work, gone, seconds)))
        finally:
            gone.set()


async def while_waited_for(request: Request, coming: Coroutine[Any, Any, T]) -> T:
    """What is coming; raises Stopped, and cancels it, once the client has gone."""
    working = asyncio.ensure_future(coming)
    leaving = asyncio.ensure_future(_leaving(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Stopped("nobody waits for the reply any more")
        return await working
    finally:
        leaving.cancel()
        working.cancel()
        working.add_done_callback(_forget)


def _forget(done: asyncio.Future[Any]) -> None:
    """Nobody is left to hear of an error in work that was stopped."""
    if not done.cancelled():
        done.exception()


def _timed(
    work: Callable[[Callable[[], bool]], T], gone: threading.Event, seconds: float | None
) -> T:
    end = None if seconds is None else time.monotonic() + seconds
    return work(lambda: gone.is_set() or (end is not None and time.monotonic() > end))


async def _leaving(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
