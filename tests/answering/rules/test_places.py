"""Words that say where, in three languages."""

from __future__ import annotations

import pytest

from qa.answering.rules.places import asks_building, find_place_words, names_building


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Көрме Тараз қаласында өтті.", {"калас"}),
        ("Форум Астанада ашылды.", {"астан"}),
        ("Тараз қ. өткен жиын", {"тараз"}),
        ("Съезд прошёл в Липовке.", {"липов"}),
        ("В столице работает музей.", {"столи"}),
        ("The fair was held in Aksu Bay.", {"aksu"}),
        ("They met in the old palace.", {"palac"}),
        ("Мемлекет басшысы баса айтты.", set()),
        ("Он сказал, что рад.", set()),
        ("It began in May 2019.", set()),
        ("", set()),
    ],
)
def test_what_says_where(text: str, words: set[str]) -> None:
    assert find_place_words(text) == words


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("In which hall did they meet?", True),
        ("Конференция қай ғимаратта өтті?", True),
        ("В каком здании прошла сессия?", True),
        ("In which city did they meet?", False),
        ("Where did they meet?", False),
        ("", False),
    ],
)
def test_a_building_is_asked_for(question: str, asked: bool) -> None:
    assert asks_building(question) is asked


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Жиын Бейбітшілік және келісім сарайында өтті.", True),
        ("Они встретились во Дворце мира.", True),
        ("They met in the Palace of Peace.", True),
        ("Жиын Таразда өтті.", False),
        ("", False),
    ],
)
def test_a_building_is_named(text: str, named: bool) -> None:
    assert names_building(text) is named
