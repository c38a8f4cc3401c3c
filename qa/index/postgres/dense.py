"""The nearest by vector: all compared where these are few, else by a graph of each language.

A graph follows likeness, and passages of one language are most like each other: among all
languages in one graph, those of another than the question's would be found after thousands of its
own.  So every language that has more than are compared one by one has an HNSW graph of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg import errors, sql

from qa.index.postgres.binary import Sent
from qa.index.postgres.database import Session
from qa.index.postgres.rows import document_condition, within
from qa.types import Filters, Language, Scope

EXACT_UP_TO = 20_000
"""Passages up to which a search compares them all, so that nothing is ever missed."""
_LOOKED_AT = 400
"""Nearest passages that a graph gives at least, before exact scores put them in order."""
_MOST_LOOKED_AT = 1_000
"""The most that pgvector allows."""
_MOST_SCANNED = 200_000
"""Nearest passages that are looked at for those that a filter allows."""
_MOST_MEMORY = 2_000_000_000
"""Bytes that making a graph may take of the server's memory; beyond, it is made on the disk."""
_WORKERS = 2

_EXACT = """SELECT v.passage, -(v.vector <#> ?::vector) AS score FROM vectors v
  WHERE {where} ORDER BY score DESC, v.passage LIMIT {k}"""
# The language stands in the query itself: PostgreSQL has to see that the graph is of it.
_NEAR = """SELECT passage, -(vector <#> ?::vector) AS score FROM (
    SELECT v.passage, v.vector FROM vectors v
    WHERE v.language = '{language}' AND vector_dims(v.vector) = {d} AND {where}
    ORDER BY v.vector::halfvec({d}) <#> ?::vector::halfvec({d}) LIMIT {looked_at}
  ) near ORDER BY score DESC, passage LIMIT {k}"""


@dataclass(frozen=True, slots=True)
class Search:
    """A query for the nearest of some passages; a vector stands where `values` have None."""

    query: str
    values: Sequence[Any]

    def given(self, vector: Sent) -> list[Any]:
        return [vector if value is None else value for value in self.values]


def exact(scope: Scope, filters: Filters, k: int) -> Search:
    where, values = _where(scope, filters)
    return Search(_EXACT.format(where=where, k=int(k)), [None, *values])


def near(scope: Scope, filters: Filters, k: int, language: Language, dimension: int) -> Search:
    where, values = _where(scope, replace(filters, languages=()))
    query = _NEAR.format(
        where=where, language=language.value, d=int(dimension), looked_at=2 * int(k), k=int(k)
    )
    return Search(query, [None, *values, None])


def searches(
    session: Session,
    scope: Scope,
    filters: Filters,
    k: int,
    held: Mapping[Language, int],
    collections: Sequence[str],
    graphs: Graphs,
) -> list[Search]:
    """What to ask for the `k` nearest, where the search may find `held` passages of each language,
    all of these `collections`."""
    if sum(held.values()) <= EXACT_UP_TO:
        return [exact(scope, filters, k)]
    made = graphs.found(session)
    found, graph = [], False
    for language, number in held.items():
        if number > EXACT_UP_TO and language in made:
            found.append(near(scope, filters, k, language, graphs.dimension))
            graph = True
        elif number:
            # By collections too, or there would be no index to find a small language by.
            own = filters.collections or tuple(collections)
            of_it = replace(filters, languages=(language,), collections=own)
            found.append(exact(scope, of_it, k))
    if graph:
        session.run(
            """SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
              set_config('hnsw.ef_search', ?, true),
              set_config('hnsw.max_scan_tuples', ?, true)""",
            [str(min(max(2 * k, _LOOKED_AT), _MOST_LOOKED_AT)), str(_MOST_SCANNED)],
        )
    return found


def _where(scope: Scope, filters: Filters) -> tuple[str, list[Any]]:
    """What a scope and filters say of vectors `v`."""
    condition, names = within("v", scope)
    conditions, values = [condition], [*names]
    if filters.languages:
        conditions.append("v.language = ANY (?::text[])")
        values.append([Language(language).value for language in filters.languages])
    if filters.collections:
        conditions.append("v.collection = ANY (?::text[])")
        values.append(list(filters.collections))
    if filters.sources or filters.date_from or filters.date_to:
        document, more = document_condition(filters)
        conditions.append(f"v.document IN (SELECT d.row FROM documents d WHERE {document})")
        values += more
    return " AND ".join(conditions), values


class Graphs:
    """The graphs of near vectors of one dimension, by language."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._known: set[Language] = set()

    def found(self, session: Session) -> set[Language]:
        """Languages whose graphs are there and whole; a graph that was seen stays."""
        missing = {self._name(one): one for one in Language if one not in self._known}
        query = """SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE indisvalid AND relname = ANY (?::text[])
          AND relnamespace = current_schema()::regnamespace"""
        if missing:
            self._known |= {missing[name] for (name,) in session.run(query, [list(missing)])}
        return set(self._known)

    def make(self, session: Session) -> None:
        """Make those that are missing; nobody who reads or writes waits for it."""
        (size,) = session.run("SELECT coalesce(sum(size), 0) FROM segments").fetchone() or (0,)
        if size <= EXACT_UP_TO:
            return
        for language in sorted(set(Language) - self.found(session)):
            number = _number_of(session, language)
            if number > EXACT_UP_TO:
                self._make(session, language, number)

    def _make(self, session: Session, language: Language, number: int) -> None:
        name = sql.Identifier(self._name(language))
        query = """CREATE INDEX CONCURRENTLY {} ON vectors
          USING hnsw ((vector::halfvec({d})) halfvec_ip_ops)
          WHERE language = {} AND vector_dims(vector) = {d}"""
        make = sql.SQL(query).format(
            name, sql.Literal(language.value), d=sql.Literal(self.dimension)
        )
        wanted = min(number * (2 * self.dimension + _OF_A_NODE), _MOST_MEMORY)
        for workers in (_WORKERS, 0):
            # What an earlier try left half done is no index.
            session.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(name))
            try:
                with _room(session, wanted, workers):
                    session.execute(make)
                return
            except errors.DiskFull:
                # Workers share memory as a file, and containers often have little room for that.
                if not workers:
                    raise

    def _name(self, language: Language) -> str:
        return f"vectors_near_{self.dimension}_{language.value}"


_OF_A_NODE = 1_000
"""Bytes of a node in memory beside its vector."""


@contextlib.contextmanager
def _room(session: Session, wanted: int, workers: int) -> Iterator[None]:
    """Let the session have so many bytes for making an index, or what it may have anyway."""
    query = """SELECT set_config('maintenance_work_mem', greatest(?::bigint,
        pg_size_bytes(current_setting('maintenance_work_mem')) / 1024)::text || 'kB', false),
      set_config('max_parallel_maintenance_workers', ?, false)"""
    session.run(query, [wanted // 1024, str(workers)])
    try:
        yield
    finally:
        if not session.closed:
            session.run("RESET maintenance_work_mem")
            session.run("RESET max_parallel_maintenance_workers")


def _number_of(session: Session, language: Language) -> int:
    """Passages of a language, as far as they have to be counted."""
    query = """SELECT count(*) FROM (SELECT FROM vectors WHERE language = ?
      AND collection = ANY (SELECT name FROM collections)) v"""
    (number,) = session.run(query, [language.value]).fetchone() or (0,)
    return int(number)
