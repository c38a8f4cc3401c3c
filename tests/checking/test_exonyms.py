"""Countries and organisations that each language calls by another name."""

from __future__ import annotations

import pytest

from qa.checking.exonyms import find_exonyms


@pytest.mark.parametrize(
    ("key", "forms"),
    [
        ("usa", ("АҚШ-тың үкіметі", "правительство США", "a U.S. law", "the United States")),
        ("un", ("БҰҰ шешімі", "решение ООН", "a UN decision", "the United Nations")),
        ("china", ("Қытайдан", "в Китае", "from China")),
        ("germany", ("неміс тілі", "немецкий язык", "the German language")),
        ("korea-north", ("Солтүстік Кореяның", "Северной Кореи", "North Korea's")),
        ("supreme court", ("Жоғарғы Сотта", "в Верховном суде", "the Supreme Court")),
    ],
)
def test_forms_of_three_languages_meet(key: str, forms: tuple[str, ...]) -> None:
    assert [[found for found, _ in find_exonyms(form)] for form in forms] == [[key]] * len(forms)


@pytest.mark.parametrize("text", ["", "between us", "Easter in Westminster", "кто там", "ИНДИАНА"])
def test_other_words_are_none(text: str) -> None:
    assert find_exonyms(text) == ()


def test_places_are_of_the_text() -> None:
    text = "Оның Ресейдегі және АҚШ-тағы үйі"
    assert [text[start:end] for _, (start, end) in find_exonyms(text)] == ["Ресейдегі", "АҚШ"]
