"""Measures of a yes / no judgement that comes with a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose score lies in `[low, high)`: their mean score, and the share that is true."""

    low: float
    high: float
    items: int
    mean_score: float
    share_true: float


def balanced_accuracy(judged: Truth, truth: Truth) -> float:
    """The mean of the shares judged rightly among the true and among the false ones.

    0.5 is chance; NaN when the truth holds only one of the two.
    """
    if truth.all() or not truth.any():
        return float("nan")
    return float((judged[truth].mean() + (~judged[~truth]).mean()) / 2)


def auc(scores: Scores, truth: Truth) -> float:
    """The chance that a true item scores above a false one, ties counting half.

    Mann and Whitney's U over the number of pairs; NaN when one side is empty.
    """
    true, false = scores[truth], np.sort(scores[~truth])
    if not len(true) or not len(false):
        return float("nan")
    below = np.searchsorted(false, true, side="left")
    not_above = np.searchsorted(false, true, side="right")
    return float((below + not_above).sum() / (2 * len(true) * len(false)))


def best_threshold(scores: Scores, truth: Truth) -> float:
    """The lowest score from which `judged true` gives the best balanced accuracy."""
    candidates = np.unique(scores)
    return float(max(candidates, key=lambda t: balanced_accuracy(scores >= t, truth)))


def reliability(scores: Scores, truth: Truth, bins: int = 5) -> tuple[Bin, ...]:
    """How often scores that say 0.7 are right seven times in ten; empty bins are left out."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            items=int(inside.sum()),
            mean_score=float(scores[inside].mean()),
            share_true=float(truth[inside].mean()),
        )
        for number in range(bins)
        if (inside := place == number).any()
    )
