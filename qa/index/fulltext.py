"""Full text of the documents in SQLite's own search, for finding documents as one types.

It is derived from `documents`, which holds the text itself, and triggers keep it true inside
the transaction that changes a document.  Words are found by their beginnings, which serves
languages that put their endings behind.  Where SQLite was built without FTS5, or nobody may
write, documents are found by title and source alone.
"""

from __future__ import annotations

import re
import sqlite3

from qa.errors import IndexBusy, StorageError
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
_WORD = re.compile(r"[^\W_]+")
_WORTH = {"title": 8.0, "source": 4.0, "text": 1.0}
_SATURATION = 1.2
"""Occurrences from which another says little."""
_SHORTEST = 2
"""Letters from which a text is searched: nearly every document has a word that begins with one."""


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


def words_of(text: str) -> list[str]:
    """The words that are looked for, the last as a beginning; none where that is too short."""
    words = _WORD.findall(text.lower())
    return words if words and len(words[-1]) >= _SHORTEST else []


def ranked(connection: sqlite3.Connection, text: str) -> dict[int, float]:
    """Rows of the documents that hold every word of `text`, the last as a beginning, with how
    well they match: higher is better, and a title counts for more than a text.

    A document's score follows from its own words alone.  FTS5's `bm25` would weigh them by all
    documents, also those that whoever asks may not read.
    """
    words = words_of(text)
    if not words:
        return {}
    *whole, beginning = words
    wanted = " ".join([*(f'"{word}"' for word in whole), f'"{beginning}"*'])
    query = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ?"
    scores = {row: 0.0 for (row,) in connection.execute(query, [wanted])}
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{TABLE}_words "
        f"USING fts5vocab(main, {TABLE}, instance)"
    )
    query = f"""SELECT doc, col, count(*) FROM temp.{TABLE}_words
      WHERE term >= ? AND term <= ? GROUP BY doc, col"""
    ranges = [*((word, word) for word in whole), (beginning, f"{beginning}\U0010ffff")]
    for first, last in ranges:
        for row, column, count in connection.execute(query, [first, last]):
            if row in scores:
                scores[row] += _WORTH[column] * count / (count + _SATURATION)
    return scores
