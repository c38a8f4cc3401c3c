"""Writing a document, whole or not at all, into SQLite."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from qa.errors import BadInput, DocumentError, IndexMismatch
from qa.index import failpoints
from qa.index.access import no_collection, withdraw
from qa.index.audit import Action, record
from qa.index.catalogue import document_crc, search_key
from qa.index.database import Database, crc, read_meta
from qa.index.lexical import pack_terms
from qa.index.passage_index import IndexedDocument, IndexedPassage, IndexSettings
from qa.index.schema import add_labels, create_collection, now
from qa.types import DEFAULT_COLLECTION, Scope


class Writer:
    """Writes while the writer lock is held; `publish` is what makes it searchable."""

    def __init__(
        self,
        database: Database,
        settings: IndexSettings,
        publish: Callable[[], None],
        actor: str,
    ) -> None:
        self._database = database
        self._settings = settings
        self.publish = publish
        self._actor = actor

    def add(self, documents: Iterable[IndexedDocument]) -> int:
        count = 0
        for document in documents:
            _check(document, self._settings)
            own = document.document
            with _encodable(document), self._database.transaction() as connection:
                if create_collection(connection, own.collection):
                    action = Action.COLLECTION_CREATED
                    record(connection, self._actor, action, own.collection, own.collection)
                replaced = _forget(connection, own.id)
                _store(connection, document)
                action = Action.DOCUMENT_REPLACED if replaced else Action.DOCUMENT_ADDED
                record(connection, self._actor, action, own.source, own.collection, own.id)
                _advance(connection, own.collection)
            failpoints.reach("commit.after")
            count += 1
        return count

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int:
        count = 0
        for document_id in document_ids:
            with self._database.transaction() as connection:
                query = "SELECT root, source, collection FROM documents WHERE id = ?"
                found = connection.execute(query, [document_id]).fetchone()
                root, source, collection = found or ("", "", "")
                if found is not None and scope.allows(collection):
                    _forget(connection, document_id)
                    _forget_unread(connection, collection, root, source)
                    action = Action.DOCUMENT_DELETED
                    record(connection, self._actor, action, source, collection, document_id)
                    _advance(connection, collection)
                    count += 1
            failpoints.reach("commit.after")
        return count

    def drop_collection(self, name: str) -> int:
        """Remove a collection with all its documents; returns how many these were.

        Raises NotFound, and BadInput for the default collection.
        """
        if name == DEFAULT_COLLECTION:
            raise BadInput(f"the collection {name!r} is always there; remove its documents instead")
        with self._database.transaction() as connection:
            if not connection.execute("DELETE FROM collections WHERE name = ?", [name]).rowcount:
                raise no_collection(name)
            query = "DELETE FROM documents WHERE collection = ?"
            count = connection.execute(query, [name]).rowcount
            connection.execute("DELETE FROM folders WHERE collection = ?", [name])
            connection.execute("DELETE FROM unreadable WHERE collection = ?", [name])
            withdraw(connection, name, self._actor)
            detail = f"{count} documents"
            record(connection, self._actor, Action.COLLECTION_DELETED, name, name, detail)
            _advance(connection, name)
        failpoints.reach("commit.after")
        return count

    def replace_all(self, settings: IndexSettings, documents: Iterable[IndexedDocument]) -> int:
        count = 0
        with self._database.transaction() as connection:
            (last,) = connection.execute("SELECT coalesce(max(row), 0) FROM documents").fetchone()
            for document in documents:
                _check(document, settings)
                with _encodable(document):
                    _forget(connection, document.document.id)
                    _store(connection, document)
                count += 1
            # Only now, because the new ones may be made from what is stored.
            connection.execute("DELETE FROM documents WHERE row <= ?", [last])
            write_settings(connection, settings)
            record(connection, self._actor, Action.EMBEDDED_ANEW, settings.model)
            _advance(connection, None)
        self._settings = settings
        failpoints.reach("commit.after")
        return count

    def remember(self, collection: str, folders: Iterable[str]) -> None:
        query = "INSERT OR IGNORE INTO folders VALUES (?, ?)"
        with self._database.transaction() as connection:
            connection.executemany(query, [(collection, folder) for folder in folders])


def write_settings(connection: sqlite3.Connection, settings: IndexSettings) -> None:
    values = {
        "model": settings.model,
        "dimension": str(settings.dimension),
        "passages": settings.passages,
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _check(indexed: IndexedDocument, settings: IndexSettings) -> None:
    """Refuse what would make a citation or a score wrong."""
    document = indexed.document
    for entry in indexed.passages:
        passage = entry.passage
        if document.text[passage.start : passage.end] != passage.text:
            raise DocumentError(
                f"{document.source}: passage [{passage.start}, {passage.end}) is not the "
                "document's text there; split the stored text, not another form of it"
            )
        if entry.vector.shape != (settings.dimension,):
            raise IndexMismatch(
                f"{document.source}: a vector of shape {entry.vector.shape}, the index made with "
                f"{settings.model} holds ({settings.dimension},); run `qa index` with that model"
            )
        if not np.isfinite(entry.vector).all():
            raise DocumentError(f"{document.source}: a vector holds NaN or infinity")


@contextlib.contextmanager
def _encodable(indexed: IndexedDocument) -> Iterator[None]:
    try:
        yield
    except UnicodeEncodeError as error:
        raise DocumentError(
            f"{indexed.document.source!r}: {error.object[error.start]!r} is half of a surrogate "
            "pair, which no encoding can hold; clean the text and rename the file"
        ) from error


def _forget(connection: sqlite3.Connection, document_id: str) -> bool:
    deleted = connection.execute("DELETE FROM documents WHERE id = ?", [document_id])
    return deleted.rowcount > 0


def _forget_unread(connection: sqlite3.Connection, collection: str, root: str, source: str) -> None:
    """What could not be read of the file, once no document of it is left."""
    of_it = "({0} = {1} OR substr({0}, 1, length({1}) + 1) = {1} || '/')"
    query = f"""DELETE FROM unreadable AS u WHERE collection = ?1 AND root = ?2
      AND {of_it.format("?3", "u.source")} AND NOT EXISTS (SELECT 1 FROM documents d
      WHERE d.collection = ?1 AND d.root = ?2 AND {of_it.format("d.source", "u.source")})"""
    connection.execute(query, [collection, root, source])


def _store(connection: sqlite3.Connection, indexed: IndexedDocument) -> None:
    document = indexed.document
    date = document.metadata.get("date")
    values: dict[str, str | int | None] = {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "language": document.language,
        "text": document.text,
        "metadata": json.dumps(dict(document.metadata), ensure_ascii=False, sort_keys=True),
        "facts": indexed.facts,
        "report": indexed.report,
        "root": indexed.root,
        "content_hash": indexed.content_hash,
        "indexed_at": now(),
    }
    values |= {
        "crc": document_crc(list(values.values()), document.collection),
        "collection": document.collection,
        "search_key": search_key(f"{document.title}\n{document.source}"),
        "date": date if isinstance(date, str) else None,
        "characters": len(document.text),
        "passages": len(indexed.passages),
    }
    row = _insert(connection, "documents", values)
    add_labels(connection, row, document.id, indexed.facts)
    for entry in indexed.passages:
        _store_passage(connection, row, entry)


def _store_passage(connection: sqlite3.Connection, document: int, entry: IndexedPassage) -> None:
    passage = entry.passage
    sentences = json.dumps([offset for span in passage.sentences for offset in span])
    values: dict[str, str | int | None] = {
        "id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
        "text": passage.text,
        "context": passage.context,
        "sentences": sentences,
    }
    check = crc(*values.values())
    row = _insert(connection, "passages", values | {"document": document, "crc": check})
    hashes, counts = pack_terms(entry.terms)
    _insert_parts(connection, "vectors", row, _bytes(entry.vector, "<f4"))
    _insert_parts(connection, "terms", row, _bytes(hashes, "<u8"), _bytes(counts, "u1"))
    if entry.tokens is not None:
        ids, offsets = _bytes(entry.tokens.token_ids, "<i4"), _bytes(entry.tokens.offsets, "<i4")
        mean = b"" if entry.token_mean is None else _bytes(entry.token_mean, "<f4")
        _insert_parts(connection, "token_ids", row, ids, mean)
        _insert_parts(connection, "token_states", row, offsets, bytes(entry.tokens.states))


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


def _advance(connection: sqlite3.Connection, collection: str | None) -> None:
    """Count the change of a collection, or of all, in the transaction that makes it."""
    generation = int(read_meta(connection)["generation"]) + 1
    connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", [str(generation)])
    connection.execute(
        "UPDATE collections SET changes = changes + 1, changed = ?1 WHERE name = ?2 OR ?2 IS NULL",
        [generation, collection],
    )
    failpoints.reach("commit.before")


def _bytes(array: NDArray[np.generic], dtype: str) -> bytes:
    return np.ascontiguousarray(array, dtype=dtype).tobytes()
