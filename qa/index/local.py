"""The embedded archive: one folder with a SQLite file and what is derived from it.

A search runs on a snapshot that never changes and is replaced as a whole, so
readers wait for nobody.  SQLite may be ahead of the snapshot while a writer is
at work; the writer publishes when it has finished.  When SQLite is ahead and no
one is writing, a writer died: whoever notices first does its publishing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ArchiveError, IndexBusy, IndexMismatch, StorageError
from qa.index import fulltext, store
from qa.index.access import Access
from qa.index.audit import Audit
from qa.index.browse import Browse, Listing
from qa.index.catalogue import Catalogue
from qa.index.database import NAME, Database, check_structure, read_meta
from qa.index.feedback import FeedbackBox
from qa.index.files import storage_errors
from qa.index.labels import Filed, LabelKind
from qa.index.local_writer import LocalWriter
from qa.index.lock import writer_lock
from qa.index.manifest import NAME as MANIFEST
from qa.index.manifest import Manifest
from qa.index.passage_index import (
    LOCALLY,
    DocumentPage,
    IndexedDocument,
    IndexSettings,
    LexicalHits,
    ReadPassages,
    Scored,
    Statistics,
    StoredDocument,
    TermCounts,
    TokenStates,
    best,
)
from qa.index.reading import ReadingNotes
from qa.index.schema import bring_up_to_date, create_tables
from qa.index.shelf import Shelf
from qa.index.snapshot import Snapshot, State, derive, follows, read_state
from qa.index.vectors import SHARE
from qa.index.writer import Written, write_settings
from qa.types import Filters, Language, Passage, Scope

_PATIENCE = 100
"""Tenths of a second that a question waits for another archive to be derived."""

MEANWHILE = 100_000
"""Passages beyond which words are searched in a thread of their own; among fewer, handing over
takes more than it saves."""

log = logging.getLogger(__name__)

EVERYTHING = Filters()


class LocalIndex(Written):
    """`ArchiveIndex` over a local folder; make it with `LocalIndex.open`."""

    def __init__(self, folder: Path, database: Database, share: float = SHARE) -> None:
        self._folder = folder
        self._database = database
        self._share = share
        self._catalogue = Catalogue(database)
        self._shelf = Shelf(database)
        self.shared = False
        self.tables = database
        self.places = (database,)
        self.access = Access(database)
        self.audit = Audit(database)
        self.feedback = FeedbackBox(database)
        self.reading = ReadingNotes(database)
        self._switching = threading.Lock()
        # The other half of the cores has the questions' own threads.
        self._threads = ThreadPoolExecutor(max((os.cpu_count() or 1) // 2, 1), "lexical")
        self._seen = _stamp(folder)
        self._stored = self._load(None)

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: IndexSettings | None = None,
        *,
        create: bool = False,
        share: float = SHARE,
    ) -> LocalIndex:
        """Open the archive in `folder`, repairing derived files where need be.

        A search looks at a `share` of the vectors where they are too many for all of them.
        With `create` a missing one is begun, which needs `settings`.  Raises
        ArchiveError when there is none, IndexMismatch when it was made with
        other settings, StorageError when the database is damaged or unwritable.
        """
        path = folder / NAME
        if create and settings is not None:
            with storage_errors(folder):
                folder.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise ArchiveError(f"no index in {folder}; make one with `qa index FOLDER`")
        database = Database(path)
        try:
            if create and settings is not None:
                _create(database, settings)
            bring_up_to_date(database)
            check_structure(database)
            _check_settings(database, settings)
            fulltext.prepare(database)
            return cls(folder, database, share)
        except BaseException:
            database.close()
            raise

    # What is stored

    @property
    def generation(self) -> int:
        return self._stored.snapshot.state.generation

    @property
    def settings(self) -> IndexSettings:
        return self._stored.snapshot.state.settings

    def version(self, scope: Scope) -> tuple[int, ...]:
        snapshot = self._stored.snapshot
        # Another archive, put back from a backup, counts its changes from elsewhere.
        archive = zlib.crc32(snapshot.state.archive.encode())
        return (archive, *(one.changed for one in snapshot.within(scope)))

    @contextlib.contextmanager
    def steady(self) -> Iterator[None]:
        """Where a backup was put in the archive's place, searches switch to it first."""
        for _ in range(_PATIENCE):
            with self._database.snapshot() as connection:
                if read_state(connection).archive == self._stored.snapshot.state.archive:
                    yield
                    return
            if not self.refresh():
                time.sleep(0.1)
        raise IndexBusy(f"the index in {self._folder} is being replaced; try again in a moment")

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        return self._catalogue.passages(scope, rows)

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        return self._catalogue.token_states(scope, rows)

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        return self._catalogue.document(scope, document_id)

    def read_documents(self, scope: Scope, ids: Iterable[str]) -> dict[str, StoredDocument]:
        return self._catalogue.read_documents(scope, ids)

    def whole(self, document_id: str) -> IndexedDocument:
        return self._catalogue.whole(document_id)

    def browse(self, scope: Scope, asked: Browse) -> Listing:
        return self._shelf.browse(scope, asked)

    def metadata(self, scope: Scope, document_id: str) -> dict[str, Any]:
        return self._shelf.metadata(scope, document_id)

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        return self._catalogue.document_passages(scope, document_id)

    def documents(
        self, scope: Scope, text: str = "", limit: int = 50, offset: int = 0
    ) -> DocumentPage:
        return self._catalogue.documents(scope, text, limit, offset)

    def sample(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> Iterator[str]:
        return self._catalogue.sample(scope, languages, characters)

    def facts(self, scope: Scope) -> dict[str, str]:
        return self._catalogue.facts(scope)

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        return self._catalogue.known_sources(scope, root)

    def roots(self, scope: Scope) -> list[str]:
        return self._catalogue.roots(scope)

    def folders(self, scope: Scope) -> list[str]:
        return self._catalogue.folders(scope)

    def statistics(self, scope: Scope) -> Statistics:
        return self._stored.snapshot.statistics(scope)

    # Searching

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        snapshot = self._stored.snapshot
        selector = snapshot.select(scope, filters or EVERYTHING, self._catalogue)

        def read(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return self.vectors(scope, rows.tolist())

        return snapshot.vectors.search(vectors, k, read, selector, self._share)

    def dense_searches(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[list[list[Scored]]]:
        return [self.dense_search(scope, vectors, k, filters) for filters in each]

    def read_passages(
        self, scope: Scope, rows: Iterable[int], terms: Sequence[str]
    ) -> ReadPassages:
        found = self.passages(scope, rows)
        there = list(found)
        counts = self.term_counts(scope, there, terms)
        return ReadPassages(found, self.vectors(scope, there), counts)

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        return self._lexical(self._stored.snapshot, scope, terms, k, filters)()

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        snapshot = self._stored.snapshot
        search = self._lexical(snapshot, scope, terms, k, filters)
        if len(snapshot.rows) > MEANWHILE:
            return self._threads.submit(search).result
        found = search()
        return lambda: found

    def _lexical(
        self,
        snapshot: Snapshot,
        scope: Scope,
        terms: Mapping[str, float],
        k: int,
        filters: Filters | None,
    ) -> Callable[[], LexicalHits]:
        """A search that any thread may make: the database, which each thread sees in a state of its
        own, is asked before."""
        selector = snapshot.select(scope, filters, self._catalogue) if filters else None
        wanted = None if selector is None else selector.allowed

        def search() -> LexicalHits:
            places, scores, weighing = snapshot.postings_of(scope).search(terms, k, wanted)
            hits = best(snapshot.rows[places], scores, np.arange(len(places)), k)
            return LexicalHits(hits, weighing)

        return search

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        return self._catalogue.labelled(scope, kind, keys, among)

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        return self._catalogue.label_counts(scope, kind, keys)

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        return self._catalogue.term_counts(scope, rows, terms)

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        return self._catalogue.vectors(scope, rows, self.settings.dimension)

    # Writing

    @contextlib.contextmanager
    def writing(self, actor: str = LOCALLY) -> Iterator[LocalWriter]:
        """Hold the right to write; whatever was stored is published at the end, also when
        the block raises.  Raises IndexBusy at once when another has the right."""
        with writer_lock(self._folder):
            writer = LocalWriter(self._database, self._state().settings, self._publish, actor)
            try:
                yield writer
            finally:
                self._publish()

    # Generations

    def refresh(self) -> bool:
        if not self._switching.acquire(blocking=False):
            return False
        try:
            before = self.generation
            stamp = _stamp(self._folder)
            archive = self._stored.snapshot.state.archive
            if stamp != self._seen:
                stored, self._seen = self._load(self._stored), stamp
            elif self._state().generation != before:
                stored = self._recover(self._stored)
            else:
                return False
            if stored.snapshot.state.archive != archive:
                # Row numbers of another archive mean other passages.
                self._catalogue = Catalogue(self._database)
            self._stored = stored
            return self.generation != before
        finally:
            self._switching.release()

    def close(self) -> None:
        self._threads.shutdown()
        self._database.close()

    def _state(self) -> State:
        with self._database.reading() as connection:
            return read_state(connection)

    def _load(self, known: store.Stored | None) -> store.Stored:
        """The newest state there is: published, or made good where a writer died.  What is
        `known` and still in force is not read again."""
        published = store.load(self._folder, self._database, known)
        state = self._state()
        if published is not None and published.snapshot.state == state and published.whole:
            return published
        return self._recover(published)

    def _recover(self, known: store.Stored | None) -> store.Stored:
        """Do the publishing of a writer that died, unless one is alive."""
        if known is not None and not follows(self._state(), known.snapshot.state):
            known = None
        try:
            with writer_lock(self._folder):
                return self._derive(known)
        except IndexBusy:
            if known is not None:
                return known
        except StorageError as error:
            log.warning("derived files cannot be written, searching from memory: %s", error)
        return _unsaved(derive(self._database, known.snapshot if known else None))

    def _publish(self) -> None:
        """Bring the derived files up to SQLite; the caller holds the writer lock."""
        with self._switching:
            if self._state() != self._stored.snapshot.state:
                self._stored = self._derive(self._stored)
                self._seen = _stamp(self._folder)

    def _derive(self, before: store.Stored | None) -> store.Stored:
        """Make and save the newest snapshot from the published one, of which `before` is taken
        what it has; the caller holds the writer lock."""
        before = store.load(self._folder, self._database, before)
        if before is not None:
            equal = before.snapshot.state.generation == self._state().generation
            if not follows(self._state(), before.snapshot.state) or (equal and not before.whole):
                before = None
        snapshot = derive(self._database, before.snapshot if before else None)
        return store.save(self._folder, snapshot, before)


def _create(database: Database, settings: IndexSettings) -> None:
    """Make the tables, if no one has."""
    with database.reading() as connection:
        if read_meta(connection):
            return
    with database.transaction() as connection:
        if not read_meta(connection):
            create_tables(connection)
            write_settings(connection, settings)


def _check_settings(database: Database, settings: IndexSettings | None) -> None:
    with database.reading() as connection:
        made = read_state(connection).settings
    if settings is not None and made != settings:
        raise IndexMismatch(
            f"the index in {database.path.parent} was made with {made}, but "
            f"{settings} is asked for; run `qa index` to embed everything anew, "
            "or choose another --data folder"
        )


def _unsaved(snapshot: Snapshot) -> store.Stored:
    state = snapshot.state
    manifest = Manifest(state.archive, state.generation, state.settings, {})
    return store.Stored(snapshot, manifest, whole=True)


def _stamp(folder: Path) -> tuple[int, int, int]:
    """Changes whenever a manifest is published."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
