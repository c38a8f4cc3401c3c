"""Dense search by FAISS, with passages' row ids as its ids.

This is the only module that knows FAISS.  Its scores are inner products of unit
vectors and its order is ours already (higher is better); what it pads with -1
is dropped here.

Most passages are in a file that is mapped and seldom made anew; those that came
since are compared one by one, and those that have gone since are passed over.
So a change costs by its own size: the file is written again when an eighth of
it has changed.

Search is exact up to `EXACT_UP_TO` passages: two cores scan that many in less
than half of what a search may take, and nothing is ever missed.  Beyond, FAISS's
guidelines for archives of this size say inverted lists, 4 times the square root
of n of them, and 8-bit scalar quantisation, a quarter of the bytes.  What the
lists find is put in order by the vectors themselves, which SQLite holds.

Which lists are looked into is decided here and not by FAISS: the nearest that
hold a share of the passages *that a search may find*.  Lists follow the language
of their passages; the nearest eighth of all lists may hold nothing of another
language than the question's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from qa.index.files import checksum
from qa.index.passage_index import Scored

# Its stubs give the C++ signatures and not those of the Python wrappers.
faiss: Any = typed_faiss

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Read = Callable[[Rows], Vectors]
"""Gives the vectors (n, d) of rows, ascending; of those that are gone, zeros."""

EXACT_UP_TO = 300_000
SHARE = 0.5
"""Of the vectors that a search may find, how many are looked at beyond `EXACT_UP_TO`: finds .985 of
the nearest 24 of a million, an eighth of them .875 (docs/index.md)."""
_BLOCK = 16_384
_TRAINED_WITH = 40
"""Vectors a list that the lists' centres are found from; FAISS asks for 39 or more."""
_CHANGED = 8
"""The part of a file that may have changed before it is made anew is one of so many."""
_MOST_RECENT = 32_768
_LISTS = b"Iw"
"""How a file of inverted lists begins."""
_SPARE = 16
"""Vectors beyond those asked for that are put in order by what SQLite holds."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which rows a search may find: `allowed` bool (n,), the same for FAISS, and their number;
    `lists` (l,) is how many of them each list holds.

    A `scoped` search finds what it would find if there were no other rows.
    """

    allowed: NDArray[np.bool_]
    bitmap: Any
    count: int
    lists: NDArray[np.int64]
    scoped: bool = False


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file and its SHA-256."""

    path: Path
    digest: str


class Base:
    """A FAISS index with row ids: `rows` int64 (n,) ascending, and the list of each in `lists`.

    `saved` is the file that it is mapped from; None while it is in memory.
    """

    def __init__(self, index: Any, saved: SavedFile | None = None) -> None:
        self._index = index
        self.saved = saved
        self.exact = not isinstance(index, faiss.IndexIVF)
        self.dimension: int = index.d
        self.lists = np.zeros(0, np.int32)
        self.centres = np.zeros((0, self.dimension), np.float32)
        if self.exact:
            self.rows: Rows = faiss.vector_to_array(index.id_map)
        else:
            self.rows, self.lists = _rows_of(index.invlists)
            self.centres = index.quantizer.reconstruct_n(0, index.nlist)

    @classmethod
    def build(cls, rows: Rows, read: Read, dimension: int) -> Base:
        """Of the vectors that `read` gives."""
        index = _empty(rows, read, dimension)
        _add(index, rows, read)
        return cls(index)

    @classmethod
    def read(cls, saved: SavedFile) -> Base:
        """Map a file whose checksum has been verified: FAISS trusts every byte of it."""
        with saved.path.open("rb") as file:
            lists = file.read(2) == _LISTS
        how = faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY if lists else faiss.IO_FLAG_MMAP_IFC
        if os.name == "nt":
            how = 0
        return cls(faiss.read_index(str(saved.path), how), saved)

    def write(self, path: Path) -> None:
        # By a Python file: FAISS's own says nothing of why a disk refuses.
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    def changed(self, gone: Rows, new: Rows, read: Read) -> Base:
        """Without the rows `gone` and with `new` ones, found by the same lists while the archive
        has not doubled since these were made."""
        left = len(self.rows) - len(gone) + len(new)
        if (left <= EXACT_UP_TO) == self.exact and (self.exact or left < 2 * self._made_for):
            index = self._writable()
            if index is not None:
                if len(gone):
                    index.remove_ids(faiss.IDSelectorBatch(gone))
                _add(index, new, read)
                return Base(index)
        return Base.build(np.append(np.setdiff1d(self.rows, gone), new), read, self.dimension)

    @property
    def _made_for(self) -> int:
        """Passages for which one would make so many lists."""
        return (len(self.centres) // 4) ** 2

    def _writable(self) -> Any:
        """A copy in memory; None where the file is not what it was."""
        if self.saved is None:
            return faiss.clone_index(self._index)
        try:
            if checksum(self.saved.path) != self.saved.digest:
                return None
        except OSError:
            return None
        return faiss.read_index(str(self.saved.path))

    def compare(self, questions: Vectors, k: int, bitmap: Any) -> tuple[Vectors, Rows]:
        """The best `k` of all, with their scores, each (q, k)."""
        given = {} if bitmap is None else {"sel": bitmap}
        found: tuple[Vectors, Rows] = self._index.search(
            questions, k, params=faiss.SearchParameters(**given)
        )
        return found

    def look(
        self, questions: Vectors, k: int, bitmap: Any, sizes: NDArray[np.int64], wanted: int
    ) -> Rows:
        """Some `k` of the best, (q, k), in the nearest lists that hold `wanted` vectors; `sizes`
        (l,) is how many of those that may be found each list holds."""
        used = np.flatnonzero(sizes)
        near = questions @ self.centres[used].T
        order = np.argsort(-near, axis=1)
        enough = np.cumsum(sizes[used][order], axis=1) >= wanted
        probes = int(enough.argmax(axis=1).max()) + 1
        order = order[:, :probes]
        lists = np.ascontiguousarray(used[order], np.int64)
        closeness = np.ascontiguousarray(np.take_along_axis(near, order, axis=1))
        scores = np.empty((len(questions), k), np.float32)
        rows = np.empty((len(questions), k), np.int64)
        given = {} if bitmap is None else {"sel": bitmap}
        params = faiss.SearchParametersIVF(nprobe=probes, **given)
        # The wrapper in Python knows no parameters, and the index's own belong to all threads.
        arrays = [faiss.swig_ptr(array) for array in (lists, closeness, scores, rows)]
        self._index.search_preassigned_c(
            len(questions), faiss.swig_ptr(questions), k, *arrays, False, params
        )
        return rows


class VectorIndex:
    """Unit vectors of passages under `rows`, int64 (n,) ascending: those that `base` holds in
    front, and `recent` ones (m, d)."""

    def __init__(self, base: Base, rows: Rows, recent: Vectors) -> None:
        self.base = base
        self.rows = rows
        self.recent = recent
        self._settled = len(rows) - len(recent)
        self._recent = _flat(base.dimension)
        if len(recent):
            self._recent.add_with_ids(recent, rows[self._settled :])
        self._places = places(base.rows, rows[: self._settled])
        whole = self._settled == len(base.rows)
        self._all = self.selector(np.ones(len(rows), np.bool_), masked=not whole)

    @classmethod
    def build(
        cls, rows: Rows, read: Read, dimension: int, before: VectorIndex | None = None
    ) -> VectorIndex:
        """Index `rows` (ascending), with what there is of them `before` and what is read."""
        if before is None:
            return cls(Base.build(rows, read, dimension), rows, np.zeros((0, dimension), "f4"))
        base = before.base
        last = int(base.rows[-1]) if len(base.rows) else 0
        new = rows[np.searchsorted(rows, last, side="right") :]
        gone = base.rows[places(rows, base.rows) < 0]
        most = len(base.rows) // _CHANGED
        if len(gone) > most or len(new) > min(most, _MOST_RECENT):
            base = base.changed(gone, new, before.reading(read))
            new = new[:0]
        return cls(base, rows, before.reading(read)(new))

    @classmethod
    def on(cls, base: Base, rows: Rows, read: Read) -> VectorIndex:
        """Over a base that was read back; what it does not hold is read."""
        last = int(base.rows[-1]) if len(base.rows) else 0
        new = rows[np.searchsorted(rows, last, side="right") :]
        return cls(base, rows, read(new) if len(new) else np.zeros((0, base.dimension), "f4"))

    def reading(self, read: Read) -> Read:
        """As `read`, but for those that are among the recent ones already."""
        known = self.rows[self._settled :]

        def from_here(rows: Rows) -> Vectors:
            found = np.zeros((len(rows), self.base.dimension), np.float32)
            place = places(known, rows)
            found[place >= 0] = self.recent[place[place >= 0]]
            if (place < 0).any():
                found[place < 0] = read(rows[place < 0])
            return found

        return from_here

    def over(self, base: Base) -> VectorIndex:
        """The same over a base that holds the same."""
        return VectorIndex(base, self.rows, self.recent)

    def search(
        self,
        questions: Vectors,
        k: int,
        read: Read,
        selector: Selector | None = None,
        share: float = SHARE,
    ) -> list[list[Scored]]:
        """The `k` best of each question, or fewer where fewer are allowed.

        Beyond `EXACT_UP_TO` they are put in order by what `read` gives, and a `share` of the
        vectors is looked at.
        """
        chosen = selector or self._all
        k = min(k, chosen.count)
        if k <= 0:
            return [[] for _ in questions]
        questions = np.ascontiguousarray(questions, dtype=np.float32)
        # A question is scanned by one thread; FAISS's others would only spin meanwhile (53 ms
        # of processor time against 12 for 100,000 passages). Several questions share the cores.
        faiss.omp_set_num_threads(1)
        if self.base.exact:
            scores, rows = self.base.compare(questions, k, chosen.bitmap)
            found = [_scored(r, s) for r, s in zip(rows, scores, strict=True)]
        else:
            found = self._near(questions, k, chosen, read, share)
        if len(self.recent):
            scores, rows = self._search_recent(questions, k, chosen)
            for hits, r, s in zip(found, rows, scores, strict=True):
                hits += _scored(r, s)
        return [sorted(hits, key=lambda hit: (-hit.score, hit.row))[:k] for hits in found]

    def _search_recent(
        self, questions: Vectors, k: int, selector: Selector
    ) -> tuple[Vectors, Rows]:
        given = {} if selector.bitmap is None else {"sel": selector.bitmap}
        params = faiss.SearchParameters(**given)
        found: tuple[Vectors, Rows] = self._recent.search(questions, k, params=params)
        return found

    def _near(
        self, questions: Vectors, k: int, selector: Selector, read: Read, share: float
    ) -> list[list[Scored]]:
        total = int(selector.lists.sum())
        if not total:
            return [[] for _ in questions]
        # Where the lists' centres lie tells of the rows that a scope hides.
        exhaustive = selector.scoped and total <= EXACT_UP_TO
        wanted = total if exhaustive else max(int(total * share), min(total, _BLOCK))
        near = self.base.look(questions, k + _SPARE, selector.bitmap, selector.lists, wanted)
        found = []
        for question, rows in zip(questions, near, strict=True):
            known = np.sort(rows[rows >= 0])
            vectors = read(known)
            there = vectors.any(axis=1)
            found.append(_scored(known[there], vectors[there] @ question))
        return found

    def selector(
        self, allowed: NDArray[np.bool_], *, scoped: bool = False, masked: bool = True
    ) -> Selector:
        """What restricts a search to the rows where `allowed` (n,) is true; they are all those
        that FAISS holds where it is not `masked`."""
        bitmap = None
        if masked:
            bits = np.zeros(int(self.rows[-1]) + 1 if len(self.rows) else 1, dtype=np.bool_)
            bits[self.rows[allowed]] = True
            bitmap = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        lists = np.zeros(0, np.int64)
        if not self.base.exact:
            held = self.base.lists[self._places[allowed[: self._settled]]]
            lists = np.bincount(held, minlength=len(self.base.centres)).astype(np.int64)
        return Selector(allowed, bitmap, int(allowed.sum()), lists, scoped)


def places(known: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of each of `rows` in the ascending `known`; -1 where it is absent."""
    if not len(known):
        return np.full(len(rows), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known, rows), len(known) - 1)
    return np.where(known[place] == rows, place, -1)


def _flat(dimension: int) -> Any:
    return faiss.IndexIDMap(faiss.IndexFlatIP(dimension))


def _empty(rows: Rows, read: Read, dimension: int) -> Any:
    if len(rows) <= EXACT_UP_TO:
        return _flat(dimension)
    lists = int(4 * len(rows) ** 0.5)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index.train(read(rows[:: max(len(rows) // (_TRAINED_WITH * lists), 1)]))
    return index


def _add(index: Any, rows: Rows, read: Read) -> None:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        index.add_with_ids(np.ascontiguousarray(read(block), dtype=np.float32), block)


def _rows_of(lists: Any) -> tuple[Rows, NDArray[np.int32]]:
    """The rows that inverted lists hold, ascending, and the list of each."""
    sizes = [lists.list_size(i) for i in range(lists.nlist)]
    parts = [
        faiss.rev_swig_ptr(lists.get_ids(i), size).copy() for i, size in enumerate(sizes) if size
    ]
    rows = np.concatenate([np.zeros(0, np.int64), *parts])
    order = np.argsort(rows)
    return rows[order], np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]


def _scored(rows: Rows, scores: Vectors) -> list[Scored]:
    found = [Scored(r, s) for r, s in zip(rows.tolist(), scores.tolist(), strict=True) if r >= 0]
    return sorted(found, key=lambda hit: (-hit.score, hit.row))
