"""Reading what PostgreSQL holds, back into the nouns of the system."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import NotFound
from qa.index.browse import (
    COMMON,
    NAMED,
    SNIPPET_TEXT,
    Browse,
    Listed,
    Listing,
    listed_document,
    listing,
    summary_of,
    with_titles,
    words_of,
)
from qa.index.catalogue import (
    counts_of,
    document_of,
    integers,
    passage_of,
    states_of,
    whole_document,
    whole_passage,
)
from qa.index.columns import Columns, Mask
from qa.index.labels import TOO_COMMON, Filed, LabelKind
from qa.index.passage_index import (
    DocumentPage,
    IndexedDocument,
    StoredDocument,
    TermCounts,
    TokenStates,
)
from qa.index.postgres.database import UNSTORABLE, Database, Session
from qa.index.postgres.segments import vector_of
from qa.index.writer import search_key
from qa.kept import Kept
from qa.types import WHOLE_ARCHIVE, Filters, Language, Passage, Scope

_KEPT_PASSAGES = 4_096
_KEPT_CHARACTERS = 4_000_000
_KEPT_LISTS = 8
"""Scopes whose lists of documents are kept in columns."""
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
        self._columns: Kept[Scope, tuple[object, Columns]] = Kept(_KEPT_LISTS)

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
        where, names = within("l", scope)
        values: list[Any] = [kind.value, _storable(keys), *names]
        if among is not None:
            where += " AND d.id = ANY (?::text[])"
            values.append(_storable(among))
        query = f"""SELECT d.id, l.key, l.value FROM labels l JOIN documents d ON d.row = l.document
          WHERE l.kind = ? AND l.key = ANY (?::text[]) AND {where} ORDER BY l.document"""
        with self._database.within(scope) as session:
            return list(map(Filed._make, session.run(query, values)))

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

    def documents(
        self, scope: Scope, text: str = "", limit: int = 50, offset: int = 0
    ) -> DocumentPage:
        where, names = within("d", scope)
        condition = f"WHERE strpos(search_key, ?) > 0 AND {where}"
        query = f"""SELECT id, source, title, language, date, passages, characters, root,
          indexed_at, collection, metadata FROM documents d {condition}
          ORDER BY source, id LIMIT ? OFFSET ?"""
        wanted = UNSTORABLE.sub("\ufffd", search_key(text))
        with self._database.within(scope) as session:
            counting = f"SELECT count(*) FROM documents d {condition}"
            (total,) = session.run(counting, [wanted, *names]).fetchone() or (0,)
            rows = session.run(query, [wanted, *names, limit if limit >= 0 else None, offset])
            found = [summary_of(values, json.loads(known)) for *values, known in rows]
        return DocumentPage(total, found)

    def sample(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> Iterator[str]:
        where, names = within("d", scope)
        query = f"""SELECT row, characters FROM (
            SELECT row, characters, source, id,
              sum(characters) OVER (ORDER BY source, id) - characters AS before
            FROM documents d WHERE language = ANY (?::text[]) AND {where}
          ) found WHERE before < ? ORDER BY source, id"""
        spoken = sorted(language.value for language in languages)
        left = characters
        with self._database.within(scope) as session:
            rows = session.run(query, [spoken, *names, characters]).fetchall()
        for row, size in rows:
            text = "SELECT substr(text, 1, ?) FROM documents WHERE row = ?"
            with self._database.within(scope) as session:
                found = session.run(text, [left, row]).fetchone()
            if found is not None:
                yield found[0]
            left -= size

    def facts(self, scope: Scope) -> dict[str, str]:
        where, names = within("d", scope)
        query = f"SELECT id, facts FROM documents d WHERE {where} ORDER BY row"
        return self._pairs(scope, query, names)

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        where, names = within("d", scope)
        query = f"SELECT source, content_hash FROM documents d WHERE root = ? AND {where}"
        return self._pairs(scope, query, [root, *names])

    def _pairs(self, scope: Scope, query: str, values: Sequence[Any]) -> dict[str, str]:
        with self._database.within(scope) as session:
            return dict(session.run(query, values))

    def roots(self, scope: Scope) -> list[str]:
        where, names = within("d", scope)
        query = f"SELECT DISTINCT root FROM documents d WHERE {where} ORDER BY root"
        with self._database.within(scope) as session:
            return [root for (root,) in session.run(query, names)]

    def folders(self, scope: Scope) -> list[str]:
        where, names = within("f", scope)
        query = f"SELECT DISTINCT folder FROM folders f WHERE {where} ORDER BY folder"
        with self._database.within(scope) as session:
            return [folder for (folder,) in session.run(query, names)]

    def browse(self, scope: Scope, asked: Browse) -> Listing:
        text = UNSTORABLE.sub("\ufffd", asked.text)
        with self._database.steady(), self._database.within(scope) as session:
            columns = self._columns_of(session, scope)
            everything = np.ones(len(columns), bool)
            found, scores = everything, None
            if text.strip():
                held, scores = _scores(session, columns, text, scope)
                found, scores = with_titles(columns, everything, text, held, scores)
            return listing(columns, found, scores, asked, partial(_listed, session, asked.text))

    def _columns_of(self, session: Session, scope: Scope) -> Columns:
        query = "SELECT name, row, changes FROM collections ORDER BY row"
        state = [tuple(one) for one in session.run(query) if scope.allows(one[0])]
        kept = self._columns.find([scope]).get(scope)
        if kept is not None and kept[0] == state:
            return kept[1]
        where, names = within("d", scope)
        query = f"""SELECT row, source, language, coalesce(date, ''), collection, indexed_at,
          search_key FROM documents d WHERE {where} ORDER BY source"""
        columns = Columns.of(session.run(query, names))
        self._columns.keep(scope, (state, columns))
        return columns


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


def _scores(
    session: Session, columns: Columns, text: str, scope: Scope
) -> tuple[Mask, NDArray[np.float64]]:
    """Documents that hold every word, and how well; like the embedded index's, by their own words
    alone."""
    scores = np.zeros(len(columns))
    words = words_of(text)
    if not words:
        return columns.mask([]), scores
    *whole, beginning = words
    asked = " & ".join([*(f"'{word}'" for word in whole), f"'{beginning}':*"])
    where, names = within("d", scope)
    matching = f"FROM documents d, to_tsquery('simple', ?) q WHERE words @@ q AND {where}"
    rows = session.run(f"SELECT row {matching}", [asked, *names])
    places = columns.places(np.fromiter((row for (row,) in rows), np.int64))
    if len(places) > COMMON:
        for number, word in enumerate(words, 1):
            scores += NAMED * columns.naming(word, beginning=number == len(words))
    else:
        ranks = session.run(f"SELECT row, ts_rank(words, q) {matching}", [asked, *names]).fetchall()
        at = columns.places(np.array([row for row, _ in ranks], np.int64))
        scores[at] = [rank for _, rank in ranks]
    return columns.mask(places), scores


def _listed(session: Session, text: str, rows: Sequence[int]) -> list[Listed]:
    query = """SELECT row, id, source, title, language, date, passages, characters, root,
      indexed_at, collection, metadata, substr(text, 1, ?::integer) FROM documents
      WHERE row = ANY (?::bigint[])"""
    size = SNIPPET_TEXT if text.strip() else 0
    found = {}
    for row, *rest in session.run(query, [size, list(rows)]):
        *summary, metadata, body = rest
        found[row] = listed_document(summary, metadata, body, text)
    return [found[row] for row in rows if row in found]
