"""The servers of an archive, asked at once, and which of them has what.

A document lies whole on one server, chosen by a hash of its id.  A passage's row is that of its
server, times the number of servers, plus the server's place: what a row means needs no table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from qa.index.postgres.asking import Asking, answered
from qa.index.postgres.database import Session
from qa.index.shards.shard import Shard
from qa.types import Scope

Given = TypeVar("Given")
Got = TypeVar("Got")

_THREADS = 16
"""For each server beside the first: as many connections as a server's pool has."""


class Servers:
    """Threads share it."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        self.shards = tuple(shards)
        self._threads = ThreadPoolExecutor(_THREADS * max(len(shards) - 1, 1), "shards")

    def __len__(self) -> int:
        return len(self.shards)

    @property
    def first(self) -> Shard:
        """The one that also keeps what is not documents."""
        return self.shards[0]

    def number_of(self, document_id: str) -> int:
        return home(document_id, len(self))

    def of(self, document_id: str) -> Shard:
        """The server that has a document, or would have it."""
        return self.shards[self.number_of(document_id)]

    def row(self, number: int, own: int) -> int:
        return own * len(self) + number

    def apart(self, rows: Iterable[int]) -> dict[int, list[int]]:
        """Rows by the server that has them, as they are there."""
        found: dict[int, list[int]] = {}
        for row in rows:
            own, number = divmod(int(row), len(self))
            found.setdefault(number, []).append(own)
        return found

    def rows(self, parts: Mapping[int, Mapping[int, Got]]) -> dict[int, Got]:
        """What each server says of its rows, under the archive's."""
        return {
            self.row(number, own): one
            for number, some in parts.items()
            for own, one in some.items()
        }

    def each(self, ask: Callable[[Shard], Got]) -> list[Got]:
        """What all of them say, asked at the same time."""
        found = self.some(dict.fromkeys(range(len(self))), lambda shard, _: ask(shard))
        return list(found.values())

    def some(
        self, given: Mapping[int, Given], ask: Callable[[Shard, Given], Got]
    ) -> dict[int, Got]:
        """What those of them say to which something is `given`, asked at the same time.

        Raises what the first of them raises, when all have come to an end.
        """
        waiting: dict[int, Future[Got]] = {}
        numbers = list(given)
        for number in numbers[1:]:
            shard = self.shards[number]
            waiting[number] = self._threads.submit(_asked, shard, shard.still, ask, given[number])
        try:
            found = {number: ask(self.shards[number], given[number]) for number in numbers[:1]}
        finally:
            wait(waiting.values())
        return found | {number: future.result() for number, future in waiting.items()}

    def asked(
        self,
        scope: Scope,
        given: Mapping[int, Given],
        ask: Callable[[Shard, Given], Asking[Got]],
    ) -> dict[int, Got]:
        """The same for what is asked in statements, by this thread alone."""
        with ExitStack() as stack:
            asked = []
            for number, own in given.items():
                shard = self.shards[number]
                session = stack.enter_context(shard.database.within(scope))
                asked.append((shard.database, session, ask(shard, own)))
            return dict(zip(given, answered(asked), strict=True))

    def all_asked(self, scope: Scope, ask: Callable[[Shard], Asking[Got]]) -> list[Got]:
        """What all of them say."""
        found = self.asked(scope, dict.fromkeys(range(len(self))), lambda shard, _: ask(shard))
        return list(found.values())

    @contextmanager
    def steady(self) -> Iterator[None]:
        """What is stored stands still for this thread inside, on every server."""
        if self.first.still is not None:
            yield
            return
        with ExitStack() as stack:
            begun = []
            for shard in self.shards:
                begun.append(shard.database.stand_still())
                stack.callback(shard.database.let_go, begun[-1])
            for shard, session in zip(self.shards, begun, strict=True):
                stack.enter_context(shard.database.lent(session))
            yield

    def close(self) -> None:
        self._threads.shutdown()
        for shard in self.shards:
            shard.close()


def _asked(
    shard: Shard, still: Session | None, ask: Callable[[Shard, Given], Got], given: Given
) -> Got:
    with shard.database.lent(still):
        return ask(shard, given)


def home(document_id: str, servers: int) -> int:
    """Which of so many servers a document lies on."""
    digest = hashlib.blake2b(document_id.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % servers
