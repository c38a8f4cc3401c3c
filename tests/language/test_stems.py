from __future__ import annotations

import pytest

from qa.language.stems import stem
from qa.types import Language

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("сесси", "сессиясы сессиясында сессиясының сессияларда сессияға"),
        ("тапсырма", "тапсырма тапсырмалар тапсырмаларын тапсырмалары"),
        ("ассамблея", "Ассамблеяның Ассамблеясы ассамблеяда"),
        ("бала", "балалар балалардың балаға"),
        ("халк", "халқы халкы халқының халқын"),
        ("министрлик", "министрлік министрлігі министрлiгi"),
    ],
)
def test_kazakh_forms_share_a_stem(expected: str, words: str) -> None:
    found = {stem(word, KK)[:5] for word in words.split()}
    assert found == {expected[:5]} or found <= {expected[:5], expected[:4]}


def test_kazakh_stems_are_the_same_without_kazakh_letters() -> None:
    for proper, typed in (("қазақстанның", "казакстаннын"), ("кеңесінде", "кенесинде")):
        assert stem(proper, KK) == stem(typed, KK)


def test_snowball_for_russian_and_english() -> None:
    assert stem("сессиями", RU) == stem("сессию", RU)
    assert stem("instructions", EN) == "instruct"
    assert stem("Ёлки", RU) == stem("елки", RU)


@pytest.mark.parametrize("word", ["", "а", "ал", "ғғғ", "ың", "\ud800", "ж" * 10_000])
def test_odd_words(word: str) -> None:
    for language in Language:
        assert isinstance(stem(word, language), str)
