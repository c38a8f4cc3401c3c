"""An archive over several PostgreSQL servers: every one is asked at once, and their answers are put
together to those that one server would give.

Words, and which vectors are promising, are searched in the segments of all of them together
(`postgres/searching.py`).  A server that cannot be reached is an error: nobody gets part of an
answer for the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.index.catalogue import integers
from qa.index.feedback import FeedbackBox
from qa.index.labels import TOO_COMMON, Filed, LabelKind
from qa.index.passage_index import (
    LOCALLY,
    IndexSettings,
    ReadPassages,
    Scored,
    TermCounts,
    TokenStates,
)
from qa.index.postgres import dense
from qa.index.postgres.asking import Asking
from qa.index.postgres.directory import Directory
from qa.index.postgres.rows import ask_document_rows
from qa.index.postgres.searching import Searching
from qa.index.shards.beside import ShardedAccess, ShardedAudit, ShardedNotes
from qa.index.shards.marks import check_marks
from qa.index.shards.servers import Servers
from qa.index.shards.shard import Shard
from qa.index.shards.shelf import ShardedShelf
from qa.index.shards.sums import merged
from qa.index.shards.writer import ShardedWriter
from qa.index.statistics import Counted
from qa.index.writer import Written
from qa.types import Filters, Passage, Scope

Read = TypeVar("Read")


class ShardedIndex(Searching, ShardedShelf, Written):
    """`ArchiveIndex` over several servers; make it with `ShardedIndex.open`."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        servers = Servers(shards)
        Searching.__init__(self)
        ShardedShelf.__init__(self, servers)
        self.shared = True
        self.tables = servers.first.tables
        self.places = tuple(shard.tables for shard in shards)
        self.access = ShardedAccess(servers)
        self.audit = ShardedAudit(servers)
        self.feedback = FeedbackBox(servers.first.tables)
        self.reading = ShardedNotes(servers)

    @classmethod
    def open(
        cls,
        urls: Sequence[str],
        settings: IndexSettings | None = None,
        *,
        create: bool = False,
        near: Path | None = None,
    ) -> ShardedIndex:
        """Open the archive on the servers at these libpq addresses, in their order.

        Each has a folder of its own in `near` (see `PostgresIndex.open`).  With `create` empty
        databases become one, which needs `settings`.  Raises as `PostgresIndex.open` does, and
        BadInput where these are not the servers of one archive.
        """
        with ExitStack() as stack:
            shards = []
            for number, url in enumerate(urls, 1):
                own = near and near / f"{number}-of-{len(urls)}"
                shards.append(Shard.open(url, settings, create=create, near=own))
                stack.callback(shards[-1].close)
            check_marks(shards, create=create)
            stack.pop_all()
        return cls(shards)

    # What is stored

    @property
    def generation(self) -> int:
        return sum(self._servers.each(lambda shard: shard.generation))

    @property
    def settings(self) -> IndexSettings:
        return self._servers.first.settings

    def steady(self) -> AbstractContextManager[None]:
        return self._servers.steady()

    def refresh(self) -> bool:
        return any(self._servers.each(lambda shard: shard.refresh()))

    # What is searched

    def _state(self, scope: Scope) -> tuple[object, ...]:
        return self.version(scope)

    def counted(self, scope: Scope) -> list[Counted]:
        return merged(self._servers.each(lambda shard: shard.counted(scope)))

    def _read_directory(self, scope: Scope) -> Directory:
        return Directory.of(self._servers.each(lambda shard: shard.part(scope)))

    def _compare_all(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[dense.Found]:
        found = self._servers.all_asked(scope, lambda _: dense.ask_all(scope, vectors, k, each))
        return self._best(found, k)

    def _compare_rows(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, rows: Sequence[dense.Rows]
    ) -> list[dense.Found]:
        servers = len(self._servers)

        def own(number: int) -> list[dense.Rows]:
            return [[row[row % servers == number] // servers for row in some] for some in rows]

        apart = {number: own(number) for number in range(servers)}
        found = self._servers.asked(
            scope, apart, lambda _, given: dense.ask_rows(scope, vectors, k, given)
        )
        return self._best(list(found.values()), k)

    def _best(self, found: Sequence[Sequence[dense.Found]], k: int) -> list[dense.Found]:
        """The best of what each server found."""
        row = self._servers.row
        numbered = [
            [[[Scored(row(number, own), score) for own, score in hits] for hits in each]
             for each in some]
            for number, some in enumerate(found)
        ]  # fmt: skip
        return [dense.best_of(some, k) for some in zip(*numbered, strict=True)]

    def _documents_of(self, scope: Scope, filters: Filters) -> list[int]:
        found = self._servers.all_asked(scope, lambda _: ask_document_rows(scope, filters))
        return [self._servers.row(n, own) for n, rows in enumerate(found) for own in rows]

    # Labels

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        found = self._servers.all_asked(
            scope, lambda shard: shard.ask_labelled(scope, kind, keys, among)
        )
        return [filed for _, filed in self._by_row(found)]

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for found in self._servers.all_asked(
            scope, lambda shard: shard.ask_label_counts(scope, kind, keys)
        ):
            for key, held in found.items():
                counts[key] = min(counts.get(key, 0) + held, TOO_COMMON + 1)
        return counts

    # Rows

    def _rows(
        self,
        scope: Scope,
        rows: Iterable[int],
        ask: Callable[[Shard, list[int]], Asking[Mapping[int, Read]]],
    ) -> dict[int, Read]:
        """What is read of rows, each from the server that has it, in the order asked."""
        asked = integers(rows)
        found = self._servers.rows(self._servers.asked(scope, self._servers.apart(asked), ask))
        return {row: found[row] for row in asked if row in found}

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        return self._rows(scope, rows, lambda shard, own: shard.ask_passages(scope, own))

    def read_passages(
        self, scope: Scope, rows: Iterable[int], terms: Sequence[str]
    ) -> ReadPassages:
        asked = integers(rows)
        parts = self._servers.asked(
            scope,
            self._servers.apart(asked),
            lambda shard, own: shard.ask_read_passages(scope, own, terms),
        )
        found = self._servers.rows({number: own.passages for number, own in parts.items()})
        passages = {row: found[row] for row in asked if row in found}
        place = {row: at for at, row in enumerate(passages)}
        vectors = np.zeros((len(place), self.settings.dimension), np.float32)
        counts = np.zeros((len(place), len(terms)), np.uint8)
        lengths = np.zeros(len(place), np.float32)
        for number, own in parts.items():
            at = [place[self._servers.row(number, row)] for row in own.passages]
            vectors[at] = own.vectors
            counts[at], lengths[at] = own.counts.counts, own.counts.lengths
        return ReadPassages(passages, vectors, TermCounts(counts, lengths))

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        return self._rows(scope, rows, lambda shard, own: shard.ask_token_states(scope, own))

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        found = np.zeros((len(rows), self.settings.dimension), np.float32)
        parts = self._parts(scope, rows, lambda shard, own: shard.ask_vectors(scope, own))
        for places, own in parts:
            found[places] = own
        return found

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        counts = np.zeros((len(rows), len(terms)), np.uint8)
        lengths = np.zeros(len(rows), np.float32)
        parts = self._parts(
            scope, rows, lambda shard, own: shard.ask_term_counts(scope, own, terms)
        )
        for places, own in parts:
            counts[places], lengths[places] = own.counts, own.lengths
        return TermCounts(counts, lengths)

    def _parts(
        self, scope: Scope, rows: Sequence[int], ask: Callable[[Shard, list[int]], Asking[Read]]
    ) -> Iterator[tuple[NDArray[np.intp], Read]]:
        """What each server says of those of the rows that it has, with their places."""
        numbers = np.array([int(row) % len(self._servers) for row in rows], np.int64)
        for number, own in self._servers.asked(scope, self._servers.apart(rows), ask).items():
            yield np.flatnonzero(numbers == number), own

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        number = self._servers.number_of(document_id)
        found = self._servers.shards[number].document_passages(scope, document_id)
        return {self._servers.row(number, own): passage for own, passage in found.items()}

    # Writing

    @contextmanager
    def writing(self, actor: str = LOCALLY) -> Iterator[ShardedWriter]:
        """Write beside others on all servers; raises IndexBusy while one of them works on the
        whole archive, and Unreachable, before anything is written, where a server is missing."""
        with ExitStack() as stack:
            writers = [stack.enter_context(shard.writing(actor)) for shard in self._servers.shards]
            writer = ShardedWriter(self._servers, writers, self.reading, actor)
            try:
                yield writer
            finally:
                writer.level()

    def close(self) -> None:
        self.end_searches()
        self._servers.close()
