"""Dense search: FAISS's exact inner product, with passages' row ids as its ids.

This is the only module that knows FAISS.  Its scores are inner products of unit
vectors and its order is ours already (higher is better); what it pads with -1
is dropped here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import Scored

# Its stubs give the C++ signatures and not those of the Python wrappers.
faiss: Any = typed_faiss

Vectors = NDArray[np.float32]


class VectorIndex:
    """Unit vectors of passages; `rows` int64 (n,) ascending, `matrix` float32 (n, d) a view."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.rows: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        flat = faiss.downcast_index(index.index)
        size = flat.ntotal * flat.d
        view = faiss.rev_swig_ptr(flat.get_xb(), size) if size else np.empty(0, np.float32)
        self.matrix: Vectors = view.reshape(flat.ntotal, flat.d)

    @classmethod
    def build(cls, rows: NDArray[np.int64], parts: list[Vectors], dimension: int) -> VectorIndex:
        """Index the rows of `parts`, one after another, under the ids `rows` (ascending)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        start = 0
        for part in parts:
            index.add_with_ids(
                np.ascontiguousarray(part, dtype=np.float32), rows[start : start + len(part)]
            )
            start += len(part)
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Read a file whose checksum has been verified: FAISS trusts every byte of it."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        # FAISS reports a full disk as RuntimeError; bytes in hand fail with an errno.
        path.write_bytes(faiss.serialize_index(self._index).data)

    def search(self, questions: Vectors, k: int, selector: Any = None) -> list[list[Scored]]:
        """The `k` best of each question, or fewer where fewer are allowed."""
        k = min(k, len(self.rows))
        if k <= 0:
            return [[] for _ in questions]
        given = {"params": faiss.SearchParameters(sel=selector)} if selector else {}
        scores, rows = self._index.search(
            np.ascontiguousarray(questions, dtype=np.float32), k, **given
        )
        return [_scored(r, s) for r, s in zip(rows, scores, strict=True)]

    def selector(self, allowed: NDArray[np.bool_]) -> Any:
        """What restricts a search to the rows where `allowed` (n,) is true."""
        bits = np.zeros(int(self.rows[-1]) + 1 if len(self.rows) else 1, dtype=np.bool_)
        bits[self.rows[allowed]] = True
        return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))

    def places(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where `rows` stand in `matrix`; -1 for unknown ones."""
        return places(self.rows, rows)


def places(known: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of each of `rows` in the ascending `known`; -1 where it is absent."""
    if not len(known):
        return np.full(len(rows), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known, rows), len(known) - 1)
    return np.where(known[place] == rows, place, -1)


def _scored(rows: NDArray[np.int64], scores: Vectors) -> list[Scored]:
    found = [Scored(r, s) for r, s in zip(rows.tolist(), scores.tolist(), strict=True) if r >= 0]
    return sorted(found, key=lambda hit: (-hit.score, hit.row))
