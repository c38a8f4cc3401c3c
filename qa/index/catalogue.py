"""Reading what SQLite holds, back into the nouns of the system."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import NotFound
from qa.index.browse import plain
from qa.index.database import Database, crc, damaged
from qa.index.labels import TOO_COMMON, Filed, LabelKind
from qa.index.lexical import PackedTerms, hash_term
from qa.index.passage_index import (
    DocumentPage,
    DocumentSummary,
    IndexedDocument,
    IndexedPassage,
    StoredDocument,
    TermCounts,
    TokenStates,
)
from qa.index.writer import search_key
from qa.kept import Kept
from qa.types import (
    DEFAULT_COLLECTION,
    WHOLE_ARCHIVE,
    Document,
    Filters,
    Language,
    Passage,
    Scope,
    Span,
)

_KEPT_PASSAGES = 4_096
"""About 2 kB each."""
_KEPT_CHARACTERS = 4_000_000
"""Of documents' texts and facts."""
_AMONG = "IN (SELECT value FROM json_each(?))"
_PASSAGE = """SELECT p.row, p.id, d.id, p.start, p."end", p.language, p.text, p.context,
  p.sentences, p.crc FROM passages p JOIN documents d ON d.row = p.document"""


class Catalogue:
    """Questions to the database; see `PassageIndex` for what each returns."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A row is written once and its number never given again: what was read stays true.
        self._passages: Kept[int, Passage] = Kept(_KEPT_PASSAGES)
        self._documents: Kept[int, StoredDocument] = Kept(_KEPT_CHARACTERS)

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        asked = integers(rows)
        there = self._allowed(scope, asked)
        return self._read([row for row in asked if row in there])

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        within, names = _within(scope)
        query = f"""SELECT p.row FROM passages p JOIN documents d ON d.row = p.document
          WHERE d.id = ? AND {within} ORDER BY p.start, p.row"""
        with self._database.reading() as connection:
            rows = [row for (row,) in connection.execute(query, [plain(document_id), *names])]
        return self._read(rows)

    def _allowed(self, scope: Scope, rows: Sequence[int]) -> set[int]:
        """Those of the passages that are there and that the scope allows."""
        within, names = _within(scope)
        documents = "JOIN documents d ON d.row = p.document" if names else ""
        query = f"SELECT p.row FROM passages p {documents} WHERE p.row {_AMONG} AND {within}"
        with self._database.reading() as connection:
            return {row for (row,) in connection.execute(query, [json.dumps(rows), *names])}

    def _read(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Passages that were there a moment ago, in this order."""
        found = self._passages.find(rows)
        missing = [row for row in rows if row not in found]
        if missing:
            with self._database.reading() as connection:
                query = f"{_PASSAGE} WHERE p.row {_AMONG}"
                for values in connection.execute(query, [json.dumps(missing)]):
                    found[values[0]] = self._passage(values)
                    self._passages.keep(values[0], found[values[0]])
        return {row: found[row] for row in rows if row in found}

    def _passage(self, row: tuple[int, str, str, int, int, str, str, str, str, int]) -> Passage:
        number, name, document_id, start, end, language, text, context, sentences, check = row
        if check != crc(name, start, end, language, text, context, sentences):
            raise damaged(self._database.path, f"passage {number} is not as it was written")
        return passage_of(name, document_id, start, end, language, text, context, sentences)

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        asked = integers(rows)
        if scope.collections is not None:
            there = self._allowed(scope, asked)
            asked = [row for row in asked if row in there]
        query = f"""SELECT s.passage, s.offsets, s.states, s.crc, i.ids, i.mean, i.crc
          FROM token_states s JOIN token_ids i USING (passage) WHERE s.passage {_AMONG}"""
        found = {}
        with self._database.reading() as connection:
            for row, offsets, states, check, ids, mean, ids_check in connection.execute(
                query, [json.dumps(asked)]
            ):
                if check != crc(row, offsets, states) or ids_check != crc(row, ids, mean):
                    raise damaged(self._database.path, f"token states of passage {row}")
                found[row] = states_of(ids, offsets, states)
        return {row: found[row] for row in asked if row in found}

    def vectors(self, scope: Scope, rows: Sequence[int], dimension: int) -> NDArray[np.float32]:
        with self._database.reading() as connection:
            known = self._parts(connection, "vectors", rows, scope)
        found = np.zeros((len(rows), dimension), dtype=np.float32)
        for place, row in enumerate(rows):
            if int(row) in known:
                found[place] = np.frombuffer(known[int(row)][0], dtype="<f4")
        return found

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        with self._database.reading() as connection:
            known = self._parts(connection, "terms", rows, scope)
        found = {row: (hashes, counts) for row, (hashes, counts) in known.items()}
        return counts_of([int(row) for row in rows], found, terms)

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        within, names = _within(scope)
        values = [kind, json.dumps(sorted(keys)), *names]
        if among is not None:
            # Each document is looked up under each key, and not the other way round.
            within += f""" AND l.document IN (SELECT row FROM documents WHERE id {_AMONG})"""
            values.append(json.dumps(sorted(map(plain, among))))
        query = f"""SELECT d.id, l.key, l.value FROM labels l JOIN documents d ON d.row = l.document
          WHERE l.kind = ? AND l.key {_AMONG} AND {within} ORDER BY l.document"""
        with self._database.reading() as connection:
            return list(map(Filed._make, connection.execute(query, values)))

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        within, names = _within(scope)
        documents = "JOIN documents d ON d.row = l.document" if names else ""
        # By place: a key that is no proper text does not come back from SQLite.
        query = f"""SELECT asked.key, (SELECT count(*) FROM (
            SELECT DISTINCT l.document FROM labels l {documents}
            WHERE l.kind = ? AND l.key = asked.value AND {within} LIMIT ?))
          FROM json_each(?) asked"""
        asked = sorted(set(keys))
        values = [kind, *names, TOO_COMMON + 1, json.dumps(asked)]
        with self._database.reading() as connection:
            return {asked[at]: held for at, held in connection.execute(query, values) if held}

    def sample(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> Iterator[str]:
        within, names = _within(scope)
        # A language at a time and not sorted together, so that what is not needed is not read.
        query = f"""SELECT source, id, row FROM documents d
          WHERE language = ? AND {within} ORDER BY source, id"""
        text = "SELECT characters, substr(text, 1, ?) FROM documents WHERE row = ?"
        left = characters
        with self._database.reading() as connection:
            known = (connection.execute(query, [spoken, *names]) for spoken in sorted(languages))
            for _, _, row in heapq.merge(*known):
                size, found = connection.execute(text, [left, row]).fetchone()
                yield found
                left -= size
                if left <= 0:
                    return

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        within, names = _within(scope)
        with self._database.reading() as connection:
            query = f"SELECT row FROM documents d WHERE id = ? AND {within}"
            row = connection.execute(query, [plain(document_id), *names]).fetchone()
            if row is not None and (kept := self._documents.find(row)):
                return kept[row[0]]
            query = f"""SELECT row, id, source, title, language, text, metadata, facts, report,
              root, content_hash, indexed_at, collection, crc
              FROM documents d WHERE id = ? AND {within}"""
            values = connection.execute(query, [plain(document_id), *names]).fetchone()
        if values is None:
            raise NotFound(f"no document {document_id!r}; `qa documents` lists those there are")
        stored = self._document(values[1:])
        self._documents.keep(values[0], stored, len(stored.document.text) + len(stored.facts))
        return stored

    def read_documents(self, scope: Scope, ids: Iterable[str]) -> dict[str, StoredDocument]:
        found = {}
        for name in ids:
            with suppress(NotFound):
                found[name] = self.document(scope, name)
        return found

    def whole(self, document_id: str) -> IndexedDocument:
        """A document with all that belongs to it, as it was given.  Raises NotFound."""
        with self._database.snapshot() as connection:
            stored = self.document(WHOLE_ARCHIVE, document_id)
            passages = self.document_passages(WHOLE_ARCHIVE, document_id)
            states = self.token_states(WHOLE_ARCHIVE, passages)
            vectors = self._parts(connection, "vectors", passages)
            terms = self._parts(connection, "terms", passages)
            means = self._parts(connection, "token_ids", passages)
        return whole_document(
            stored,
            [
                whole_passage(
                    passage,
                    np.frombuffer(vectors[row][0], "<f4"),
                    terms[row][0],
                    terms[row][1],
                    states.get(row),
                    means[row][1] if row in means else b"",
                )
                for row, passage in passages.items()
            ],
        )

    def _parts(
        self,
        connection: sqlite3.Connection,
        table: str,
        rows: Iterable[int],
        scope: Scope = WHOLE_ARCHIVE,
    ) -> dict[int, list[bytes]]:
        """What `table` holds of those of the passages that the scope allows."""
        within, names = _within(scope)
        documents = "JOIN passages p ON p.row = t.passage JOIN documents d ON d.row = p.document"
        query = f"""SELECT t.* FROM {table} t
          {documents if names else ""} WHERE t.passage {_AMONG} AND {within}"""
        found = {}
        for row, *parts, check in connection.execute(query, [json.dumps(integers(rows)), *names]):
            if check != crc(row, *parts):
                raise damaged(self._database.path, f"{table} of passage {row}")
            found[row] = parts
        return found

    def _document(self, row: tuple[Any, ...]) -> StoredDocument:
        *values, collection, check = row
        if check != document_crc(values, collection):
            raise damaged(self._database.path, f"document {values[1]} is not as it was written")
        return document_of(*row[:-1])

    def documents(
        self, scope: Scope, text: str = "", limit: int = 50, offset: int = 0
    ) -> DocumentPage:
        within, names = _within(scope)
        where = f"WHERE instr(search_key, ?) > 0 AND {within}"
        query = f"""SELECT id, source, title, language, date, passages, characters, root,
          indexed_at, CASE WHEN json_valid(metadata)
          THEN json_extract(metadata, '$.author') END, collection
          FROM documents d {where} ORDER BY source, id LIMIT ? OFFSET ?"""
        wanted = plain(search_key(text))
        with self._database.reading() as connection:
            counting = f"SELECT count(*) FROM documents d {where}"
            (total,) = connection.execute(counting, [wanted, *names]).fetchone()
            rows = connection.execute(query, [wanted, *names, limit, offset]).fetchall()
        return DocumentPage(
            total, [DocumentSummary(i, s, t, Language(la), *rest) for i, s, t, la, *rest in rows]
        )

    def facts(self, scope: Scope) -> dict[str, str]:
        within, names = _within(scope)
        query = f"SELECT id, facts FROM documents d WHERE {within} ORDER BY row"
        with self._database.reading() as connection:
            return dict(connection.execute(query, names))

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        within, names = _within(scope)
        query = f"SELECT source, content_hash FROM documents d WHERE root = ? AND {within}"
        with self._database.reading() as connection:
            return dict(connection.execute(query, [root, *names]))

    def roots(self, scope: Scope) -> list[str]:
        within, names = _within(scope)
        query = f"SELECT DISTINCT root FROM documents d WHERE {within} ORDER BY root"
        with self._database.reading() as connection:
            return [root for (root,) in connection.execute(query, names)]

    def folders(self, scope: Scope) -> list[str]:
        within, names = _within(scope)
        query = f"SELECT DISTINCT folder FROM folders d WHERE {within} ORDER BY folder"
        with self._database.reading() as connection:
            return [folder for (folder,) in connection.execute(query, names)]

    def document_rows(self, filters: Filters) -> list[int]:
        """Rows of the documents that the filters on sources and dates allow.

        A date of less precision, `2022-04` or `2022`, stands for all its days;
        a document without a date is in no range.
        """
        conditions, values = ["1"], []
        if filters.sources:
            conditions.append(f"source {_AMONG}")
            values.append(json.dumps(filters.sources))
        if filters.date_from:
            conditions.append("substr(?, 1, length(date)) <= date")
            values.append(filters.date_from)
        if filters.date_to:
            conditions.append("substr(date, 1, length(?)) <= ?")
            values += [filters.date_to] * 2
        query = f"SELECT row FROM documents WHERE {' AND '.join(conditions)}"
        with self._database.reading() as connection:
            return [row for (row,) in connection.execute(query, values)]


def passage_of(
    name: str,
    document_id: str,
    start: int,
    end: int,
    language: str,
    text: str,
    context: str,
    sentences: str,
) -> Passage:
    """From a row's columns; `sentences` are starts and ends in turn, a JSON list."""
    ends = json.loads(sentences)
    return Passage(
        id=name,
        document_id=document_id,
        start=start,
        end=end,
        text=text,
        context=context,
        language=Language(language),
        sentences=tuple(map(Span, ends[::2], ends[1::2])),
    )


def states_of(ids: bytes, offsets: bytes, states: bytes) -> TokenStates:
    return TokenStates(
        states=states,
        token_ids=np.frombuffer(ids, dtype="<i4"),
        offsets=np.frombuffer(offsets, dtype="<i4").reshape(-1, 2),
    )


def document_of(
    name: str,
    source: str,
    title: str,
    language: str,
    text: str,
    metadata: str,
    facts: str,
    report: str,
    root: str,
    content_hash: str,
    indexed_at: str,
    collection: str,
) -> StoredDocument:
    """From a row's columns; `metadata` is a JSON object."""
    known = json.loads(metadata)
    document = Document(name, source, title, Language(language), text, known, collection)
    return StoredDocument(document, root, content_hash, facts, report, indexed_at)


def whole_document(stored: StoredDocument, passages: Sequence[IndexedPassage]) -> IndexedDocument:
    return IndexedDocument(
        stored.document,
        passages,
        stored.content_hash,
        stored.root,
        stored.facts,
        stored.report,
        stored.indexed_at,
    )


def whole_passage(
    passage: Passage,
    vector: NDArray[np.float32],
    hashes: bytes,
    counts: bytes,
    tokens: TokenStates | None,
    mean: bytes,
) -> IndexedPassage:
    terms = PackedTerms(np.frombuffer(hashes, "<u8"), np.frombuffer(counts, "u1"))
    mean_of = np.frombuffer(mean, "<f4") if mean else None
    return IndexedPassage(passage, vector, terms, tokens, mean_of)


def counts_of(
    rows: Sequence[int], found: Mapping[int, tuple[bytes, bytes]], terms: Sequence[str]
) -> TermCounts:
    """Of terms in passages whose packed hashes and counts were `found` by row."""
    asked = np.array([hash_term(term) for term in terms], dtype=np.uint64)
    order = np.argsort(asked)
    ordered = asked[order]
    counts = np.zeros((len(rows), len(terms)), dtype=np.uint8)
    lengths = np.zeros(len(rows), dtype=np.float32)
    for place, row in enumerate(rows):
        if row not in found:
            continue
        known = np.frombuffer(found[row][0], dtype="<u8")
        often = np.frombuffer(found[row][1], dtype="u1")
        lengths[place] = often.sum(dtype=np.float32)
        if len(known):
            at = np.minimum(np.searchsorted(known, ordered), len(known) - 1)
            counts[place, order] = np.where(known[at] == ordered, often[at], 0)
    return TermCounts(counts, lengths)


def document_crc(values: Sequence[str | int | None], collection: str) -> int:
    """Of what a document's row holds; the default collection's is that of archives which
    knew no collections."""
    return crc(*values) if collection == DEFAULT_COLLECTION else crc(*values, collection)


def _within(scope: Scope) -> tuple[str, list[str]]:
    """The condition on documents `d` (or their folders) that says what the scope allows, and
    the parameters that it takes."""
    if scope.collections is None:
        return "1", []
    return f"d.collection {_AMONG}", [json.dumps(sorted(scope.collections))]


def integers(rows: Iterable[int]) -> list[int]:
    """Plain integers, each once: NumPy's are no JSON."""
    return list(dict.fromkeys(int(row) for row in rows))
