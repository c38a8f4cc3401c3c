"""A primary, its replica, and what everybody gets when the primary dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.archive import Archive
from qa.errors import Unreachable
from qa.index.access import Role
from qa.index.opening import open_index
from qa.index.passage_index import LOCALLY, ArchiveIndex
from qa.index.postgres.index import PostgresIndex
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Mode
from tests.fakes import FakeTokenEncoder
from tests.index.contract.brute import assert_holds
from tests.index.contract.test_searching import HIDDEN, KAZAKH, RUSSIAN
from tests.index.samples import SETTINGS
from tests.index.server import Server, address, patiently, replicated


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A primary with a database `archive`, and its replica."""
    with replicated() as found:
        url = found[0].new_database("archive")
        PostgresIndex.open(url, SETTINGS, create=True).close()
        yield found


def test_readers_go_on_while_the_primary_dies_and_nothing_acknowledged_is_lost(
    pair: tuple[Server, Server],
) -> None:
    primary, replica = pair
    index = PostgresIndex.open(address("archive", primary, replica), SETTINGS)
    index.add([KAZAKH])
    stop, failed = threading.Event(), list[Exception]()

    def read() -> int:
        done = 0
        while not stop.is_set():
            try:
                _once_more(lambda: _look(index))
            except Exception as error:
                failed.append(error)
            done += 1
        return done

    with ThreadPoolExecutor(8) as readers:
        counts = [readers.submit(read) for _ in range(8)]
        index.add([RUSSIAN])
        primary.kill()
        time.sleep(0.3)
        replica.promote()
        assert patiently(lambda: index.add([HIDDEN])) == 1
        stop.set()
        assert all(count.result() for count in counts)
    assert failed == []
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN, HIDDEN])
    index.close()


def test_a_replica_alone_answers_and_says_that_it_does_not_write(
    pair: tuple[Server, Server],
) -> None:
    primary, replica = pair
    index = PostgresIndex.open(address("archive", replica, primary), SETTINGS)
    index.add([KAZAKH])
    _, secret = index.access.create_key("reader", Role.READER, WHOLE_ARCHIVE, None, LOCALLY)
    primary.kill()
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])
    key = index.access.find_key(secret)
    assert key is not None
    # That the key was used is noted where somebody writes, and waits for nobody.
    began = time.monotonic()
    index.access.note_use(key)
    assert time.monotonic() - began < 5
    index.close()
    alone = PostgresIndex.open(address("archive", replica), SETTINGS)
    with pytest.raises(Exception, match="replica that is only read"):
        alone.add([RUSSIAN])
    alone.close()


def test_an_answer_that_breaks_off_is_begun_again(
    pair: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    primary, replica = pair
    settings = Settings(index=address("archive", primary, replica))
    archive = Archive(open_index(settings), FakeTokenEncoder(), settings)
    scored, calls = archive._searcher.score, list[int]()

    def broken_off(*given: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            primary.kill()
        return scored(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(archive._searcher, "score", broken_off)
    assert archive.ask("Когда открыт мост?", mode=Mode.EXTRACTIVE).text
    assert len(calls) == 2
    archive.close()


def _look(index: ArchiveIndex) -> None:
    with index.steady():
        assert index.documents(WHOLE_ARCHIVE).total >= 1
        assert index.document_passages(WHOLE_ARCHIVE, KAZAKH.document.id)


def _once_more(look: Callable[[], None]) -> None:
    try:
        look()
    except Unreachable:
        look()
