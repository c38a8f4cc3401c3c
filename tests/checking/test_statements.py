"""Prose into statements with their places."""

from __future__ import annotations

import pytest

from qa.checking.statements import split_clauses, split_statements


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
        ("... !!! [1]", []),
        # What says nothing comes only where nothing else does.
        ("... !!! [1] 2024", ["2024"]),
        ("Yes. The forum ended. Did it?", ["The forum ended."]),
        ("Did it end? No.", ["Did it end?"]),
        ("He asked: “Did it end?”", ["He asked: “Did it end?”"]),
        ("Summary\n\nThe forum ended.", ["The forum ended."]),
        ("**Вывод:**\nФорум окончен.", ["Форум окончен."]),
        ("Forum of 2022\nIt ended.", ["Forum of 2022", "It ended."]),
        ("In [1] brackets it stays.", ["In brackets it stays."]),
        ("# Heading\n\nOne came.", ["One came."]),
        ("**Бірі** келді [1], [2].", ["Бірі келді."]),
        ("Он пришёл ¹.", ["Он пришёл."]),
        (
            "One of them came early; the other never came back.",
            ["One of them came early", "the other never came back."],
        ),
        ("One came; two left.", ["One came; two left."]),
        (
            "He said “one of them came; the other never came back”.",
            ["He said “one of them came; the other never came back”."],
        ),
    ],
)
def test_split(text: str, said: list[str]) -> None:
    assert [statement.text for statement in split_statements(text)] == said


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Serik Akhmetov came. He added that it rains.", "Serik Akhmetov added that it rains."),
        ("Serik Akhmetov came. It rained.", "It rained."),
        ("He came. She left.", "She left."),
        ("Серик Ахметов пришёл. Он устал.", "Серик Ахметов устал."),
        ("Серик Ахметов пришёл. По его словам, дождь.", "По словам Серик Ахметов, дождь."),
        ("Серік Ахметов келді. Ол шаршады.", "Серік Ахметов шаршады."),
        ("Серік Ахметов келді. Оның айтуынша, жаңбыр.", "Серік Ахметов айтуынша, жаңбыр."),
        ("Серік Ахметов келді. Олар кетті.", "Олар кетті."),
        # A short item of a list is read with the line above the list.
        ("Қатысушылар:\n- С. Ахметов\n- Т. Ли", "Қатысушылар: Т. Ли"),
        ("Қатысушылар:\n- Т. Ли көп сөз айтты.", "Т. Ли көп сөз айтты."),
    ],
)
def test_a_pronoun_is_read_as_the_person_named_before(text: str, meant: str) -> None:
    assert split_statements(text)[-1].meant == meant


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("One came.", ["One came."]),
        (
            "The festival was held in July, and the minister gave five new buses",
            ["The festival was held in July", "the minister gave five new buses"],
        ),
        ("Apples and pears", ["Apples and pears"]),
        # Without a comma, only before a verb; never inside a quotation.
        (
            "The school in the valley has a garden and was opened by the mayor himself",
            ["The school in the valley has a garden", "was opened by the mayor himself"],
        ),
        (
            "They came from the towns of Nova Scotia and Newfoundland in the far cold north",
            ["They came from the towns of Nova Scotia and Newfoundland in the far cold north"],
        ),
        (
            "“The school is open to all, and the mayor has paid for it,” he said",
            ["“The school is open to all, and the mayor has paid for it,” he said"],
        ),
        ("", [""]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in split_clauses(text)] == clauses


def test_places_are_of_the_text_as_given() -> None:
    text = "- Бірі келді [1].\n- Екіншісі кетті."
    found = [text[s.start : s.end] for s in split_statements(text)]
    assert found == ["Бірі келді [1].", "Екіншісі кетті."]


def test_a_huge_text_is_split() -> None:
    assert len(split_statements("It rained that day. " * 5000)) == 5000


def test_a_text_without_an_end_is_cut() -> None:
    assert len(split_statements("word " * 10_000)) > 1
