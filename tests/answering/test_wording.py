"""The words around quotations."""

from __future__ import annotations

import pytest

from qa.answering import wording
from qa.types import Language

SPOKEN = (Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            Language.KAZAKH,
            "Бұл сұрақтың жауабы мұрағаттан табылмады. Ешбір құжаттан табылмады: «40-сессия».",
        ),
        (
            Language.RUSSIAN,
            "В этом архиве нет ответа на вопрос. Ни в одном документе не найдено: «40-сессия».",
        ),
        (
            Language.ENGLISH,
            "This archive does not answer the question. Not found in any document: «40-сессия».",
        ),
    ],
)
def test_a_refusal_names_what_was_looked_for(language: Language, text: str) -> None:
    assert wording.refusal(language, ["40-сессия"], empty=False) == text


def test_a_refusal_says_no_more_than_it_knows() -> None:
    english = Language.ENGLISH
    assert wording.refusal(english, [], empty=False) == (
        "This archive does not answer the question."
    )
    assert wording.refusal(english, ["5th forum"], empty=True) == (
        "This archive does not answer the question. Not found in any document: «5th forum»."
    )
    assert wording.refusal(english, [], empty=False, lacking="time") == (
        "This archive does not answer the question. The nearest text does not say when."
    )
    assert wording.refusal(english, [], empty=True) == (
        "This archive does not answer the question. "
        "The archive is empty, or no document passes the filter."
    )


def test_braces_in_what_is_said_stay_as_they_are() -> None:
    assert wording.refusal(Language.ENGLISH, ["{0}", "{what}"], empty=False).endswith(
        "Not found in any document: «{0}», «{what}»."
    )


@pytest.mark.parametrize(
    "text", ["one", "several", "refusal", "empty", "courtesy", "no time", "no number", "no place"]
)
def test_every_text_differs_between_the_languages(text: str) -> None:
    assert len({wording.say(text, language) for language in SPOKEN}) == 3


def test_an_unknown_language_gets_english() -> None:
    assert wording.say("one", Language.OTHER) == "The archive says:"


def test_a_list_says_how_long_it_is() -> None:
    assert wording.say("list", Language.KAZAKH, count=8) == "Құжатта 8 тармақ аталған:"
    assert wording.say("list", Language.RUSSIAN, count=8) == "В документе перечислено 8 пунктов:"
    assert wording.say("list", Language.ENGLISH, count=8) == "The document lists 8 items:"
