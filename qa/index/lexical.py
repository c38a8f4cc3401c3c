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

Hashes = NDArray[np.uint64]


def hash_term(term: str) -> int:
    """The first 64 bits of BLAKE2b of the term."""
    digest = hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def pack_terms(terms: Mapping[str, int] | Sequence[str]) -> tuple[Hashes, NDArray[np.uint8]]:
    """Sorted hashes with counts (at most 255, beyond which BM25 hardly changes)."""
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

    `rows` int64 (n,) ascending; `lengths` float32 (n,) terms a passage;
    `terms` uint64 (t,) ascending; postings `starts[i]:starts[i + 1]` of
    `places` uint16 (index into rows, ascending) and `counts` uint8 are term i's.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.float32]
    terms: Hashes
    starts: NDArray[np.int64]
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
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    first = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else order
    return Segment(
        rows=rows,
        lengths=lengths,
        terms=hashes[first],
        starts=np.append(first, len(hashes)).astype(np.int64),
        places=places[order],
        counts=counts[order],
    )


def keep_rows(segment: Segment, keep: NDArray[np.bool_]) -> Segment:
    """The segment without the passages whose place in `keep` (n,) is false."""
    new_place = (np.cumsum(keep) - 1).astype(np.uint16)
    kept = keep[segment.places]
    before = np.append(0, np.cumsum(kept))
    starts = before[segment.starts]
    used = np.flatnonzero(np.diff(starts))
    return Segment(
        rows=segment.rows[keep],
        lengths=segment.lengths[keep],
        terms=segment.terms[used],
        starts=np.append(starts[used], starts[-1]).astype(np.int64),
        places=new_place[segment.places[kept]],
        counts=segment.counts[kept],
    )


class Postings:
    """All segments together, as one collection to search."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.passages = sum(len(s.rows) for s in self.segments)
        total = sum(float(s.lengths.sum(dtype=np.float64)) for s in self.segments)
        average = total / self.passages if total else 1.0
        self._norms = [
            (K1 * (1 - B + B * s.lengths / average)).astype(np.float32) for s in self.segments
        ]
        """BM25's denominator less the count itself, float32 (n,) a segment."""

    def score(self, terms: Mapping[str, float]) -> tuple[list[NDArray[np.float32]], float]:
        """Scores float32 (n,) of each segment's passages, and the attainable score."""
        scores = [np.zeros(len(s.rows), dtype=np.float32) for s in self.segments]
        weights = {hash_term(term): weight for term, weight in terms.items()}
        asked = np.array(sorted(weights), dtype=np.uint64)
        weight = np.array([weights[h] for h in asked.tolist()], dtype=np.float64)
        spans = [_spans(segment, asked) for segment in self.segments]
        found = np.zeros(len(asked), dtype=np.int64)
        for starts, ends in spans:
            found += ends - starts
        idf = np.log1p((self.passages - found + 0.5) / (found + 0.5))
        limits: NDArray[np.float64] = weight * idf * (K1 + 1)
        for segment, norm, (starts, ends), total in zip(
            self.segments, self._norms, spans, scores, strict=True
        ):
            for i in np.flatnonzero((ends > starts) & (limits != 0)).tolist():
                places = segment.places[starts[i] : ends[i]]
                count = segment.counts[starts[i] : ends[i]].astype(np.float32)
                count /= count + norm[places]
                count *= np.float32(limits[i])
                total[places] += count
        return scores, float(limits[limits > 0].sum())


def _spans(segment: Segment, asked: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each asked term's postings start and end; equal where it does not occur."""
    place = np.searchsorted(segment.terms, asked)
    inside = np.minimum(place, max(len(segment.terms) - 1, 0))
    if not len(segment.terms):
        nothing = np.zeros(len(asked), dtype=np.int64)
        return nothing, nothing
    known = segment.terms[inside] == asked
    starts = np.where(known, segment.starts[inside], 0)
    return starts, np.where(known, segment.starts[inside + 1], 0)
