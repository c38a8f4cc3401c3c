"""What a question is about, beside the words that any passage on the subject meets."""

from __future__ import annotations

import pytest

from qa.questions.intent import asks_nothing, read_asked_words
from qa.types import Span


def focus(text: str) -> str:
    span = read_asked_words(text).focus
    return text[span.start : span.end] if span else ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What was the budget of the conference?", "budget"),
        ("How many university departments took part?", "university departments"),
        ("What three mechanisms were named?", "mechanisms"),
        ("What was the third instruction?", "instruction"),
        ("Какую зарплату платит завод?", "зарплату платит"),
        ("Сколько человек живёт в городе?", "живёт"),
        ("Музей қай ғимаратта?", "ғимаратта"),
        # In Kazakh the question word may stand last.
        ("Қаланың әкімі кім?", "әкімі"),
        # Names say of whom, dates and people which kind of answer.
        ("What did Peter Lapin say about taxes?", "taxes"),
        ("В каком году построен мост?", "построен мост"),
        # Key words have no question word.
        ("бюджет конференции", "бюджет"),
        ("Who is Peter Lapin?", "Peter Lapin"),
        ("Когда это было?", ""),
        ("?", ""),
        ("", ""),
    ],
)
def test_the_focus_is_the_noun_beside_the_question_word(text: str, word: str) -> None:
    assert focus(text) == word


def test_the_words_to_be_met_are_neither_function_words_nor_set_aside() -> None:
    text = "Сколько мёда собрали на 26-й сессии в Липовке?"
    words = [text[a:b] for a, b in read_asked_words(text).content]
    assert words == ["мёда", "собрали", "26", "сессии", "Липовке"]
    aside = (Span(text.index("26"), text.index(" в Лип")),)
    words = [text[a:b] for a, b in read_asked_words(text, aside).content]
    assert words == ["мёда", "собрали", "Липовке"]


def test_long_and_odd_questions_are_read() -> None:
    assert len(read_asked_words("мёд " * 5000).content) == 5000
    assert read_asked_words("日本 の 首都 は？").focus is not None


@pytest.mark.parametrize("text", ["What", "кто?", "Қашан?", "Сколько?", "?!х", "where is it"])
def test_question_words_alone_ask_nothing(text: str) -> None:
    assert asks_nothing([text])


@pytest.mark.parametrize(
    "text", ["Кто директор?", "What happened in 1995?", "Тоқаев кім?", "сессия", "where is Taraz"]
)
def test_a_word_that_can_be_met_asks_something(text: str) -> None:
    assert not asks_nothing([text])


def test_one_reading_that_asks_is_enough() -> None:
    assert not asks_nothing(["кто", "кто директор"])
