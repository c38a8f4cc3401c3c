"""From a candidate's signals to one score.

Signals are compared within a language first: a Russian question scores every
Russian passage higher than any Kazakh one, so each signal is taken relative to
what the better half of the same language's candidates reach (their mean over
the best `_BEST`).  A language with few candidates leans on the others' mean,
or its only passage would be its own background.  What remains is a weighted
sum; the few weights are fitted on development questions by
`scripts/fit_retrieval.py` and kept in `weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.types import Language

Matrix = NDArray[np.float32]

SIGNALS = ("late_interaction", "window", "sentence", "dense", "lexical", "sound")
WEIGHTS_PATH = Path(__file__).with_name("weights.json")

_BEST = 20
_LEAN = 4.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`signals` in the order of SIGNALS; `constraints` for documents that meet what was asked."""

    signals: tuple[float, ...]
    constraints: float


@cache
def read_weights() -> Weights:
    """The fitted weights."""
    raw = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return Weights(tuple(raw["signals"][name] for name in SIGNALS), raw["constraints"])


def relative(signals: Matrix, languages: Sequence[Language]) -> Matrix:
    """Signals (n, s) less their background in each passage's language."""
    if not len(signals):
        return signals
    spoken = np.array([language.value for language in languages])
    tops: dict[str, tuple[Matrix, int]] = {}
    for language in dict.fromkeys(spoken.tolist()):
        own = -np.sort(-signals[spoken == language], axis=0)[:_BEST]
        tops[language] = own.mean(0), len(own)
    counts = sum(count for _, count in tops.values())
    common = sum(mean * count for mean, count in tops.values()) / counts
    result = signals.copy()
    for language, (mean, count) in tops.items():
        result[spoken == language] -= (mean * count + common * _LEAN) / (count + _LEAN)
    return result


def combine(
    signals: Matrix,
    languages: Sequence[Language],
    constraints: Matrix,
    weights: Weights,
    without: frozenset[str] = frozenset(),
) -> Matrix:
    """The score of each candidate, float32 (n,); signals named in `without` count nothing."""
    used = np.array(
        [0.0 if name in without else w for name, w in zip(SIGNALS, weights.signals, strict=True)],
        np.float32,
    )
    compared = signals if "background" in without else relative(signals, languages)
    pull = 0.0 if "constraints" in without else weights.constraints
    total: Matrix = compared @ used + np.float32(pull) * constraints
    return total


def named(signals: Matrix) -> Mapping[str, float]:
    """One row under the signals' names."""
    return dict(zip(SIGNALS, (round(float(value), 4) for value in signals), strict=True))
