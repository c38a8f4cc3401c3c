"""BM25 over term counts, in arrays that are mapped and not loaded.

Character 4-grams give a passage hundreds of terms, so a posting has to be
small: three bytes, a 16-bit passage number within a segment of at most 65,536
passages and an 8-bit count.  Scores are not stored, because they depend on the
whole archive; a question scatters `weight x idf x saturated count` over a score
a passage.  Terms are known by 64-bit hashes: among a million terms the chance
of one collision is about 3 in 100 million.

A segment never changes.  New passages make new segments, small ones are merged
into the next, and a segment that lost passages is written anew without them, so
scores always equal those of an index made from scratch.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf of Lucene, `ln(1 + (N - df + 0.5) / (df + 0.5))`, which is never
negative.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75
SEGMENT_ROWS = 32_768
_SMALL = 4_096
"""Passages of a segment up to which its postings are added up at once."""

Hashes = NDArray[np.uint64]


def hash_term(term: str) -> int:
    """The first 64 bits of BLAKE2b of the term."""
    digest = hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True, slots=True, eq=False)
class PackedTerms:
    """Terms as they are stored: `hashes` ascending, `counts` of each."""

    hashes: Hashes
    counts: NDArray[np.uint8]


def pack_terms(
    terms: Mapping[str, int] | Sequence[str] | PackedTerms,
) -> tuple[Hashes, NDArray[np.uint8]]:
    """Sorted hashes with counts (at most 255, beyond which BM25 hardly changes)."""
    if isinstance(terms, PackedTerms):
        return terms.hashes, terms.counts
    counted = Counter[int]()
    for term, count in Counter(terms).items():
        if count > 0:
            counted[hash_term(term)] += count
    hashes = np.array(sorted(counted), dtype=np.uint64)
    counts = np.array([min(counted[h], 255) for h in hashes.tolist()], dtype=np.uint8)
    return hashes, counts


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of at most `SEGMENT_ROWS` passages, by term.

    `rows` int64 (n,) ascending; `lengths` float32 (n,) terms a passage; `terms`
    uint64 (t,) ascending.  Term i's postings are `places[starts[i]:starts[i + 1]]`,
    uint16 indexes into rows: first those with a count of 1, then those whose
    counts are `counts[more[i]:more[i + 1]]`, uint8; each part ascending.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.float32]
    terms: Hashes
    starts: NDArray[np.uint32]
    more: NDArray[np.uint32]
    places: NDArray[np.uint16]
    counts: NDArray[np.uint8]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        return {name: getattr(self, name) for name in self.__slots__}


def build_segment(
    rows: NDArray[np.int64], packed: Iterable[tuple[Hashes, NDArray[np.uint8]]]
) -> Segment:
    """The segment of passages `rows` (ascending) whose packed terms follow in the same order."""
    parts = list(packed)
    if len(parts) != len(rows) or len(rows) > SEGMENT_ROWS:
        raise ValueError(f"{len(parts)} passages for {len(rows)} rows, at most {SEGMENT_ROWS}")
    hashes = np.concatenate([h for h, _ in parts] or [np.empty(0, np.uint64)])
    counts = np.concatenate([c for _, c in parts] or [np.empty(0, np.uint8)])
    sizes = np.array([len(h) for h, _ in parts], dtype=np.int64)
    places = np.repeat(np.arange(len(rows), dtype=np.uint16), sizes)
    lengths = np.array([c.sum(dtype=np.float32) for _, c in parts], dtype=np.float32)
    # Counts of 1 go in front, where a stable sort leaves them.
    order = np.argsort(counts > 1, kind="stable")
    order = order[np.argsort(hashes[order], kind="stable")]
    hashes = hashes[order]
    first = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else order
    return _segment(rows, lengths, hashes[first], first, places[order], counts[order])


def _segment(
    rows: NDArray[np.int64],
    lengths: NDArray[np.float32],
    terms: Hashes,
    first: NDArray[np.intp],
    places: NDArray[np.uint16],
    counts: NDArray[np.uint8],
) -> Segment:
    """From postings in order, with `first` (t,) of each term and all `counts`."""
    starts = np.append(first, len(places)).astype(np.uint32)
    several = counts > 1
    more = np.append(0, np.cumsum(several))[starts].astype(np.uint32)
    return Segment(rows, lengths, terms, starts, more, places, counts[several])


def keep_rows(segment: Segment, keep: NDArray[np.bool_]) -> Segment:
    """The segment without the passages whose place in `keep` (n,) is false."""
    new_place = (np.cumsum(keep) - 1).astype(np.uint16)
    kept = keep[segment.places]
    starts = np.append(0, np.cumsum(kept))[segment.starts]
    used = np.flatnonzero(np.diff(starts))
    return _segment(
        segment.rows[keep],
        segment.lengths[keep],
        segment.terms[used],
        starts[used],
        new_place[segment.places[kept]],
        _all_counts(segment)[kept],
    )


def _all_counts(segment: Segment) -> NDArray[np.uint8]:
    """The count of every posting, uint8 (p,)."""
    sizes = segment.starts[1:] - segment.starts[:-1]
    ones = sizes - (segment.more[1:] - segment.more[:-1])
    within = np.arange(len(segment.places)) - np.repeat(segment.starts[:-1], sizes)
    found = np.ones(len(segment.places), dtype=np.uint8)
    found[within >= np.repeat(ones, sizes)] = segment.counts
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """What a question's terms weigh among the passages of a scope, for scoring any of them by
    its own counts.

    `terms` are in the order in which they are added up; `limits` float64 (t,) is what each adds
    at most; `average` is the mean number of terms of a passage.
    """

    terms: tuple[str, ...]
    limits: NDArray[np.float64]
    average: float

    @property
    def attainable(self) -> float:
        """The score of an imagined passage that holds every term at the formula's limit."""
        return float(self.limits[self.limits > 0].sum())

    def scores(
        self, counts: NDArray[np.uint8], lengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
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

    def __init__(
        self, segments: Sequence[Segment], allowed: NDArray[np.bool_] | None = None
    ) -> None:
        self.segments = list(segments)
        self._allowed: list[NDArray[np.bool_]] | None = None
        lengths = [s.lengths for s in self.segments]
        if allowed is not None:
            ends = np.cumsum([len(s.rows) for s in self.segments])
            self._allowed = np.split(allowed, ends[:-1]) if self.segments else []
            lengths = [known[own] for known, own in zip(lengths, self._allowed, strict=True)]
        self.passages = sum(map(len, lengths))
        total = sum(float(known.sum(dtype=np.float64)) for known in lengths)
        self.average = total / self.passages if total else 1.0
        self._norms = [norms(s.lengths, self.average) for s in self.segments]
        self._ones = [1 / (1 + norm) for norm in self._norms]
        """The saturated count of a term that a passage holds once."""

    def score(self, terms: Mapping[str, float]) -> tuple[list[NDArray[np.float32]], Weighing]:
        """Scores float32 (n,) of each segment's passages, and how they came about."""
        scores = [np.zeros(len(s.rows), dtype=np.float32) for s in self.segments]
        hashed = {hash_term(term): term for term in terms}
        asked = np.array(sorted(hashed), dtype=np.uint64)
        ordered = tuple(hashed[h] for h in asked.tolist())
        weight = np.array([terms[term] for term in ordered], dtype=np.float64)
        known = [_find(segment, asked) for segment in self.segments]
        found = sum(
            (self._holding(number, at) for number, at in enumerate(known)),
            np.zeros(len(asked), dtype=np.int64),
        )
        idf = np.log1p((self.passages - found + 0.5) / (found + 0.5))
        limits: NDArray[np.float64] = weight * idf * (K1 + 1)
        for number, at in enumerate(known):
            held = np.flatnonzero((at >= 0) & (limits != 0))
            if len(scores[number]) <= _SMALL:
                self._add_together(scores[number], number, at[held], limits[held])
                continue
            for i in held.tolist():
                self._add(scores[number], number, int(at[i]), np.float32(limits[i]))
        for score, allowed in zip(scores, self._allowed or (), strict=False):
            score[~allowed] = 0
        return scores, Weighing(ordered, limits, self.average)

    def _holding(self, number: int, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many passages of a segment hold each of the terms at `at` (t,), -1 for none."""
        segment = self.segments[number]
        starts, ends = segment.starts[at], segment.starts[at + 1]
        if self._allowed is None:
            return np.where(at >= 0, ends - starts, 0).astype(np.int64)
        allowed = self._allowed[number]
        counts = np.zeros(len(at), dtype=np.int64)
        held = np.flatnonzero(at >= 0)
        if len(segment.rows) <= _SMALL:
            owner, _, places = _postings_of(segment, at[held])
            counts[held] = np.bincount(owner[allowed[places]], minlength=len(held))
            return counts
        for i in held.tolist():
            counts[i] = np.count_nonzero(allowed[segment.places[starts[i] : ends[i]]])
        return counts

    def _add_together(
        self,
        total: NDArray[np.float32],
        number: int,
        terms: NDArray[np.int64],
        limits: NDArray[np.float64],
    ) -> None:
        """As `_add` for one of the terms after another, but at once: of a small segment's
        postings most of the time would go into going over them one term at a time."""
        segment, norm = self.segments[number], self._norms[number]
        owner, within, places = _postings_of(segment, terms)
        more = segment.more[terms].astype(np.int64)
        ones = np.diff(segment.starts)[terms].astype(np.int64) - (segment.more[terms + 1] - more)
        often = within >= ones[owner]
        count = np.ones(len(places), dtype=np.float32)
        count[often] = segment.counts[(more[owner] + within - ones[owner])[often]]
        weight = limits.astype(np.float32)[owner]
        # One after another and in the order of the terms, so sums are the same to the last bit.
        np.add.at(total, places, weight * (count / (count + norm[places])))

    def _add(self, total: NDArray[np.float32], number: int, term: int, limit: np.float32) -> None:
        """Add to `total` what the term at `term` of segment `number` gives each passage."""
        segment, norm = self.segments[number], self._norms[number]
        start, end = int(segment.starts[term]), int(segment.starts[term + 1])
        counts = segment.counts[segment.more[term] : segment.more[term + 1]]
        once = segment.places[start : end - len(counts)]
        total[once] += limit * self._ones[number][once]
        if len(counts):
            often = segment.places[end - len(counts) : end]
            count = counts.astype(np.float32)
            total[often] += limit * (count / (count + norm[often]))


def _postings_of(
    segment: Segment, terms: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]]:
    """The postings of terms (places in the segment's), one term after another: the index into
    `terms`, the place among the term's own, and the passage's place, each (p,)."""
    starts = segment.starts[terms].astype(np.int64)
    sizes = segment.starts[terms + 1] - starts
    owner = np.repeat(np.arange(len(terms)), sizes)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return owner, within, segment.places[starts[owner] + within]


def _find(segment: Segment, asked: Hashes) -> NDArray[np.int64]:
    """Index of each asked term in the segment's; -1 where it does not occur."""
    if not len(segment.terms):
        return np.full(len(asked), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(segment.terms, asked), len(segment.terms) - 1)
    return np.where(segment.terms[place] == asked, place, -1)
