"""Readings of short texts, remembered.

A question is read by many: its words, numbers, events and names by analysis, by
the constraints, by refusal and by the answer's selection, each again from the
text alone, which keeps them independent of each other.  Remembering makes the
second reading free.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Result = TypeVar("Result")

_SHORT = 2_000
_REMEMBERED = 512


def remember_short(read: Callable[[str], Result]) -> Callable[[str], Result]:
    """`read`, which must return what nobody changes, with a memory for short texts."""
    remembered = lru_cache(maxsize=_REMEMBERED)(read)

    @wraps(read)
    def reading(text: str) -> Result:
        return remembered(text) if len(text) <= _SHORT else read(text)

    return reading
