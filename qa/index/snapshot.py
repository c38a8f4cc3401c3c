"""One generation of everything that is derived from SQLite, in memory.

A passage's row never changes and never comes back, so a derived structure is a
function of the set of live rows alone.  An update is the difference of two such
sets: nothing has to remember what happened between two generations, and what a
crash left half done is found by comparing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Postings
from qa.index.catalogue import Catalogue
from qa.index.database import Database, damaged, read_meta
from qa.index.parts import Part, with_new
from qa.index.passage_index import IndexSettings, Statistics
from qa.index.records import Records
from qa.index.statistics import LANGUAGES, Collection, statistics
from qa.index.vectors import Base, Selector, VectorIndex
from qa.types import Filters, Language, Scope

_MASKS = 64
"""Filters whose selector is kept; a service sees the same few again and again."""

_SCOPES = 8
"""Scopes whose postings are kept; each takes 8 bytes a passage."""


@dataclass(frozen=True, slots=True)
class State:
    """Which database, at which generation, made with which settings."""

    archive: str
    generation: int
    settings: IndexSettings


@dataclass(frozen=True, slots=True)
class Attributes:
    """What scopes and filters look at: `languages` uint8 (n,), `documents` and `collections`
    int64 (n,)."""

    languages: NDArray[np.uint8]
    documents: NDArray[np.int64]
    collections: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one generation's searches need; `collections` are in the order of their names."""

    state: State
    vectors: VectorIndex
    parts: tuple[Part, ...]
    postings: Postings
    attributes: Attributes
    collections: tuple[Collection, ...]
    _selected: dict[tuple[Scope, Filters], Selector | None] = field(default_factory=dict)
    _scoped: dict[Scope, Postings] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        state: State,
        vectors: VectorIndex,
        parts: Sequence[Part],
        collections: tuple[Collection, ...],
    ) -> Snapshot:
        postings = Postings([part.segment for part in parts])
        attributes = Attributes(
            np.concatenate([np.zeros(0, np.uint8), *(part.languages for part in parts)]),
            np.concatenate([np.zeros(0, np.int64), *(part.documents for part in parts)]),
            np.concatenate([np.zeros(0, np.int64), *(part.collections for part in parts)]),
        )
        return cls(state, vectors, tuple(parts), postings, attributes, collections)

    def over(self, base: Base, parts: Sequence[Part]) -> Snapshot:
        """The same from what was written to files and mapped."""
        vectors = self.vectors if base is self.vectors.base else self.vectors.over(base)
        return Snapshot.of(self.state, vectors, parts, self.collections)

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.vectors.rows

    def within(self, scope: Scope) -> tuple[Collection, ...]:
        return tuple(one for one in self.collections if scope.allows(one.name))

    def statistics(self, scope: Scope) -> Statistics:
        sums = [part.sums for part in self.parts]
        return statistics(sums, self.within(scope), self.state.settings.dimension)

    def allowed(self, scope: Scope) -> NDArray[np.bool_] | None:
        """Which rows the scope allows, bool (n,); None where it leaves out none."""
        if all(scope.allows(one.name) for one in self.collections if one.spoken):
            return None
        return np.isin(self.attributes.collections, [one.row for one in self.within(scope)])

    def postings_of(self, scope: Scope) -> Postings:
        """The lexical postings of the scope's passages, as if there were no others."""
        known = self._scoped.get(scope)
        if known is None:
            allowed = self.allowed(scope)
            if allowed is None:
                return self.postings
            known = Postings(self.postings.segments, allowed)
            if len(self._scoped) >= _SCOPES:
                self._scoped.clear()
            self._scoped[scope] = known
        return known

    def select(self, scope: Scope, filters: Filters, catalogue: Catalogue) -> Selector | None:
        """Which rows the scope and `filters` allow; None where they allow all."""
        key = scope, filters
        with suppress(KeyError):
            return self._selected[key]
        found = self._select(scope, filters, catalogue)
        if len(self._selected) >= _MASKS:
            self._selected.clear()
        self._selected[key] = found
        return found

    def _select(self, scope: Scope, filters: Filters, catalogue: Catalogue) -> Selector | None:
        allowed = self.allowed(scope)
        scoped = allowed is not None
        if allowed is None and not filters:
            return None
        if allowed is None:
            allowed = np.ones(len(self.rows), np.bool_)
        if filters.languages:
            codes = [LANGUAGES.index(Language(language)) for language in filters.languages]
            allowed = allowed & np.isin(self.attributes.languages, codes)
        if filters.collections:
            named = [one.row for one in self.collections if one.name in filters.collections]
            allowed = allowed & np.isin(self.attributes.collections, named)
        if filters.sources or filters.date_from or filters.date_to:
            rows = np.array(catalogue.document_rows(filters), dtype=np.int64)
            allowed = allowed & np.isin(self.attributes.documents, rows)
        return self.vectors.selector(allowed, scoped=scoped)


def read_state(connection: sqlite3.Connection) -> State:
    meta = read_meta(connection)
    settings = IndexSettings(meta["model"], int(meta["dimension"]), meta["passages"])
    return State(meta["archive"], int(meta["generation"]), settings)


def derive(database: Database, previous: Snapshot | None) -> Snapshot:
    """The newest generation, made from `previous` where there is one."""
    with database.snapshot() as connection:
        records = Records(database, connection)
        state = read_state(connection)
        if previous is not None and not follows(state, previous.state):
            previous = None
        parts = _derive_parts(database, records, previous.parts if previous else None)
        rows = np.concatenate([np.zeros(0, np.int64), *(part.rows for part in parts)])
        before = previous.vectors if previous else None
        vectors = VectorIndex.build(rows, records.vectors, state.settings.dimension, before)
        collections = read_collections(database, connection)
    return Snapshot.of(state, vectors, parts, collections)


def _derive_parts(
    database: Database, records: Records, before: Sequence[Part] | None
) -> list[Part]:
    """A passage goes with its document and comes with it, so it is documents that are compared."""
    live = records.documents()
    kept: list[Part] = []
    new = None
    if before is not None:
        there, known = np.array(list(live), np.int64), documents_of(before)
        gone = np.setdiff1d(known, there, assume_unique=True)
        records.check_gone(gone.tolist())
        left = (part.without(gone, records) for part in before)
        kept = [part for part in left if part is not None]
        new = np.setdiff1d(there, known, assume_unique=True).tolist()
    rows, languages, documents = records.passages(new)
    try:
        collections = np.array([live[document] for document in documents.tolist()], np.int64)
    except KeyError as error:
        raise damaged(database.path, f"document {error} is of no collection") from error
    return with_new(kept, rows, languages, documents, collections, records)


def documents_of(parts: Sequence[Part]) -> NDArray[np.int64]:
    """Rows of the documents that the parts have passages of, ascending."""
    return np.unique(np.concatenate([np.zeros(0, np.int64), *(part.documents for part in parts)]))


def is_whole(records: Records, parts: Sequence[Part]) -> bool:
    """Whether the parts hold the passages of all documents there are, and no others."""
    live = np.array(list(records.documents()), np.int64)
    known = documents_of(parts)
    missing = np.setdiff1d(live, known, assume_unique=True).tolist()
    return bool(np.isin(known, live).all()) and not len(records.passages(missing)[0])


def follows(state: State, earlier: State) -> bool:
    """Whether `state` grew out of `earlier`, so that their row ids mean the same passages.

    A database put back from a backup, or begun anew, gives ids out again.
    """
    same = state.archive == earlier.archive and state.settings == earlier.settings
    return same and state.generation >= earlier.generation


def read_collections(database: Database, connection: sqlite3.Connection) -> tuple[Collection, ...]:
    query = "SELECT collection, language, count(*) FROM documents GROUP BY collection, language"
    spoken: dict[str, dict[Language, int]] = {}
    for name, language, count in connection.execute(query):
        spoken.setdefault(name, {})[_language(database, language)] = count
    query = "SELECT name, row, changes, changed FROM collections ORDER BY name"
    return tuple(
        Collection(name, changes, spoken.get(name, {}), row, changed)
        for name, row, changes, changed in connection.execute(query)
    )


def _language(database: Database, code: str) -> Language:
    try:
        return Language(code)
    except ValueError as error:
        raise damaged(database.path, f"{code!r} is no language of a document") from error
