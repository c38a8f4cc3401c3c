"""Full text of the documents in SQLite's own search, for finding documents as one types.

It is derived from `documents`, which holds the text itself, and triggers keep it true inside
the transaction that changes a document.  Words are found by their beginnings, which serves
languages that put their endings behind.  Where SQLite was built without FTS5, or nobody may
write, documents are found by title and source alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexBusy, StorageError
from qa.index.browse import COMMON, NAMED, words_of
from qa.index.columns import Columns, Mask
from qa.index.database import Database

TABLE = "documents_text"

_MADE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5 (
  title, source, text, content = 'documents', content_rowid = 'row',
  tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
CREATE TRIGGER {TABLE}_added AFTER INSERT ON documents BEGIN
  INSERT INTO {TABLE} (rowid, title, source, text)
  VALUES (new.row, new.title, new.source, new.text);
END;
CREATE TRIGGER {TABLE}_removed AFTER DELETE ON documents BEGIN
  INSERT INTO {TABLE} ({TABLE}, rowid, title, source, text)
  VALUES ('delete', old.row, old.title, old.source, old.text);
END;
INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild');
CREATE INDEX documents_listed
  ON documents (source, language, date, collection, indexed_at, search_key)
"""
_WORTH = {"title": 8.0, "source": 4.0, "text": 1.0}
_SATURATION = 1.2
"""Occurrences from which another says little."""


def prepare(database: Database) -> None:
    """Make the full text of an archive that has none yet; nothing where that cannot be."""
    if not database.writable() or has_fulltext(database):
        return
    try:
        with database.transaction() as connection:
            for statement in _statements():
                connection.execute(statement)
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise
    except (IndexBusy, StorageError):
        return  # whoever opens the archive next makes it


def _statements() -> list[str]:
    """A trigger's own semicolons stay inside it."""
    return [
        part for part in re.split(r";\n(?=CREATE|INSERT INTO \w+ \(\w+\) VALUES)", _MADE) if part
    ]


def has_fulltext(database: Database) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE name = ?"
    with database.reading() as connection:
        return connection.execute(query, [TABLE]).fetchone() is not None


def ranked(
    connection: sqlite3.Connection, columns: Columns, allowed: Mask, text: str
) -> tuple[Mask, NDArray[np.float64]]:
    """The allowed documents that hold every word of `text`, the last as a beginning, with how well
    they match: higher is better, and a title counts for more than a text.

    A document's score follows from its own words, and from which of them are common where the
    asker may read.  FTS5's `bm25` would weigh them by all documents, also those that whoever asks
    may not read.
    """
    words = words_of(text)
    found, scores = allowed if words else columns.mask([]), np.zeros(len(columns))
    held = [
        columns.mask(_holding(connection, columns, word, beginning=last)) & allowed
        for word, last in _each(words)
    ]
    for mask in held:
        found = found & mask
    if not found.any():
        return found, scores
    for mask, (word, last) in zip(held, _each(words), strict=True):
        if np.count_nonzero(mask) > COMMON:
            scores += NAMED * columns.naming(word, beginning=last)
        else:
            places, worth = _counted(connection, columns, word, beginning=last)
            np.add.at(scores, places, worth)
    return found, scores


def _each(words: Sequence[str]) -> list[tuple[str, bool]]:
    """The words, and whether one is the last."""
    return [(word, number == len(words)) for number, word in enumerate(words, 1)]


def _holding(
    connection: sqlite3.Connection, columns: Columns, word: str, *, beginning: bool
) -> NDArray[np.int64]:
    query = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ?"
    rows = connection.execute(query, [f'"{word}"*' if beginning else f'"{word}"'])
    return columns.places(np.fromiter((row for (row,) in rows), np.int64))


def _counted(
    connection: sqlite3.Connection, columns: Columns, word: str, *, beginning: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places of documents, and what a word is worth in each part of them."""
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{TABLE}_words "
        f"USING fts5vocab(main, {TABLE}, instance)"
    )
    query = f"""SELECT doc, col, count(*) FROM temp.{TABLE}_words
      WHERE term >= ? AND term <= ? GROUP BY doc, col"""
    found = connection.execute(query, [word, f"{word}\U0010ffff" if beginning else word]).fetchall()
    places = columns.places(np.array([row for row, _, _ in found], np.int64))
    worth = [_WORTH[part] * count / (count + _SATURATION) for _, part, count in found]
    return places[places >= 0], np.array(worth)[places >= 0]
