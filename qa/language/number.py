"""A single number of a text, before it is joined with the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HYPHENS = frozenset("-‑–−")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that covers tokens `[first, stop)`.

    `scale` is the multiplier word it ends with (1000 for "60 thousand"), 1
    without one; `digits` the count of digits of a plain digit run, else 0.
    """

    value: Decimal
    ordinal: bool
    first: int
    stop: int
    weak: bool = False
    roman: bool = False
    scale: int = 1
    digits: int = 0
