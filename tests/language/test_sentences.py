"""Sentences: exact cuts in three languages, and properties of every text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language.sentences import MAX_SENTENCE, split_sentences
from qa.types import Language

MARKED = Path(__file__).parent


def cut(text: str, language: str = "kk") -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, Language(language))]


def marked(name: str) -> list[tuple[str, str, list[str]]]:
    """(language, what it shows, sentences with the blanks between them) of a marked file."""
    parts = (MARKED / name).read_text(encoding="utf-8").split("\n### ")[1:]
    texts = []
    for part in parts:
        title, body = part.split("\n", 1)
        language, shows = title.split(": ", 1)
        texts.append((language, shows, body.strip("\n").split("‖")))
    return texts


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        pytest.param(language, sentences, id=f"{language} {shows}")
        for name in ("sentences_dev.txt", "sentences_test.txt")
        for language, shows, sentences in marked(name)
    ],
)
def test_marked_texts(language: str, sentences: list[str]) -> None:
    assert cut("".join(sentences), language) == [s.strip() for s in sentences]


def test_the_marked_texts_are_many() -> None:
    count = {"kk": 0, "ru": 0, "en": 0}
    for name in ("sentences_dev.txt", "sentences_test.txt"):
        for language, _, sentences in marked(name):
            count[language] += len(sentences)
    assert min(count.values()) >= 45
    assert sum(count.values()) >= 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A stop inside a word, a number or an address ends nothing.
        ("Сайт assembly.kz, пошта a.b@mail.kz, құны 3.5 теңге.", None),
        ("Депутаттар С. Абдрахманов, Ю.Ли, Н.Ә. Назарбаев қатысты.", None),
        ("Азаматтар (мұғалімдер, дәрігерлер т.б.) Астанада жиналды.", None),
        ("Бұл г. белгісі. Ол – грамм.", ["Бұл г. белгісі.", "Ол – грамм."]),
        # Nothing to cut.
        ("", []),
        ("  \n\t ", []),
        ("...", ["..."]),
        ("Астана", ["Астана"]),
        ("😀😀 🎉", ["😀😀 🎉"]),
        # A full stop is no end before a small letter.
        ("Олар және т.б\nсөз сөйледі", ["Олар және т.б\nсөз сөйледі"]),
        # A blank line always is one.
        ("Тақырып\n\nмәтін", ["Тақырып", "мәтін"]),
        # Other scripts' stops.
        ("今日は。明日は？", ["今日は。", "明日は？"]),
    ],
)
def test_single_cases(text: str, expected: list[str] | None) -> None:
    assert cut(text) == ([text] if expected is None else expected)


def test_meaning_of_an_abbreviation_depends_on_language() -> None:
    text = "Салмағы 5 г. Құмы жоқ."
    assert cut(text, "kk") == ["Салмағы 5 г.", "Құмы жоқ."]
    text = "Он живет в г. Тараз с мамой."
    assert cut(text, "ru") == [text]


def test_what_is_longer_than_any_sentence_is_cut_at_a_clause() -> None:
    text = "сөз, " * 2000
    pieces = cut(text)
    assert max(map(len, pieces)) <= MAX_SENTENCE
    assert all(piece.endswith(",") for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_megabyte_without_a_stop_is_cut_too() -> None:
    assert {len(piece) for piece in cut("а" * 900_000)} == {MAX_SENTENCE}


alphabet = st.text('аӘб. !?…\n\t\u00a0«»"()1-–:;,ABc[]•', max_size=120)


@given(alphabet | st.text(max_size=60), st.sampled_from(list(Language)))
@settings(max_examples=300, deadline=None)
def test_spans_hold_every_visible_character_once(text: str, language: Language) -> None:
    spans = split_sentences(text, language)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
