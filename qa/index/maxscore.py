"""Which passages may be among the best by BM25, found without adding all that they score.

Most postings are those of terms that say little.  Terms are added up by what they weigh, the
rarest first, and what the others can still add to a passage is known: by its length and by the
greatest count that each term has in the passage's segment.  As soon as few passages may still be
among the best, the other terms are looked up for those alone (MaxScore: Turtle and Flood, "Query
Evaluation: Strategies and Optimizations", 1995).

What is added here only chooses passages; their scores are formed by their counts (`bm25.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Segment

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Sums = NDArray[np.float32]

MOST_POSTINGS = 8_000_000
"""Postings that are added up for all passages; after as many the most promising are taken."""
MOST_PASSAGES = 32_768
"""The most promising then."""
_SMALL = 4_096
"""Postings of a question that are added up without looking whether they need be."""
_LOOKS = (8, 4, 2)
"""One in so many of all postings has been added when it is looked whether the rest is needed."""
_FEW = 64
"""One in so many passages is few enough for looking terms up in them (or `_SMALL` are)."""
_MANY = 8
"""One in so many passages is so many that it is not looked closely what each can gain."""
_ROUNDED = 1e-5
"""By what part of it a sum of float32 may be wrong, and more."""


class Lists:
    """What a question's terms have of postings in a segment.

    `at` (t,) is where the segment has the terms, -1 for not at all, and `limits` (t,) what each
    adds at most; `norm` (n,) is BM25's denominator less the count.  Passages where `wanted` (n,)
    is false are never found.
    """

    def __init__(
        self,
        segment: Segment,
        at: NDArray[np.int64],
        limits: NDArray[np.float64],
        norm: Sums,
        wanted: Mask | None,
    ) -> None:
        held = at >= 0
        bounds = segment.starts[at], segment.starts[at + 1], segment.more[at], segment.more[at + 1]
        starts, ends, more, most = np.stack(bounds).astype(np.int64) * held
        often = ends - (most - more)
        self.passages = len(norm)
        self.sizes = ends - starts
        self._once = list(zip(starts.tolist(), often.tolist(), strict=True))
        self._often = list(zip(often.tolist(), ends.tolist(), strict=True))
        self._counts = list(zip(more.tolist(), most.tolist(), strict=True))
        self._held = np.stack([often - starts, most - more])
        self._greatest = np.zeros(len(at), np.uint8)
        self._greatest[held] = segment.most[at[held]]
        self._bits = np.full(len(at), -1, np.int64)
        if len(segment.common):
            place = np.minimum(np.searchsorted(segment.common, at), len(segment.common) - 1)
            self._bits = np.where(segment.common[place] == at, place, -1)
        self._segment = segment
        self._limits = limits
        self._norm = norm
        self._wanted = wanted
        self._least_norm = norm.min(initial=np.inf)
        self._sums = np.zeros((2, len(norm)), np.float32)

    def add(self, begin: int, end: int) -> None:
        """Add some terms to all passages that hold them."""
        segment = self._segment
        limits = self._limits[begin:end].astype(np.float32)
        # A passage that holds a term once gets the same share of its limit from each.
        at = _joined(segment.places, self._once[begin:end], np.intp)
        np.add.at(self._sums[0], at, limits.repeat(self._held[0, begin:end]))
        at = _joined(segment.places, self._often[begin:end], np.intp)
        if len(at):
            share = _joined(segment.counts, self._counts[begin:end], np.float32)
            share /= share + self._norm.take(at)
            share *= limits.repeat(self._held[1, begin:end])
            np.add.at(self._sums[1], at, share)

    def sums(self) -> Sums:
        """What was added to each passage, float32 (n,)."""
        found: Sums = self._sums[0] / (1 + self._norm)
        found += self._sums[1]
        if self._wanted is not None:
            found[~self._wanted] = -np.inf
        return found

    def hopeful(self, sums: Sums, begin: int, least: float) -> Places:
        """The passages that can reach `least` by the terms from `begin` on."""
        if begin == len(self._limits):
            return np.flatnonzero((sums >= least) & (sums > 0))
        by_count = np.bincount(self._greatest[begin:], weights=self._limits[begin:])
        count = by_count.nonzero()[0]
        added = by_count[count]
        most = float((added * (count / (count + self._least_norm))).sum())
        found = np.flatnonzero(sums >= np.float32(least - most))
        if len(found) > self.passages // _MANY:
            return found
        share = count[:, None] / (count[:, None] + self._norm[found])
        return found[sums[found] + added @ share >= least]

    def gains(self, passages: Places, begin: int) -> NDArray[np.float64]:
        """What the terms from `begin` on add to some passages, ascending, float64 (n,)."""
        count = np.zeros((len(self._limits) - begin, len(passages)), np.uint8)
        common = np.flatnonzero(self._bits[begin:] >= 0)
        if len(common):
            bits = self._segment.bits[self._bits[begin:][common, None], passages >> 3]
            count[common] = (bits >> (7 - (passages & 7)).astype(np.uint8)) & 1
        number = np.full(self.passages, -1, np.int32)
        number[passages] = np.arange(len(passages))
        rare = np.flatnonzero(self._bits[begin:] < 0)
        lists = [self._once[begin + term] for term in rare.tolist()]
        term, own, _ = self._met(number, lists, self._held[0, begin:][rare])
        count[rare[term], own] = 1
        term, own, there = self._met(number, self._often[begin:], self._held[1, begin:])
        count[term, own] = _joined(self._segment.counts, self._counts[begin:], np.uint8)[there]
        share = count / (count + self._norm[passages])
        gained: NDArray[np.float64] = (self._limits[begin:, None] * share).sum(axis=0)
        return gained

    def _met(
        self, number: NDArray[np.int32], lists: Sequence[tuple[int, int]], sizes: NDArray[np.int64]
    ) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.intp]]:
        """Of the postings in some lists of `sizes` those of numbered passages: the list, the
        passage's number and which they are of all."""
        own = number.take(_joined(self._segment.places, lists, np.intp))
        there = np.flatnonzero(own >= 0)
        return np.arange(len(lists)).repeat(sizes)[there], own[there], there


def _joined(
    array: NDArray[Any], lists: Sequence[tuple[int, int]], kind: type[np.generic]
) -> NDArray[Any]:
    """Parts of an array, one after another, as another type."""
    return np.concatenate([array[:0], *(array[start:end] for start, end in lists)], dtype=kind)


def find_best(
    lists: Sequence[Lists], limits: NDArray[np.float64], k: int
) -> list[tuple[Places, NDArray[np.float64]]]:
    """The passages of each segment, ascending, among which the `k` best are, and few others, with
    their scores."""
    search = _Search(lists, limits, k)
    return search.scored(search.chosen())


class _Search:
    def __init__(self, lists: Sequence[Lists], limits: NDArray[np.float64], k: int) -> None:
        self._lists = lists
        self._limits = limits
        self._k = k
        self._done = 0
        self._sums: list[Sums] = []

    def chosen(self) -> list[Places]:
        """Add terms up until few passages may be among the best."""
        passages = sum(one.passages for one in self._lists)
        few = max(_SMALL, passages // _FEW)
        found: list[Places] = []
        for stop in self._stops(passages):
            for one in self._lists:
                one.add(self._done, stop)
            self._done = stop
            self._sums = [one.sums() for one in self._lists]
            least = self._reached(self._sums)
            found = [
                one.hopeful(sums, stop, least)
                for one, sums in zip(self._lists, self._sums, strict=True)
            ]
            if sum(map(len, found)) <= few:
                return found
        return self._most_promising(found) if self._done < len(self._limits) else found

    def _stops(self, passages: int) -> list[int]:
        """The terms before which it is looked whether the others are needed by all."""
        every = len(self._limits)
        nothing = np.zeros(every, np.int64)
        added = np.cumsum(sum((one.sizes for one in self._lists), nothing))
        # A look goes over all passages; there have to be postings that it may spare.
        if not every or added[-1] < max(_SMALL, passages) or (self._limits < 0).any():
            return [every]
        last = int(np.searchsorted(added, MOST_POSTINGS)) + 1
        looks = {int(np.searchsorted(added, added[-1] // part)) for part in _LOOKS}
        return sorted({min(stop, last, every) for stop in (*looks, every)} - {0})

    def _reached(self, sums: Sequence[NDArray[Any]]) -> float:
        """A little less than what the `k` best have so far, 0 where there are fewer."""
        top, least = np.zeros(0), 0.0
        for own in sums:
            top = np.concatenate([top, own[own > least]])
            if len(top) >= self._k > 0:
                top = np.partition(top, len(top) - self._k)[-self._k :]
                least = float(top[0])
        return least * (1 - _ROUNDED)

    def _most_promising(self, found: list[Places]) -> list[Places]:
        known = [sums[places] for sums, places in zip(self._sums, found, strict=True)]
        every = np.concatenate(known)
        if len(every) <= MOST_PASSAGES:
            return found
        least = np.partition(every, -MOST_PASSAGES)[-MOST_PASSAGES]
        return [places[own >= least] for places, own in zip(found, known, strict=True)]

    def scored(self, found: list[Places]) -> list[tuple[Places, NDArray[np.float64]]]:
        """Look the other terms up in the passages, and leave out those that are not among the
        best."""
        scores = [s[p].astype(np.float64) for s, p in zip(self._sums, found, strict=True)]
        if self._done < len(self._limits):
            for one, places, own in zip(self._lists, found, scores, strict=True):
                if len(places):
                    own += one.gains(places, self._done)
        least = self._reached(scores)
        return [
            (places[own >= least], own[own >= least])
            for places, own in zip(found, scores, strict=True)
        ]
