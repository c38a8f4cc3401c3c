"""A log that nobody can fill from outside: what repeats is told once in a while, with its count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 10.0
_KINDS = 200

LOGGERS = ("qa.access", "qa.edge", "uvicorn.error", "asyncio")
"""Those whose messages anybody can cause."""


class Sparing(logging.Filter):
    """Lets a message of one kind (its text before the values are put in) by every `SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind, now = f"{record.levelno} {record.msg}"[:200], self._clock()
        last, silent = self._told.get(kind, (-SECONDS, 0))
        if now - last < SECONDS:
            self._told[kind] = last, silent + 1
            return False
        if len(self._told) >= _KINDS:
            self._told.clear()
        self._told[kind] = now, 0
        if silent:
            record.msg = f"{record.msg} ({silent} more like it since)"
        return True


@contextmanager
def sparing() -> Iterator[None]:
    """The server's loggers tell a thing once in a while inside."""
    kept = [(logging.getLogger(name), Sparing()) for name in LOGGERS]
    for logger, filtered in kept:
        logger.addFilter(filtered)
    try:
        yield
    finally:
        for logger, filtered in kept:
            logger.removeFilter(filtered)
