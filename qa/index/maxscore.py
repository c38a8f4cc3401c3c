"""Which passages may be among the best by BM25, found without adding all that they score.

Most postings are those of terms that say little.  Terms are added up by what they weigh, the
rarest first, and what the others can still add to a passage is known: by its length and by the
greatest count that each term has in the passage's segment.  As soon as few passages may still be
among the best, the other terms are looked up for those alone (MaxScore: Turtle and Flood, "Query
Evaluation: Strategies and Optimizations", 1995).

Of more postings than `MOST_POSTINGS` the rarest terms alone choose in which passages the others are
looked up: that is no longer exact, and the only place where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Segment, bounds

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Sums = NDArray[np.float32]

MOST_POSTINGS = 2_000_000
"""Postings that are added up for all passages; after as many the most promising are taken.  Among a
million passages half as many lost none of the best 32 (docs/index.md)."""
MOST_PASSAGES = 32_768
"""The most promising then."""
_SMALL = 4_096
"""Postings of a question that are added up without looking whether they need be."""
_LOOKS = (6, 3, 2)
"""One in so many of all postings has been added when it is looked whether the rest is needed."""
_FEW = 64
"""One in so many passages is few enough for looking terms up in them (or `_SMALL` are)."""
_MANY = 8
"""One in so many passages is so many that it is not looked closely what each can gain."""
_LONG = 1_024
_LOOKED_FOR = 8
"""Passages are looked for in a list of more postings than `_LONG` and so many for each; the others
are gone over."""
_AT_ONCE = 32_768
_ROUNDED = 1e-5
"""By what part of it a sum of float32 may be wrong, and more."""


class Lists:
    """What a question's terms have of postings in a segment.

    `at` (t,) is where the segment has the terms, -1 for not at all, and `limits` (t,) what each
    adds at most; `norm` (n,) is BM25's denominator less the count, `ones` (n,) the share of its
    limit that a term adds to a passage that holds it once.  Passages where `wanted` (n,) is false
    are never found.
    """

    def __init__(
        self,
        segment: Segment,
        at: NDArray[np.int64],
        limits: NDArray[np.float64],
        norm: Sums,
        ones: Sums,
        wanted: Mask | None,
    ) -> None:
        starts, ends, self._more, self._most = bounds(segment, at)
        self.passages = len(norm)
        self.sizes = ends - starts
        self._starts, self._ends = starts, ends
        self._often = ends - (self._most - self._more)
        self._at = at
        self._segment = segment
        self._limits = limits
        self._norm = norm
        self._ones = ones
        self._wanted = wanted
        self._least_norm = norm.min(initial=np.inf)
        self._sums = np.zeros((2, len(norm)), np.float32)

    def add(self, begin: int, end: int) -> None:
        """Add some terms to all passages that hold them."""
        for first, last in _pieces(self.sizes[begin:end]):
            self._add(slice(begin + first, begin + last))

    def _add(self, some: slice) -> None:
        segment = self._segment
        limits = self._limits[some].astype(np.float32)
        starts, often, ends = self._starts[some], self._often[some], self._ends[some]
        # A passage that holds a term once gets the same share of its limit from each.
        at = _joined(segment.places, starts, often, np.intp)
        np.add.at(self._sums[0], at, limits.repeat(often - starts))
        at = _joined(segment.places, often, ends, np.intp)
        if len(at):
            share = _joined(segment.counts, self._more[some], self._most[some], np.float32)
            share /= share + self._norm.take(at)
            share *= limits.repeat(ends - often)
            np.add.at(self._sums[1], at, share)

    def sums(self) -> Sums:
        """What was added to each passage, float32 (n,)."""
        found: Sums = self._sums[0] * self._ones
        found += self._sums[1]
        if self._wanted is not None:
            found[~self._wanted] = -np.inf
        return found

    def hopeful(self, sums: Sums, begin: int, least: float) -> Places:
        """The passages that can reach `least` by the terms from `begin` on."""
        if begin == len(self._limits):
            return np.flatnonzero((sums >= least) & (sums > 0))
        held = self.sizes[begin:] > 0
        greatest = self._segment.most[self._at[begin:][held]]
        by_count = np.bincount(greatest, weights=self._limits[begin:][held])
        count = by_count.nonzero()[0].astype(np.float32)
        added = by_count[by_count > 0].astype(np.float32)
        most = float(added @ (count / (count + self._least_norm)))
        found = np.flatnonzero(sums >= np.float32(least - most))
        if len(found) > self.passages // _MANY:
            return found
        share = count[:, None] / (count[:, None] + self._norm[found])
        return found[sums[found] + added @ share >= least]

    def gains(self, passages: Places, begin: int) -> NDArray[np.float64]:
        """What the terms from `begin` on add to some passages, ascending, float64 (n,)."""
        share = self.counts(passages, begin).astype(np.float32)
        share /= share + self._norm[passages]
        gained: NDArray[np.float64] = (self._limits[begin:, None] * share).sum(axis=0)
        return gained

    def counts(self, passages: Places, begin: int) -> NDArray[np.uint8]:
        """How often some passages, ascending, hold each of the terms from `begin` on, (t, n)."""
        segment = self._segment
        starts, often, ends = self._starts[begin:], self._often[begin:], self._ends[begin:]
        more = self._more[begin:]
        found = np.zeros((len(starts), len(passages)), np.uint8)
        place = np.searchsorted(segment.common, self._at[begin:])
        place[place == len(segment.common)] = 0
        common = place[:0]
        if len(segment.common):
            common = np.flatnonzero(segment.common[place] == self._at[begin:])
        if len(common):
            bits = segment.bits[place[common, None], passages >> 3]
            found[common] = (bits >> (7 - (passages & 7)).astype(np.uint8)) & 1
        number = np.full(self.passages, -1, np.int32)
        number[passages] = np.arange(len(passages))
        once = often > starts
        once[common] = False
        for term, own, _ in self._met(number, np.flatnonzero(once), starts, often):
            found[term, own] = 1
        long = ends - often > _LONG + _LOOKED_FOR * len(passages)
        short = np.flatnonzero((ends > often) & ~long)
        for term, own, at in self._met(number, short, often, ends):
            found[term, own] = segment.counts[more[term] + at]
        asked = passages.astype(np.uint16)
        for one in np.flatnonzero(long).tolist():
            known = segment.places[often[one] : ends[one]]
            after = known.searchsorted(asked)
            there = np.flatnonzero(known.take(after, mode="clip") == asked)
            found[one, there] = segment.counts[more[one] + after[there]]
        return found

    def _met(
        self,
        number: NDArray[np.int32],
        terms: Places,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> Iterator[tuple[Places, NDArray[np.int32], Places]]:
        """Which passages that have a number hold which of the terms: the term, the passage's
        number, and the place in the term's list."""
        sizes = (ends - starts)[terms]
        for first, last in _pieces(sizes):
            some, size = terms[first:last], sizes[first:last]
            own = number.take(_joined(self._segment.places, starts[some], ends[some], np.intp))
            there = np.flatnonzero(own >= 0)
            before = (np.cumsum(size) - size).repeat(size)[there]
            yield some.repeat(size)[there], own[there], there - before


def _pieces(sizes: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Lists one after another in groups of about `_AT_ONCE` postings: what is made of more does not
    stay in the processor's cache."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    cuts = np.searchsorted(ends, np.arange(_AT_ONCE, total, _AT_ONCE)) + 1
    return list(pairwise(dict.fromkeys([0, *cuts.tolist(), len(sizes)])))


def _joined(
    array: NDArray[Any], starts: NDArray[Any], ends: NDArray[Any], kind: type[np.generic]
) -> NDArray[Any]:
    """Parts of an array, one after another, as another type."""
    bounds = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.concatenate([array[:0], *[array[start:end] for start, end in bounds]], dtype=kind)


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
