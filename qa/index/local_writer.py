"""Writing a document, whole or not at all, into SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from qa.index import failpoints
from qa.index.catalogue import document_crc
from qa.index.database import Database, crc, read_meta
from qa.index.lexical import pack_terms
from qa.index.passage_index import IndexedDocument, IndexedPassage, IndexSettings
from qa.index.schema import add_labels
from qa.index.writer import (
    Writer,
    array_bytes,
    document_values,
    listing_values,
    passage_values,
)


class LocalWriter(Writer[sqlite3.Connection]):
    """Writes while the writer lock is held."""

    def __init__(
        self,
        database: Database,
        settings: IndexSettings,
        publish: Callable[[], None],
        actor: str,
    ) -> None:
        super().__init__(settings, publish, actor)
        self._database = database

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._database.transaction()

    def _forget(self, connection: sqlite3.Connection, document_id: str) -> bool:
        deleted = connection.execute("DELETE FROM documents WHERE id = ?", [document_id])
        return deleted.rowcount > 0

    def _forget_collection(self, connection: sqlite3.Connection, name: str) -> int:
        return connection.execute("DELETE FROM documents WHERE collection = ?", [name]).rowcount

    def _forget_before(self, connection: sqlite3.Connection, last: int) -> None:
        connection.execute("DELETE FROM documents WHERE row <= ?", [last])

    def _advance(self, connection: sqlite3.Connection, collection: str | None) -> None:
        generation = int(read_meta(connection)["generation"]) + 1
        connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", [str(generation)])
        connection.execute(
            "UPDATE collections SET changes = changes + 1, changed = ?1 "
            "WHERE name = ?2 OR ?2 IS NULL",
            [generation, collection],
        )
        failpoints.reach("commit.before")

    def _store(self, connection: sqlite3.Connection, indexed: IndexedDocument) -> None:
        document = indexed.document
        values = document_values(indexed)
        check = document_crc(list(values.values()), document.collection)
        row = _insert(connection, "documents", values | {"crc": check} | listing_values(indexed))
        add_labels(connection, row, document.id, indexed.facts)
        for entry in indexed.passages:
            _store_passage(connection, row, entry)


def _store_passage(connection: sqlite3.Connection, document: int, entry: IndexedPassage) -> None:
    values = passage_values(entry.passage)
    check = crc(*values.values())
    row = _insert(connection, "passages", values | {"document": document, "crc": check})
    hashes, counts = pack_terms(entry.terms)
    _insert_parts(connection, "vectors", row, array_bytes(entry.vector, "<f4"))
    _insert_parts(connection, "terms", row, array_bytes(hashes, "<u8"), array_bytes(counts, "u1"))
    if entry.tokens is not None:
        ids, offsets = entry.tokens.token_ids, entry.tokens.offsets
        mean = b"" if entry.token_mean is None else array_bytes(entry.token_mean, "<f4")
        _insert_parts(connection, "token_ids", row, array_bytes(ids, "<i4"), mean)
        states = bytes(entry.tokens.states)
        _insert_parts(connection, "token_states", row, array_bytes(offsets, "<i4"), states)


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, str | int | None]) -> int:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    row = connection.execute(query, list(values.values())).lastrowid
    assert row is not None
    return row


def _insert_parts(connection: sqlite3.Connection, table: str, row: int, *parts: bytes) -> None:
    """A record of a passage's own: its row, the parts, and a CRC over all of these."""
    marks = ", ".join("?" * (len(parts) + 2))
    connection.execute(f"INSERT INTO {table} VALUES ({marks})", [row, *parts, crc(row, *parts)])
