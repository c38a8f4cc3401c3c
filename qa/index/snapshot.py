"""One generation of everything that is derived from SQLite, in memory.

A passage's row never changes and never comes back, so a derived structure is a
function of the set of live rows alone.  An update is the difference of two such
sets: nothing has to remember what happened between two generations, and what a
crash left half done is found by comparing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.catalogue import Catalogue, passage_languages
from qa.index.database import Database, crc, damaged, read_meta
from qa.index.lexical import (
    SEGMENT_ROWS,
    Hashes,
    Postings,
    Segment,
    build_segment,
    keep_rows,
)
from qa.index.passage_index import IndexSettings, Statistics
from qa.index.statistics import LANGUAGES, Collection, compute_arrays, statistics
from qa.index.vectors import Selector, VectorIndex, places
from qa.types import Filters, Language, Scope

_MASKS = 64
"""Filters whose selector is kept; a service sees the same few again and again."""

_SCOPES = 8
"""Scopes whose postings are kept; each takes 8 bytes a passage."""

_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class State:
    """Which database, at which generation, made with which settings."""

    archive: str
    generation: int
    settings: IndexSettings


@dataclass(frozen=True, slots=True)
class Attributes:
    """What scopes and filters look at: `languages` uint8 (n,), `documents` and `collections`
    int64 (n,), -1 where gone."""

    languages: NDArray[np.uint8]
    documents: NDArray[np.int64]
    collections: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one generation's searches need.  `totals` are `statistics.compute_arrays`'s;
    `collections` are in the order of their names."""

    state: State
    vectors: VectorIndex
    postings: Postings
    attributes: Attributes
    totals: dict[str, NDArray[Any]]
    collections: tuple[Collection, ...]
    _selected: dict[tuple[Scope, Filters], Selector | None] = field(default_factory=dict)
    _scoped: dict[Scope, Postings] = field(default_factory=dict)

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.vectors.rows

    def within(self, scope: Scope) -> tuple[Collection, ...]:
        return tuple(one for one in self.collections if scope.allows(one.name))

    def statistics(self, scope: Scope) -> Statistics:
        return statistics(self.totals, self.within(scope))

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
            allowed = self.attributes.documents >= 0
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
        state = read_state(connection)
        if previous is not None and not follows(state, previous.state):
            previous = None
        rows, attributes = _live(database, connection)
        vectors = _derive_vectors(database, connection, previous, rows, state.settings.dimension)
        segments = _derive_segments(database, connection, previous, rows)
        totals = compute_arrays(connection, attributes.languages, attributes.collections, vectors)
        collections = _collections(database, connection)
    return Snapshot(state, vectors, Postings(segments), attributes, totals, collections)


def follows(state: State, earlier: State) -> bool:
    """Whether `state` grew out of `earlier`, so that their row ids mean the same passages.

    A database put back from a backup, or begun anew, gives ids out again.
    """
    same = state.archive == earlier.archive and state.settings == earlier.settings
    return same and state.generation >= earlier.generation


def attributes_of(
    database: Database, rows: NDArray[np.int64]
) -> tuple[Attributes, tuple[Collection, ...], bool]:
    """Attributes of `rows`, the collections, and whether these are all live rows."""
    with database.snapshot() as connection:
        live, attributes = _live(database, connection)
        collections = _collections(database, connection)
    if np.array_equal(live, rows):
        return attributes, collections, True
    # A row of its own at the end stands for all that are gone.
    place = places(live, rows)
    gone = Attributes(
        np.append(attributes.languages, np.uint8(0))[place],
        np.append(attributes.documents, -1)[place],
        np.append(attributes.collections, -1)[place],
    )
    return gone, collections, False


def _collections(database: Database, connection: sqlite3.Connection) -> tuple[Collection, ...]:
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


def _live(
    database: Database, connection: sqlite3.Connection
) -> tuple[NDArray[np.int64], Attributes]:
    rows, languages, documents = passage_languages(connection)
    belonging = dict(connection.execute(
        "SELECT d.row, c.row FROM documents d JOIN collections c ON c.name = d.collection"
    ))  # fmt: skip
    code = {language.value: i for i, language in enumerate(LANGUAGES)}
    try:
        codes = np.array([code[language] for language in languages], dtype=np.uint8)
    except KeyError as error:
        raise damaged(database.path, f"{error} is no language of a passage") from error
    try:
        collections = [belonging[document] for document in documents]
    except KeyError as error:
        raise damaged(database.path, f"document {error} is of no collection") from error
    return np.array(rows, np.int64), Attributes(
        codes, np.array(documents, np.int64), np.array(collections, np.int64)
    )


def _derive_vectors(
    database: Database,
    connection: sqlite3.Connection,
    previous: Snapshot | None,
    rows: NDArray[np.int64],
    dimension: int,
) -> VectorIndex:
    """New rows are greater than all before them, so appending keeps the order."""
    if previous is None:
        parts, new = [], rows
    else:
        kept = np.isin(previous.rows, rows)
        parts = [block[kept[where]] for where, block in previous.vectors.blocks()]
        new = rows[int(kept.sum()) :]
    parts += [
        _read_vectors(database, connection, new[start : start + _BLOCK], dimension)
        for start in range(0, len(new), _BLOCK)
    ]
    like = None if previous is None else previous.vectors
    return VectorIndex.build(rows, parts, dimension, like)


def _read_vectors(
    database: Database, connection: sqlite3.Connection, rows: NDArray[np.int64], dimension: int
) -> NDArray[np.float32]:
    found = np.empty((len(rows), dimension), dtype=np.float32)
    for i, (vector,) in enumerate(_records(database, connection, "vectors", rows)):
        found[i] = np.frombuffer(vector, dtype="<f4")
    return found


def _derive_segments(
    database: Database,
    connection: sqlite3.Connection,
    previous: Snapshot | None,
    rows: NDArray[np.int64],
) -> list[Segment]:
    segments: list[Segment] = []
    new = rows
    if previous is not None:
        new = rows[int(np.isin(previous.rows, rows).sum()) :]
        for segment in previous.postings.segments:
            keep = np.isin(segment.rows, rows)
            if keep.any():
                segments.append(segment if keep.all() else keep_rows(segment, keep))
    if not len(new):
        return segments
    # Merging only neighbours of like size reads each passage about log2(n) times in all.
    while segments and len(segments[-1].rows) <= min(2 * len(new), SEGMENT_ROWS - len(new)):
        new = np.append(segments.pop().rows, new)
    for start in range(0, len(new), SEGMENT_ROWS):
        part = new[start : start + SEGMENT_ROWS]
        segments.append(build_segment(part, _read_terms(database, connection, part)))
    return segments


def _read_terms(
    database: Database, connection: sqlite3.Connection, rows: NDArray[np.int64]
) -> Iterator[tuple[Hashes, NDArray[np.uint8]]]:
    for hashes, counts in _records(database, connection, "terms", rows):
        yield np.frombuffer(hashes, dtype="<u8"), np.frombuffer(counts, dtype="u1")


def _records(
    database: Database, connection: sqlite3.Connection, table: str, rows: NDArray[np.int64]
) -> Iterator[list[bytes]]:
    """The parts that `table` holds of each of `rows` (ascending), in their order.

    Raises StorageError when one is missing or not as it was written.
    """
    if not len(rows):
        return
    query = f"SELECT * FROM {table} WHERE passage BETWEEN ? AND ? ORDER BY passage"
    wanted = iter(rows.tolist())
    next_row = next(wanted, None)
    for row, *parts, check in connection.execute(query, [int(rows[0]), int(rows[-1])]):
        if row == next_row:
            if check != crc(row, *parts):
                raise damaged(database.path, f"{table} of passage {row}")
            yield parts
            next_row = next(wanted, None)
    if next_row is not None:
        raise damaged(database.path, f"{table} of passage {next_row} are missing")
