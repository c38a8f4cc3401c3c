"""BM25 over segments of postings.

A passage's score is the sum of `weight x idf x saturated count` over the terms that it
holds.  Which passages are worth scoring is found in `maxscore.py`.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf of Lucene, `ln(1 + (N - df + 0.5) / (df + 0.5))`, which is never
negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import (
    SEGMENT_ROWS,
    Hashes,
    Joined,
    Segment,
    bounds,
    find_terms,
    hash_term,
)
from qa.index.maxscore import Lists, find_best

K1 = 1.2
B = 0.75

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """What a question's terms weigh among the passages of a scope, for scoring any of them by
    its own counts.

    `terms` are in the order in which they are added up, those that say most in front; `limits`
    float64 (t,) is what each adds at most; `average` is the mean number of terms of a passage.
    """

    terms: tuple[str, ...]
    limits: NDArray[np.float64]
    average: float

    @property
    def attainable(self) -> float:
        """The score of an imagined passage that holds every term at the formula's limit."""
        return float(self.limits[self.limits > 0].sum())

    def scores(self, counts: NDArray[np.uint8], lengths: NDArray[np.float32]) -> Scores:
        """BM25 float32 (n,) of passages that hold the terms `counts` (n, t) times and are
        `lengths` (n,) terms long; but for rounding what a search gives."""
        norm = norms(lengths, self.average)
        total = np.zeros(len(lengths), dtype=np.float32)
        for place in np.flatnonzero(self.limits).tolist():
            count = counts[:, place].astype(np.float32)
            total += np.float32(self.limits[place]) * (count / (count + norm))
        return total


def norms(lengths: NDArray[np.float32], average: float) -> NDArray[np.float32]:
    """BM25's denominator less the count itself, float32 (n,)."""
    return (K1 * (1 - B + B * lengths / average)).astype(np.float32)


class Postings:
    """All segments together, or some of their passages, as one collection to search.

    Of passages that `allowed` (n,) leaves out nothing is known: they are never found, and count
    neither among those that hold a term nor in the mean length.
    """

    def __init__(self, segments: Sequence[Segment], allowed: Mask | None = None) -> None:
        self.segments = list(segments)
        self._searched = _together(self.segments)
        self._allowed = None if allowed is None else self._split(allowed)
        lengths = [one.lengths for one in self._searched]
        if self._allowed is not None:
            lengths = [known[own] for known, own in zip(lengths, self._allowed, strict=True)]
        self.passages = sum(map(len, lengths))
        length = sum(float(known.sum(dtype=np.float64)) for known in lengths)
        self._average = length / self.passages if length else 1.0
        self._norms = [norms(one.lengths, self._average) for one in self._searched]
        self._ones: list[Scores] = [np.reciprocal(1 + norm) for norm in self._norms]
        """The saturated count of a term that a passage holds once."""

    def _split(self, mask: Mask) -> list[Mask]:
        """A mask of all passages by what is searched together."""
        ends = np.cumsum([len(one.lengths) for one in self._searched])
        return np.split(mask, ends[:-1]) if self._searched else []

    def search(
        self, terms: Mapping[str, float], k: int, wanted: Mask | None = None
    ) -> tuple[NDArray[np.intp], Scores, Weighing]:
        """Passages among which the `k` best of the `wanted` ones (n,) are, those that score the
        same included: their places among all, ascending, their scores, all above 0, and how these
        came about."""
        hashed = {hash_term(term): term for term in terms}
        asked = np.array(sorted(hashed), dtype=np.uint64)
        weight = np.array([terms[hashed[h]] for h in asked.tolist()], dtype=np.float64)
        known = [one.find(asked) for one in self._searched]
        masks: Sequence[Mask | None] = self._allowed or [None] * len(known)
        nothing = np.zeros(len(asked), np.int64)
        found = sum((_holding(*one, mask) for one, mask in zip(known, masks, strict=True)), nothing)
        idf = np.log1p((self.passages - found + 0.5) / (found + 0.5))
        limits: NDArray[np.float64] = weight * idf * (K1 + 1)
        order = np.argsort(-limits, kind="stable")
        ordered = tuple(hashed[h] for h in asked[order].tolist())
        weighing = Weighing(ordered, limits[order], self._average)
        if wanted is not None:
            some = wanted if self._allowed is None else wanted & np.concatenate(self._allowed)
            masks = self._split(some)
        lists = [
            Lists(segment, at[order], weighing.limits, norm, ones, mask)
            for (segment, at), norm, ones, mask in zip(
                known, self._norms, self._ones, masks, strict=True
            )
        ]
        places, scores, first = [np.zeros(0, np.intp)], [np.zeros(0)], 0
        for one, (own, score) in zip(lists, find_best(lists, weighing.limits, k), strict=True):
            places.append(own + first)
            scores.append(score)
            first += one.passages
        total = _rounded(np.concatenate(scores).astype(np.float32))
        return np.concatenate(places)[total > 0], total[total > 0], weighing


class _Alone:
    """A segment that is searched by itself, where common terms are looked up by bits."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self.lengths = segment.lengths

    def find(self, asked: Hashes) -> tuple[Segment, NDArray[np.int64]]:
        """A segment that has what there is of some terms, and where it has each, (t,), -1 for not
        at all."""
        return self._segment, find_terms(self._segment.terms, asked)


def _together(segments: Sequence[Segment]) -> list[_Alone | Joined]:
    """Small segments beside each other are searched together, up to as many passages as a segment
    has at most."""
    groups: list[list[Segment]] = []
    size, small = 0, False
    for one in segments:
        size += len(one.rows)
        joins = small and not len(one.common) and size <= SEGMENT_ROWS
        if joins:
            groups[-1].append(one)
        else:
            groups.append([one])
            size = len(one.rows)
        small = not len(one.common)
    return [Joined.of(some) if some[1:] else _Alone(some[0]) for some in groups]


def _holding(segment: Segment, at: NDArray[np.int64], allowed: Mask | None) -> NDArray[np.int64]:
    """How many passages of a segment hold each of the terms at `at` (t,), -1 for none."""
    starts, ends, *_ = bounds(segment, at)
    held: NDArray[np.int64] = ends - starts
    if allowed is not None and not allowed.all():
        for i in np.flatnonzero(held).tolist():
            held[i] = np.count_nonzero(allowed[segment.places[starts[i] : ends[i]]])
    return held


def _rounded(scores: Scores) -> Scores:
    """To 17 bits: what scores the same by the formula does so here, however its terms were added
    up, and stands in the order of its rows."""
    bits = scores.view(np.int32)
    return ((bits + 32) & ~np.int32(63)).view(np.float32)
