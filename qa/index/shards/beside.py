"""What is kept beside the documents: on the first server, and what belongs to documents on
theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from qa.index.access import Access, CollectionRow
from qa.index.audit import Audit, AuditPage
from qa.index.reading import FileCopy, ReadingNotes
from qa.index.shards.servers import Servers
from qa.types import Scope


class ShardedAccess(Access):
    """Collections and keys of the first server; a collection's documents are counted on all."""

    def __init__(self, servers: Servers) -> None:
        super().__init__(servers.first.tables)
        self._servers = servers

    def collections(self, scope: Scope) -> tuple[CollectionRow, ...]:
        counts = Counter[str]()
        for row in (row for rows in self._elsewhere(scope) for row in rows):
            counts[row.name] += row.documents
        return tuple(
            replace(row, documents=row.documents + counts[row.name])
            for row in super().collections(scope)
        )

    def _elsewhere(self, scope: Scope) -> list[tuple[CollectionRow, ...]]:
        given = dict.fromkeys(range(1, len(self._servers)))
        found = self._servers.some(given, lambda shard, _: shard.access.collections(scope))
        return list(found.values())


class ShardedAudit(Audit):
    """Rows of documents are on the documents' servers, in the transaction of what they tell of."""

    def __init__(self, servers: Servers) -> None:
        super().__init__(servers.first.tables)
        self._servers = servers

    def entries(self, scope: Scope, limit: int = 100, offset: int = 0) -> AuditPage:
        most = limit if limit < 0 else offset + limit
        pages = self._servers.each(lambda shard: shard.audit.entries(scope, most))
        told = [
            replace(entry, id=self._servers.row(number, entry.id))
            for number, page in enumerate(pages)
            for entry in page.entries
        ]
        told.sort(key=lambda entry: (entry.time, entry.id), reverse=True)
        stop = len(told) if limit < 0 else offset + limit
        return AuditPage(sum(page.total for page in pages), tuple(told[offset:stop]))


class ShardedNotes(ReadingNotes):
    """What could not be read is noted on the first server, and a copy beside its document."""

    def __init__(self, servers: Servers) -> None:
        super().__init__(servers.first.tables)
        self._servers = servers

    def add_copy(self, copy: FileCopy) -> None:
        own = self._servers.of(copy.document_id)
        query = "SELECT collection FROM documents WHERE id = ?"
        with own.tables.reading() as connection:
            found = connection.execute(query, [copy.document_id]).fetchone()
        if found is None:
            return
        # In this order: a copy that is noted nowhere is found again, one that is noted twice stays.
        for shard in self._servers.shards:
            if shard is not own:
                shard.reading.remove_copies(found[0], [(copy.root, copy.source)])
        own.reading.add_copy(copy)

    def remove_copies(self, collection: str, places: Iterable[tuple[str, str]]) -> None:
        gone = list(places)
        for shard in self._servers.shards:
            shard.reading.remove_copies(collection, gone)

    def copies(self, scope: Scope) -> list[FileCopy]:
        found = self._servers.each(lambda shard: shard.reading.copies(scope))
        return sorted((c for some in found for c in some), key=lambda c: (c.root, c.source))

    def copies_of(self, document_id: str) -> list[FileCopy]:
        return self._servers.of(document_id).reading.copies_of(document_id)

    def forget_unread(self, collection: str, root: str, source: str) -> None:
        """What could not be read of the file that a removed document was in, once no server has
        one of it."""
        query = """SELECT source FROM unreadable WHERE collection = ? AND root = ?
          AND (source = ? OR substr(?, 1, length(source) + 1) = source || '/') GROUP BY source"""
        with self._database.reading() as connection:
            rows = connection.execute(query, [collection, root, source, source]).fetchall()
        gone = [(root, file) for (file,) in rows if not self._is_left(collection, root, file)]
        if gone:
            self.put(collection, gone, ())

    def _is_left(self, collection: str, root: str, file: str) -> bool:
        query = """SELECT 1 FROM documents WHERE collection = ? AND root = ?
          AND (source = ? OR substr(source, 1, length(?) + 1) = ? || '/') LIMIT 1"""
        for shard in self._servers.shards:
            with shard.tables.reading() as connection:
                values = [collection, root, file, file, file]
                if connection.execute(query, values).fetchone() is not None:
                    return True
        return False
