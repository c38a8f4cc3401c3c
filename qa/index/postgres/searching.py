"""Searching the segments that lie beside the servers, whether these are one or several.

What is found by words, and what is promising among the nearest, comes of the segments of all
servers together, so that scores are those of one archive and no server is asked for it; the servers
compare vectors in full and tell what they hold.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import IndexSettings, LexicalHits, Scored, Statistics, best
from qa.index.postgres import dense
from qa.index.postgres.directory import Directory, sums
from qa.index.statistics import LANGUAGES, Counted, means
from qa.kept import Kept
from qa.types import Filters, Language, Scope

MEANWHILE = 100_000
"""Passages beyond which words are searched in a thread of their own."""
_SCOPES = 8
"""Scopes whose directories and statistics are kept."""
_EVERYTHING = Filters()


class Searching:
    """The searches of `PassageIndex`, and its statistics, for who has servers to ask."""

    def __init__(self) -> None:
        self._directories: Kept[Scope, tuple[tuple[object, ...], Directory]] = Kept(_SCOPES)
        self._statistics: Kept[Scope, tuple[tuple[object, ...], Statistics]] = Kept(_SCOPES)
        self._threads = ThreadPoolExecutor(thread_name_prefix="lexical")
        self._reading = Lock()

    @property
    @abstractmethod
    def settings(self) -> IndexSettings: ...

    @abstractmethod
    def steady(self) -> AbstractContextManager[None]: ...

    @abstractmethod
    def _state(self, scope: Scope) -> tuple[object, ...]:
        """Equal as long as the scope's segments and documents are the same."""

    @abstractmethod
    def counted(self, scope: Scope) -> list[Counted]:
        """How many documents are in each of the collections, by language."""

    @abstractmethod
    def _read_directory(self, scope: Scope) -> Directory: ...

    @abstractmethod
    def _compare_all(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[dense.Found]:
        """See `dense.ask_all`."""

    @abstractmethod
    def _compare_rows(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, rows: Sequence[dense.Rows]
    ) -> list[dense.Found]:
        """See `dense.ask_rows`."""

    @abstractmethod
    def _documents_of(self, scope: Scope, filters: Filters) -> list[int]:
        """The rows of the documents that filters on collections, sources and dates allow."""

    def _directory(self, scope: Scope) -> Directory:
        """The scope's segments; what is stored stands still."""
        state = self._state(scope)
        kept = self._directories.find([scope]).get(scope)
        if kept is not None and kept[0] == state:
            return kept[1]
        # One at a time: what the first fetches the others find.
        with self._reading:
            kept = self._directories.find([scope]).get(scope)
            if kept is not None and kept[0] == state:
                return kept[1]
            found = self._read_directory(scope)
            self._directories.keep(scope, (state, found))
        return found

    def statistics(self, scope: Scope) -> Statistics:
        with self.steady():
            state = self._state(scope)
            kept = self._statistics.find([scope]).get(scope)
            if kept is not None and kept[0] == state:
                return kept[1]
            directory = self._directory(scope)
            counted = self.counted(scope)
        found = means(counted, sums(directory, self.settings.dimension))
        self._statistics.keep(scope, (state, found))
        return found

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        (found,) = self.dense_searches(scope, vectors, k, [filters or _EVERYTHING])
        return found

    def dense_searches(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[dense.Found]:
        if k <= 0:
            return [[[] for _ in vectors] for _ in each]
        with self.steady():
            directory = self._directory(scope)
            if directory.passages <= dense.EXACT_UP_TO:
                return self._compare_all(scope, vectors, k, each)
            rows = [self._promising(scope, directory, vectors, k, filters) for filters in each]
            return self._compare_rows(scope, vectors, k, rows)

    def _promising(
        self,
        scope: Scope,
        directory: Directory,
        vectors: NDArray[np.float32],
        k: int,
        filters: Filters,
    ) -> dense.Rows:
        # Languages are told apart without a mask.
        rest = replace(filters, languages=())
        allowed = self._allowed(scope, directory, rest) if rest else None
        languages = [Language(language) for language in filters.languages or Language]
        return dense.promising(directory, vectors, k, languages, allowed)

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        return self._lexical(scope, terms, k, filters)[1]()

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        passages, search = self._lexical(scope, terms, k, filters)
        if passages > MEANWHILE:
            return self._threads.submit(search).result
        found = search()
        return lambda: found

    def _lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None
    ) -> tuple[int, Callable[[], LexicalHits]]:
        """Among how many passages, and a search that any thread may make: the servers, which each
        thread sees in a state of its own, are asked before."""
        with self.steady():
            directory = self._directory(scope)
            wanted = self._allowed(scope, directory, filters) if filters else None

        def search() -> LexicalHits:
            places, scores, weighing = directory.postings.search(terms, k, wanted)
            hits = best(directory.rows[places], scores, np.arange(len(places)), k)
            return LexicalHits(hits, weighing)

        return directory.passages, search

    def _allowed(self, scope: Scope, directory: Directory, filters: Filters) -> NDArray[np.bool_]:
        allowed = np.ones(len(directory.rows), bool)
        if filters.languages:
            codes = [LANGUAGES.index(Language(language)) for language in filters.languages]
            allowed &= np.isin(directory.languages, codes)
        if filters.collections or filters.sources or filters.date_from or filters.date_to:
            allowed &= np.isin(directory.documents, self._documents_of(scope, filters))
        return allowed

    def end_searches(self) -> None:
        self._threads.shutdown()
