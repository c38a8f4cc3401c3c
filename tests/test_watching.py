"""Folders that are watched: whole files within seconds, half ones later, failures again."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from watchfiles import Change

from qa import watching
from qa.documents.manifest import Problem
from qa.errors import IndexBusy
from qa.index.local import LocalIndex
from qa.indexing import Indexer, IndexReport, index_settings
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE
from qa.watching import Watch, follow
from tests.fakes import FakeTokenEncoder


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Recorded:
    """An update that remembers what it was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[Path], set[Path]]] = []
        self.report = IndexReport()
        self.fault: IndexBusy | None = None

    def __call__(self, paths: Sequence[Path], leave: Collection[Path]) -> IndexReport:
        self.calls.append((list(paths), set(leave)))
        if self.fault is not None:
            raise self.fault
        return self.report


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def update() -> Recorded:
    return Recorded()


@pytest.fixture
def watch(tmp_path: Path, update: Recorded, clock: Clock, told: list[str]) -> Watch:
    made = Watch([tmp_path], update, told.append, clock)
    made.look()
    assert update.calls.pop() == ([tmp_path], set())
    return made


def change(path: Path, text: str | None) -> tuple[Change, str]:
    if text is None:
        path.unlink()
        return Change.deleted, str(path)
    path.write_text(text, encoding="utf-8")
    return Change.modified, str(path)


def test_a_file_is_read_by_itself_once_it_stands_still(
    watch: Watch, update: Recorded, clock: Clock, tmp_path: Path
) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    watch.note([change(a, "Half")])
    clock.now += 1
    watch.look()
    assert update.calls == []
    # More of it comes, and nobody tells of that.
    change(a, "Half and half")
    watch.note([change(b, "Whole")])
    clock.now += 2
    watch.look()
    assert update.calls.pop() == ([b], {a.resolve()})
    clock.now += 2
    watch.look()
    assert update.calls.pop() == ([a], set())
    clock.now += 10
    watch.look()
    assert update.calls == []


def test_what_is_being_written_as_the_watch_begins_waits(
    update: Recorded, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    old, young = tmp_path / "old.txt", tmp_path / "young.txt"
    for path, age in ((old, 60), (young, 0)):
        path.write_text("A", encoding="utf-8")
        os.utime(path, (time.time() - age,) * 2)
    watch = Watch([tmp_path], update, told.append, clock)
    watch.look()
    clock.now += 3
    watch.look()
    assert update.calls == [([tmp_path], {young.resolve()}), ([young], set())]


def test_what_is_gone_has_the_folder_compared_without_the_half_ones(
    watch: Watch, update: Recorded, clock: Clock, tmp_path: Path
) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    change(a, "A")
    watch.note([change(a, None), change(tmp_path / "notes.tmp", "x")])
    clock.now += 1.5
    watch.note([change(b, "B")])
    clock.now += 1
    watch.look()
    assert update.calls.pop() == ([tmp_path], {b.resolve()})


def test_failures_are_said_once_and_tried_again(
    watch: Watch, update: Recorded, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    update.report = IndexReport(problems=[Problem("a.pdf", "damaged")])
    watch.note([change(tmp_path / "a.pdf", "no")])
    clock.now += 3
    watch.look()
    clock.now += watching.RETRY_SECONDS
    watch.look()
    assert told == ["left out: a.pdf: damaged"]
    assert [paths for paths, _ in update.calls] == [[tmp_path / "a.pdf"]] * 2
    update.report = IndexReport(added=1, passages=4, seconds=0.5)
    clock.now += watching.RETRY_SECONDS
    watch.look()
    assert told[1:] == ["1 added, 0 updated, 0 removed; 4 passages in 0.5 s"]
    clock.now += watching.RETRY_SECONDS
    watch.look()
    assert len(update.calls) == 3


def test_a_file_that_goes_before_it_stands_still_is_no_failure(
    watch: Watch, update: Recorded, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    watch.note([change(tmp_path / "a.txt", "A")])
    (tmp_path / "a.txt").unlink()
    clock.now += 2
    watch.look()
    assert update.calls == []
    clock.now += 2
    watch.look()
    assert update.calls == [([tmp_path], set())]
    assert told == []


def test_a_busy_index_is_tried_again_soon(
    watch: Watch, update: Recorded, clock: Clock, told: list[str], tmp_path: Path
) -> None:
    update.fault = IndexBusy("another process is writing")
    watch.note([change(tmp_path / "a.txt", "A")])
    clock.now += 2
    watch.look()
    clock.now += 1
    watch.look()
    assert told == ["another process is writing"]
    update.fault = None
    clock.now += 6
    watch.look()
    assert [paths for paths, _ in update.calls][-1] == [tmp_path]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LocalIndex]:
    settings = Settings(data_dir=tmp_path / "data")
    made = index_settings(settings, FakeTokenEncoder())
    with closing(LocalIndex.open(tmp_path / "data", made, create=True)) as opened:
        yield opened


@pytest.mark.parametrize("polling", [False, True])
def test_changes_are_in_the_index_within_seconds(
    index: LocalIndex, tmp_path: Path, told: list[str], polling: bool
) -> None:
    folder = tmp_path / "texts"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("Қор құрылды.", encoding="utf-8")
    indexer = Indexer(index, FakeTokenEncoder(), Settings(data_dir=tmp_path / "data"))
    stop = threading.Event()
    watch = Watch([folder], lambda paths, leave: indexer.update(paths, leave=leave), told.append)
    thread = threading.Thread(target=follow, args=(watch, stop), kwargs={"polling": polling})
    thread.start()
    try:
        wait_for_sources(index, {"a.txt"})
        (folder / "sub" / "b.txt").write_text("Фонд помог людям.", encoding="utf-8")
        wait_for_sources(index, {"a.txt", "sub/b.txt"})
        (folder / "a.txt").unlink()
        wait_for_sources(index, {"sub/b.txt"})
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def wait_for_sources(index: LocalIndex, expected: set[str]) -> None:
    until = time.monotonic() + 60
    while (
        found := {d.source for d in index.documents(WHOLE_ARCHIVE, limit=-1).documents}
    ) != expected:
        assert time.monotonic() < until, found
        time.sleep(0.05)
