"""The tables of the SQLite file, and how an older file's become these.

A layout has a number.  Opening a file of an older layout brings it up to date in
one transaction, so a crash leaves the one or the other and never something between.
"""

from __future__ import annotations

import json
import sqlite3
import uuid

from qa.errors import ArchiveError
from qa.index import labels as labelling
from qa.index.access import create_collection
from qa.index.database import Database, read_meta
from qa.types import DEFAULT_COLLECTION

SCHEMA = 4

_DOCUMENTS = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE documents (
      row INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      root TEXT NOT NULL,
      collection TEXT NOT NULL DEFAULT 'default',
      source TEXT NOT NULL,
      title TEXT NOT NULL,
      search_key TEXT NOT NULL,
      language TEXT NOT NULL,
      date TEXT,
      content_hash TEXT NOT NULL,
      characters INTEGER NOT NULL,
      passages INTEGER NOT NULL,
      indexed_at TEXT NOT NULL,
      crc INTEGER NOT NULL,
      metadata TEXT NOT NULL,
      facts TEXT NOT NULL,
      report TEXT NOT NULL,
      text TEXT NOT NULL
    )
    """,
    "CREATE INDEX documents_by_source ON documents (source)",
    """
    CREATE TABLE passages (
      row INTEGER PRIMARY KEY AUTOINCREMENT,
      document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
      id TEXT NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      language TEXT NOT NULL,
      text TEXT NOT NULL,
      context TEXT NOT NULL,
      sentences TEXT NOT NULL,
      crc INTEGER NOT NULL
    )
    """,
    "CREATE INDEX passages_by_document ON passages (document, start)",
    "CREATE INDEX passages_by_language ON passages (row, language, document)",
    """
    CREATE TABLE vectors (
      passage INTEGER PRIMARY KEY REFERENCES passages (row) ON DELETE CASCADE,
      vector BLOB NOT NULL,
      crc INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE terms (
      passage INTEGER PRIMARY KEY REFERENCES passages (row) ON DELETE CASCADE,
      hashes BLOB NOT NULL,
      counts BLOB NOT NULL,
      crc INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE token_ids (
      passage INTEGER PRIMARY KEY REFERENCES passages (row) ON DELETE CASCADE,
      ids BLOB NOT NULL,
      mean BLOB NOT NULL,
      crc INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE token_states (
      passage INTEGER PRIMARY KEY REFERENCES passages (row) ON DELETE CASCADE,
      offsets BLOB NOT NULL,
      states BLOB NOT NULL,
      crc INTEGER NOT NULL
    )
    """,
)
_COLLECTIONS = (
    # `changes` counts what was changed in it; `changed` is the generation of the last change.
    """
    CREATE TABLE collections (
      row INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      open INTEGER NOT NULL,
      created TEXT NOT NULL,
      changes INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE folders (
      collection TEXT NOT NULL,
      folder TEXT NOT NULL,
      PRIMARY KEY (collection, folder)
    ) WITHOUT ROWID
    """,
    """
    CREATE INDEX documents_by_collection
    ON documents (collection, root, source, content_hash, language)
    """,
)
_FEEDBACK = """
    CREATE TABLE feedback (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      created TEXT NOT NULL,
      answer_id TEXT NOT NULL,
      question TEXT NOT NULL,
      rating TEXT NOT NULL,
      reason TEXT NOT NULL,
      answer TEXT NOT NULL,
      collections TEXT NOT NULL DEFAULT '["default"]'
    )
    """
_ACCESS = (
    """
    CREATE TABLE keys (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      collections TEXT,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,
      created TEXT NOT NULL,
      expires TEXT,
      revoked TEXT,
      used TEXT
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      time TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      collection TEXT,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    )
    """,
    "CREATE INDEX audit_by_collection ON audit (collection, id)",
    """
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
    """,
    """
    CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
    """,
)

_READING = (
    """
    CREATE TABLE copies (
      collection TEXT NOT NULL,
      root TEXT NOT NULL,
      source TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
      PRIMARY KEY (collection, root, source)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX copies_by_document ON copies (document)",
    """
    CREATE TABLE unreadable (
      collection TEXT NOT NULL,
      root TEXT NOT NULL,
      source TEXT NOT NULL,
      part TEXT NOT NULL,
      kind TEXT NOT NULL,
      reason TEXT NOT NULL,
      noted TEXT NOT NULL,
      PRIMARY KEY (collection, root, source, part)
    ) WITHOUT ROWID
    """,
)

_LABELS = (
    """
    CREATE TABLE labels (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
      value TEXT NOT NULL,
      PRIMARY KEY (kind, key, document, value)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX labels_by_document ON labels (document)",
    "CREATE INDEX documents_by_language ON documents (language, source, id)",
)


def create_tables(connection: sqlite3.Connection) -> None:
    for statement in (*_DOCUMENTS, *_COLLECTIONS, _FEEDBACK, *_ACCESS, *_READING, *_LABELS):
        connection.execute(statement)
    meta = {
        "schema": str(SCHEMA),
        "generation": "0",
        "archive": uuid.uuid4().hex,
        "labels": labelling.VERSION,
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    # Open: an archive without any keys answers everybody.
    create_collection(connection, DEFAULT_COLLECTION, opened=True)


def bring_up_to_date(database: Database) -> None:
    """Make an older layout this one.  Raises ArchiveError for one that is not known here,
    and for no archive at all; StorageError where the file cannot be written."""
    with database.reading() as connection:
        layout = _layout(database, connection)
        labels = read_meta(connection).get("labels")
    if layout == SCHEMA and labels == labelling.VERSION:
        return
    with database.transaction() as connection:
        # Another process may have done it meanwhile.
        layout = _layout(database, connection)
        if layout == 1:
            _from_1(connection)
        if layout < 3:
            for statement in _READING:
                connection.execute(statement)
        if layout < SCHEMA:
            for statement in _LABELS:
                connection.execute(statement)
            connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(SCHEMA)])
        if read_meta(connection).get("labels") != labelling.VERSION:
            _label_anew(connection)


def _label_anew(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM labels")
    for row, document_id, facts in connection.execute("SELECT row, id, facts FROM documents"):
        add_labels(connection, row, document_id, facts)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('labels', ?)", [labelling.VERSION])


def add_labels(connection: sqlite3.Connection, row: int, document_id: str, facts: str) -> None:
    """File a document under what its facts (JSON) say of it."""
    connection.executemany(
        "INSERT INTO labels (document, kind, key, value) VALUES (?, ?, ?, ?)",
        ((row, *label) for label in labelling.labels_of(document_id, facts)),
    )


def _layout(database: Database, connection: sqlite3.Connection) -> int:
    meta = read_meta(connection)
    if not meta:
        raise ArchiveError(
            f"{database.path} holds no index; run `qa index FOLDER`, or give the right --data "
            "folder"
        )
    layout = meta.get("schema", "")
    if layout not in map(str, range(1, SCHEMA + 1)):
        raise ArchiveError(
            f"{database.path} has layout {layout}, this version reads layouts 1 to {SCHEMA}; use "
            "the version that made it, or choose another --data folder and run `qa index`"
        )
    return int(layout)


def _from_1(connection: sqlite3.Connection) -> None:
    """Collections, keys and the audit: all documents are the default collection's."""
    connection.execute(
        "ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT 'default'"
    )
    connection.execute("DROP INDEX documents_by_root")
    connection.execute(
        """ALTER TABLE feedback ADD COLUMN collections TEXT NOT NULL DEFAULT '["default"]'"""
    )
    for statement in (*_COLLECTIONS, *_ACCESS):
        connection.execute(statement)
    create_collection(connection, DEFAULT_COLLECTION, opened=True)
    meta = read_meta(connection)
    connection.execute("UPDATE collections SET changes = ?1, changed = ?1", [meta["generation"]])
    folders = json.loads(meta.get("folders", "[]"))
    connection.executemany(
        "INSERT INTO folders VALUES (?, ?)", [(DEFAULT_COLLECTION, folder) for folder in folders]
    )
    connection.execute("DELETE FROM meta WHERE key = 'folders'")
