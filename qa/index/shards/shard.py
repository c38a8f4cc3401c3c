"""One of several servers of an archive: a PostgreSQL archive that can be added up with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Held, Postings, Weighing
from qa.index.passage_index import LOCALLY, Scored, best
from qa.index.postgres.database import Database, Session
from qa.index.postgres.directory import sums
from qa.index.postgres.index import PostgresIndex
from qa.index.postgres.writer import PostgresWriter
from qa.index.sql import Connection
from qa.index.statistics import Counted, Sums
from qa.kept import Kept
from qa.types import Filters, Scope

_SCOPES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """A search by words before it is known what the other servers hold; `rows` int64 (n,) are the
    passages', `held` is what is held here."""

    rows: NDArray[np.int64]
    postings: Postings
    wanted: NDArray[np.bool_] | None
    held: Held

    def found(
        self, terms: Mapping[str, float], k: int, held: Held
    ) -> tuple[list[Scored], Weighing]:
        """The `k` best here, scored by what is held altogether."""
        places, scores, weighing = self.postings.search(terms, k, self.wanted, held)
        return best(self.rows[places], scores, np.arange(len(places)), k), weighing


class ShardWriter(PostgresWriter):
    """Writes what one server has of an archive; what concerns all is the composite's."""

    def _forget_unread(
        self, connection: Connection, collection: str, root: str, source: str
    ) -> None:
        """Whether anything is left of a file, no server knows by itself."""

    def drop_part(self, name: str) -> int:
        """Remove what this server has of a collection, which another tells of; how many documents
        these were."""
        with self._transaction() as connection:
            count = self._forget_collection(connection, name)
            self._advance(connection, name)
            connection.execute("DELETE FROM collections WHERE name = ?", [name])
        return count

    def alone(self) -> None:
        """Raises IndexBusy where others write."""
        self._alone()


class Shard(PostgresIndex):
    """What one server knows, in the parts that others are added to."""

    _writer = ShardWriter

    def __init__(self, database: Database, near: Path | None = None) -> None:
        super().__init__(database, near)
        self._sums: Kept[Scope, tuple[tuple[object, ...], list[Counted], Sums]] = Kept(_SCOPES)

    @property
    def database(self) -> Database:
        return self._database

    @property
    def still(self) -> Session | None:
        """The connection on which the data stands still for this thread."""
        return self._database.still

    def knows(self, scope: Scope) -> bool:
        """Whether its words are searched without asking the server."""
        if self.still is None:
            return False
        kept = self._directories.find([scope]).get(scope)
        return kept is not None and kept[0] == tuple(self._collections(self.still, scope))

    @contextmanager
    def writing(self, actor: str = LOCALLY) -> Iterator[ShardWriter]:
        with super().writing(actor) as writer:
            assert isinstance(writer, ShardWriter)
            yield writer

    def begin_words(
        self, scope: Scope, terms: Mapping[str, float], filters: Filters | None
    ) -> Begun:
        with self._database.steady(), self._database.within(scope) as session:
            directory = self._directory(session, scope)
            wanted = self._allowed(session, directory, filters) if filters else None
        held = directory.postings.held(terms)
        return Begun(directory.rows, directory.postings, wanted, held)

    def sums(self, scope: Scope) -> tuple[list[Counted], Sums]:
        """What the statistics are made of."""
        with self._database.steady(), self._database.within(scope) as session:
            state = self._collections(session, scope)
            kept = self._sums.find([scope]).get(scope)
            if kept is not None and kept[0] == tuple(state):
                return kept[1], kept[2]
            directory = self._directory(session, scope)
            counted = self._counted(session, state)
        found = sums(directory, self._settings.dimension)
        self._sums.keep(scope, (tuple(state), counted, found))
        return counted, found
