"""Term counts as postings, in arrays that are mapped and not loaded.

Character 4-grams give a passage hundreds of terms, so a posting has to be
small: three bytes, a 16-bit passage number within a segment of at most 65,536
passages and an 8-bit count.  Scores are not stored, because they depend on the
whole archive (`bm25.py`).  Terms are known by 64-bit hashes: among a million
terms the chance of one collision is about 3 in 100 million.

A segment never changes.  New passages make new segments, small ones are merged
into the next, and a segment that lost passages is written anew without them, so
scores always equal those of an index made from scratch.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEGMENT_ROWS = 65_536
COMMON = 4_096
"""Passages of a segment that hold a term from which a bit for each passage takes no more room than
its postings do."""

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
    counts are `counts[more[i]:more[i + 1]]`, uint8; each part ascending.  `most`
    uint8 (t,) is the greatest count of each term.  `common` uint32 (c,) ascending are
    the terms with `COMMON` postings or more, and `bits` uint8 (c, ceil(n / 8)) tell which
    passages hold each, for looking a few of them up.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.float32]
    terms: Hashes
    starts: NDArray[np.uint32]
    more: NDArray[np.uint32]
    places: NDArray[np.uint16]
    counts: NDArray[np.uint8]
    most: NDArray[np.uint8]
    common: NDArray[np.uint32]
    bits: NDArray[np.uint8]

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
    return completed(rows, lengths, terms, starts, more, places, counts[several])


def completed(
    rows: NDArray[np.int64],
    lengths: NDArray[np.float32],
    terms: Hashes,
    starts: NDArray[np.uint32],
    more: NDArray[np.uint32],
    places: NDArray[np.uint16],
    counts: NDArray[np.uint8],
) -> Segment:
    """A segment with what follows from the rest of it."""
    common = np.flatnonzero(np.diff(starts) >= COMMON).astype(np.uint32)
    bits = np.zeros((len(common), (len(rows) + 7) // 8), np.uint8)
    for own, term in zip(bits, common.tolist(), strict=True):
        held = np.zeros(len(rows), np.bool_)
        held[places[starts[term] : starts[term + 1]]] = True
        own[:] = np.packbits(held)
    most = _greatest(more, counts)
    return Segment(rows, lengths, terms, starts, more, places, counts, most, common, bits)


def _greatest(more: NDArray[np.uint32], counts: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`Segment.most` from what it follows from."""
    found = np.ones(len(more) - 1, np.uint8)
    several = np.flatnonzero(more[1:] > more[:-1])
    if len(several):
        found[several] = np.maximum.reduceat(counts, more[several].astype(np.intp))
    return found


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


def merged(segments: Sequence[Segment], keep: Sequence[NDArray[np.bool_]]) -> Segment:
    """One segment of the passages that `keep` leaves of each, in the order of their rows."""
    rows = np.concatenate([one.rows[own] for one, own in zip(segments, keep, strict=True)])
    lengths = np.concatenate([one.lengths[own] for one, own in zip(segments, keep, strict=True)])
    order = np.argsort(rows)
    place_of = np.empty(len(rows), np.uint64)
    place_of[order] = np.arange(len(rows), dtype=np.uint64)
    terms = np.unique(np.concatenate([one.terms for one in segments]))
    keys, first = [], 0
    for one, own in zip(segments, keep, strict=True):
        new = np.zeros(len(own), np.uint64)
        size = int(own.sum())
        new[own] = place_of[first : first + size]
        keys.append(_keys(one, own, np.searchsorted(terms, one.terms), new))
        first += size
    every = np.concatenate(keys)
    every.sort()
    number = every >> _TERM
    starts = np.flatnonzero(np.diff(number, prepend=np.uint64(len(terms))))
    places = (every >> _PLACE).astype(np.uint16)
    counts = every.astype(np.uint8)
    return _segment(rows[order], lengths[order], terms[number[starts]], starts, places, counts)


_TERM, _OFTEN, _PLACE = np.uint64(25), np.uint64(24), np.uint64(8)
"""Where in 64 bits a posting has its term, whether its count is above 1, its place and, lowest,
its count: in the order of these numbers postings lie in a segment."""


def _keys(
    segment: Segment, keep: NDArray[np.bool_], numbers: NDArray[np.intp], places: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """The postings of passages that are kept, as numbers to be sorted; `numbers` (t,) are the
    terms' own, `places` (n,) the passages' new ones."""
    counts = _all_counts(segment)
    sizes = segment.starts[1:] - segment.starts[:-1]
    found = numbers.astype(np.uint64).repeat(sizes) << _TERM
    found |= (counts > 1).astype(np.uint64) << _OFTEN
    found |= places[segment.places] << _PLACE
    found |= counts
    return found if keep.all() else found[keep[segment.places]]


def _all_counts(segment: Segment) -> NDArray[np.uint8]:
    """The count of every posting, uint8 (p,)."""
    sizes = segment.starts[1:] - segment.starts[:-1]
    ones = sizes - (segment.more[1:] - segment.more[:-1])
    within = np.arange(len(segment.places)) - np.repeat(segment.starts[:-1], sizes)
    found = np.ones(len(segment.places), dtype=np.uint8)
    found[within >= np.repeat(ones, sizes)] = segment.counts
    return found


def find_terms(terms: Hashes, asked: Hashes) -> NDArray[np.int64]:
    """Index of each asked term among a segment's; -1 where it does not occur."""
    if not len(terms):
        return np.full(len(asked), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(terms, asked), len(terms) - 1)
    return np.where(terms[place] == asked, place, -1)


def bounds(segment: Segment, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the postings of the terms at `at` (t,) begin and end, and where their counts do, int64
    (4, t); zeros for terms that are not there, -1."""
    pair = np.stack([at, at + 1])
    found = np.concatenate([segment.starts[pair], segment.more[pair]]).astype(np.int64)
    found[:, at < 0] = 0
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Small segments that are gone over at a stroke, since each by itself costs as much as one of
    many passages; their passages stand one segment's behind the other's.

    `terms` are each segment's, whose numbers begin at `first` (s,); `lengths`, `starts`, `more`,
    `places` and `counts` are as a segment's, of all of them.
    """

    terms: Sequence[Hashes]
    first: NDArray[np.int64]
    lengths: NDArray[np.float32]
    starts: NDArray[np.int64]
    more: NDArray[np.int64]
    places: NDArray[np.uint16]
    counts: NDArray[np.uint8]

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Joined:
        """Of segments that have no common terms, and `SEGMENT_ROWS` passages together at most."""
        ends = np.cumsum([len(one.rows) for one in segments])
        first = ends - [len(one.rows) for one in segments]
        return cls(
            [one.terms for one in segments],
            np.cumsum([0, *(len(one.terms) for one in segments[:-1])]),
            np.concatenate([one.lengths for one in segments]),
            _following([one.starts for one in segments]),
            _following([one.more for one in segments]),
            np.concatenate([
                one.places + np.uint16(begin) for one, begin in zip(segments, first, strict=True)
            ]),
            np.concatenate([one.counts for one in segments]),
        )  # fmt: skip

    def find(self, asked: Hashes) -> tuple[Segment, NDArray[np.int64]]:
        """What there is of some terms, as a segment of these alone, and where it has each, (t,)."""
        held = [find_terms(own, asked) for own in self.terms]
        at = np.stack(
            [np.where(own >= 0, own + n, -1) for own, n in zip(held, self.first, strict=True)],
            axis=1,
        )
        term, which = np.nonzero(at >= 0)
        own = at[term, which]
        starts, ends = self.starts[own], self.starts[own + 1]
        more, most = self.more[own], self.more[own + 1]
        several = most - more
        # Of each term first the passages that hold it once, in all segments.
        begin = np.concatenate([starts, ends - several])
        end = np.concatenate([ends - several, ends])
        order = np.argsort(np.concatenate([2 * term, 2 * term + 1]), kind="stable")
        sizes = np.bincount(term, ends - starts, len(asked))
        counts = self.counts[_ranges(more, most)]
        bounded = _bounds(np.bincount(term, several, len(asked)))
        found = Segment(
            np.arange(len(self.lengths)),
            self.lengths,
            asked,
            _bounds(sizes),
            bounded,
            self.places[_ranges(begin[order], end[order])],
            counts,
            _greatest(bounded, counts),
            np.zeros(0, np.uint32),
            np.zeros((0, 0), np.uint8),
        )
        return found, np.arange(len(asked))


def _following(bounds: Sequence[NDArray[np.uint32]]) -> NDArray[np.int64]:
    """Where lists begin when those of several segments stand one behind the other."""
    ends = np.cumsum([int(own[-1]) for own in bounds])
    begins = [own[:-1] + (end - own[-1]) for own, end in zip(bounds, ends, strict=True)]
    return np.append(np.concatenate(begins), ends[-1]).astype(np.int64)


def _ranges(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers of ranges, one after another."""
    sizes = end - begin
    found = np.arange(int(sizes.sum()))
    found += (begin - (np.cumsum(sizes) - sizes)).repeat(sizes)
    return found


def _bounds(sizes: NDArray[Any]) -> NDArray[np.uint32]:
    return np.append(0, np.cumsum(sizes)).astype(np.uint32)
