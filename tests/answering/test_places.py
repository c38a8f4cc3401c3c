"""Words that say where, in three languages."""

from __future__ import annotations

import pytest

from qa.answering.places import find_place_words


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
