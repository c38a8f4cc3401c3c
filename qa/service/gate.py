"""How much work the server takes on at once.

Encoding a question keeps a core busy, so more threads than cores only make
every answer later, and an unbounded queue makes all of them late.  A few
requests run, some wait, and the rest are told at once to come back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from qa.errors import Busy

T = TypeVar("T")


class Gate:
    """Runs blocking work in threads: `concurrent` at once, `waiting` more in line."""

    def __init__(self, concurrent: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(concurrent)
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
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1
