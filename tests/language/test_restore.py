from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa.language.folding import fold_kazakh, normalise
from qa.language.restore import KazakhRestorer, common_spelling
from qa.types import Language

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("kk-*.txt"))


def _words(path: Path) -> list[str]:
    return re.findall("[\u0400-\u052f]+", normalise(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("когамдык келисимди", "қоғамдық келісімді"),
        ("КОГАМ Билим", "ҚОҒАМ Білім"),
        ("2022 жылгы XXVI сессия", "2022 жылғы XXVI сессия"),
        ("қоғам жане", "қоғам және"),
        ("hello 😀 \x00\ud800", "hello 😀 \x00\ud800"),
        ("", ""),
    ],
)
def test_restore(text: str, restored: str) -> None:
    assert KazakhRestorer(["қоғамдық", "жылғы"]).restore(text) == restored


def test_the_more_frequent_spelling_wins() -> None:
    assert KazakhRestorer(["құрдым", "құрдым", "күрдім"]).restore("курдым") == "құрдым"
    assert KazakhRestorer(["құрдым", "күрдім", "күрдім"]).restore("курдым") == "күрдім"


def test_an_unseen_word_is_spelled_by_its_neighbours() -> None:
    restorer = KazakhRestorer(["қаһармандық", "батырлық", "шыншылдық"])
    assert restorer.restore("ұстамдылык батылдык") == "ұстамдылык батылдық"


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_most_words_of_a_document_come_back_from_the_others(path: Path) -> None:
    restorer = KazakhRestorer(word for other in CORPUS if other != path for word in _words(other))
    words = _words(path)
    right = sum(restorer.restore(fold_kazakh(word)) == word for word in words)
    untouched = sum(fold_kazakh(word) == word for word in words)
    assert right / len(words) >= 0.84
    assert untouched / len(words) <= 0.4


@pytest.mark.parametrize(
    ("word", "language", "common"),
    [
        ("халкы", Language.KAZAKH, "халқы"),
        ("констітуціянын", Language.KAZAKH, "конституциянын"),
        ("презіденттің", Language.KAZAKH, "президенттің"),
        ("скажыте", Language.RUSSIAN, "скажите"),
        ("деятелност", Language.RUSSIAN, "деятельность"),
        ("абвгд", Language.RUSSIAN, None),
    ],
)
def test_common_spelling(word: str, language: Language, common: str | None) -> None:
    assert common_spelling(word, language) == common


def test_a_word_without_end_is_looked_up_in_time() -> None:
    assert common_spelling("а" * 200_000, Language.KAZAKH) is None
