"""What reading the files left to tell: which of them hold what another already does, and what
could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.index.sql import Tables, within
from qa.index.times import now
from qa.types import Scope

UNFINISHED = "unfinished"
"""Noted of a file while what is in it is stored piece by piece."""


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

    `kind` is an error's slug (`qa.errors`), or UNFINISHED.
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

    def __init__(self, database: Tables) -> None:
        self._database = database

    def add_copy(self, copy: FileCopy) -> None:
        """Forgotten with its document, and when the document has a new revision."""
        query = """INSERT INTO copies (root, source, content_hash, document, collection)
          SELECT ?, ?, ?, row, collection FROM documents WHERE id = ?
          ON CONFLICT (collection, root, source) DO UPDATE
          SET content_hash = excluded.content_hash, document = excluded.document"""
        with self._database.transaction() as connection:
            connection.execute(query, [copy.root, copy.source, copy.content_hash, copy.document_id])

    def remove_copies(self, collection: str, places: Iterable[tuple[str, str]]) -> None:
        """Of files, by root and source, that are gone or hold something else."""
        self._change("copies", collection, places, [])

    def _change(
        self,
        table: str,
        collection: str,
        places: Iterable[tuple[str, str]],
        rows: Sequence[tuple[str, ...]],
    ) -> None:
        """Put `rows` in the place of what was noted of these files.  A transaction waits for
        the disk, so it is begun only where there is something to do."""
        which = f"FROM {table} WHERE collection = ? AND root = ? AND source = ?"
        with self._database.reading() as connection:
            there = [
                (collection, *map(_storable, place))
                for place in places
                if connection.execute(
                    f"SELECT 1 {which}", (collection, *map(_storable, place))
                ).fetchone()
            ]
        if there or rows:
            with self._database.transaction() as connection:
                connection.executemany(f"DELETE {which}", there)
                if rows:
                    values = ", ".join("?" * len(rows[0]))
                    connection.executemany(f"INSERT INTO {table} VALUES ({values})", rows)

    def copies(self, scope: Scope) -> list[FileCopy]:
        where, names = within("c.collection", scope)
        query = f"""SELECT c.root, c.source, c.content_hash, d.id FROM copies c
          JOIN documents d ON d.row = c.document WHERE {where} ORDER BY c.root, c.source"""
        with self._database.reading() as connection:
            return [FileCopy(*row) for row in connection.execute(query, names)]

    def copies_of(self, document_id: str) -> list[FileCopy]:
        """The files that hold the same, by source."""
        query = """SELECT c.root, c.source, c.content_hash, d.id FROM copies c
          JOIN documents d ON d.row = c.document WHERE d.id = ? ORDER BY c.source, c.root"""
        with self._database.reading() as connection:
            return [FileCopy(*row) for row in connection.execute(query, [document_id])]

    def put(
        self, collection: str, places: Iterable[tuple[str, str]], unread: Iterable[Unreadable]
    ) -> None:
        """What is known of files, by root and source, from now on: `unread`, or nothing."""
        time = now()
        # Of two reasons for one part the later one.
        last = {(u.root, u.source, u.part): u for u in unread}
        rows = [
            (collection, *map(_storable, (u.root, u.source, u.part, u.kind, u.reason)), time)
            for u in last.values()
        ]
        self._change("unreadable", collection, places, rows)

    def unread(self, scope: Scope) -> list[Unreadable]:
        """By source."""
        where, names = within("u.collection", scope)
        query = f"""SELECT root, source, part, kind, reason, noted FROM unreadable u
          WHERE {where} ORDER BY source, root, part"""
        with self._database.reading() as connection:
            return [Unreadable(*row) for row in connection.execute(query, names)]


def _storable(text: str) -> str:
    """File systems have names that no encoding can hold; they are kept as Python spells them."""
    return text.encode("utf-8", "backslashreplace").decode()
