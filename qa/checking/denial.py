"""Negations of a claim and of its evidence, matched one to one.

A negation deserves a verdict only when nothing on the other side answers it.
Languages deny by different means (`without citing`, `не приведя`), so implicit
ones may answer, and each answers one: two denials against one leave one alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.checking.negation import Negation
from qa.checking.reading import Array, Reading

# Two negations that stand in places less alike than this do not answer each other.
_ANSWERS = 0.3
# Nor do they where one of them has a counterpart so much better elsewhere.
_ELSEWHERE = 0.3
# Likeness to a place on the other side from which a lone denial may concern it, and surely does.
_CONCERNS = (0.25, 0.5)


class _Place(NamedTuple):
    """Which tokens are denied, and which of them or of the negator, bool (t,)."""

    denied: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    @staticmethod
    def of(reading: Reading, negation: Negation) -> _Place:
        denied = np.zeros(len(reading.states), dtype=bool)
        for span in negation.denied:
            denied |= reading.tokens(span)
        return _Place(denied, denied | reading.tokens(negation.span))


def lone_denials(
    claim: Reading,
    said: Sequence[Negation],
    evidence: Reading,
    there: Sequence[Negation],
    similarity: Array,
) -> tuple[float, float]:
    """How surely the claim alone denies something that the evidence speaks of, and the reverse.

    `similarity` is (t, u): the tokens of the claim by those of the evidence.
    """
    if not similarity.size or not (said or there):
        return 0.0, 0.0
    rows = [_Place.of(claim, n) for n in said]
    columns = [_Place.of(evidence, n) for n in there]
    pairs = sorted(
        (
            (likeness, -i, -j)
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
            if (likeness := _likeness(similarity, row, column)) >= _ANSWERS
        ),
        reverse=True,
    )
    answered: set[int] = set()
    answers: set[int] = set()
    for _, i, j in pairs:
        free = (said[-i].implicit or -i not in answered) and (
            there[-j].implicit or -j not in answers
        )
        if free:
            answered.add(-i)
            answers.add(-j)
    return (
        _loudest(said, rows, answered, similarity),
        _loudest(there, columns, answers, similarity.T),
    )


def _loudest(
    found: Sequence[Negation], places: Sequence[_Place], answered: set[int], similarity: Array
) -> float:
    """The surest of the lone denials; `similarity` has their own side in its rows."""
    alone = (
        float(similarity[place.denied].max(initial=0.0))
        for i, (negation, place) in enumerate(zip(found, places, strict=True))
        if i not in answered and not negation.implicit
    )
    low, high = _CONCERNS
    return min(1.0, max(0.0, (max(alone, default=0.0) - low) / (high - low)))


def _likeness(similarity: Array, row: _Place, column: _Place) -> float:
    """How alike two places are; 0 where one of them has its counterpart elsewhere.

    `Don't vote` is one word in Kazakh, so the negator may be what a denied word is like; two
    negators are always alike and say nothing.
    """
    if not row.denied.any() or not column.denied.any():
        return 0.0
    found = max(
        float(similarity[row.whole][:, column.denied].max()),
        float(similarity[row.denied][:, column.whole].max()),
    )
    best = max(float(similarity[row.denied].max()), float(similarity[:, column.denied].max()))
    return found if best - found <= _ELSEWHERE else 0.0
