"""What is derived from passages and never changes: a segment of them, with its statistics.

A document is stored with a segment of its own, so that it is found as soon as it is committed.
Segments of like size are merged eight at a time, so each passage is written about five times on
the way to 65,536.  Servers keep the small ones in memory and the others in files (`near.py`), from
which they are searched as a folder's are.

A passage that is removed stays in its segment and is noted as dead: its places are masked, and its
share is taken out of the sums.  Scores and statistics are those of an archive that never held it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import Hashes, Segment, build_segment, completed, merged
from qa.index.postgres.codes import CODED_FROM, Codes, encode
from qa.index.statistics import LANGUAGES
from qa.types import Language

Sums = NDArray[np.float64]
Arrays = Mapping[str, NDArray[Any]]


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
class Dead:
    """A removed passage that its segment still holds; `ids` are all its tokens."""

    row: int
    language: Language
    vector: NDArray[np.float32]
    mean: NDArray[np.float32]
    ids: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A segment as a server remembers it; `languages` (n,) are places in LANGUAGES.  What is
    `mapped` is in a file, of which the system keeps in memory what it likes."""

    postings: Segment
    documents: NDArray[np.int64]
    languages: NDArray[np.uint8]
    share: Share
    codes: Codes | None = None
    mapped: bool = False

    @property
    def bytes(self) -> int:
        """In memory, as long as it is kept."""
        if self.mapped:
            return len(self.languages)
        return sum(array.nbytes for array in self.arrays().values())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name, for a file."""
        share = self.share
        spoken = list(share.passages)
        own = np.zeros(len(LANGUAGES), np.uint8)
        own[[LANGUAGES.index(language) for language in spoken]] = np.arange(len(spoken))
        return self.postings.arrays() | {
            "documents": self.documents,
            # Places in `spoken`: what is stored outlives this version's list of languages.
            "languages": own[self.languages],
            "spoken": np.array([language.value for language in spoken], dtype="U8"),
            "passages": np.array([share.passages[one] for one in spoken], np.int64),
            "vectors": np.array([share.vectors[one] for one in spoken]),
            "tokens": np.array([share.tokens[one] for one in spoken]),
            "token_counts": np.array([share.token_counts[one] for one in spoken], np.int64),
            "token_ids": share.token_ids,
            "token_frequency": share.token_frequency,
            **(self.codes.arrays() if self.codes else {}),
        }

    def coded(self, vectors: NDArray[np.float32]) -> Known:
        """The segment with the codes of its passages' vectors (n, d), where it is large enough."""
        if len(self.languages) < CODED_FROM:
            return self
        return replace(self, codes=encode(vectors, self.languages))

    @classmethod
    def of(cls, arrays: Arrays, *, mapped: bool = False) -> Known:
        """From what `arrays` gave."""
        spoken = [Language(code) for code in arrays["spoken"].tolist()]
        share = Share(
            dict(zip(spoken, arrays["passages"].tolist(), strict=True)),
            dict(zip(spoken, arrays["vectors"], strict=True)),
            dict(zip(spoken, arrays["tokens"], strict=True)),
            dict(zip(spoken, arrays["token_counts"].tolist(), strict=True)),
            arrays["token_ids"],
            arrays["token_frequency"],
        )
        postings = Segment(*(arrays[field.name] for field in fields(Segment)))
        codes = np.array([LANGUAGES.index(language) for language in spoken], np.uint8)
        languages = codes[arrays["languages"]]
        return cls(postings, arrays["documents"], languages, share, Codes.of(arrays), mapped)


def segment_of(passages: Sequence[Stored]) -> Known:
    """The segment of passages in the order of their rows."""
    rows = np.array([one.row for one in passages], np.int64)
    segment = Known(
        build_segment(rows, ((one.hashes, one.counts) for one in passages)),
        np.array([one.document for one in passages], np.int64),
        np.array([LANGUAGES.index(one.language) for one in passages], np.uint8),
        _share_of(passages),
    )
    return segment.coded(np.stack([one.vector for one in passages]))


def _share_of(passages: Sequence[Stored]) -> Share:
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


def merge_segments(segments: Sequence[Known], dead: Sequence[Dead]) -> Known | None:
    """One segment of what is left of several without the dead; None where that is nothing."""
    gone = [one.row for one in dead]
    keep = [~np.isin(one.postings.rows, gone) for one in segments]
    rows = np.concatenate([one.postings.rows[own] for one, own in zip(segments, keep, strict=True)])
    if not len(rows):
        return None
    order = np.argsort(rows)
    pairs = list(zip(segments, keep, strict=True))
    return Known(
        merged([one.postings for one in segments], keep),
        np.concatenate([one.documents[own] for one, own in pairs])[order],
        np.concatenate([one.languages[own] for one, own in pairs])[order],
        sum_shares([one.share for one in segments], dead),
    )


def sum_shares(shares: Sequence[Share], dead: Sequence[Dead]) -> Share:
    """What shares add up to, without the dead among their passages."""
    passages: dict[Language, int] = {}
    token_counts: dict[Language, int] = {}
    vectors: dict[Language, Sums] = {}
    tokens: dict[Language, Sums] = {}
    most = max((int(s.token_ids[-1]) + 1 for s in shares if len(s.token_ids)), default=0)
    frequency = np.zeros(most, np.int32)
    for share in shares:
        for language in share.passages:
            passages[language] = passages.get(language, 0) + share.passages[language]
            token_counts[language] = token_counts.get(language, 0) + share.token_counts[language]
            for sums, own in ((vectors, share.vectors), (tokens, share.tokens)):
                sums[language] = sums.get(language, 0.0) + own[language]
        frequency[share.token_ids] += share.token_frequency
    for one in dead:
        language = one.language
        passages[language] -= 1
        vectors[language] = vectors[language] - one.vector
        if len(one.mean):
            tokens[language] = tokens[language] - one.mean * np.float64(len(one.ids))
            token_counts[language] -= len(one.ids)
        frequency[np.unique(one.ids)] -= 1
    left = [language for language, number in passages.items() if number]
    used = np.flatnonzero(frequency).astype(np.int32)
    return Share(
        {language: passages[language] for language in left},
        {language: vectors[language] for language in left},
        {language: tokens[language] for language in left},
        {language: token_counts[language] for language in left},
        used,
        frequency[used],
    )


# As they are stored

_FOLLOWING = ("most", "common", "bits")
"""Arrays of a segment that follow from others, and are not stored."""
_PACKED = ("terms", "starts", "more", "places", "counts")
"""Arrays of a segment that are searched by words."""


def packed(segment: Known) -> tuple[bytes, bytes, str]:
    """What is known of a segment's passages, what is searched, and the digest of both."""
    arrays = {name: own for name, own in segment.arrays().items() if name not in _FOLLOWING}
    searched = (*_PACKED, *(segment.codes.arrays() if segment.codes else ()))
    postings = saved({name: arrays.pop(name) for name in searched})
    rest = saved(arrays)
    digest = hashlib.sha256(rest)
    digest.update(postings)
    return rest, postings, digest.hexdigest()


def unpacked(arrays: bytes, postings: bytes) -> Known:
    """A segment from what `packed` gave."""
    found = _loaded(arrays)
    held = _loaded(postings)
    own = {name: held.pop(name) for name in _PACKED}
    segment = completed(found["rows"], found["lengths"], **own)
    return Known.of(found | held | segment.arrays())


def rows_of(arrays: bytes) -> NDArray[np.int64]:
    """The rows of a segment's passages, of what `packed` gave first."""
    return _loaded(arrays)["rows"]


def saved(arrays: Arrays) -> bytes:
    """Named arrays as one value."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


_parsing = Lock()
"""NumPy has Python parse the head of every array, which fails now and then where several threads do
it at once (Python 3.11, its issue 106905)."""


def _loaded(data: bytes) -> dict[str, NDArray[Any]]:
    with _parsing, np.load(io.BytesIO(data), allow_pickle=False) as found:
        return dict(found)


def vector_of(sent: bytes) -> NDArray[np.float32]:
    """A vector as pgvector sends it: two 16-bit numbers, then the floats, big-endian."""
    return np.frombuffer(sent, ">f4", offset=4).astype(np.float32)


def vectors_of(sent: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
    """Vectors (n, d) as pgvector sends them."""
    size = 4 + 4 * dimension
    found = np.frombuffer(b"".join(sent), np.uint8).reshape(len(sent), size)
    return np.ascontiguousarray(found[:, 4:]).view(">f4").astype(np.float32)


def to_merge(sizes: Mapping[int, int], dead: Mapping[int, int], most: int) -> list[list[int]]:
    """Which segments become one: eight of like size, fewer where `most` passages have no room for
    another, and those of which a quarter is dead.  `sizes` and `dead` are passages by segment."""
    tiers: dict[int, list[int]] = {}
    groups: list[list[int]] = []
    for segment, size in sizes.items():
        if 4 * dead.get(segment, 0) >= size:
            groups.append([segment])
        elif 2 * size <= most:
            tiers.setdefault(max(size, 1).bit_length() // 3, []).append(segment)
    for tier in tiers.values():
        group: list[int] = []
        for segment in tier:
            if group and sum(sizes[one] for one in (*group, segment)) > most:
                groups.append(group)
                group = []
            group.append(segment)
            if len(group) == 8:
                groups.append(group)
                group = []
    return groups
