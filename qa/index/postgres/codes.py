"""Which passages may be among the nearest, from a bit for each number of their vectors.

Codes are of what vectors have besides the mean of their segment and language: the sign of each
number, with a factor for the whole (RaBitQ: Gao and Long, SIGMOD 2024, without its rotation, which
changed nothing here), and the number in eight bits.  A question's numbers are taken as three bits,
so a passage costs a few counts of bits; the most promising are compared by their eight bits,
and of these the best by the vectors in full, which the database holds.

Among a hundred thousand passages a graph (HNSW) lost a fifth of the nearest 24, and of those in
another language than the question's two fifths: these are not near each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.statistics import LANGUAGES
from qa.types import Language

CODED_FROM = 256
"""Passages of a segment from which it has codes."""
_PROMISING = 8_192
"""Passages that are compared by eight bits, at least."""
_FINE = 8
"""Times as many as are asked for are, at least."""
_PLANES = 3
_AT_ONCE = 16_384
"""Passages whose bits are counted together, in the processor's cache."""
_COMPARED_AT_ONCE = 1_024
_PREFIX = "near_"

Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Of the passages of a segment, one language after another.

    `spoken` (l,) are the languages; passages `starts[i]` up to `starts[i + 1]` are of the one at
    i, whose mean is `centers[i]`, float32 (l, d).  `order` uint16 (n,) are their places in the
    segment; `bits` uint64 (w, n) has each number's sign, set where it is positive, `ones` uint16
    (n,) how many are; `factors` float32 (n,) is what a sign stands for; `fine` int8 (n, d) the
    numbers, in units of `scales` float32 (n,).
    """

    spoken: NDArray[np.str_]
    starts: NDArray[np.int64]
    centers: Vectors
    order: NDArray[np.uint16]
    bits: NDArray[np.uint64]
    ones: NDArray[np.uint16]
    factors: NDArray[np.float32]
    fine: NDArray[np.int8]
    scales: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {_PREFIX + field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Codes | None:
        """From what `arrays` gave, among others; None where that is not there."""
        if f"{_PREFIX}bits" not in arrays:
            return None
        return cls(*(arrays[_PREFIX + field.name] for field in fields(cls)))


def encode(vectors: Vectors, languages: NDArray[np.uint8]) -> Codes:
    """The codes of passages (n, d) in `languages` (n,), places in LANGUAGES."""
    order = np.argsort(languages, kind="stable")
    spoken, starts = np.unique(languages[order], return_index=True)
    bounds = np.append(starts, len(order))
    number, dimension = vectors.shape
    words = -(-dimension // 64)
    signs = np.zeros((number, words * 8), np.uint8)
    fine = np.zeros((number, dimension), np.int8)
    factors, scales = np.zeros((2, number), np.float32)
    centers = np.zeros((len(spoken), dimension), np.float32)
    for place, (start, end) in enumerate(pairwise(bounds.tolist())):
        centers[place] = vectors[order[start:end]].mean(axis=0, dtype=np.float64)
        for first in range(start, end, _AT_ONCE):
            own = slice(first, min(first + _AT_ONCE, end))
            rest = vectors[order[own]] - centers[place]
            packed = np.packbits(rest > 0, axis=1, bitorder="little")
            signs[own, : packed.shape[1]] = packed
            size = np.abs(rest)
            total, greatest = size.sum(axis=1), size.max(axis=1)
            squared = np.einsum("ij,ij->i", rest, rest)
            np.divide(squared, total, out=factors[own], where=total > 0)
            scales[own] = greatest / 127
            unit = np.where(greatest > 0, greatest, 1)[:, None] / 127
            fine[own] = np.rint(rest / unit)
    bits = np.ascontiguousarray(signs.view("<u8").T)
    return Codes(
        np.array([LANGUAGES[code].value for code in spoken.tolist()], dtype="U8"),
        bounds.astype(np.int64),
        centers,
        order.astype(np.uint16),
        bits,
        np.bitwise_count(bits).sum(axis=0, dtype=np.uint16),
        factors,
        fine,
        scales,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """A question's vector (d,): what stands for 1 of its levels, what for 0, and the bits of the
    levels, uint64 (planes, w)."""

    vector: Vectors
    step: float
    least: float
    planes: NDArray[np.uint64]

    @classmethod
    def of(cls, vector: Vectors) -> _Question:
        least = float(vector.min())
        step = (float(vector.max()) - least) / (2**_PLANES - 1) or 1.0
        levels = np.rint((vector - least) / step).astype(np.uint8)
        words = -(-len(vector) // 64)
        planes = np.zeros((_PLANES, words * 8), np.uint8)
        for number, plane in enumerate(planes):
            packed = np.packbits((levels >> number) & 1, bitorder="little")
            plane[: len(packed)] = packed
        return cls(vector, step, least, planes.view("<u8"))


@dataclass(frozen=True, slots=True, eq=False)
class _Spoken:
    """The passages of one language in a segment, or in several small ones, which are gone over
    together.

    `order` are their places behind the `first`; `sizes` (m,) and `centers` (m, d) are those of the
    segments; the rest is as in `Codes`.
    """

    first: int
    order: NDArray[Any]
    sizes: NDArray[np.int64]
    centers: Vectors
    bits: NDArray[np.uint64]
    ones: NDArray[np.uint16]
    factors: NDArray[np.float32]
    fine: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, first: int, codes: Codes, place: int) -> _Spoken:
        own = slice(int(codes.starts[place]), int(codes.starts[place + 1]))
        return cls(
            first,
            codes.order[own],
            np.array([own.stop - own.start]),
            codes.centers[place][None],
            codes.bits[:, own],
            codes.ones[own],
            codes.factors[own],
            codes.fine[own],
            codes.scales[own],
        )

    @classmethod
    def together(cls, some: Sequence[_Spoken]) -> _Spoken:
        return cls(
            0,
            np.concatenate([one.places(slice(None)) for one in some]),
            np.concatenate([one.sizes for one in some]),
            np.concatenate([one.centers for one in some]),
            np.concatenate([one.bits for one in some], axis=1),
            np.concatenate([one.ones for one in some]),
            np.concatenate([one.factors for one in some]),
            np.concatenate([one.fine for one in some]),
            np.concatenate([one.scales for one in some]),
        )

    def __len__(self) -> int:
        return len(self.order)

    def places(self, at: slice | NDArray[np.intp]) -> NDArray[np.intp]:
        """Among all passages."""
        return self.order[at].astype(np.intp) + self.first

    def central(self, vector: Vectors) -> NDArray[np.float32]:
        """The inner product of a vector with the mean of each passage's segment, (n,)."""
        own = self.centers @ vector
        return np.broadcast_to(own, len(self)) if len(own) == 1 else own.repeat(self.sizes)


class Coded:
    """The codes of segments, whose passages begin at the numbers given with them."""

    def __init__(self, segments: Sequence[tuple[int, Codes]]) -> None:
        known: dict[str, list[_Spoken]] = {}
        for first, codes in segments:
            for place, language in enumerate(codes.spoken.tolist()):
                known.setdefault(language, []).append(_Spoken.of(first, codes, place))
        self._spoken = {language: _joined(some) for language, some in known.items()}

    def nearest(
        self, allowed: Mask | None, languages: Sequence[Language], vector: Vectors, k: int
    ) -> NDArray[np.intp]:
        """Passages of the languages among which are the `k` of greatest inner product with
        `vector` (d,), but for few: their places among all.  Those that `allowed` (n,) leaves out
        are never found."""
        question = _Question.of(vector)
        most = max(_PROMISING, _FINE * k)
        found, known = [np.zeros(0, np.intp)], [np.zeros(0, np.float32)]
        parts = [part for language in languages for part in self._spoken.get(language.value, ())]
        least, held = -np.inf, 0
        for number, part in enumerate(parts):
            scores = _roughly(part, question)
            if allowed is not None:
                scores[~allowed[part.places(slice(None))]] = -np.inf
            at = np.flatnonzero(scores > least)
            found.append(at | (number << _NUMBER))
            known.append(scores[at])
            held += len(at)
            if held > 2 * most:
                found, known, least = _most_promising(found, known, most)
                held = most
        if held > most:
            found, known, _ = _most_promising(found, known, most)
        return _closely(parts, np.concatenate(found), question, k)


_SMALL = 4_096
"""Passages of a language in a segment up to which they are gone over with those of others."""
_NUMBER = 32
"""Bits above which a passage has its part's number, until it is known which are compared."""


def _joined(some: Sequence[_Spoken]) -> list[_Spoken]:
    small = [one for one in some if len(one) <= _SMALL]
    large = [one for one in some if len(one) > _SMALL]
    return [*large, _Spoken.together(small)] if small[1:] else [*large, *small]


def _roughly(part: _Spoken, question: _Question) -> NDArray[np.float32]:
    """What the inner products are by the signs, float32."""
    scores = np.empty(len(part), np.float32)
    both = np.empty(_AT_ONCE, np.uint64)
    count = np.empty(_AT_ONCE, np.uint8)
    total = float(question.vector.sum())
    for first in range(0, len(part), _AT_ONCE):
        last = min(first + _AT_ONCE, len(part))
        size = last - first
        levels = np.zeros(size, np.uint16)
        for plane in question.planes[::-1]:
            np.add(levels, levels, out=levels)
            for word, bits in zip(plane, part.bits, strict=True):
                np.bitwise_and(bits[first:last], word, out=both[:size])
                np.bitwise_count(both[:size], out=count[:size])
                np.add(levels, count[:size], out=levels)
        # Twice what the positive numbers meet, less all of it: what the signs meet.
        met = levels * np.float32(2 * question.step)
        met += part.ones[first:last] * np.float32(2 * question.least)
        met -= np.float32(total)
        met *= part.factors[first:last]
        scores[first:last] = met
    scores += part.central(question.vector)
    return scores


def _most_promising(
    found: list[NDArray[np.intp]], known: list[NDArray[np.float32]], most: int
) -> tuple[list[NDArray[np.intp]], list[NDArray[np.float32]], float]:
    """Those that are compared, and the least of their scores."""
    scores = np.concatenate(known)
    best = np.argpartition(-scores, most - 1)[:most]
    return [np.concatenate(found)[best]], [scores[best]], float(scores[best].min())


def _closely(
    parts: Sequence[_Spoken], found: NDArray[np.intp], question: _Question, k: int
) -> NDArray[np.intp]:
    """The `k` best of what was found by eight bits, as places among all."""
    found = np.sort(found)
    scores = np.empty(len(found), np.float32)
    places = np.empty(len(found), np.intp)
    ends = np.searchsorted(found, (np.arange(len(parts)) + 1) << _NUMBER).tolist()
    begin = 0
    for part, end in zip(parts, ends, strict=True):
        central = part.central(question.vector)
        for start in range(begin, end, _COMPARED_AT_ONCE):
            some = slice(start, min(start + _COMPARED_AT_ONCE, end))
            at = found[some] & ((1 << _NUMBER) - 1)
            rest = part.fine[at].astype(np.float32) @ question.vector
            scores[some] = rest * part.scales[at] + central[at]
            places[some] = part.places(at)
        begin = end
    if len(places) <= k:
        return places
    return places[np.argpartition(-scores, k - 1)[:k]]
