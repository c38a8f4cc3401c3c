"""The archive in PostgreSQL: one truth for as many servers and indexing workers as there are.

A document is whole or not there, and found as soon as it is committed; nothing has to be published
for it.  What this process keeps in memory (segments, statistics, what was read lately) follows from
the version that each question reads in its own snapshot.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
    LexicalHits,
    Scored,
    Statistics,
    best,
)
from qa.index.postgres import dense, schema
from qa.index.postgres.database import COLLECTIONS, Database, Session
from qa.index.postgres.directory import (
    MOST_BYTES,
    Directory,
    KeptSegments,
    read_directory,
    statistics,
)
from qa.index.postgres.merging import merge
from qa.index.postgres.near import Nearby
from qa.index.postgres.rows import document_condition, within
from qa.index.postgres.segments import vector_of
from qa.index.postgres.shelf import Shelf
from qa.index.postgres.writer import Claims, PostgresWriter, busy
from qa.index.reading import ReadingNotes
from qa.index.statistics import LANGUAGES, Counted
from qa.index.writer import Written
from qa.kept import Kept
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope

MEANWHILE = 100_000
"""Passages beyond which words are searched in a thread of their own."""
_SCOPES = 8
"""Scopes whose directories and statistics are kept."""
EVERYTHING = Filters()
CHANNEL = "qa_generation"


class PostgresIndex(Shelf, Written):
    """`ArchiveIndex` over a PostgreSQL database; make it with `PostgresIndex.open`.

    `Rows` and `Shelf` are its questions to the tables; here is what searches, writes and counts.
    """

    _writer = PostgresWriter

    def __init__(self, database: Database, near: Path | None = None) -> None:
        super().__init__(database)
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
        self._directories: Kept[Scope, tuple[tuple[object, ...], Directory]] = Kept(_SCOPES)
        self._statistics: Kept[Scope, tuple[tuple[object, ...], Statistics]] = Kept(_SCOPES)
        self._threads = ThreadPoolExecutor(thread_name_prefix="lexical")
        self._reading = Lock()
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
        with self._database.within(WHOLE_ARCHIVE) as session:
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

    def statistics(self, scope: Scope) -> Statistics:
        with self._database.steady(), self._database.within(scope) as session:
            state = self._collections(session, scope)
            kept = self._statistics.find([scope]).get(scope)
            if kept is not None and kept[0] == tuple(state):
                return kept[1]
            directory = self._directory(session, scope)
            counted = self._counted(session, state)
        found = statistics(directory, counted, self._settings.dimension)
        self._statistics.keep(scope, (tuple(state), found))
        return found

    def _counted(
        self, session: Session, state: Iterable[tuple[str, int, int, int]]
    ) -> list[Counted]:
        """How many documents are in each of the collections, by language."""
        query = """SELECT collection, language, count(*) FROM documents
          GROUP BY collection, language"""
        spoken: dict[str, dict[Language, int]] = {}
        for name, language, count in session.run(query):
            spoken.setdefault(name, {})[Language(language)] = count
        return [Counted(name, changes, spoken.get(name, {})) for name, _, changes, _ in state]

    def _directory(self, session: Session, scope: Scope) -> Directory:
        """The scope's segments as this snapshot has them."""
        state = self._collections(session, scope)
        kept = self._directories.find([scope]).get(scope)
        if kept is not None and kept[0] == tuple(state):
            return kept[1]
        # One at a time: what the first fetches the others find.
        with self._reading:
            kept = self._directories.find([scope]).get(scope)
            if kept is not None and kept[0] == tuple(state):
                return kept[1]
            names = [name for name, *_ in state]
            found = read_directory(session, names, self._segments, self._near)
            self._directories.keep(scope, (tuple(state), found))
        return found

    # Searching

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        if k <= 0:
            return [[] for _ in vectors]
        asked = filters or EVERYTHING
        with self._database.steady(), self._database.within(scope) as session:
            directory = self._directory(session, scope)
            if directory.passages <= dense.EXACT_UP_TO:
                return dense.search_all(session, scope, vectors, k, asked)
            # Languages are told apart without a mask.
            rest = replace(asked, languages=())
            allowed = self._allowed(session, directory, rest) if rest else None
            languages = [Language(language) for language in asked.languages or Language]
            return dense.search_promising(session, scope, directory, vectors, k, languages, allowed)

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        return self._lexical(scope, terms, k, filters)[1]()

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        passages, search = self._lexical(scope, terms, k, filters)
        if passages > MEANWHILE:
            return self._threads.submit(search).result
        found = search()
        return lambda: found

    def _lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None
    ) -> tuple[int, Callable[[], LexicalHits]]:
        """Among how many passages, and a search that any thread may make: the database, which each
        thread sees in a state of its own, is asked before."""
        with self._database.steady(), self._database.within(scope) as session:
            directory = self._directory(session, scope)
            wanted = self._allowed(session, directory, filters) if filters else None

        def search() -> LexicalHits:
            places, scores, weighing = directory.postings.search(terms, k, wanted)
            hits = best(directory.rows[places], scores, np.arange(len(places)), k)
            return LexicalHits(hits, weighing)

        return directory.passages, search

    def _allowed(
        self, session: Session, directory: Directory, filters: Filters
    ) -> NDArray[np.bool_]:
        allowed = np.ones(len(directory.rows), bool)
        if filters.languages:
            codes = [LANGUAGES.index(Language(language)) for language in filters.languages]
            allowed &= np.isin(directory.languages, codes)
        if filters.collections or filters.sources or filters.date_from or filters.date_to:
            where, values = document_condition(filters)
            if filters.collections:
                where += " AND d.collection = ANY (?::text[])"
                values.append(list(filters.collections))
            rows = session.run(f"SELECT row FROM documents d WHERE {where}", values)
            allowed &= np.isin(directory.documents, [row for (row,) in rows])
        return allowed

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        asked = [int(row) for row in rows]
        where, names = within("v", scope)
        query = f"""SELECT v.passage, vector_send(v.vector) FROM vectors v
          WHERE v.passage = ANY (?::bigint[]) AND {where}"""
        with self._database.within(scope) as session:
            known = {row: vector_of(sent) for row, sent in session.run(query, [asked, *names])}
        found = np.zeros((len(asked), self._settings.dimension), np.float32)
        for place, row in enumerate(asked):
            if row in known:
                found[place] = known[row]
        return found

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
        self._threads.shutdown()
        self._database.close()


def _lock(session: Session, function: str, which: int = 4) -> bool:
    query = f"SELECT {function}(hashtextextended(current_schema(), ?))"
    (mine,) = session.run(query, [which]).fetchone() or (False,)
    return bool(mine)
