"""What a search asked of the index, and how much of the nearest it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import ArchiveIndex, LexicalHits, Scored
from qa.types import WHOLE_ARCHIVE, Filters, Scope

NEAREST = 24
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Dense:
    """A dense search, and what it gave."""

    vectors: NDArray[np.float32]
    k: int
    filters: Filters | None
    found: list[list[Scored]]


@dataclass(slots=True)
class Asked:
    """What one question asked of the index."""

    dense: list[Dense] = field(default_factory=list)
    lexical: list[tuple[Mapping[str, float], int, Filters | None]] = field(default_factory=list)

    def search_dense(self, index: ArchiveIndex) -> None:
        for one in self.dense:
            index.dense_search(WHOLE_ARCHIVE, one.vectors, one.k, one.filters)

    def search_lexical(self, index: ArchiveIndex) -> None:
        for terms, k, filters in self.lexical:
            index.lexical_search(WHOLE_ARCHIVE, terms, k, filters)


class Noting:
    """An index that notes its searches."""

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index
        self._asked = Asked()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def during(self, search: Callable[[], object]) -> Asked:
        """What `search` asks."""
        self._asked = Asked()
        search()
        return self._asked

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        found = self._index.dense_search(scope, vectors, k, filters)
        self._asked.dense.append(Dense(vectors, k, filters, found))
        return found

    def dense_searches(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[list[list[Scored]]]:
        found = self._index.dense_searches(scope, vectors, k, each)
        for filters, own in zip(each, found, strict=True):
            self._asked.dense.append(Dense(vectors, k, filters, own))
        return found

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        self._asked.lexical.append((terms, k, filters))
        return self._index.lexical_search(scope, terms, k, filters)

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        self._asked.lexical.append((terms, k, filters))
        return self._index.begin_lexical(scope, terms, k, filters)


def recall(index: ArchiveIndex, searches: Sequence[Dense]) -> float:
    """The share of the 24 nearest passages that the searches found, by comparing all vectors;
    the searches are of a language each, as retrieval's are."""
    by_language: dict[str, list[Dense]] = {}
    for one in searches:
        languages = one.filters.languages if one.filters else ()
        by_language.setdefault("".join(languages), []).append(one)
    questions = {name: np.concatenate([d.vectors for d in ds]) for name, ds in by_language.items()}
    best = {name: _Best(len(asked)) for name, asked in questions.items()}
    for rows, spoken, vectors in _blocks(index):
        for name, asked in questions.items():
            of_it = spoken == name
            if of_it.any():
                best[name].add(rows[of_it], asked @ vectors[of_it].T)
    there = right = 0
    for name, own in by_language.items():
        found = [hits for one in own for hits in one.found]
        for nearest, hits in zip(best[name].rows, found, strict=True):
            exact = set(nearest[nearest > 0].tolist())
            there += len(exact)
            right += len(exact & {hit.row for hit in hits[:NEAREST]})
    return round(right / max(there, 1), 4)


class _Best:
    """The nearest passages of each question so far."""

    def __init__(self, questions: int) -> None:
        self.rows = np.zeros((questions, NEAREST), np.int64)
        self._scores = np.full((questions, NEAREST), -np.inf, np.float32)

    def add(self, rows: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        scores = np.concatenate([self._scores, scores], axis=1)
        known = np.concatenate([self.rows, np.broadcast_to(rows, (len(scores), len(rows)))], axis=1)
        order = np.argpartition(-scores, NEAREST - 1, axis=1)[:, :NEAREST]
        self._scores = np.take_along_axis(scores, order, axis=1)
        self.rows = np.take_along_axis(known, order, axis=1)


def _blocks(
    index: ArchiveIndex,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.str_], NDArray[np.float32]]]:
    """Rows, languages and vectors of all passages, a part at a time."""
    query = """SELECT p.row, p.language FROM passages p ORDER BY p.row"""
    with index.tables.reading() as connection:
        known = connection.execute(query).fetchall()
    for start in range(0, len(known), _BLOCK):
        rows, languages = zip(*known[start : start + _BLOCK], strict=True)
        vectors = index.vectors(WHOLE_ARCHIVE, rows)
        yield np.array(rows, np.int64), np.array(languages), vectors
