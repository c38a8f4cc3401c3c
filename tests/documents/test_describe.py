"""Titles, dates and authors that a text shows."""

from __future__ import annotations

import pytest

from qa.documents.describe import find_author, find_date, find_title, normal_date
from qa.documents.formats.layout import Heading
from qa.language.sentences import split_sentences
from qa.types import Language, Span


def title(text: str, headings: tuple[Heading, ...] = ()) -> tuple[str, Span | None]:
    return find_title(text, headings, split_sentences(text, Language.KAZAKH), "b/жиын-есебі_1.txt")


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        ("Кіріспе.\n\nБөлім\n\nМәтін.", (Heading(10, 15, 2),), ("Бөлім", Span(10, 15))),
        ("Жиын өтті\n\nМәтін осында.", (), ("Жиын өтті", Span(0, 9))),
        ("Жиын  өтті\nМәтін осында.", (), ("Жиын өтті", Span(0, 10))),
        # A first line that is a sentence, is alone, runs on, or is no words.
        ("Жиын өтті.\n\nМәтін осында.", (), ("жиын есебі 1", None)),
        ("Жиын өтті", (), ("жиын есебі 1", None)),
        ("Жиын туралы айта келе\nол ойын бөлісті. Соңы.", (), ("жиын есебі 1", None)),
        ("441\n\nМәтін осында.", (), ("жиын есебі 1", None)),
        ("а" * 251 + "\n\nМәтін.", (), ("жиын есебі 1", None)),
    ],
)
def test_title(text: str, headings: tuple[Heading, ...], expected: tuple[str, Span | None]) -> None:
    assert title(text, headings) == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Тақырып\n\n2021 жылғы 14-15 қазан Тараз қ.\n\nМәтін.", "2021-10-14/2021-10-15"),
        ("29 апреля 2022 года, Астана\nТекст.", "2022-04-29"),
        ("April 29, 2022\nText.", "2022-04-29"),
        ("18.01.2017\nТекст.", "2017-01-18"),
        ("2024-04-26\nТекст.", "2024-04-26"),
        ("24 сәуір 2025\nМәтін.", "2025-04-24"),
        # A date in a sentence is not the document's; nor an impossible one.
        ("29 апреля 2022 года Президент принял участие в работе сессии Ассамблеи.", ""),
        ("45.13.2022\nТекст.", ""),
        ("Мәтін.\n" * 7 + "18.01.2017", ""),
        ("", ""),
    ],
)
def test_date(text: str, date: str) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2018", "2018"),
        ("2022-04", "2022-04"),
        ("2021-10-14/2021-10-15", "2021-10-14/2021-10-15"),
        ("2024-04-26T10:00:00+05:00", "2024-04-26"),
        ("26.04.2024", "2024-04-26"),
        ("26 апреля 2024 г.", "2024-04-26"),
        ("recently", ""),
        ("20245", ""),
        ("", ""),
    ],
)
def test_normal_date(written: str, date: str) -> None:
    assert normal_date(written) == date


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Мәтін.\nАвтор: Б. Балаубаева.", "Б. Балаубаева"),
        ("By: J. Smith\nText.", "J. Smith"),
        ("Мәтін осында.\nБағдат Балабаев", "Бағдат Балабаев"),
        ("Мәтін осында.\nҚазақстан халқы", ""),
        ("Мәтін осында.\nБәрі аяқталды.", ""),
        ("", ""),
    ],
)
def test_author(text: str, author: str) -> None:
    assert find_author(text) == author
