"""What a grammar says of a language that needs no code for it."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d+")


def no_number(word: str) -> tuple[int, bool] | None:
    """All forms of its number words are listed."""
    return None


def as_written(pattern: str) -> str:
    """Its patterns name no endings."""
    return pattern


def in_place_of(number: int, like: str) -> str:
    """`like` with another number for its digits; empty where it has none in front."""
    return _DIGITS.sub(str(number), like, count=1) if _DIGITS.match(like) else ""
