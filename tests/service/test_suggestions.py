"""Example questions made from titles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.service.suggestions import MAX_TITLE, suggest
from qa.types import Language
from tests.fake_archive import KAZAKH, RUSSIAN, summary_of


def test_each_language_asks_about_its_own_documents_where_it_can() -> None:
    found = suggest([summary_of(KAZAKH), replace(summary_of(RUSSIAN), title="Форум")])
    assert found == (
        "«Сессия» мәтінінде не айтылған?",
        "О чём говорится в тексте «Форум»?",
        "What does “Сессия” say?",
    )


def test_nothing_without_titles() -> None:
    assert suggest([]) == ()
    assert suggest([replace(summary_of(KAZAKH), title=" ")]) == ()


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("«Бірлік»  қоры", "Бірлік қоры"),
        ("сөз " * 50, "сөз " * 21 + "сөз…"),
        ("x" * 500, "x" * MAX_TITLE + "…"),
        ("бір, екі " + "x" * 100, "бір, екі…"),
    ],
)
def test_titles_are_shortened_at_a_word(title: str, shown: str) -> None:
    document = replace(summary_of(KAZAKH), title=title, language=Language.KAZAKH)
    assert suggest([document])[0] == f"«{shown}» мәтінінде не айтылған?"
