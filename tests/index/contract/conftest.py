"""Archives of every kind, empty or with samples: the suite runs once for each implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from qa.index.local import LocalIndex
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexSettings
from qa.index.postgres.index import PostgresIndex
from qa.index.shards.index import ShardedIndex
from tests.index.samples import SETTINGS
from tests.index.server import Server, running

Opener = Callable[..., ArchiveIndex]
_numbers = count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as found:
        # Databases are copied from this one: making the tables takes a second.
        PostgresIndex.open(found.new_database("template_of_tests"), SETTINGS, create=True).close()
        yield found


class Place:
    """Where an archive lies; every `open` gives another process's view of it."""

    def __init__(self, open_it: Callable[[IndexSettings | None], ArchiveIndex]) -> None:
        self._open = open_it
        self._opened: list[ArchiveIndex] = []

    def open(self, settings: IndexSettings | None = SETTINGS) -> ArchiveIndex:
        found = self._open(settings)
        self._opened.append(found)
        return found

    def filled(self, *documents: IndexedDocument) -> ArchiveIndex:
        index = self.open()
        index.add(documents)
        return index

    def close(self) -> None:
        for index in self._opened:
            index.close()


def different(server: Server, number: int) -> list[str]:
    """The addresses of so many empty archives, of which none is another's copy."""
    urls = [server.copied("template_of_tests", f"t{next(_numbers)}") for _ in range(number)]
    for url in urls:
        with psycopg.connect(url) as connection:
            query = "UPDATE meta SET value = %s WHERE key = 'archive'"
            connection.execute(query, [uuid4().hex])
    return urls


@pytest.fixture(params=["embedded", "postgres", "shards"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Makes places of one kind."""
    made: list[Place] = []

    def embedded() -> Place:
        folder = tmp_path / f"archive-{next(_numbers)}"
        return Place(lambda settings: LocalIndex.open(folder, settings, create=True))

    def postgres() -> Place:
        url = request.getfixturevalue("server").copied("template_of_tests", f"t{next(_numbers)}")
        return Place(lambda settings: PostgresIndex.open(url, settings, create=True))

    def shards() -> Place:
        urls = different(request.getfixturevalue("server"), 3)
        return Place(lambda settings: ShardedIndex.open(urls, settings, create=True))

    def make() -> Place:
        made.append({"embedded": embedded, "postgres": postgres, "shards": shards}[request.param]())
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Place:
    return new_place()
