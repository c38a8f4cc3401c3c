"""Two ways of doing the same, timed in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

Encode = Callable[[Sequence[str]], object]


def compare(
    first: Encode, second: Encode, turns: Sequence[Sequence[str]]
) -> tuple[list[float], list[float]]:
    """Seconds of each turn for both, after one turn each that is not counted."""
    first(turns[0])
    second(turns[0])
    pairs = [(seconds(first, turn), seconds(second, turn)) for turn in turns]
    return [left for left, _ in pairs], [right for _, right in pairs]


def median_ratio(slower: Sequence[float], faster: Sequence[float]) -> float:
    """The median over turns of how many times longer the slower took."""
    return statistics.median(s / f for s, f in zip(slower, faster, strict=True))


def seconds(encode: Encode, texts: Sequence[str]) -> float:
    """How long one turn takes."""
    started = time.perf_counter()
    encode(texts)
    return time.perf_counter() - started
