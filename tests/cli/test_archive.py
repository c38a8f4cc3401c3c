"""`qa documents`, `qa feedback`."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Qa
from tests.fake_archive import BUILT, KAZAKH, FakeArchive

LISTED = (
    "d1\tkk\t2022-04-29\t1\tdefault\tkk.txt\tСессия\n"
    "d2\tru\t-\t1\tdefault\tsub/ru.txt\t<img src=x onerror=alert(1)>\n"
)


def test_indexing_reports_on_stdout_and_says_the_rest_on_stderr(
    qa: Qa, archive: FakeArchive, tmp_path: Path
) -> None:
    result = qa("--data", str(tmp_path / "data"), "index", "one", "two", "--verbose")
    assert result.stdout == (
        "2 added, 1 updated, 0 removed, 3 unchanged; 40 passages in 1.2 s; "
        f"index in {tmp_path / 'data'}\n"
    )
    assert result.stderr == (
        "left out: bad.pdf: damaged\nnote: a.txt: read as KZ-1048\ndropped: a.txt:7: counter: 12\n"
    )
    assert archive.given == [{"paths": [Path("one"), Path("two")], "data_dir": tmp_path / "data"}]


def test_a_file_that_is_left_out_is_named_once(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SimpleNamespace(
        source="sub/bad.pdf", reason="bad.pdf: damaged", part="", kind="unreadable"
    )
    page = SimpleNamespace(source="sub/b.pdf", reason="a picture", part="page 3", kind="unreadable")
    monkeypatch.setattr(BUILT, "problems", [whole, page])
    said = qa("index", "sub").stderr
    assert "left out: sub/bad.pdf: damaged\nleft out: sub/b.pdf, page 3: a picture\n" in said


def test_files_with_the_same_content_are_counted(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BUILT, "copies", 2)
    assert "3 unchanged, 2 the same as others; 40 passages" in qa("index", "sub").stdout


def test_what_could_not_be_read_is_listed(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    result = qa("documents", "--problems")
    told = "It is a scan without a text layer; it needs text recognition first."
    assert result.stdout == f"bad.pdf\tpage 3\t{told}\ta picture without text\n"
    assert result.stderr == "1 problem\n"
    kazakh = "Бұл — мәтін қабаты жоқ скан; алдымен мәтінін тану керек."
    assert f"\t{kazakh}\t" in qa("documents", "--problems", "--language", "kk").stdout
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    russian = "Это скан без текстового слоя; сначала нужно распознать текст."
    assert f"\t{russian}\t" in qa("documents", "--problems").stdout


def test_documents_are_listed(qa: Qa) -> None:
    assert qa("documents").stdout == LISTED
    assert qa("documents", "list").stdout == LISTED
    assert qa("documents", "list", "Сессия").stdout == LISTED.splitlines(keepends=True)[0]
    rows = json.loads(qa("documents", "list", "--json").stdout)
    assert (rows["total"], [d["document_id"] for d in rows["documents"]]) == (2, ["d1", "d2"])


def test_an_archive_of_many_pages_is_listed_whole(qa: Qa, archive: FakeArchive) -> None:
    for number in range(450):
        archive.add_upload(f"{number}.txt", b"text")
    assert len(qa("documents", "list").stdout.splitlines()) == 452


def test_a_document_is_shown(qa: Qa) -> None:
    result = qa("documents", "show", "d1")
    assert result.stdout == KAZAKH.text + "\n"
    assert result.stderr == "Сессия\nkk.txt  kk\n"
    shown = json.loads(qa("documents", "show", "d1", "--json").stdout)
    assert (shown["text"], shown["passages"][0]["end"]) == (KAZAKH.text, 27)


def test_documents_are_removed(qa: Qa, archive: FakeArchive) -> None:
    assert qa("documents", "remove", "d1", "d2").exit_code == 0
    assert archive.held == {}


def test_an_unknown_document_has_its_code(qa: Qa) -> None:
    for command in ("show", "remove"):
        result = qa("documents", command, "nope")
        assert result.exit_code == 4
        assert result.stderr == "qa: no document has the id 'nope'\n"


def test_feedback_is_listed_and_exported(qa: Qa, archive: FakeArchive, tmp_path: Path) -> None:
    archive.add_feedback(answer_id="a1", question="Кто?\nГде?", rating="down", reason="не то")
    assert qa("feedback").stdout == "2026-01-01T00:00:00Z\tdown\tКто? Где?\tне то\n"
    target = tmp_path / "ratings.jsonl"
    assert qa("feedback", "--export", str(target)).exit_code == 0
    assert [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()] == [
        {
            "id": 0,
            "status": "open",
            "time": "2026-01-01T00:00:00Z",
            "answer_id": "a1",
            "question": "Кто?\nГде?",
            "rating": "down",
            "reason": "не то",
        }
    ]
    result = qa("feedback", "--export", str(tmp_path / "no/such/folder"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
