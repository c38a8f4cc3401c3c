"""Progress off a terminal: few plain lines, no animation."""

from __future__ import annotations

import re

import pytest

from qa.cli.progress import lines, showing_progress
from qa.indexing import Progress


def test_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    show = lines(lambda: now)
    for second, documents, passages, source in (
        (0, 0, 0, "a.txt"),
        (4, 1, 8, "b.txt"),
        (12, 2, 24, "c\x1b.txt"),
        (13, 3, 26, "d.txt"),
        (16, 4, 32, ""),
    ):
        now = float(second)
        show(Progress(documents, 4, passages, source))
    assert capsys.readouterr().err == (
        "0 of 4 documents, 0 passages, 0.0/s, a.txt\n"
        "2 of 4 documents, 24 passages, 2.0/s, 12 s left, c␛.txt\n"
        "4 of 4 documents, 32 passages, 2.0/s\n"
    )


def test_nothing_to_do_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with showing_progress() as show:
        show(Progress(0, 0, 0, ""))
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with showing_progress() as show:
        show(Progress(0, 2, 0, "a.txt"))
        show(Progress(2, 2, 40, ""))
    captured = capsys.readouterr()
    assert captured.out == ""
    seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", captured.err)
    assert "2/2 40 passages" in seen
    assert captured.err.endswith("\x1b[2K"), "the bar is gone when indexing ends"
