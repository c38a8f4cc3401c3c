"""Reading what PostgreSQL holds, back into the nouns of the system."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from qa.errors import NotFound
from qa.index.catalogue import (
    counts_of,
    document_of,
    integers,
    passage_of,
    states_of,
    whole_document,
    whole_passage,
)
from qa.index.labels import TOO_COMMON, Filed, LabelKind
from qa.index.passage_index import (
    IndexedDocument,
    StoredDocument,
    TermCounts,
    TokenStates,
)
from qa.index.postgres.database import UNSTORABLE, Database, Session
from qa.index.postgres.segments import vector_of
from qa.kept import Kept
from qa.types import WHOLE_ARCHIVE, Filters, Passage, Scope

_KEPT_PASSAGES = 4_096
_KEPT_CHARACTERS = 4_000_000
_PASSAGE = """SELECT p.row, p.id, d.id, p.start, p."end", p.language, p.text, p.context, p.sentences
  FROM passages p JOIN documents d ON d.row = p.document WHERE p.row = ANY (?::bigint[])"""
_DOCUMENT = """id, source, title, language, text, metadata, facts, report, root, content_hash,
  indexed_at, collection"""


class Rows:
    """Questions to the tables; see `PassageIndex` and `Library` for what each returns."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A row is written once and its number never given again: what was read stays true.
        self._passages: Kept[int, Passage] = Kept(_KEPT_PASSAGES)
        self._documents: Kept[int, StoredDocument] = Kept(_KEPT_CHARACTERS)

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        asked = integers(rows)
        where, names = within("p", scope)
        query = f"SELECT p.row FROM passages p WHERE p.row = ANY (?::bigint[]) AND {where}"
        with self._database.within(scope) as session:
            there = {row for (row,) in session.run(query, [asked, *names])}
            return self._read(session, [row for row in asked if row in there])

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        where, names = within("p", scope)
        query = f"""SELECT p.row FROM passages p JOIN documents d ON d.row = p.document
          WHERE d.id = ? AND {where} ORDER BY p.start, p.row"""
        values = [UNSTORABLE.sub("\ufffd", document_id), *names]
        with self._database.within(scope) as session:
            rows = [row for (row,) in session.run(query, values)]
            return self._read(session, rows)

    def _read(self, session: Session, rows: Sequence[int]) -> dict[int, Passage]:
        """Passages that were there a moment ago, in this order."""
        found = self._passages.find(rows)
        missing = [row for row in rows if row not in found]
        for values in session.run(_PASSAGE, [missing]) if missing else ():
            found[values[0]] = passage_of(*values[1:])
            self._passages.keep(values[0], found[values[0]])
        return {row: found[row] for row in rows if row in found}

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        asked = integers(rows)
        where, names = within("s", scope)
        query = f"""SELECT s.passage, s.ids, s.offsets, s.states FROM token_states s
          WHERE s.passage = ANY (?::bigint[]) AND {where}"""
        with self._database.within(scope) as session:
            found = {
                row: states_of(ids, offsets, states)
                for row, ids, offsets, states in session.run(query, [asked, *names])
            }
        return {row: found[row] for row in asked if row in found}

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        asked = integers(rows)
        where, names = within("t", scope)
        query = f"""SELECT t.passage, t.hashes, t.counts FROM terms t
          WHERE t.passage = ANY (?::bigint[]) AND {where}"""
        with self._database.within(scope) as session:
            known = session.run(query, [asked, *names])
            found = {row: (hashes, counts) for row, hashes, counts in known}
        return counts_of([int(row) for row in rows], found, terms)

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        return [filed for _, filed in self.filed(scope, kind, keys, among)]

    def filed(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[tuple[int, Filed]]:
        """As `labelled`, with the documents' rows."""
        where, names = within("l", scope)
        values: list[Any] = [kind.value, _storable(keys), *names]
        if among is not None:
            where += " AND d.id = ANY (?::text[])"
            values.append(_storable(among))
        query = f"""SELECT l.document, d.id, l.key, l.value FROM labels l
          JOIN documents d ON d.row = l.document
          WHERE l.kind = ? AND l.key = ANY (?::text[]) AND {where} ORDER BY l.document"""
        with self._database.within(scope) as session:
            return [(row, Filed(*rest)) for row, *rest in session.run(query, values)]

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        where, names = within("l", scope)
        query = f"""SELECT asked, (SELECT count(*) FROM (
            SELECT DISTINCT l.document FROM labels l
            WHERE l.kind = ? AND l.key = asked AND {where} LIMIT ?) found)
          FROM unnest(?::text[]) asked"""
        values = [kind.value, *names, TOO_COMMON + 1, sorted(set(_storable(keys)))]
        with self._database.within(scope) as session:
            return {key: held for key, held in session.run(query, values) if held}

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        where, names = within("d", scope)
        with self._database.within(scope) as session:
            query = f"SELECT row FROM documents d WHERE id = ? AND {where}"
            values = [UNSTORABLE.sub("\ufffd", document_id), *names]
            row = session.run(query, values).fetchone()
            if row is not None and (kept := self._documents.find(row)):
                return kept[row[0]]
            query = f"SELECT row, {_DOCUMENT} FROM documents d WHERE id = ? AND {where}"
            found = session.run(query, values).fetchone()
        if found is None:
            raise NotFound(f"no document {document_id!r}; `qa documents` lists those there are")
        stored = document_of(*found[1:])
        self._documents.keep(found[0], stored, len(stored.document.text) + len(stored.facts))
        return stored

    def whole(self, document_id: str) -> IndexedDocument:
        """A document with all that belongs to it, as it was given.  Raises NotFound."""
        query = """SELECT t.passage, vector_send(v.vector), t.hashes, t.counts, s.mean
          FROM terms t JOIN vectors v ON v.passage = t.passage
          LEFT JOIN token_states s ON s.passage = t.passage WHERE t.passage = ANY (?::bigint[])"""
        with self._database.steady(), self._database.within(WHOLE_ARCHIVE) as session:
            stored = self.document(WHOLE_ARCHIVE, document_id)
            passages = self.document_passages(WHOLE_ARCHIVE, document_id)
            states = self.token_states(WHOLE_ARCHIVE, passages)
            parts = {row: rest for row, *rest in session.run(query, [list(passages)])}
        return whole_document(
            stored,
            [
                whole_passage(
                    passage,
                    vector_of(parts[row][0]),
                    parts[row][1],
                    parts[row][2],
                    states.get(row),
                    parts[row][3] or b"",
                )
                for row, passage in passages.items()
            ],
        )

    def metadata(self, scope: Scope, document_id: str) -> dict[str, Any]:
        where, names = within("d", scope)
        query = f"SELECT metadata FROM documents d WHERE id = ? AND {where}"
        with self._database.within(scope) as session:
            row = session.run(query, [UNSTORABLE.sub("\ufffd", document_id), *names]).fetchone()
        known: dict[str, Any] = json.loads(row[0]) if row else {}
        return known


def document_condition(filters: Filters) -> tuple[str, list[Any]]:
    """What filters on sources and dates say of documents `d`."""
    conditions: list[str] = ["TRUE"]
    values: list[Any] = []
    if filters.sources:
        conditions.append("d.source = ANY (?::text[])")
        values.append(_storable(filters.sources))
    if filters.date_from:
        conditions.append("substr(?, 1, length(d.date)) <= d.date")
        values.append(filters.date_from)
    if filters.date_to:
        conditions.append("substr(d.date, 1, length(?)) <= ?")
        values += [filters.date_to] * 2
    return " AND ".join(conditions), values


def within(table: str, scope: Scope) -> tuple[str, list[list[str]]]:
    """The condition that says what the scope allows of a table, beside its row security."""
    if scope.collections is None:
        return "TRUE", []
    return f"{table}.collection = ANY (?::text[])", [sorted(scope.collections)]


def _storable(keys: Iterable[str]) -> list[str]:
    """Without those that PostgreSQL cannot hold, and under which nothing is found therefore."""
    return [key for key in keys if not UNSTORABLE.search(key)]
