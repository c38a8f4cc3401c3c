"""Common words meet across languages and endings; others have no meaning."""

from __future__ import annotations

import pytest

from qa.language.meanings import meanings


@pytest.mark.parametrize(
    ("kazakh", "russian", "english"),
    [
        ("жалақысы", "зарплату", "salaries"),
        ("мұғалімі", "учительница", "teacher"),
        ("қаласында", "городе", "cities"),
        ("телефоны", "телефона", "phone"),
        ("көлдің", "озеро", "Lakes"),
        ("компаниясы", "компанией", "company"),
    ],
)
def test_one_meaning_in_three_languages(kazakh: str, russian: str, english: str) -> None:
    assert meanings(kazakh) & meanings(russian) & meanings(english)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("зарплата", "актёр"),
        ("университет", "школа"),
        ("партия", "депутат"),
        ("город", "село"),
        ("инфляция", "налог"),
        ("зал", "здание"),
    ],
)
def test_different_things_have_different_meanings(one: str, another: str) -> None:
    assert meanings(one)
    assert not meanings(one) & meanings(another)


@pytest.mark.parametrize("word", ["", "Тоқаев", "которая", "ассамблея", "qwerty", "12"])
def test_other_words_have_none(word: str) -> None:
    assert meanings(word) == frozenset()


def test_kazakh_without_its_letters_means_the_same() -> None:
    assert meanings("жалакысы") == meanings("жалақысы") != frozenset()


def test_a_short_entry_is_a_whole_word() -> None:
    assert meanings("елдің") & meanings("country")
    assert meanings("cars") & meanings("машина")
    assert not meanings("сурет") & meanings("water")
    assert not meanings("carpet") & meanings("car")
