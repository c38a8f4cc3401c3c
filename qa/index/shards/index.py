"""An archive over several PostgreSQL servers: every one is asked at once, and their answers are put
together to those that one server would give.

Words are searched in two steps: what the servers hold of a question's terms is added up first, so
that each scores its passages as part of the whole.  A server that cannot be reached is an error:
nobody gets part of an answer for the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import reduce
from operator import add
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Held, Weighing
from qa.index.catalogue import integers
from qa.index.feedback import FeedbackBox
from qa.index.labels import TOO_COMMON, Filed, LabelKind
from qa.index.passage_index import (
    LOCALLY,
    IndexSettings,
    LexicalHits,
    Scored,
    Statistics,
    TermCounts,
    TokenStates,
)
from qa.index.postgres.index import MEANWHILE
from qa.index.shards.beside import ShardedAccess, ShardedAudit, ShardedNotes
from qa.index.shards.marks import check_marks
from qa.index.shards.servers import Servers
from qa.index.shards.shard import Begun, Shard
from qa.index.shards.shelf import ShardedShelf
from qa.index.shards.sums import merged, together
from qa.index.shards.writer import ShardedWriter
from qa.index.statistics import means
from qa.index.writer import Written
from qa.kept import Kept
from qa.types import Filters, Passage, Scope

Read = TypeVar("Read")

_SCOPES = 8


class ShardedIndex(ShardedShelf, Written):
    """`ArchiveIndex` over several servers; make it with `ShardedIndex.open`."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        servers = Servers(shards)
        super().__init__(servers)
        self.shared = True
        self.tables = servers.first.tables
        self.places = tuple(shard.tables for shard in shards)
        self.access = ShardedAccess(servers)
        self.audit = ShardedAudit(servers)
        self.feedback = FeedbackBox(servers.first.tables)
        self.reading = ShardedNotes(servers)
        self._statistics: Kept[Scope, tuple[tuple[int, ...], Statistics]] = Kept(_SCOPES)

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

    def statistics(self, scope: Scope) -> Statistics:
        with self.steady():
            version = self.version(scope)
            kept = self._statistics.find([scope]).get(scope)
            if kept is not None and kept[0] == version:
                return kept[1]
            found = self._servers.each(lambda shard: shard.sums(scope))
        counted = merged([own for own, _ in found])
        statistics = means(counted, together([sums for _, sums in found]))
        self._statistics.keep(scope, (version, statistics))
        return statistics

    # Searching

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        found = self._servers.each(lambda shard: shard.dense_search(scope, vectors, k, filters))
        return [self._best(own, k) for own in zip(*found, strict=True)]

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        return self.begin_lexical(scope, terms, k, filters)()

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        begun, held = self._begin(scope, terms, filters)
        if held.passages > MEANWHILE:
            waiting = [self._servers.begin(one.found, terms, k, held) for one in begun]
            return lambda: self._lexical([one.result() for one in waiting], k)
        hits = self._lexical([one.found(terms, k, held) for one in begun], k)
        return lambda: hits

    def _begin(
        self, scope: Scope, terms: Mapping[str, float], filters: Filters | None
    ) -> tuple[list[Begun], Held]:
        """What each server has of the terms, and what all have together."""
        shards = self._servers.shards
        if not filters and all(shard.knows(scope) for shard in shards):
            begun = [shard.begin_words(scope, terms, filters) for shard in shards]
        else:
            begun = self._servers.each(lambda shard: shard.begin_words(scope, terms, filters))
        return begun, reduce(add, (one.held for one in begun))

    def _lexical(self, found: Sequence[tuple[list[Scored], Weighing]], k: int) -> LexicalHits:
        return LexicalHits(self._best([own for own, _ in found], k), found[0][1])

    def _best(self, found: Iterable[Sequence[Scored]], k: int) -> list[Scored]:
        """The best of what each server found; equal scores by row."""
        hits = [
            hit for number, own in enumerate(found) for hit in self._servers.scored(number, own)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.row))[: max(k, 0)]

    # Labels

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        found = self._servers.each(lambda shard: shard.filed(scope, kind, keys, among))
        return [filed for _, filed in self._by_row(found)]

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for found in self._servers.each(lambda shard: shard.label_counts(scope, kind, keys)):
            for key, held in found.items():
                counts[key] = min(counts.get(key, 0) + held, TOO_COMMON + 1)
        return counts

    # Rows

    def _rows(
        self, rows: Iterable[int], read: Callable[[Shard, list[int]], Mapping[int, Read]]
    ) -> dict[int, Read]:
        """What is read of rows, each from the server that has it, in the order asked."""
        asked = integers(rows)
        found = self._servers.rows(self._servers.some(self._servers.apart(asked), read))
        return {row: found[row] for row in asked if row in found}

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        return self._rows(rows, lambda shard, own: shard.passages(scope, own))

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        return self._rows(rows, lambda shard, own: shard.token_states(scope, own))

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        found = np.zeros((len(rows), self.settings.dimension), np.float32)
        for places, own in self._parts(rows, lambda shard, some: shard.vectors(scope, some)):
            found[places] = own
        return found

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        counts = np.zeros((len(rows), len(terms)), np.uint8)
        lengths = np.zeros(len(rows), np.float32)
        parts = self._parts(rows, lambda shard, some: shard.term_counts(scope, some, terms))
        for places, own in parts:
            counts[places], lengths[places] = own.counts, own.lengths
        return TermCounts(counts, lengths)

    def _parts(
        self, rows: Sequence[int], read: Callable[[Shard, list[int]], Read]
    ) -> Iterator[tuple[NDArray[np.intp], Read]]:
        """What each server says of those of the rows that it has, with their places."""
        numbers = np.array([int(row) % len(self._servers) for row in rows], np.int64)
        for number, own in self._servers.some(self._servers.apart(rows), read).items():
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
        self._servers.close()
