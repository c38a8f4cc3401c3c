"""What is derived from passages and never changes: a segment of them, with its statistics.

A document is stored with a segment of its own, so that it is found as soon as it is committed.
Segments of like size are merged eight at a time, so each passage is written about five times on
the way to 65,536.  Small ones are one value each, which servers keep in memory; of the others a
search reads the postings of its own terms alone.

A passage that is removed stays in its segment and is noted as dead: its places are masked, and its
share is taken out of the sums.  Scores and statistics are those of an archive that never held it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Hashes, Segment, build_segment, greatest
from qa.index.statistics import LANGUAGES
from qa.types import Language

PACKED_UP_TO = 512
"""Passages of a segment whose postings are kept in one value."""

Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """What passages add to the statistics: their number, the sum of their vectors and of their
    token states, and the number of these, by language; how many of them hold each token."""

    passages: Mapping[Language, int]
    vectors: Mapping[Language, Sums]
    tokens: Mapping[Language, Sums]
    token_counts: Mapping[Language, int]
    token_ids: NDArray[np.int32]
    token_frequency: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A passage as it is read for a segment; `ids` are distinct."""

    row: int
    document: int
    language: Language
    hashes: Hashes
    counts: NDArray[np.uint8]
    vector: NDArray[np.float32]
    mean: NDArray[np.float32]
    tokens: int
    ids: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A segment as a server remembers it; `languages` are places in LANGUAGES.  `postings` has no
    terms where `packed` is false."""

    id: int
    postings: Segment
    documents: NDArray[np.int64]
    languages: NDArray[np.uint8]
    share: Share
    packed: bool

    @property
    def bytes(self) -> int:
        arrays: Sequence[NDArray[Any]] = (*self.postings.arrays().values(), self.documents)
        return sum(array.nbytes for array in arrays) + self.languages.nbytes


def share_of(passages: Sequence[Stored]) -> Share:
    dimension = len(passages[0].vector)
    spoken = list(dict.fromkeys(one.language for one in passages))
    own = {language: [p for p in passages if p.language is language] for language in spoken}
    held = [one.ids for one in passages if len(one.ids)]
    ids, frequency = np.unique(np.concatenate([np.zeros(0, np.int32), *held]), return_counts=True)
    return Share(
        {language: len(some) for language, some in own.items()},
        {language: _sum([p.vector for p in some], dimension) for language, some in own.items()},
        {
            language: _sum([p.mean * np.float64(p.tokens) for p in some if p.tokens], dimension)
            for language, some in own.items()
        },
        {language: sum(p.tokens for p in some) for language, some in own.items()},
        ids.astype(np.int32),
        frequency.astype(np.int32),
    )


def _sum(rows: Iterable[NDArray[Any]], dimension: int) -> Sums:
    total = np.zeros(dimension)
    for row in rows:
        total += row
    return total


def built(passages: Sequence[Stored]) -> Segment:
    """The postings of passages in the order of their rows."""
    rows = np.array([one.row for one in passages], np.int64)
    return build_segment(rows, ((one.hashes, one.counts) for one in passages))


def arrays_of(passages: Sequence[Stored], segment: Segment, share: Share) -> bytes:
    """What every search needs to know of a segment."""
    languages = list(share.passages)
    return _packed(
        {
            "rows": segment.rows,
            "lengths": segment.lengths,
            "documents": np.array([one.document for one in passages], np.int64),
            "languages": np.array([languages.index(one.language) for one in passages], np.uint8),
            "spoken": np.array([language.value for language in languages], dtype="U8"),
            "passages": np.array([share.passages[one] for one in languages], np.int64),
            "vectors": np.array([share.vectors[one] for one in languages]),
            "tokens": np.array([share.tokens[one] for one in languages]),
            "token_counts": np.array([share.token_counts[one] for one in languages], np.int64),
            "token_ids": share.token_ids,
            "token_frequency": share.token_frequency,
        }
    )


def packed_postings(segment: Segment) -> bytes:
    names = ("terms", "starts", "more", "places", "counts")
    return _packed({name: getattr(segment, name) for name in names})


def known(number: int, arrays: bytes, packed: bytes | None) -> Known:
    """A segment from what `arrays_of` and `packed_postings` wrote."""
    found = _unpacked(arrays)
    held = _NOTHING if packed is None else _unpacked(packed)
    spoken = [Language(code) for code in found["spoken"].tolist()]
    share = Share(
        dict(zip(spoken, found["passages"].tolist(), strict=True)),
        dict(zip(spoken, found["vectors"], strict=True)),
        dict(zip(spoken, found["tokens"], strict=True)),
        dict(zip(spoken, found["token_counts"].tolist(), strict=True)),
        found["token_ids"],
        found["token_frequency"],
    )
    most = greatest(held["more"], held["counts"])
    postings = Segment(found["rows"], found["lengths"], **held, most=most, **_NO_BITS)
    codes = np.array([LANGUAGES.index(language) for language in spoken], np.uint8)
    languages = codes[found["languages"]]
    return Known(number, postings, found["documents"], languages, share, packed is not None)


_NOTHING: dict[str, NDArray[Any]] = {
    "terms": np.zeros(0, np.uint64),
    "starts": np.zeros(1, np.uint32),
    "more": np.zeros(1, np.uint32),
    "places": np.zeros(0, np.uint16),
    "counts": np.zeros(0, np.uint8),
}


_NO_BITS: dict[str, NDArray[Any]] = {
    "common": np.zeros(0, np.uint32),
    "bits": np.zeros((0, 0), np.uint8),
}
"""Postings that were read for one search are not looked up in bits."""


def _packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _unpacked(data: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        return dict(found)


def vector_text(vector: NDArray[np.float32]) -> str:
    """A vector as pgvector reads it; a float32 comes back as it was."""
    return f"[{','.join(map(repr, vector.tolist()))}]"


def vector_of(sent: bytes) -> NDArray[np.float32]:
    """A vector as pgvector sends it: two 16-bit numbers, then the floats, big-endian."""
    return np.frombuffer(sent, ">f4", offset=4).astype(np.float32)


def signed(term: int) -> int:
    """A term's 64 bits as PostgreSQL's bigint."""
    return term - (1 << 64) if term >= 1 << 63 else term


def with_postings(segment: Segment, found: Mapping[int, tuple[bytes, bytes]]) -> Segment:
    """The segment with the postings of some terms, `found` by the term's 64 bits, unsigned."""
    terms = sorted(found)
    places = [np.frombuffer(found[term][0], "<u2") for term in terms]
    counts = [np.frombuffer(found[term][1], "u1") for term in terms]
    more = np.cumsum([0, *map(len, counts)]).astype(np.uint32)
    several = np.concatenate([_NOTHING["counts"], *counts])
    return Segment(
        segment.rows,
        segment.lengths,
        np.array(terms, np.uint64),
        np.cumsum([0, *map(len, places)]).astype(np.uint32),
        more,
        np.concatenate([_NOTHING["places"], *places]),
        several,
        greatest(more, several),
        **_NO_BITS,
    )


def to_merge(sizes: Mapping[int, int], dead: Mapping[int, int], most: int) -> list[list[int]]:
    """Which segments become one: eight of like size whose passages have room in one, and those
    of which a quarter is dead.  `sizes` and `dead` are passages by segment."""
    tiers: dict[int, list[int]] = {}
    groups: list[list[int]] = []
    for segment, size in sizes.items():
        if 4 * dead.get(segment, 0) >= size:
            groups.append([segment])
        else:
            tiers.setdefault(max(size, 1).bit_length() // 3, []).append(segment)
    for tier in tiers.values():
        group: list[int] = []
        for segment in tier:
            if group and sum(sizes[one] for one in (*group, segment)) > most:
                break
            group.append(segment)
        if len(group) >= 8:
            groups.append(group)
    return groups
