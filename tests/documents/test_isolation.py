"""A file that breaks, hangs or swells is its own problem, and the next one is read."""

from __future__ import annotations

import os
import signal
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.documents.isolation import Limits, Parsers
from qa.documents.manifest import Entry
from qa.documents.read import ReadFile, read_file
from qa.documents.worker import WorkerLimits
from qa.errors import DamagedDocument, DocumentError, EmptyDocument, ReadingStopped, TooLarge
from qa.settings import Settings
from qa.types import Language
from tests.documents.builders import make_docx, make_pdf


def limits(processes: int = 1, seconds: float = 300, **changed: float) -> Limits:
    values = {"memory": 600_000_000, "cpu_seconds": 60, "output": 10_000_000}
    worker = WorkerLimits(max_document_bytes=10_000_000, **{**values, **changed})  # type: ignore[arg-type]
    return Limits(processes, seconds, worker)


@pytest.fixture(scope="module")
def pool() -> Iterator[Parsers]:
    made = Parsers(limits())
    yield made
    made.close()


@pytest.fixture
def strict() -> Iterator[list[Parsers]]:
    made: list[Parsers] = []
    yield made
    for one in made:
        one.close()


def worker_of(pool: Parsers) -> int:
    (idle,) = pool._idle
    return idle._process.pid


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "Бірлік. Ынтымақ.".encode()),
        ("a.html", "<title>Бірлік</title><p>Ынтымақ.<p>Бір\u00adлік.".encode()),
        ("a.docx", make_docx([("Бірлік", "Heading 1"), ("Ынтымақ.", None)])),
        ("a.pdf", make_pdf([["Бірлік"], ["Ынтымақ"]])),
    ],
)
def test_it_reads_what_is_read_here(pool: Parsers, tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    entry = Entry(title="Атауы", language=Language.KAZAKH, other={"about": ["а", 1]})
    expected = read_file(path, tmp_path, Settings(), entry)
    assert pool.read_file(path, tmp_path, entry) == expected
    assert pool.read_data(data, name) == read_file(path, tmp_path, Settings())


def test_errors_of_reading_come_back_as_they_are(pool: Parsers, tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match=r"a\.txt: the file is empty"):
        pool.read_data(b"", "a.txt")
    with pytest.raises(DocumentError, match=r"absent\.txt: no such file"):
        pool.read_file(tmp_path / "absent.txt", tmp_path)
    with pytest.raises(TooLarge, match=r"b\.txt: 10000001 bytes"):
        pool.read_data(b"x" * 10_000_001, "b.txt")


def test_one_worker_reads_file_after_file(pool: Parsers) -> None:
    pool.read_data(b"one", "a.txt")
    first = worker_of(pool)
    pool.read_data(b"two", "a.txt")
    assert worker_of(pool) == first


def test_a_worker_of_a_large_program_reads_file_after_file(strict: list[Parsers]) -> None:
    """Linux counts the peak of the program that started a process as that process's."""
    model = b"x" * 350_000_000
    strict.append(Parsers(limits()))
    strict[0].read_data(b"one", "a.txt")
    first = worker_of(strict[0])
    strict[0].read_data(b"two", "a.txt")
    assert worker_of(strict[0]) == first
    del model


def test_a_worker_that_ended_between_files_is_replaced(pool: Parsers) -> None:
    pool.read_data(b"one", "a.txt")
    os.kill(worker_of(pool), signal.SIGKILL)
    pool._idle[0]._process.wait()
    assert pool.read_data(b"two", "a.txt").documents[0].document.text == "two"


def ask_in_a_thread(pool: Parsers) -> tuple[threading.Thread, list[DocumentError]]:
    """Ask a worker that stands still."""
    pool.read_data(b"warm", "a.txt")
    os.kill(worker_of(pool), signal.SIGSTOP)
    caught: list[DocumentError] = []

    def ask() -> None:
        try:
            pool.read_data(b"one", "a.txt")
        except DocumentError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, caught


def test_a_worker_that_dies_over_a_file_is_that_files_problem(pool: Parsers) -> None:
    pool.read_data(b"warm", "a.txt")
    victim = worker_of(pool)
    thread, caught = ask_in_a_thread(pool)
    os.kill(victim, signal.SIGSEGV)
    os.kill(victim, signal.SIGCONT)
    thread.join()
    assert [type(error) for error in caught] == [ReadingStopped]
    assert "a.txt: the process that read it ended (signal 11)" in str(caught[0])
    assert pool.read_data(b"two", "a.txt").documents[0].document.text == "two"


def test_a_worker_that_hangs_is_ended(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(seconds=1.5)))
    strict[0].limits = limits(seconds=300)
    strict[0].read_data(b"warm", "a.txt")
    strict[0].limits = limits(seconds=1.5)
    thread, caught = ask_in_a_thread(strict[0])
    thread.join()
    assert [type(error) for error in caught] == [ReadingStopped]
    assert "a.txt: reading it took more than 1.5 s and was stopped" in str(caught[0])


# Marks that have to be sorted, which takes the square of their number.
MARKS = "а" + "\u0315\u0300\u0316\u0327" * 50_000


# Every mark of emphasis is compared with those before it in its paragraph.
ENDLESS = (b"*a_ " * 1_900 + b"\n\n") * 1_000


def test_processor_time_is_limited(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(cpu_seconds=1)))
    with pytest.raises(ReadingStopped, match=r"a\.md: .* more than 1 s of processor time"):
        strict[0].read_data(ENDLESS, "a.md")
    assert strict[0].read_data(b"two", "a.txt").documents[0].document.text == "two"


def test_memory_is_limited(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(memory=60_000_000)))
    with pytest.raises(ReadingStopped, match=r"a\.txt: .* QA_PARSER_MEMORY_MB"):
        strict[0].read_data("а\u00ad".encode() * 1_000_000, "a.txt")
    assert strict[0].read_data(b"two", "a.txt").documents[0].document.text == "two"


def test_what_comes_out_is_limited(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(output=1000)))
    with pytest.raises(TooLarge, match=r"a\.txt: more than 1000 bytes of text come out"):
        strict[0].read_data(b"word " * 500, "a.txt")
    assert strict[0].read_data(b"two", "a.txt").documents[0].document.text == "two"


def test_it_sees_no_keys(pool: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ADMIN_KEY", "secret")
    pool.close()
    pool.read_data(b"one", "a.txt")
    environment = Path(f"/proc/{worker_of(pool)}/environ")
    if environment.exists():
        assert b"secret" not in environment.read_bytes()


def test_many_files_come_in_order_with_their_errors(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(processes=2)))

    def read(number: int) -> ReadFile:
        return strict[0].read_data(b"" if number == 3 else b"text %d" % number, f"{number}.txt")

    found = dict(strict[0].read_each(range(20), read))
    assert list(found) == list(range(20))
    assert isinstance(found.pop(3), EmptyDocument)
    for number, file in found.items():
        assert isinstance(file, ReadFile)
        assert file.documents[0].document.text == f"text {number}"


def test_leaving_early_ends_what_is_read_ahead(strict: list[Parsers]) -> None:
    strict.append(Parsers(limits(processes=2)))
    files = strict[0].read_each(
        range(4), lambda n: strict[0].read_data(ENDLESS if n else b"one", "a.md")
    )
    assert next(files)[0] == 0
    started = time.monotonic()
    files.close()
    assert time.monotonic() - started < 60


def test_without_processes_files_are_read_here() -> None:
    pool = Parsers(limits(processes=0))
    assert pool.read_data("Бірлік".encode(), "a.txt").documents[0].document.text == "Бірлік"
    with pytest.raises(DamagedDocument):
        pool.read_data(b"\x00\x01", "a.txt")
    assert pool._idle == []


def test_a_long_run_of_marks_is_cut(pool: Parsers) -> None:
    text = pool.read_data(f"{MARKS} деген мәтін.".encode(), "a.txt").documents[0].document.text
    assert sum(unicodedata.combining(c) > 0 for c in text) <= 30
    assert text.endswith("деген мәтін.")
