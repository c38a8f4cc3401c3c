"""The words around quotations."""

from __future__ import annotations

import pytest

from qa.answering import frames
from qa.types import Language

SPOKEN = (Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            Language.KAZAKH,
            "Бұл мұрағатта сұраққа жауап жоқ. Мына шартқа сай құжат табылмады: 40-сессия. "
            "Тақырыбы жақын құжаттар: «Жиын»; «Форум».",
        ),
        (
            Language.RUSSIAN,
            "В этом архиве ответа на вопрос нет. Нет документа, где было бы: 40-сессия. "
            "Ближе всего по теме: «Жиын»; «Форум».",
        ),
        (
            Language.ENGLISH,
            "This archive does not answer the question. No document has: 40-сессия. "
            "Nearest in subject: «Жиын»; «Форум».",
        ),
    ],
)
def test_a_refusal_names_what_was_looked_for_and_what_is_near(
    language: Language, text: str
) -> None:
    assert frames.refusal(language, ["40-сессия"], ["Жиын", "Форум"]) == text


def test_a_refusal_says_no_more_than_it_knows() -> None:
    english = Language.ENGLISH
    assert frames.refusal(english, [], ["Forum"]) == (
        "This archive does not answer the question. Nearest in subject: «Forum»."
    )
    assert frames.refusal(english, ["5th forum"], []) == (
        "This archive does not answer the question. No document has: 5th forum."
    )
    assert frames.refusal(english, [], []) == (
        "This archive does not answer the question. "
        "The archive is empty, or no document passes the filter."
    )


def test_braces_in_what_is_said_stay_as_they_are() -> None:
    assert frames.refusal(Language.ENGLISH, ["{0}"], ["{what} {count}"]).endswith(
        "No document has: {0}. Nearest in subject: «{what} {count}»."
    )


@pytest.mark.parametrize("text", ["one", "several", "refusal", "empty"])
def test_every_text_differs_between_the_languages(text: str) -> None:
    assert len({frames.say(text, language) for language in SPOKEN}) == 3


def test_an_unknown_language_gets_english() -> None:
    assert frames.say("one", Language.OTHER) == "The archive says:"


def test_a_list_says_how_long_it_is() -> None:
    assert frames.say("list", Language.KAZAKH, count=8) == "Құжаттағы тізім, 8 тармақ:"
    assert frames.say("list", Language.RUSSIAN, count=8) == "Перечень из документа, пунктов: 8."
    assert frames.say("list", Language.ENGLISH, count=8) == "The document's list, 8 items:"
