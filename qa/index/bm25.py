"""BM25 over segments of postings.

A question scatters `weight x idf x saturated count` over a score a passage, its
rarest terms first.  Where only the best passages are wanted, the common terms,
which have most of the postings, are added to none but those that may still be
among them: what a passage can gain by the terms that are left is known (MaxScore:
Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995).  So the
best get the same scores as if every posting had been added.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf of Lucene, `ln(1 + (N - df + 0.5) / (df + 0.5))`, which is never
negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Segment, find_terms, hash_term

K1 = 1.2
B = 0.75
_SHORT = 2_048
"""Postings of a term in a segment up to which they are added up with those of other terms: most
of the time would go into going over them one term at a time."""
_SMALL = 4_096
"""Postings of a question that are added up without looking whether they need be."""
_LOOKS = (16, 8, 4, 2)
"""One in so many of all postings has been added when it is looked whether the rest is needed."""

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
        `lengths` (n,) terms long; equal to the last bit to what a search gives."""
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

    Of passages that `allowed` (n,) leaves out nothing is known: they score 0, and count
    neither among those that hold a term nor in the mean length.
    """

    def __init__(self, segments: Sequence[Segment], allowed: Mask | None = None) -> None:
        self.segments = list(segments)
        self.allowed = None if allowed is None else self._split(allowed)
        lengths = [s.lengths for s in self.segments]
        if self.allowed is not None:
            lengths = [known[own] for known, own in zip(lengths, self.allowed, strict=True)]
        self.passages = sum(map(len, lengths))
        total = sum(float(known.sum(dtype=np.float64)) for known in lengths)
        self.average = total / self.passages if total else 1.0
        self.norms = [norms(s.lengths, self.average) for s in self.segments]
        self.ones = [1 / (1 + norm) for norm in self.norms]
        """The saturated count of a term that a passage holds once."""

    def _split(self, mask: Mask) -> list[Mask]:
        """A mask of all passages by segment."""
        ends = np.cumsum([len(s.rows) for s in self.segments])
        return np.split(mask, ends[:-1]) if self.segments else []

    def score(
        self, terms: Mapping[str, float], best: int | None = None, wanted: Mask | None = None
    ) -> tuple[list[Scores], Weighing]:
        """Scores float32 (n,) of each segment's passages, and how they came about.

        With `best` the scores are whole only of the so many best of the `wanted` passages (n,)
        and of those that score the same; others may have less than is theirs.
        """
        hashed = {hash_term(term): term for term in terms}
        asked = np.array(sorted(hashed), dtype=np.uint64)
        weight = np.array([terms[hashed[h]] for h in asked.tolist()], dtype=np.float64)
        known = [find_terms(segment, asked) for segment in self.segments]
        found = sum(
            (self._holding(number, at) for number, at in enumerate(known)),
            np.zeros(len(asked), dtype=np.int64),
        )
        idf = np.log1p((self.passages - found + 0.5) / (found + 0.5))
        limits: NDArray[np.float64] = weight * idf * (K1 + 1)
        order = np.argsort(-limits, kind="stable")
        ordered = tuple(hashed[h] for h in asked[order].tolist())
        weighing = Weighing(ordered, limits[order], self.average)
        pass_ = _Pass(self, [at[order] for at in known], weighing.limits)
        pass_.run(best, None if wanted is None else self._split(wanted))
        for score, allowed in zip(pass_.scores, self.allowed or (), strict=False):
            score[~allowed] = 0
        return pass_.scores, weighing

    def _holding(self, number: int, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many passages of a segment hold each of the terms at `at` (t,), -1 for none."""
        segment = self.segments[number]
        sizes = _sizes(segment, at)
        allowed = None if self.allowed is None else self.allowed[number]
        if allowed is None or allowed.all():
            return sizes
        starts, ends = segment.starts[at], segment.starts[at + 1]
        counts = np.zeros(len(at), dtype=np.int64)
        for i in np.flatnonzero(sizes).tolist():
            counts[i] = np.count_nonzero(allowed[segment.places[starts[i] : ends[i]]])
        return counts


class _Pass:
    """One question's way over the segments: `known` (t,) is where each segment has the terms, -1
    for not at all, in the order of `limits`."""

    def __init__(
        self, postings: Postings, known: Sequence[NDArray[np.int64]], limits: NDArray[np.float64]
    ) -> None:
        used = np.flatnonzero(limits)
        self._postings = postings
        self._known = [at[used] for at in known]
        self._limits = limits[used]
        self.scores = [np.zeros(len(s.rows), dtype=np.float32) for s in postings.segments]

    def run(self, best: int | None, wanted: Sequence[Mask] | None) -> None:
        """Add up the scores, at least those of the `best` of the wanted passages."""
        done, enough = 0, 0.0
        for stop in self._looks() if best else []:
            self._add_all(done, stop)
            done = stop
            enough = self._reached(best or 0, wanted, enough)
            # A little less, because sums of float32 are rounded.
            least = enough * (1 - 1e-5) - float(self._limits[done:].sum()) * (1 + 1e-5)
            if least > 0:
                for number, score in enumerate(self.scores):
                    hopeful = score >= np.float32(least)
                    if hopeful.any():
                        self._add_some(number, range(done, len(self._limits)), hopeful)
                return
        self._add_all(done, len(self._limits))

    def _looks(self) -> list[int]:
        """The terms before which it may pay to look whether the others are needed by all."""
        sizes = sum(
            (_sizes(s, at) for s, at in zip(self._postings.segments, self._known, strict=True)),
            np.zeros(len(self._limits), np.int64),
        )
        added = np.cumsum(sizes)
        # A look goes over all passages; there have to be postings that it may spare.
        least = max(_SMALL, sum(map(len, self.scores)))
        if not len(added) or added[-1] < least or (self._limits < 0).any():
            return []
        return sorted({int(np.searchsorted(added, added[-1] // part)) for part in _LOOKS} - {0})

    def _reached(self, best: int, wanted: Sequence[Mask] | None, before: float) -> float:
        """What the `best` of the wanted passages have so far, 0 where they are fewer."""
        masks: Sequence[Mask | None] | None = wanted or self._postings.allowed
        masks = masks or [None] * len(self.scores)
        top = np.concatenate([
            score[score > before] if mask is None else score[(score > before) & mask]
            for score, mask in zip(self.scores, masks, strict=True)
        ])  # fmt: skip
        return float(np.partition(top, -best)[-best]) if len(top) >= best else before

    def _add_all(self, begin: int, end: int) -> None:
        """Add some terms to all passages that hold them."""
        for number, segment in enumerate(self._postings.segments):
            sizes = _sizes(segment, self._known[number])[begin:end].tolist()
            short: list[int] = []
            for term, size in enumerate(sizes, begin):
                if size <= _SHORT:
                    short.append(term)
                    continue
                self._add_some(number, short, None)
                short = []
                self._add(number, term)
            self._add_some(number, short, None)

    def _add(self, number: int, term: int) -> None:
        """Add what a term gives each passage of a segment that holds it."""
        segment, norm = self._postings.segments[number], self._postings.norms[number]
        at, limit = self._known[number][term], np.float32(self._limits[term])
        total = self.scores[number]
        start, end = int(segment.starts[at]), int(segment.starts[at + 1])
        counts = segment.counts[segment.more[at] : segment.more[at + 1]]
        once = segment.places[start : end - len(counts)]
        total[once] += limit * self._postings.ones[number][once]
        if len(counts):
            often = segment.places[end - len(counts) : end]
            count = counts.astype(np.float32)
            total[often] += limit * (count / (count + norm[often]))

    def _add_some(self, number: int, terms: Sequence[int], passages: Mask | None) -> None:
        """Add what terms give those of a segment's `passages` that hold them, at once."""
        segment, known = self._postings.segments[number], self._known[number]
        held = [term for term in terms if known[term] >= 0]
        if not held:
            return
        at = known[held]
        starts, sizes = segment.starts[at].astype(np.int64), _sizes(segment, at)
        lists = zip(starts.tolist(), (starts + sizes).tolist(), strict=True)
        places = np.concatenate([segment.places[start:end] for start, end in lists])
        hits = np.arange(len(places)) if passages is None else np.flatnonzero(passages[places])
        ends = np.cumsum(sizes)
        owner = np.searchsorted(ends, hits, side="right")
        # A term's counts above 1 are those of its last postings.
        more = segment.more[at].astype(np.int64)
        first = ends - (segment.more[at + 1] - more)
        often = np.flatnonzero(hits >= first[owner])
        count = np.ones(len(hits), dtype=np.float32)
        which = owner[often]
        count[often] = segment.counts[more[which] + hits[often] - first[which]]
        weight = self._limits[held].astype(np.float32)[owner]
        place = places[hits].astype(np.intp)
        norm = self._postings.norms[number][place]
        # One after another and in the order of the terms, so sums are the same to the last bit.
        np.add.at(self.scores[number], place, weight * (count / (count + norm)))


def _sizes(segment: Segment, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many postings a segment has of terms at `at` (t,), -1 for none."""
    sizes = segment.starts[at + 1].astype(np.int64) - segment.starts[at]
    return np.where(at >= 0, sizes, 0)
