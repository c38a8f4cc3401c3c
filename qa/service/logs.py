"""A log that nobody can fill from outside: what repeats is told once in a while, with its count.

Each line has the id of the request that it is of.  As JSON, a line is an object with `time`,
`level`, `logger`, `message`, `request_id`, and what else is known by name.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from qa.settings import Settings

SECONDS = 10.0
_KINDS = 200

LOGGERS = ("qa.access", "qa.edge", "uvicorn.error", "asyncio")
"""Those whose messages anybody can cause."""


request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; empty beside them."""


class Lines(logging.Formatter):
    """A line for people, and the request's id at its end."""

    def format(self, record: logging.LogRecord) -> str:
        told = super().format(record)
        known = request_id.get()
        return f"{told} [{known}]" if known else told


class JsonLines(logging.Formatter):
    """An object a line, in ASCII: nothing that was sent can begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


@contextmanager
def telling(settings: Settings) -> Iterator[None]:
    """The log goes to stderr inside, in the form that the settings say."""
    handler = logging.StreamHandler()
    form = Lines("%(levelname)s:     %(message)s") if settings.log == "text" else JsonLines()
    handler.setFormatter(form)
    root, requests = logging.getLogger(), logging.getLogger("qa.requests")
    level = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO if settings.log_requests else logging.WARNING)
    try:
        yield
    finally:
        requests.setLevel(level)
        root.removeHandler(handler)


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
