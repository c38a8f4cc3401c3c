"""The list of an embedded archive's documents, as a person looks through it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from qa.index.browse import (
    SNIPPET_TEXT,
    Browse,
    Listed,
    Listing,
    listed_document,
    listing,
    plain,
    with_titles,
)
from qa.index.columns import Columns
from qa.index.database import Database
from qa.index.fulltext import has_fulltext, ranked
from qa.index.snapshot import State, read_state
from qa.kept import Kept
from qa.types import Scope


class Shelf:
    """Answers from SQLite and from the columns of its newest state."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns: Kept[State, Columns] = Kept(1)

    def browse(self, scope: Scope, asked: Browse) -> Listing:
        """The documents that `asked` and the scope allow."""
        text = plain(asked.text)
        has_texts = has_fulltext(self._database)
        with self._database.snapshot() as connection:
            columns = self._read(connection)
            read = partial(_listed, connection, asked.text)
            names = columns.named["collection"].values
            allowed = columns.named["collection"].among(set(filter(scope.allows, names)))
            if not text.strip():
                return listing(columns, allowed, None, asked, read)
            held, scores = columns.mask([]), np.zeros(len(columns))
            if has_texts:
                held, scores = ranked(connection, columns, allowed, text)
            found, scores = with_titles(columns, allowed, text, held, scores)
            return listing(columns, found, scores, asked, read)

    def metadata(self, scope: Scope, document_id: str) -> dict[str, Any]:
        """What is known of a document, without its text; empty where there is none."""
        query = "SELECT collection, metadata FROM documents WHERE id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, [document_id]).fetchone()
        known: dict[str, Any] = json.loads(row[1]) if row and scope.allows(row[0]) else {}
        return known

    def _read(self, connection: sqlite3.Connection) -> Columns:
        state = read_state(connection)
        known = self._columns.find([state]).get(state)
        if known is None:
            # The covering index has it all: the rows themselves hold whole texts.
            query = """SELECT row, source, language, coalesce(date, ''), collection, indexed_at,
              search_key FROM documents ORDER BY source"""
            known = Columns.of(connection.execute(query))
            self._columns.keep(state, known)
        return known


def _listed(connection: sqlite3.Connection, text: str, rows: Sequence[int]) -> list[Listed]:
    query = f"""SELECT row, id, source, title, language, date, passages, characters, root,
      indexed_at, collection, metadata{", substr(text, 1, ?)" if text.strip() else ", ''"}
      FROM documents WHERE row IN (SELECT value FROM json_each(?))"""
    values = [SNIPPET_TEXT] if text.strip() else []
    found = {}
    for row, *rest in connection.execute(query, [*values, json.dumps(rows)]):
        *summary, metadata, body = rest
        found[row] = listed_document(summary, metadata, body, text)
    return [found[row] for row in rows if row in found]
