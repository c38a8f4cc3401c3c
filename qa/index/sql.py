"""The SQL that both databases speak, for what is kept beside the documents.

Collections, keys, the audit, feedback and reading notes are small tables with the same
statements in SQLite and PostgreSQL: parameters are `?`, upserts `ON CONFLICT`.  What the two say
differently is a method here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from qa.types import Scope

NO_LIMIT = 1 << 62


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    def execute(self, query: str, values: Sequence[Any] = ..., /) -> Cursor: ...

    def executemany(self, query: str, values: Iterable[Sequence[Any]], /) -> object: ...


class Tables(Protocol):
    """A database with the tables of an archive; see `qa.index.database.Database`."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Each statement sees the newest commit."""

    def snapshot(self) -> AbstractContextManager[Connection]:
        """The data stands still."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """Commit everything done inside, or nothing when it raises."""

    def note(self, query: str, values: Sequence[Any]) -> None:
        """Write what is not worth waiting for whoever else writes; raises where it would."""

    def numbered(self, table: str) -> None:
        """Go on from the greatest id of a table that ids were written into."""

    def elements(self, column: str) -> str:
        """The elements of a JSON list of strings, as a table `c (value)`."""


def within(column: str, scope: Scope) -> tuple[str, list[str]]:
    """The condition that a collection's name in `column` meets, and its parameters."""
    if scope.collections is None:
        return "1 = 1", []
    names = sorted(scope.collections)
    return (f"{column} IN ({', '.join('?' * len(names))})", names) if names else ("1 = 0", [])


def noted(connection: Connection, key: str) -> str:
    """What the archive notes of itself under a key; empty for nothing."""
    found = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return str(found[0]) if found else ""


def limited(limit: int) -> int:
    """The number of rows to give LIMIT; -1 means all."""
    return limit if limit >= 0 else NO_LIMIT
