"""From a candidate's signals to one score.

Signals are compared within a language first: a Russian question scores every
Russian passage higher than any Kazakh one, so each signal is taken relative to
what the better half of the same language's candidates reach (their mean over
the best `_BEST`).  A language with few candidates leans on the others' mean,
or its only passage would be its own background.  Shared words mean little
between languages, so a passage only falls behind for having fewer of them than
the best of its own language.  What remains is a weighted sum, with a handicap
for the question's own language, whose best distractors are nearer than those of
others; the few weights are fitted on development questions by
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

_LEXICAL = SIGNALS.index("lexical")
_BEST = 20
_LEAN = 4.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`signals` in the order of SIGNALS; `own_language` for passages in the question's
    language (0 or below); `constraints` for documents that meet what was asked."""

    signals: tuple[float, ...]
    own_language: float
    constraints: float


@cache
def read_weights() -> Weights:
    """The fitted weights."""
    raw = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    signals = tuple(raw["signals"][name] for name in SIGNALS)
    return Weights(signals, raw["own_language"], raw["constraints"])


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
        own = spoken == language
        result[own] -= (mean * count + common * _LEAN) / (count + _LEAN)
        result[own, _LEXICAL] = signals[own, _LEXICAL] - signals[own, _LEXICAL].max()
    return result


def combine(
    signals: Matrix,
    languages: Sequence[Language],
    asked_in: Language,
    constraints: Matrix,
    weights: Weights,
    without: frozenset[str] = frozenset(),
) -> Matrix:
    """The score of each candidate, float32 (n,); parts named in `without` count nothing.

    `languages` are the candidates', `asked_in` is the question's, `constraints`
    (n,) how well each candidate's document meets what the question says of it.
    """
    used = np.array(
        [0.0 if name in without else w for name, w in zip(SIGNALS, weights.signals, strict=True)],
        np.float32,
    )
    compared = signals if "background" in without else relative(signals, languages)
    handicap = 0.0 if "background" in without else weights.own_language
    pull = 0.0 if "constraints" in without else weights.constraints
    own = np.array([language is asked_in for language in languages], np.float32)
    total: Matrix = compared @ used + np.float32(handicap) * own + np.float32(pull) * constraints
    return total


def named(signals: Matrix) -> Mapping[str, float]:
    """One row under the signals' names."""
    return dict(zip(SIGNALS, (round(float(value), 4) for value in signals), strict=True))
