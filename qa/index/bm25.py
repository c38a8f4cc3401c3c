"""BM25 over segments of postings.

A passage's score is the sum of `weight x idf x saturated count` over the terms that it
holds.  Which passages are worth scoring is found in `maxscore.py`.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf of Lucene, `ln(1 + (N - df + 0.5) / (df + 0.5))`, which is never
negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Hashes, Segment, find_terms, hash_term
from qa.index.maxscore import Lists, find_best
from qa.kept import Kept

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


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What scores depend on besides a passage itself: how many passages there are, how many terms
    they have in all (`length`), and how many of them hold each term of a question, `found` int64
    (t,), in the order of the terms' hashes."""

    passages: int
    length: float
    found: NDArray[np.int64]

    @property
    def average(self) -> float:
        return self.length / self.passages if self.length else 1.0

    def __add__(self, other: Held) -> Held:
        return Held(
            self.passages + other.passages, self.length + other.length, self.found + other.found
        )


class Postings:
    """All segments together, or some of their passages, as one collection to search.

    Of passages that `allowed` (n,) leaves out nothing is known: they are never found, and count
    neither among those that hold a term nor in the mean length.
    """

    def __init__(self, segments: Sequence[Segment], allowed: Mask | None = None) -> None:
        self.segments = list(segments)
        self.allowed = None if allowed is None else self._split(allowed)
        lengths = [s.lengths for s in self.segments]
        if self.allowed is not None:
            lengths = [known[own] for known, own in zip(lengths, self.allowed, strict=True)]
        self.passages = sum(map(len, lengths))
        self._length = sum(float(known.sum(dtype=np.float64)) for known in lengths)
        self._normed: Kept[float, tuple[list[Scores], list[Scores]]] = Kept(1)

    def _split(self, mask: Mask) -> list[Mask]:
        """A mask of all passages by segment."""
        ends = np.cumsum([len(s.rows) for s in self.segments])
        return np.split(mask, ends[:-1]) if self.segments else []

    def held(self, terms: Iterable[str]) -> Held:
        """What is here of what scores depend on."""
        asked = _hashes(terms)
        return self._held([find_terms(segment, asked) for segment in self.segments], len(asked))

    def _held(self, known: Sequence[NDArray[np.int64]], terms: int) -> Held:
        found = sum(
            (self._holding(number, at) for number, at in enumerate(known)),
            np.zeros(terms, dtype=np.int64),
        )
        return Held(self.passages, self._length, found)

    def search(
        self,
        terms: Mapping[str, float],
        k: int,
        wanted: Mask | None = None,
        held: Held | None = None,
    ) -> tuple[NDArray[np.intp], Scores, Weighing]:
        """Passages among which the `k` best of the `wanted` ones (n,) are, those that score the
        same included: their places among all, ascending, their scores, all above 0, and how these
        came about.

        `held` is what is held altogether, where there are more passages than these."""
        hashed = {hash_term(term): term for term in terms}
        asked = _hashes(terms)
        weight = np.array([terms[hashed[h]] for h in asked.tolist()], dtype=np.float64)
        known = [find_terms(segment, asked) for segment in self.segments]
        held = self._held(known, len(asked)) if held is None else held
        idf = np.log1p((held.passages - held.found + 0.5) / (held.found + 0.5))
        limits: NDArray[np.float64] = weight * idf * (K1 + 1)
        order = np.argsort(-limits, kind="stable")
        ordered = tuple(hashed[h] for h in asked[order].tolist())
        weighing = Weighing(ordered, limits[order], held.average)
        masks: Sequence[Mask | None] = self.allowed or [None] * len(self.segments)
        if wanted is not None:
            some = wanted if self.allowed is None else wanted & np.concatenate(self.allowed)
            masks = self._split(some)
        lists = [
            Lists(segment, at[order], weighing.limits, norm, ones, mask)
            for segment, at, norm, ones, mask in zip(
                self.segments, known, *self._norms(held.average), masks, strict=True
            )
        ]
        places, scores, first = [np.zeros(0, np.intp)], [np.zeros(0)], 0
        for one, (own, score) in zip(lists, find_best(lists, weighing.limits, k), strict=True):
            places.append(own + first)
            scores.append(score)
            first += one.passages
        total = _rounded(np.concatenate(scores).astype(np.float32))
        return np.concatenate(places)[total > 0], total[total > 0], weighing

    def _norms(self, average: float) -> tuple[list[Scores], list[Scores]]:
        """BM25's denominators less the counts, by segment; and the saturated counts of a term that
        a passage holds once."""
        kept = self._normed.find([average]).get(average)
        if kept is None:
            own = [norms(s.lengths, average) for s in self.segments]
            kept = own, [np.reciprocal(1 + norm) for norm in own]
            self._normed.keep(average, kept)
        return kept

    def _holding(self, number: int, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many passages of a segment hold each of the terms at `at` (t,), -1 for none."""
        segment = self.segments[number]
        starts, ends = segment.starts[at], segment.starts[at + 1]
        counts = np.where(at >= 0, ends.astype(np.int64) - starts, 0)
        allowed = None if self.allowed is None else self.allowed[number]
        if allowed is not None and not allowed.all():
            for i in np.flatnonzero(counts).tolist():
                counts[i] = np.count_nonzero(allowed[segment.places[starts[i] : ends[i]]])
        return counts


def _rounded(scores: Scores) -> Scores:
    """To 17 bits: what scores the same by the formula does so here, however its terms were added
    up, and stands in the order of its rows."""
    bits = scores.view(np.int32)
    return ((bits + 32) & ~np.int32(63)).view(np.float32)


def _hashes(terms: Iterable[str]) -> Hashes:
    """Of the terms, ascending, each once."""
    return np.array(sorted({hash_term(term) for term in terms}), dtype=np.uint64)
