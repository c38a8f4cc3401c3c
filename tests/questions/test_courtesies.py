"""Greetings and thanks are told from questions."""

from __future__ import annotations

import pytest

from qa.questions.intent import only_courtesies
from qa.questions.question import analyse


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hi there!",
        "😀 Hello",
        "Good morning, how are you?",
        "Thank you very much",
        "many thanks, bye",
        "Спасибо большое, до свидания!!!",
        "Здравствуйте",
        "Добрый день!",
        "Сәлеметсіз бе!",
        "сәлеметсізбе",
        "Қайырлы таң, қалыңыз қалай?",
        "рақмет",
        "көп рахмет",
        "түсінікті",
        "salem",
        "ghbdtn",
    ],
)
def test_courtesies_ask_for_nothing(text: str) -> None:
    assert only_courtesies(analyse(text).spellings)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, who is the captain?",
        "Сәлем, «Беркут» қай қалада?",
        "Who said thanks?",
        "Алғыс айту күні",
        "Добрый",
        "good",
        "2023",
        "What?",
        "hi " * 9,
        "спасибо большое " * 100_000 + "x",
    ],
)
def test_anything_more_is_a_question(text: str) -> None:
    assert not only_courtesies([text])


def test_a_courtesy_is_one_in_any_reading() -> None:
    assert only_courtesies(["ghbdtn", "привет"])
    assert not only_courtesies([])
    assert not only_courtesies(["?!"])
