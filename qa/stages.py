"""How long each stage of a question takes, measured where the work is done.

The stages of one question run in one thread, one inside another at times; each is counted
without what ran inside it, so that together they are never more than the whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """In the order in which a question meets them."""

    EMBED = "embed"
    SEARCH = "search"
    READ = "read"
    SELECT = "select"
    CHECK = "check"
    GENERATE = "generate"
    TRANSLATE = "translate"


@dataclass(slots=True)
class Watch:
    """`seconds` by stage; only stages that were met are there."""

    seconds: dict[Stage, float] = field(default_factory=dict)
    inside: float = 0.0

    @property
    def milliseconds(self) -> dict[str, float]:
        return {stage.value: round(spent * 1000, 1) for stage, spent in self.seconds.items()}


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched() -> Iterator[Watch]:
    """Counts the stages that run inside."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


@contextmanager
def stage(named: Stage) -> Iterator[None]:
    """What runs inside is of this stage; nothing is counted where nobody watches."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    before, watch.inside = watch.inside, 0.0
    began = time.perf_counter()
    try:
        yield
    finally:
        took = time.perf_counter() - began
        watch.seconds[named] = watch.seconds.get(named, 0.0) + took - watch.inside
        watch.inside = before + took
