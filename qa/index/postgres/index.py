"""The archive in PostgreSQL: one truth for as many servers and indexing workers as there are.

A document is whole or not there, and found as soon as it is committed; nothing has to be published
for it.  What this process keeps in memory (segments, statistics, what was read lately) follows from
the version that each question reads in its own snapshot.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.index.access import Access
from qa.index.audit import Audit
from qa.index.feedback import FeedbackBox
from qa.index.passage_index import (
    LOCALLY,
    IndexSettings,
)
from qa.index.postgres import dense, schema
from qa.index.postgres.database import COLLECTIONS, Database, Session
from qa.index.postgres.directory import (
    MOST_BYTES,
    Directory,
    KeptSegments,
    Part,
    read_part,
)
from qa.index.postgres.merging import merge
from qa.index.postgres.near import Nearby
from qa.index.postgres.rows import ask_document_rows
from qa.index.postgres.searching import Searching
from qa.index.postgres.shelf import Shelf
from qa.index.postgres.writer import Claims, PostgresWriter, busy
from qa.index.reading import ReadingNotes
from qa.index.statistics import Counted
from qa.index.writer import Written
from qa.kept import Kept
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope

CHANNEL = "qa_generation"


class PostgresIndex(Searching, Shelf, Written):
    """`ArchiveIndex` over a PostgreSQL database; make it with `PostgresIndex.open`.

    `Rows` and `Shelf` are its questions to the tables, `Searching` what is searched beside them;
    here is what it is made of, and what writes.
    """

    _writer = PostgresWriter

    def __init__(self, database: Database, near: Path | None = None) -> None:
        Searching.__init__(self)
        Shelf.__init__(self, database)
        self.name = database.name
        self.shared = True
        self.tables = database
        self.places = (database,)
        self.access = Access(database)
        self.audit = Audit(database)
        self.feedback = FeedbackBox(database)
        self.reading = ReadingNotes(database)
        self._near = Nearby(near)
        self._segments: KeptSegments = Kept(MOST_BYTES)
        self._refreshing = Lock()
        self._settings, self._archive = self._read_settings()
        self._seen = self.version(WHOLE_ARCHIVE)
        self._tidy()

    @classmethod
    def open(
        cls,
        url: str,
        settings: IndexSettings | None = None,
        *,
        create: bool = False,
        near: Path | None = None,
    ) -> Self:
        """Open the archive at a libpq address.

        With `create` a missing one is begun, which needs `settings`.  Large segments are kept in
        the folder `near`, in memory without one.  Raises ArchiveError when there is none,
        IndexMismatch when it was made with other settings, StorageError when the server cannot be
        reached or refuses.
        """
        database = Database(url)
        try:
            if create and settings is not None:
                schema.create(database, settings)
            schema.bring_up_to_date(database, settings)
            return cls(database, near)
        except BaseException:
            database.close()
            raise

    @classmethod
    @contextlib.contextmanager
    def scratch(cls, url: str, settings: IndexSettings, near: Path) -> Iterator[PostgresIndex]:
        """An empty archive in a schema of its own, which is dropped at the end."""
        with (
            schema.scratch_schema(url) as own,
            contextlib.closing(cls.open(own, settings, create=True, near=near)) as index,
        ):
            yield index

    def _read_settings(self) -> tuple[IndexSettings, int]:
        with self._database.within(WHOLE_ARCHIVE) as session:
            meta = schema.read_meta(session)
        return schema.settings_of(meta), zlib.crc32(meta["archive"].encode())

    # What is stored

    @property
    def generation(self) -> int:
        query = """SELECT coalesce(sum(changes), 0)::bigint + coalesce(
          (SELECT value::bigint FROM meta WHERE key = 'changes_gone'), 0) FROM collections"""
        with self._database.within(WHOLE_ARCHIVE) as session:
            (found,) = session.run(query).fetchone() or (0,)
        return int(found)

    @property
    def settings(self) -> IndexSettings:
        return self._settings

    def version(self, scope: Scope) -> tuple[int, ...]:
        with self._database.within(scope) as session:
            found = self._collections(session, scope)
        return (self._archive, *(number for one in found for number in (one[1], one[2])))

    def _collections(self, session: Session, scope: Scope) -> list[tuple[str, int, int, int]]:
        """Name, row, changes and mergings of what the scope allows."""
        known = session.collections
        if known is None:
            known = session.run(COLLECTIONS).fetchall()
        return [one for one in known if scope.allows(one[0])]

    def steady(self) -> contextlib.AbstractContextManager[None]:
        return self._database.steady()

    def counted(self, scope: Scope) -> list[Counted]:
        query = """SELECT collection, language, count(*) FROM documents
          GROUP BY collection, language"""
        spoken: dict[str, dict[Language, int]] = {}
        with self._database.within(scope) as session:
            state = self._collections(session, scope)
            for name, language, count in session.run(query):
                spoken.setdefault(name, {})[Language(language)] = count
        return [Counted(name, changes, spoken.get(name, {})) for name, _, changes, _ in state]

    # What is searched

    def _state(self, scope: Scope) -> tuple[object, ...]:
        with self._database.within(scope) as session:
            return tuple(self._collections(session, scope))

    def part(self, scope: Scope) -> Part:
        """The scope's segments as this snapshot has them."""
        with self._database.within(scope) as session:
            names = [name for name, *_ in self._collections(session, scope)]
            return read_part(session, names, self._segments, self._near)

    def _read_directory(self, scope: Scope) -> Directory:
        return Directory.of([self.part(scope)])

    def _compare_all(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[dense.Found]:
        return self._answer(scope, dense.ask_all(scope, vectors, k, each))

    def _compare_rows(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, rows: Sequence[dense.Rows]
    ) -> list[dense.Found]:
        return self._answer(scope, dense.ask_rows(scope, vectors, k, rows))

    def _documents_of(self, scope: Scope, filters: Filters) -> list[int]:
        return self._answer(scope, ask_document_rows(scope, filters))

    # Writing

    @contextlib.contextmanager
    def writing(self, actor: str = LOCALLY) -> Iterator[PostgresWriter]:
        """Write beside others, each a document of its own; IndexBusy while one of them works on
        the whole archive."""
        with self._database.alone() as session:
            if not _lock(session, "pg_try_advisory_lock_shared"):
                raise busy(self._database.name)

            def alone() -> None:
                if not _lock(session, "pg_try_advisory_lock"):
                    raise busy(self._database.name)

            writer = self._writer(
                self._database, self._settings, self._publish, actor, alone, Claims(session)
            )
            try:
                yield writer
            finally:
                self._publish()

    def _publish(self) -> None:
        """Merge what was written, and tell the servers.  Searches see it already."""
        self._settings, self._archive = self._read_settings()
        merge(self._database)
        with self._database.writing() as session:
            session.run("SELECT pg_notify(?, current_schema())", [CHANNEL])

    # Generations

    def refresh(self) -> bool:
        with self._refreshing:
            before, self._seen = self._seen, self.version(WHOLE_ARCHIVE)
            if before != self._seen:
                self._tidy()
            return before != self._seen

    def _tidy(self) -> None:
        """Let go the files of segments that are gone."""
        with self._database.within(WHOLE_ARCHIVE) as session:
            self._near.tidy({digest for (digest,) in session.run("SELECT digest FROM segments")})

    def close(self) -> None:
        self.end_searches()
        self._database.close()


def _lock(session: Session, function: str, which: int = 4) -> bool:
    query = f"SELECT {function}(hashtextextended(current_schema(), ?))"
    (mine,) = session.run(query, [which]).fetchone() or (False,)
    return bool(mine)
