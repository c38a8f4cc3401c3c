"""The SQLite file: its tables, its connections and its errors.

`synchronous=FULL` with a write-ahead log: a commit that returned survives a
power cut, and readers go on while one process writes.  Connections belong to
one thread each, so no query waits for another's.

The heavy columns (vectors, terms, token states) have tables of their own:
reading a passage must not drag 40 kB of states through the cache.  What leaves
the system or decides a ranking carries a CRC-32, because SQLite does not notice
a flipped bit inside a value.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qa.errors import IndexBusy, StorageError
from qa.index.files import storage_errors

NAME = "index.db"

_QUICKLY_CHECKED = 64_000_000
"""Bytes up to which the whole file's structure is checked when it is opened (0.1 s);
damage in a larger one is noticed where it is read."""

_READING_PRAGMAS = ("cache_size = -8000", "foreign_keys = ON")
_PRAGMAS = (
    "page_size = 16384",  # a passage's token states take three pages and not eleven
    "journal_mode = WAL",
    "synchronous = FULL",
    *_READING_PRAGMAS,
)


class Database:
    """One SQLite file, with a connection for each thread that asks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Condition()
        self._in_use = 0
        self._closed = False

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
            with self._guard:
                self._connections.append(found)
        return found

    @contextlib.contextmanager
    def _use(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which `close` leaves open until it has been used: SQLite
        reads freed memory where a connection is closed under a statement."""
        inside: int = getattr(self._local, "inside", 0)
        with self._guard:
            if self._closed and not inside:
                raise StorageError(f"{self.path} was closed; open the archive again")
            self._in_use += 1
        self._local.inside = inside + 1
        try:
            with self.errors():
                yield self._connection()
        finally:
            self._local.inside = inside
            with self._guard:
                self._in_use -= 1
                self._guard.notify_all()

    def _connect(self) -> sqlite3.Connection:
        with self.errors():
            connection = sqlite3.connect(
                self._uri(), timeout=30.0, isolation_level=None, check_same_thread=False, uri=True
            )
            try:
                for pragma in _PRAGMAS if self.writable() else _READING_PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
            except BaseException:
                connection.close()
                raise
        return connection

    def writable(self) -> bool:
        return os.access(self.path.parent, os.W_OK)

    def _uri(self) -> str:
        """Where nobody can write, SQLite has to be told that it needs no files beside the
        database; a log left there holds commits that it could not read then."""
        name = f"file:{quote(str(self.path))}"
        if self.writable():
            return name
        log = self.path.with_name(f"{self.path.name}-wal")
        left = log.exists() and log.stat().st_size
        return f"{name}?mode=ro" if left else f"{name}?immutable=1"

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors into StorageError with advice."""
        try:
            with storage_errors(self.path):
                yield
        except sqlite3.Error as error:
            raise _explain(self.path, error) from error

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection whose errors are explained; each statement sees the newest commit."""
        with self._use() as connection:
            yield connection

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection for which the data stands still; also inside another snapshot."""
        with self._use() as connection:
            if connection.in_transaction:
                yield connection
                return
            with self._transaction("BEGIN", "ROLLBACK"):
                yield connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit everything done inside, or nothing when it raises."""
        with self._transaction("BEGIN IMMEDIATE", "COMMIT") as connection:
            yield connection

    def note(self, query: str, values: Sequence[Any]) -> None:
        """Write what is not worth waiting for whoever else writes; raises where it would."""
        with self.reading() as connection:
            connection.execute("PRAGMA busy_timeout = 50")
            try:
                connection.execute(query, values)
            finally:
                connection.execute("PRAGMA busy_timeout = 30000")

    def numbered(self, table: str) -> None:
        """SQLite goes on from the greatest id by itself."""

    @staticmethod
    def elements(column: str) -> str:
        """The elements of a JSON list of strings, as a table `c (value)`."""
        return f"json_each({column}) c"

    @contextlib.contextmanager
    def _transaction(self, begin: str, end: str) -> Iterator[sqlite3.Connection]:
        with self._use() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute(end)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every thread's connection, once what the others read or write is done."""
        with self._guard:
            self._closed = True
            self._guard.wait_for(lambda: self._in_use == getattr(self._local, "inside", 0))
            connections, self._connections = self._connections, []
        for connection in connections:
            connection.close()


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Empty when nothing has been created yet."""
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone()
    return dict(connection.execute("SELECT key, value FROM meta")) if known else {}


def check_structure(database: Database) -> None:
    """Raise StorageError for damage that shows without reading everything."""
    path = database.path
    if path.stat().st_size <= _QUICKLY_CHECKED:
        with database.reading() as connection:
            (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if result != "ok":
            raise damaged(path, result)


def crc(*parts: bytes | str | int | None) -> int:
    """CRC-32 over the parts and where they end."""
    value = 0
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        value = zlib.crc32(b"%d:" % len(data), zlib.crc32(data, value))
    return value


def damaged(path: Path, what: str) -> StorageError:
    return StorageError(
        f"{path} is damaged ({what}); restore it from a backup, or move it away and run "
        "`qa index` on your folders again (uploaded documents must be uploaded again)"
    )


def _explain(path: Path, error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # A bit may also have flipped in a name of the schema, or in a text.
    told = ("Could not decode", "no such column", "no such table", "malformed database schema")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(told):
        return damaged(path, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexBusy(f"{path} is being written by another process; try again")
    advice = {
        sqlite3.SQLITE_FULL: "the disk is full; free some space and run the command again",
        sqlite3.SQLITE_READONLY: "the folder is read-only; choose another --data folder",
        sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check the folder's owner and permissions",
        sqlite3.SQLITE_IOERR: "reading or writing failed; check the disk and free space",
    }
    if code in advice:
        return StorageError(f"{path}: {advice[code]} ({error}). Nothing that was indexed is lost.")
    return error
