"""Dense search by FAISS, with passages' row ids as its ids.

This is the only module that knows FAISS.  Its scores are inner products of unit
vectors and its order is ours already (higher is better); what it pads with -1
is dropped here.

Search is exact up to `EXACT_UP_TO` passages: two cores scan that many in less
than half of what a search may take, and nothing is ever missed.  Beyond, FAISS's
guidelines for archives of this size say inverted lists, 4 times the square root
of n of them; a search looks into an eighth of them.  Unlike a graph they can
forget passages, and keep the vectors as they are, so scores stay exact and only
neighbours in lists not looked into are missed.  A filter that leaves few
passages is answered exactly in any case.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import Scored

# Its stubs give the C++ signatures and not those of the Python wrappers.
faiss: Any = typed_faiss

Vectors = NDArray[np.float32]

EXACT_UP_TO = 300_000
_BLOCK = 16_384
_TRAINED_WITH = 40
"""Vectors a list that the lists' centres are found from; FAISS asks for 39 or more."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which rows a search may find: `allowed` bool (n,), the same for FAISS, and their number.

    A `scoped` search finds what it would find if there were no other rows.
    """

    allowed: NDArray[np.bool_]
    bitmap: Any
    count: int
    scoped: bool = False


class VectorIndex:
    """Unit vectors of passages under `rows`, int64 (n,) ascending."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._inner = faiss.downcast_index(index.index)
        self.exact = not isinstance(self._inner, faiss.IndexIVF)
        self.rows: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        self.dimension: int = index.d

    @classmethod
    def build(
        cls,
        rows: NDArray[np.int64],
        parts: list[Vectors],
        dimension: int,
        like: VectorIndex | None = None,
    ) -> VectorIndex:
        """Index the rows of `parts`, one after another, under the ids `rows` (ascending).

        The lists of `like` are used again while the archive has not doubled.
        """
        index = faiss.IndexIDMap2(_empty(len(rows), parts, dimension, like))
        start = 0
        for part in parts:
            index.add_with_ids(
                np.ascontiguousarray(part, dtype=np.float32), rows[start : start + len(part)]
            )
            start += len(part)
        return cls(_findable(index))

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read a file whose checksum has been verified: FAISS trusts every byte of it."""
        return cls(_findable(faiss.read_index(str(path))))

    def write(self, path: Path) -> None:
        # FAISS reports a full disk as RuntimeError; bytes in hand fail with an errno.
        path.write_bytes(faiss.serialize_index(self._index).data)

    def search(
        self, questions: Vectors, k: int, selector: Selector | None = None
    ) -> list[list[Scored]]:
        """The `k` best of each question, or fewer where fewer are allowed."""
        k = min(k, selector.count if selector else len(self.rows))
        if k <= 0:
            return [[] for _ in questions]
        questions = np.ascontiguousarray(questions, dtype=np.float32)
        # A question is scanned by one thread; FAISS's others would only spin meanwhile (53 ms
        # of processor time against 12 for 100,000 passages). Several questions share the cores.
        faiss.omp_set_num_threads(1)
        if selector and not self.exact and selector.count <= _BLOCK:
            return self._search_few(questions, k, np.flatnonzero(selector.allowed))
        given = {"sel": selector.bitmap} if selector else {}
        if self.exact:
            params = faiss.SearchParameters(**given)
        else:
            # Where the lists' centres lie tells of the rows that a scope hides.
            exhaustive = selector is not None and selector.scoped and selector.count <= EXACT_UP_TO
            probes = self._inner.nlist if exhaustive else _probes(self._inner.nlist)
            params = faiss.SearchParametersIVF(nprobe=probes, **given)
        scores, rows = self._index.search(questions, k, params=params)
        return [_scored(r, s) for r, s in zip(rows, scores, strict=True)]

    def _search_few(self, questions: Vectors, k: int, few: NDArray[np.intp]) -> list[list[Scored]]:
        rows = self.rows[few]
        scores = questions @ self.take(few).T
        best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        return [_scored(rows[b], s[b]) for b, s in zip(best, scores, strict=True)]

    def selector(self, allowed: NDArray[np.bool_], *, scoped: bool = False) -> Selector:
        """What restricts a search to the rows where `allowed` (n,) is true."""
        bits = np.zeros(int(self.rows[-1]) + 1 if len(self.rows) else 1, dtype=np.bool_)
        bits[self.rows[allowed]] = True
        bitmap = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        return Selector(allowed, bitmap, int(allowed.sum()), scoped)

    def take(self, places: NDArray[np.intp] | NDArray[np.int64]) -> Vectors:
        """Vectors float32 (m, d) by their index into `rows`."""
        if not len(places):
            return np.zeros((0, self.dimension), dtype=np.float32)
        found: Vectors = self._inner.reconstruct_batch(np.ascontiguousarray(places, np.int64))
        return found

    def blocks(self) -> Iterator[tuple[slice, Vectors]]:
        """All vectors in their order, a part at a time, with its place in `rows`."""
        for start in range(0, len(self.rows), _BLOCK):
            end = min(start + _BLOCK, len(self.rows))
            yield slice(start, end), self._inner.reconstruct_n(start, end - start)


def places(known: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of each of `rows` in the ascending `known`; -1 where it is absent."""
    if not len(known):
        return np.full(len(rows), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known, rows), len(known) - 1)
    return np.where(known[place] == rows, place, -1)


def _empty(size: int, parts: list[Vectors], dimension: int, like: VectorIndex | None) -> Any:
    if size <= EXACT_UP_TO:
        return faiss.IndexFlatIP(dimension)
    if like is not None and not like.exact and size < 2 * like.rows.size:
        inner = faiss.clone_index(like._inner)
        inner.reset()
        return inner
    lists = int(4 * size**0.5)
    inner = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT
    )
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    step = max(size // (_TRAINED_WITH * lists), 1)
    inner.train(np.ascontiguousarray(np.concatenate([part[::step] for part in parts])))
    return inner


def _findable(index: Any) -> Any:
    """Let an index of lists tell a vector by its place, which its file does not say."""
    inner = faiss.downcast_index(index.index)
    if isinstance(inner, faiss.IndexIVF):
        inner.make_direct_map(True)
    return index


def _probes(lists: int) -> int:
    return max(lists // 8, 1)


def _scored(rows: NDArray[np.int64], scores: Vectors) -> list[Scored]:
    found = [Scored(r, s) for r, s in zip(rows.tolist(), scores.tolist(), strict=True) if r >= 0]
    return sorted(found, key=lambda hit: (-hit.score, hit.row))
