"""One of several servers of an archive: a PostgreSQL archive that can be added up with others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qa.index.passage_index import LOCALLY
from qa.index.postgres.database import Database, Session
from qa.index.postgres.index import PostgresIndex
from qa.index.postgres.writer import PostgresWriter
from qa.index.sql import Connection


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

    @property
    def database(self) -> Database:
        return self._database

    @property
    def still(self) -> Session | None:
        """The connection on which the data stands still for this thread."""
        return self._database.still

    @contextmanager
    def writing(self, actor: str = LOCALLY) -> Iterator[ShardWriter]:
        with super().writing(actor) as writer:
            assert isinstance(writer, ShardWriter)
            yield writer
