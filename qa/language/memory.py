"""Readings of texts, remembered.

A question is read by many: its words, numbers, events and names by analysis, by
the constraints, by refusal and by the answer's selection, each again from the
text alone, which keeps them independent of each other.  Remembering makes the
second reading free.  Of longer texts the last one is remembered, since indexing
reads a document for one kind of facts after another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Result = TypeVar("Result")

_SHORT = 2_000
_REMEMBERED = 512
_LONG = 200_000


def remember(read: Callable[[str], Result]) -> Callable[[str], Result]:
    """`read`, which must return what nobody changes, with a memory."""
    short = lru_cache(maxsize=_REMEMBERED)(read)
    last = lru_cache(maxsize=1)(read)

    @wraps(read)
    def reading(text: str) -> Result:
        if len(text) <= _SHORT:
            return short(text)
        return last(text) if len(text) <= _LONG else read(text)

    return reading
