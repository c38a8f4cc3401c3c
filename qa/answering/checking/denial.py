"""Negations of a claim and of its evidence, matched one to one.

A negation deserves a verdict only when nothing on the other side answers it.
Languages deny by different means (`without citing`, `не приведя`), so implicit
ones may answer, and each answers one: two denials against one leave one alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.answering.checking.reading import Array, Reading
from qa.language.negation import Negation

# Two negations that stand in places less alike than this do not answer each other; from the
# second on they do, whatever else one of them answers (a headline repeats its sentence).
_ANSWERS = 0.25
_REPEATS = 0.6
# Likeness to a place on the other side from which a lone denial may concern it, and surely does.
_CONCERNS = (0.25, 0.5)


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
    rows = [_zone(claim, n) for n in said]
    columns = [_zone(evidence, n) for n in there]
    pairs = sorted(
        (
            (_likeness(similarity, row, column), -i, -j)
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
        ),
        reverse=True,
    )
    answered: set[int] = set()
    answers: set[int] = set()
    for likeness, i, j in pairs:
        free = (said[-i].implicit or -i not in answered) and (
            there[-j].implicit or -j not in answers
        )
        if likeness >= _REPEATS or (likeness >= _ANSWERS and free):
            answered.add(-i)
            answers.add(-j)
    return (
        _loudest(said, rows, answered, similarity),
        _loudest(there, columns, answers, similarity.T),
    )


def _loudest(
    found: Sequence[Negation], zones: Sequence[Array], answered: set[int], similarity: Array
) -> float:
    alone = (
        float(similarity[zone].max())
        for i, (negation, zone) in enumerate(zip(found, zones, strict=True))
        if i not in answered and not negation.implicit and zone.any()
    )
    low, high = _CONCERNS
    return min(1.0, max(0.0, (max(alone, default=0.0) - low) / (high - low)))


def _zone(reading: Reading, negation: Negation) -> Array:
    inside = np.zeros(len(reading.states), dtype=bool)
    for span in negation.denied:
        inside |= reading.tokens(span)
    return inside


def _likeness(similarity: Array, rows: Array, columns: Array) -> float:
    if not rows.any() or not columns.any():
        return 0.0
    return float(similarity[rows][:, columns].max())
