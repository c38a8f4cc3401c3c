"""Measures of a ranking, with how sure they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_RESAMPLES = 2000
NOT_FOUND = 0
"""The rank of what does not occur in a ranking."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of its 95 % bootstrap interval over questions."""

    value: float
    low: float
    high: float


def first_rank(ranking: Sequence[str], relevant: Collection[str]) -> int:
    """Place (from 1) of the first relevant key, NOT_FOUND if there is none."""
    return next((place for place, key in enumerate(ranking, 1) if key in relevant), NOT_FOUND)


def recall_at(ranks: Sequence[int], k: int) -> Values:
    """1.0 a question whose first relevant passage is among the first `k`, else 0.0."""
    array = np.asarray(ranks)
    found: Values = ((array != NOT_FOUND) & (array <= k)).astype(np.float64)
    return found


def reciprocal_rank(ranks: Sequence[int], k: int = 10) -> Values:
    """1 / rank a question, 0 beyond the first `k`."""
    array = np.asarray(ranks, dtype=np.float64)
    inside = (array != NOT_FOUND) & (array <= k)
    values: Values = np.where(inside, 1.0 / np.maximum(array, 1.0), 0.0)
    return values


def bootstrap(values: Values, seed: int = 20) -> Interval:
    """The mean of one value a question with its percentile interval; zeros for no question."""
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    generator = np.random.default_rng(seed)
    means = [
        values[generator.integers(0, len(values), len(values))].mean() for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
