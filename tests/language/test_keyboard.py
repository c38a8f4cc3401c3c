from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from qa.language.keyboard import repair_layout

HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


ROWS = _rows("layout.jsonl")


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("ghtpbltyn", "президент"),
        ("rjulf ghjikf 32 ctccbz?", "когда прошла 32 сессия?"),
        ("pfrjy j zpsrf[.", "закон о языках."),
        ("0fpf0cnfy [fk0s", "қазақстан халқы"),
        ("Fccfv,ktz yfhjlf", "Ассамблея народа"),
        ("црщ ызщлу фе еру ащкгь", "who spoke at the forum"),
        ("1 500 ghbdtn", "1 500 привет"),
    ],
)
def test_repairs(text: str, repaired: str) -> None:
    assert repair_layout(text) == repaired


@pytest.mark.parametrize(
    "text",
    ["", "?", "123", "ytn", "GDP", "президент", "The forum", "Qazaqstan halqy", "COVID-тің", "\x00",
     "\ud800", "😀😀😀😀", "SELECT * FROM users", "https://example.com", "съезд"],
)  # fmt: skip
def test_leaves_alone(text: str) -> None:
    assert repair_layout(text) is None


def test_test_half_of_the_written_list() -> None:
    rows = [row for row in ROWS if row["split"] == "test"]
    typed = [row for row in rows if row["repaired"]]
    ordinary = [row for row in rows if not row["repaired"]]
    assert len(typed) >= 50
    assert len(ordinary) >= 50
    assert sum(repair_layout(row["text"]) == row["repaired"] for row in typed) >= len(typed) - 2
    assert sum(repair_layout(row["text"]) is not None for row in ordinary) <= 1


def test_ordinary_questions_of_every_language_are_left_alone() -> None:
    repaired = [row["text"] for row in _rows("identification.jsonl") if repair_layout(row["text"])]
    assert repaired == []


def test_a_long_text_is_judged_by_its_beginning() -> None:
    start = time.perf_counter()
    found = repair_layout("ghtpbltyn " * 100_000)
    assert found is not None
    assert found.startswith("президент ")
    assert time.perf_counter() - start < 10


def test_the_question_mark_of_the_other_layout() -> None:
    assert repair_layout("Rjulf ghjikf ctccbz&") == "Когда прошла сессия?"
