"""The list of documents in PostgreSQL, and what else goes over all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from qa.index.columns import Columns, Mask
from qa.index.passage_index import DocumentPage
from qa.index.postgres.database import UNSTORABLE, Database, Session
from qa.index.postgres.rows import Rows, within
from qa.index.writer import search_key
from qa.kept import Kept
from qa.types import Language, Scope

_KEPT_LISTS = 8
"""Scopes whose lists of documents are kept in columns."""


class Sampled(NamedTuple):
    """A document that a sample of texts takes; the order of fields is that of the sample."""

    source: str
    id: str
    characters: int
    row: int


class Shelf(Rows):
    """Answers to `Library`'s questions about all documents."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._columns: Kept[Scope, tuple[object, Columns]] = Kept(_KEPT_LISTS)

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
        left = characters
        for one in self.sampled(scope, languages, characters):
            yield from self.text_of(scope, one.row, left)
            left -= one.characters

    def sampled(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> list[Sampled]:
        """The documents whose texts are as many characters, in order."""
        where, names = within("d", scope)
        query = f"""SELECT source, id, characters, row FROM (
            SELECT row, characters, source, id,
              sum(characters) OVER (ORDER BY source, id) - characters AS before
            FROM documents d WHERE language = ANY (?::text[]) AND {where}
          ) found WHERE before < ? ORDER BY source, id"""
        spoken = sorted(language.value for language in languages)
        with self._database.within(scope) as session:
            return list(map(Sampled._make, session.run(query, [spoken, *names, characters])))

    def text_of(self, scope: Scope, row: int, characters: int) -> Iterator[str]:
        """The beginning of a document's text; nothing where it is gone."""
        query = "SELECT substr(text, 1, ?) FROM documents WHERE row = ?"
        with self._database.within(scope) as session:
            found = session.run(query, [characters, row]).fetchone()
        if found is not None:
            yield found[0]

    def facts(self, scope: Scope) -> dict[str, str]:
        return {name: facts for _, name, facts in self.facts_by_row(scope)}

    def facts_by_row(self, scope: Scope) -> list[tuple[int, str, str]]:
        """Row, id and facts of every document, by row."""
        where, names = within("d", scope)
        query = f"SELECT row, id, facts FROM documents d WHERE {where} ORDER BY row"
        with self._database.within(scope) as session:
            return session.run(query, names).fetchall()

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        where, names = within("d", scope)
        query = f"SELECT source, content_hash FROM documents d WHERE root = ? AND {where}"
        with self._database.within(scope) as session:
            return dict(session.run(query, [root, *names]))

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
        def read(rows: Sequence[int]) -> list[Listed]:
            return list(self.listed(scope, asked.text, rows).values())

        with self._database.steady(), self._database.within(scope) as session:
            columns = self._columns_of(session, scope)
            words = partial(self.matching, scope), partial(self.ranks, scope)
            return narrowed(columns, asked, *words, read)

    def matching(self, scope: Scope, words: Sequence[str]) -> list[int]:
        """Rows of the documents that hold every word, the last as a beginning."""
        return [row for (row,) in self._matching(scope, words, "row")]

    def ranks(self, scope: Scope, words: Sequence[str]) -> list[tuple[int, float]]:
        """The same with how well; like the embedded index's, by their own words alone."""
        return self._matching(scope, words, "row, ts_rank(words, q)")

    def _matching(self, scope: Scope, words: Sequence[str], columns: str) -> list[Any]:
        *whole, beginning = words
        asked = " & ".join([*(f"'{word}'" for word in whole), f"'{beginning}':*"])
        where, names = within("d", scope)
        query = f"""SELECT {columns} FROM documents d, to_tsquery('simple', ?) q
          WHERE words @@ q AND {where}"""
        with self._database.within(scope) as session:
            return session.run(query, [asked, *names]).fetchall()

    def listed(self, scope: Scope, text: str, rows: Sequence[int]) -> dict[int, Listed]:
        """Documents by row, in this order, with what of them `text` finds."""
        query = """SELECT row, id, source, title, language, date, passages, characters, root,
          indexed_at, collection, metadata, substr(text, 1, ?::integer) FROM documents
          WHERE row = ANY (?::bigint[])"""
        size = SNIPPET_TEXT if text.strip() else 0
        found = {}
        with self._database.within(scope) as session:
            for row, *rest in session.run(query, [size, list(rows)]):
                *summary, metadata, body = rest
                found[row] = listed_document(summary, metadata, body, text)
        return {row: found[row] for row in rows if row in found}

    def _columns_of(self, session: Session, scope: Scope) -> Columns:
        query = "SELECT name, row, changes FROM collections ORDER BY row"
        state = [tuple(one) for one in session.run(query) if scope.allows(one[0])]
        kept = self._columns.find([scope]).get(scope)
        if kept is not None and kept[0] == state:
            return kept[1]
        columns = Columns.of(self.column_rows(scope))
        self._columns.keep(scope, (state, columns))
        return columns

    def column_rows(self, scope: Scope) -> list[Any]:
        """What `Columns.of` makes columns of."""
        where, names = within("d", scope)
        query = f"""SELECT row, source, language, coalesce(date, ''), collection, indexed_at,
          search_key FROM documents d WHERE {where} ORDER BY source"""
        with self._database.within(scope) as session:
            return session.run(query, names).fetchall()


Matching = Callable[[Sequence[str]], Iterable[int]]
Ranks = Callable[[Sequence[str]], Sequence[tuple[int, float]]]


def narrowed(
    columns: Columns,
    asked: Browse,
    matching: Matching,
    ranks: Ranks,
    read: Callable[[Sequence[int]], list[Listed]],
) -> Listing:
    """The list of the documents in `columns`, of which `matching` and `ranks` tell which hold
    words, and `read` gives those that are listed."""
    text = UNSTORABLE.sub("\ufffd", asked.text)
    everything = np.ones(len(columns), bool)
    if not text.strip():
        return listing(columns, everything, None, asked, read)
    held, scores = _worded(columns, text, matching, ranks)
    found, scores = with_titles(columns, everything, text, held, scores)
    return listing(columns, found, scores, asked, read)


def _worded(
    columns: Columns, text: str, matching: Matching, ranks: Ranks
) -> tuple[Mask, NDArray[np.float64]]:
    """Documents that hold every word, and how well."""
    scores = np.zeros(len(columns))
    words = words_of(text)
    if not words:
        return columns.mask([]), scores
    places = columns.places(np.fromiter(matching(words), np.int64))
    if len(places) > COMMON:
        for number, word in enumerate(words, 1):
            scores += NAMED * columns.naming(word, beginning=number == len(words))
    else:
        ranked = ranks(words)
        at = columns.places(np.array([row for row, _ in ranked], np.int64))
        scores[at] = [rank for _, rank in ranked]
    return columns.mask(places), scores
