"""What reading the files left to tell: which of them hold what another already does, and what
could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa.index.database import Database
from qa.index.schema import now
from qa.types import Scope


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file with the same bytes as the one that `document_id` was read from."""

    root: str
    source: str
    content_hash: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or the `part` of it (a page, a sheet, an attachment), that could not be read.

    `kind` is an error's slug (`qa.errors`).
    """

    root: str
    source: str
    part: str
    kind: str
    reason: str
    noted: str = ""
    """When; set as it is stored."""


class ReadingNotes:
    """Of one archive; kept beside its documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_copy(self, copy: FileCopy) -> None:
        """Forgotten with its document, and when the document has a new revision."""
        query = """INSERT OR REPLACE INTO copies (root, source, content_hash, document, collection)
          SELECT ?, ?, ?, row, collection FROM documents WHERE id = ?"""
        with self._database.transaction() as connection:
            connection.execute(query, [copy.root, copy.source, copy.content_hash, copy.document_id])

    def remove_copies(self, collection: str, places: Iterable[tuple[str, str]]) -> None:
        """Of files, by root and source, that are gone or hold something else."""
        self._forget("copies", collection, places)

    def _forget(self, table: str, collection: str, places: Iterable[tuple[str, str]]) -> None:
        """A transaction waits for the disk, so it is begun only where there is something."""
        which = f"FROM {table} WHERE collection = ? AND root = ? AND source = ?"
        with self._database.reading() as connection:
            there = [
                (collection, *map(_storable, place))
                for place in places
                if connection.execute(
                    f"SELECT 1 {which}", (collection, *map(_storable, place))
                ).fetchone()
            ]
        if there:
            with self._database.transaction() as connection:
                connection.executemany(f"DELETE {which}", there)

    def copies(self, scope: Scope) -> list[FileCopy]:
        where, names = _within("c", scope)
        query = f"""SELECT c.root, c.source, c.content_hash, d.id FROM copies c
          JOIN documents d ON d.row = c.document WHERE {where} ORDER BY c.root, c.source"""
        with self._database.reading() as connection:
            return [FileCopy(*row) for row in connection.execute(query, names)]

    def copies_of(self, document_id: str) -> list[str]:
        """Sources of the files that hold the same."""
        query = """SELECT c.source FROM copies c JOIN documents d ON d.row = c.document
          WHERE d.id = ? ORDER BY c.source"""
        with self._database.reading() as connection:
            return [source for (source,) in connection.execute(query, [document_id])]

    def put(
        self, collection: str, places: Iterable[tuple[str, str]], unread: Iterable[Unreadable]
    ) -> None:
        """What is known of files, by root and source, from now on: `unread`, or nothing."""
        self._forget("unreadable", collection, places)
        time = now()
        rows = [
            (collection, *map(_storable, (u.root, u.source, u.part, u.kind, u.reason)), time)
            for u in unread
        ]
        if rows:
            query = "INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?, ?, ?, ?, ?)"
            with self._database.transaction() as connection:
                connection.executemany(query, rows)

    def unread(self, scope: Scope) -> list[Unreadable]:
        """By source."""
        where, names = _within("u", scope)
        query = f"""SELECT root, source, part, kind, reason, noted FROM unreadable u
          WHERE {where} ORDER BY source, root, part"""
        with self._database.reading() as connection:
            return [Unreadable(*row) for row in connection.execute(query, names)]


def _storable(text: str) -> str:
    """File systems have names that no encoding can hold; they are kept as Python spells them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _within(table: str, scope: Scope) -> tuple[str, list[str]]:
    if scope.collections is None:
        return "1", []
    names = sorted(scope.collections)
    return f"{table}.collection IN ({', '.join('?' * len(names))})", names
