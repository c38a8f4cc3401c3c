"""Prose into statements with their places."""

from __future__ import annotations

import pytest

from qa.answering.statements import split_statements


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One came. Two left.", ["One came.", "Two left."]),
        ("Бірі келді [1]. Екіншісі кетті [2, 3].", ["Бірі келді.", "Екіншісі кетті."]),
        ("Он пришёл [1][2].", ["Он пришёл."]),
        ("- First thing\n- Second thing", ["First thing", "Second thing"]),
        ("1. Бірінші іс\n2) Екінші іс", ["Бірінші іс", "Екінші іс"]),
        ("• Пункт", ["Пункт"]),
        ("Yes", ["Yes"]),
        ("", []),
        ("  \n \t", []),
        ("... !!! [1] 2024", []),
        ("In [1] brackets it stays.", ["In brackets it stays."]),
    ],
)
def test_split(text: str, said: list[str]) -> None:
    assert [statement.text for statement in split_statements(text)] == said


def test_places_are_of_the_text_as_given() -> None:
    text = "- Бірі келді [1].\n- Екіншісі кетті."
    found = [text[s.start : s.end] for s in split_statements(text)]
    assert found == ["Бірі келді [1].", "Екіншісі кетті."]


def test_a_huge_text_is_split() -> None:
    assert len(split_statements("It rained that day. " * 5000)) == 5000


def test_a_text_without_an_end_is_cut() -> None:
    assert len(split_statements("word " * 10_000)) > 1
