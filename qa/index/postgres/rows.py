"""Reading what PostgreSQL holds, back into the nouns of the system."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

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
    IndexSettings,
    ReadPassages,
    StoredDocument,
    TermCounts,
    TokenStates,
)
from qa.index.postgres.asking import Asking, answered, together
from qa.index.postgres.binary import column
from qa.index.postgres.database import UNSTORABLE, Database
from qa.index.postgres.segments import vector_of, vectors_of
from qa.kept import Kept
from qa.types import WHOLE_ARCHIVE, Filters, Passage, Scope

Got = TypeVar("Got")

_KEPT_PASSAGES = 4_096
_KEPT_CHARACTERS = 4_000_000
_PASSAGE = """SELECT p.row, p.id, d.id, p.start, p."end", p.language, p.text, p.context, p.sentences
  FROM passages p JOIN documents d ON d.row = p.document"""
_DOCUMENT = """id, source, title, language, text, metadata, facts, report, root, content_hash,
  indexed_at, collection"""


class Rows:
    """Questions to the tables; see `PassageIndex` and `Library` for what each returns, and
    `asking.py` for those that begin with `ask_`."""

    _settings: IndexSettings

    def __init__(self, database: Database) -> None:
        self._database = database
        # A row is written once and its number never given again: what was read stays true.
        self._passages: Kept[int, Passage] = Kept(_KEPT_PASSAGES)
        self._documents: Kept[int, StoredDocument] = Kept(_KEPT_CHARACTERS)

    def _answer(self, scope: Scope, asking: Asking[Got]) -> Got:
        with self._database.within(scope) as session:
            return answered([(self._database, session, asking)])[0]

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        return self._answer(scope, self.ask_passages(scope, rows))

    def ask_passages(self, scope: Scope, rows: Iterable[int]) -> Asking[dict[int, Passage]]:
        asked = integers(rows)
        where, names = within("p", scope)
        found = self._passages.find(asked)
        there, read = yield [
            (f"SELECT p.row FROM passages p WHERE p.row = ANY (?::bigint[]) AND {where}",
             [column("bigint", list(found)), *names]),
            (f"{_PASSAGE} WHERE p.row = ANY (?::bigint[]) AND {where}",
             [column("bigint", [row for row in asked if row not in found]), *names]),
        ]  # fmt: skip
        left = {row for (row,) in there}
        found = {row: one for row, one in found.items() if row in left}
        found |= self._keep(read)
        return {row: found[row] for row in asked if row in found}

    def _keep(self, read: Iterable[Sequence[Any]]) -> dict[int, Passage]:
        """Passages as they were read, by row."""
        found = {row: passage_of(*values) for row, *values in read}
        for row, passage in found.items():
            self._passages.keep(row, passage)
        return found

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        where, names = within("p", scope)
        query = f"""SELECT p.row FROM passages p JOIN documents d ON d.row = p.document
          WHERE d.id = ? AND {where} ORDER BY p.start, p.row"""
        values = [UNSTORABLE.sub("\ufffd", document_id), *names]
        with self._database.within(scope) as session:
            rows = [row for (row,) in session.run(query, values)]
            found = self._passages.find(rows)
            missing = [row for row in rows if row not in found]
            if missing:
                query = f"{_PASSAGE} WHERE p.row = ANY (?::bigint[])"
                found |= self._keep(session.run(query, [missing]))
        return {row: found[row] for row in rows if row in found}

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        return self._answer(scope, self.ask_token_states(scope, rows))

    def ask_token_states(self, scope: Scope, rows: Iterable[int]) -> Asking[dict[int, TokenStates]]:
        asked = integers(rows)
        where, names = within("s", scope)
        query = f"""SELECT s.passage, s.ids, s.offsets, s.states FROM token_states s
          WHERE s.passage = ANY (?::bigint[]) AND {where}"""
        (read,) = yield [(query, [column("bigint", asked), *names])]
        found = {row: states_of(*values) for row, *values in read}
        return {row: found[row] for row in asked if row in found}

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        return self._answer(scope, self.ask_vectors(scope, rows))

    def ask_vectors(self, scope: Scope, rows: Sequence[int]) -> Asking[NDArray[np.float32]]:
        asked = [int(row) for row in rows]
        where, names = within("v", scope)
        query = f"""SELECT v.passage, vector_send(v.vector) FROM vectors v
          WHERE v.passage = ANY (?::bigint[]) AND {where}"""
        (read,) = yield [(query, [column("bigint", asked), *names])]
        known = dict(read.fetchall())
        found = np.zeros((len(asked), self._settings.dimension), np.float32)
        there = [place for place, row in enumerate(asked) if row in known]
        found[there] = vectors_of([known[asked[at]] for at in there], self._settings.dimension)
        return found

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        return self._answer(scope, self.ask_term_counts(scope, rows, terms))

    def ask_term_counts(
        self, scope: Scope, rows: Sequence[int], terms: Sequence[str]
    ) -> Asking[TermCounts]:
        asked = integers(rows)
        where, names = within("t", scope)
        query = f"""SELECT t.passage, t.hashes, t.counts FROM terms t
          WHERE t.passage = ANY (?::bigint[]) AND {where}"""
        (read,) = yield [(query, [column("bigint", asked), *names])]
        found = {row: (hashes, counts) for row, hashes, counts in read}
        return counts_of([int(row) for row in rows], found, terms)

    def read_passages(
        self, scope: Scope, rows: Iterable[int], terms: Sequence[str]
    ) -> ReadPassages:
        return self._answer(scope, self.ask_read_passages(scope, rows, terms))

    def ask_read_passages(
        self, scope: Scope, rows: Iterable[int], terms: Sequence[str]
    ) -> Asking[ReadPassages]:
        asked = integers(rows)
        passages, vectors, counts = yield from together([
            self.ask_passages(scope, asked),
            self.ask_vectors(scope, asked),
            self.ask_term_counts(scope, asked, terms),
        ])  # fmt: skip
        there = [place for place, row in enumerate(asked) if row in passages]
        held = TermCounts(counts.counts[there], counts.lengths[there])
        return ReadPassages(passages, vectors[there], held)

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        found = self._answer(scope, self.ask_labelled(scope, kind, keys, among))
        return [filed for _, filed in found]

    def ask_labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> Asking[list[tuple[int, Filed]]]:
        """With the documents' rows."""
        where, names = within("l", scope)
        values: list[Any] = [kind.value, _storable(keys), *names]
        if among is not None:
            where += " AND d.id = ANY (?::text[])"
            values.append(_storable(among))
        query = f"""SELECT l.document, d.id, l.key, l.value FROM labels l
          JOIN documents d ON d.row = l.document
          WHERE l.kind = ? AND l.key = ANY (?::text[]) AND {where} ORDER BY l.document"""
        (read,) = yield [(query, values)]
        return [(row, Filed(*rest)) for row, *rest in read]

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        return self._answer(scope, self.ask_label_counts(scope, kind, keys))

    def ask_label_counts(
        self, scope: Scope, kind: LabelKind, keys: Collection[str]
    ) -> Asking[dict[str, int]]:
        where, names = within("l", scope)
        query = f"""SELECT asked, (SELECT count(*) FROM (
            SELECT DISTINCT l.document FROM labels l
            WHERE l.kind = ? AND l.key = asked AND {where} LIMIT ?) found)
          FROM unnest(?::text[]) asked"""
        values = [kind.value, *names, TOO_COMMON + 1, sorted(set(_storable(keys)))]
        (read,) = yield [(query, values)]
        return {key: held for key, held in read if held}

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        for found in self.read_documents(scope, [document_id]).values():
            return found
        raise NotFound(f"no document {document_id!r}; `qa documents` lists those there are")

    def read_documents(self, scope: Scope, ids: Iterable[str]) -> dict[str, StoredDocument]:
        return self._answer(scope, self.ask_documents(scope, ids))

    def ask_documents(self, scope: Scope, ids: Iterable[str]) -> Asking[dict[str, StoredDocument]]:
        asked = list(dict.fromkeys(ids))
        where, names = within("d", scope)
        query = f"SELECT row FROM documents d WHERE id = ANY (?::text[]) AND {where}"
        (there,) = yield [(query, [_storable(asked), *names])]
        rows = [row for (row,) in there]
        found = self._documents.find(rows)
        missing = [row for row in rows if row not in found]
        if missing:
            query = f"SELECT row, {_DOCUMENT} FROM documents d WHERE row = ANY (?::bigint[])"
            (read,) = yield [(query, [missing])]
            for row, *values in read:
                found[row] = document_of(*values)
                size = len(found[row].document.text) + len(found[row].facts)
                self._documents.keep(row, found[row], size)
        known = {one.document.id: one for one in found.values()}
        return {name: known[name] for name in asked if name in known}

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


def ask_document_rows(scope: Scope, filters: Filters) -> Asking[list[int]]:
    """The rows of the documents that filters on collections, sources and dates allow."""
    where, values = document_condition(filters)
    if filters.collections:
        where += " AND d.collection = ANY (?::text[])"
        values.append(list(filters.collections))
    own, names = within("d", scope)
    query = f"SELECT row FROM documents d WHERE {where} AND {own}"
    (read,) = yield [(query, [*values, *names])]
    return [row for (row,) in read]


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
