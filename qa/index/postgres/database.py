"""Connections to PostgreSQL: a pool, what a connection may see, and errors with advice.

Every connection says which collections it may see (`qa.scope`), and the database's own row
security holds it to that, beside the condition that every query states.  A thread that wants the
data to stand still has one connection in a REPEATABLE READ transaction, and everything it reads
meanwhile goes through that.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from qa.errors import ArchiveError, IndexBusy, IndexMismatch, StorageError, Unreachable
from qa.index.postgres import binary
from qa.index.postgres.binary import Sent, SentDumper
from qa.types import WHOLE_ARCHIVE, Scope

psycopg.adapters.register_dumper(Sent, SentDumper)

_MOST_CONNECTIONS = 16
_PATIENCE = 30.0
"""Seconds that a request waits for a connection, as others wait for SQLite's lock."""
_NOTED_WITHIN = 0.2
"""Seconds that a note waits for a server that writes."""
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What no text in PostgreSQL holds."""
_AT_ONCE = 512
COLLECTIONS = "SELECT name, row, changes, merged FROM collections ORDER BY name"
_STAND_STILL = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_EVERYTHING = "*"
_BETWEEN = "\n"
"""Between the names of a scope's collections; no name holds it."""


class Session(psycopg.Connection[Any]):
    """A connection that speaks as `qa.index.sql` does; `seen` is its scope, where known."""

    seen: str | None = None
    _still: contextlib.AbstractContextManager[psycopg.Pipeline] | None = None
    _collections: psycopg.Cursor[Any] | Sequence[tuple[str, int, int, int]] = ()
    _vector: int | None = None

    def stand_still(self) -> None:
        """Let what is stored stand still, until `move_on`.  Nothing waits for the server here or
        in `run` then, only whoever reads what it answers: several servers work at once."""
        self._still = self.pipeline()
        self._still.__enter__()
        self.run(_STAND_STILL)
        # It stands still from the first reading on: of what every question needs first.
        self._collections = self.run(COLLECTIONS)

    @property
    def collections(self) -> Sequence[tuple[str, int, int, int]] | None:
        """What was read of these as what is stored began to stand still, if it does."""
        if self._still is None:
            return None
        if isinstance(self._collections, psycopg.Cursor):
            self._collections = self._collections.fetchall()
        return self._collections

    def move_on(self) -> None:
        """The end of `stand_still`; what has failed before fails no more."""
        still, self._still, self._collections = self._still, None, ()
        with contextlib.suppress(psycopg.Error):
            try:
                self.run("COMMIT")
            finally:
                if still is not None:
                    still.__exit__(None, None, None)
        if self.info.transaction_status != TransactionStatus.IDLE:
            # What is broken off sees again what it saw before.
            self.seen = None
            with contextlib.suppress(psycopg.Error):
                self.rollback()

    def see(self, scope: Scope) -> None:
        """Let the connection see these collections, and nothing else, from now on."""
        names = scope.collections
        text = _EVERYTHING if names is None else _BETWEEN.join(sorted(names))
        if self.seen != text:
            self.seen = None
            self.run("SELECT set_config('qa.scope', ?, false)", [text])
            self.seen = text

    def run(self, query: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Execute a statement whose parameters are `?`; values come back in binary form."""
        return self.execute(_psycopg(query), values or None, binary=True)

    def run_many(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        with self.cursor() as cursor:
            cursor.executemany(_psycopg(query), values)

    def insert(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, whose columns have these types, a few hundred in one statement.  (COPY is
        refused where rows have security.)"""
        names = ", ".join(f'"{name}"' for name in columns)
        query = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({marks(columns)})"
        for start in range(0, len(rows), _AT_ONCE):
            self.run(query, self.sent(columns, rows[start : start + _AT_ONCE]))

    def sent(self, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> list[Sent]:
        """Rows as arrays of columns of these types, for the `marks` of these."""
        pairs = zip(columns.values(), zip(*rows, strict=True), strict=True)
        return [
            binary.vectors(np.stack(values), self._vector_type())
            if kind == "vector"
            else binary.column(kind, values)
            for kind, values in pairs
        ]

    def _vector_type(self) -> int:
        """The number of pgvector's type in this database."""
        if self._vector is None:
            ((self._vector,),) = self.run("SELECT 'vector'::regtype::oid").fetchall()
        return self._vector


def marks(columns: Mapping[str, str]) -> str:
    return ", ".join(f"?::{kind}[]" for kind in columns.values())


class Spoken:
    """A session as `qa.index.sql.Connection`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def execute(self, query: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        return self.session.run(query, values)

    def executemany(self, query: str, values: Iterable[Sequence[Any]], /) -> None:
        self.session.run_many(query, values)


class Database:
    """One archive's database; make it with a libpq URL.  Threads share it.

    Where the URL names several servers (a primary and its replicas), what reads takes whichever
    the URL's own terms allow, and what writes finds the one that does.
    """

    def __init__(self, url: str) -> None:
        self.name = place(url)
        self._local = threading.local()
        self._pool = _pool(url, 1)
        several = "," in str(conninfo_to_dict(url).get("host", ""))
        # Opened with nobody in it: reading begins while no server writes.
        self._writers = (
            _pool(make_conninfo(url, target_session_attrs="read-write"), 0)
            if several
            else self._pool
        )
        with self.errors():
            self._pool.open()
            try:
                # Nobody waits half a minute to hear that there is no server.
                psycopg.connect(url, connect_timeout=5).close()
                self._pool.wait(_PATIENCE)
                if several:
                    self._writers.open()
            except BaseException:
                self.close()
                raise

    @contextlib.contextmanager
    def within(self, scope: Scope) -> Iterator[Session]:
        """A connection that sees `scope`: this thread's own where the data stands still."""
        steady = self.still
        if steady is not None:
            with self.errors():
                steady.see(scope)
                yield steady
            return
        with self.errors(), self._pool.connection() as session:
            session.see(scope)
            yield session

    @contextlib.contextmanager
    def steady(self) -> Iterator[None]:
        """What is stored stands still for this thread inside."""
        if self.still is not None:
            yield
            return
        session = self.stand_still()
        try:
            with self.errors(), self.lent(session):
                yield
        finally:
            self.let_go(session)

    def stand_still(self) -> Session:
        """A connection on which the data stands still, for `lent`, until it is let go."""
        with self.errors():
            session = self._pool.getconn()
            try:
                session.stand_still()
            except BaseException:
                session.close()
                self._pool.putconn(session)
                raise
            return session

    def let_go(self, session: Session) -> None:
        try:
            session.move_on()
        finally:
            self._pool.putconn(session)

    @property
    def still(self) -> Session | None:
        """The connection on which the data stands still for this thread, if it does."""
        found: Session | None = getattr(self._local, "steady", None)
        return found

    @contextlib.contextmanager
    def lent(self, session: Session | None) -> Iterator[None]:
        """Let this thread read through another's connection, while that one waits for it."""
        before, self._local.steady = self.still, session
        try:
            yield
        finally:
            self._local.steady = before

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of its own, that sees everything: whole or not at all."""
        with self._written(_PATIENCE) as session:
            yield session

    @contextlib.contextmanager
    def _written(self, patience: float) -> Iterator[Session]:
        with self.errors(), self._writers.connection(patience) as session:
            session.see(WHOLE_ARCHIVE)
            with session.transaction():
                yield session

    # `qa.index.sql.Tables`

    @contextlib.contextmanager
    def reading(self) -> Iterator[Spoken]:
        with self.within(WHOLE_ARCHIVE) as session:
            yield Spoken(session)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Spoken]:
        with self.steady(), self.reading() as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Spoken]:
        with self.writing() as session:
            yield Spoken(session)

    def note(self, query: str, values: Sequence[Any]) -> None:
        with self._written(_NOTED_WITHIN) as session:
            session.run("SET LOCAL lock_timeout = '50ms'")
            session.run(query, values)

    def numbered(self, table: str) -> None:
        """Go on from the greatest id of a table that ids were written into."""
        with self.writing() as session:
            session.run(
                f"SELECT setval(pg_get_serial_sequence(?, 'id'), max(id)) FROM {table} "
                "HAVING max(id) IS NOT NULL",
                [table],
            )

    @staticmethod
    def elements(column: str) -> str:
        return f"json_array_elements_text({column}::json) AS c (value)"

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what the server says into errors with advice."""
        try:
            yield
        except (psycopg.Error, PoolTimeout) as error:
            found = _explain(self.name, error)
            if found is None:
                raise
            raise found from error

    @contextlib.contextmanager
    def alone(self) -> Iterator[Session]:
        """A connection that is nobody else's, for locks that last as long as it does."""
        with self.errors(), self._writers.connection() as session:
            session.see(WHOLE_ARCHIVE)
            try:
                yield session
            finally:
                if not session.closed:
                    session.run("SELECT pg_advisory_unlock_all()")

    def close(self) -> None:
        self._pool.close()
        self._writers.close()


def _pool(url: str, least: int) -> ConnectionPool[Session]:
    """A pool that keeps at least so many connections; not open yet."""
    return ConnectionPool(
        url,
        connection_class=Session,
        kwargs={"autocommit": True, "application_name": "qa"},
        min_size=least,
        max_size=_MOST_CONNECTIONS,
        timeout=_PATIENCE,
        check=ConnectionPool.check_connection,
        open=False,
    )


def place(url: str) -> str:
    """Where the database is, without the password, for messages.  Raises StorageError for what
    is no address."""
    try:
        known = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StorageError(
            f"QA_INDEX is no address of a database ({str(error).strip()}); "
            "expected postgresql://USER@HOST/DATABASE"
        ) from None
    host, port = known.get("host", "localhost"), known.get("port")
    return f"postgresql://{host}{f':{port}' if port else ''}/{known.get('dbname', '')}"


@lru_cache(maxsize=512)
def _psycopg(query: str) -> bytes:
    return query.replace("%", "%%").replace("?", "%s").encode()


def _explain(name: str, error: Exception) -> Exception | None:
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
        return IndexBusy(f"{name} is being written by another process; try again")
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
        return ArchiveError(f"{name} holds no index; run `qa index FOLDER`")
    if isinstance(error, errors.DataException) and "vector dimensions" in str(error):
        return IndexMismatch(
            f"{name} was embedded anew with another model meanwhile; start again with that model"
        )
    advice = {
        errors.DiskFull: "the server's disk is full; free some space and run the command again",
        errors.ReadOnlySqlTransaction: "it is a replica that is only read; name the primary",
        errors.InsufficientPrivilege: "the role may not do this; docs/scale.md says what it needs",
        errors.DataCorrupted: "the server found damaged data; restore a backup of it",
    }
    for kind, words in advice.items():
        if isinstance(error, kind):
            return StorageError(f"{name}: {words} ({_said(error)})")
    if isinstance(error, psycopg.OperationalError | PoolTimeout):
        return Unreachable(
            f"{name} cannot be reached ({_said(error)}); see that the server runs and lets this "
            "machine in, and try again"
        )
    return None


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
