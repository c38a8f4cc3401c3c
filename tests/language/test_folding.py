from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.folding import (
    Script,
    fold_kazakh,
    fold_lookalikes,
    normalise,
    script_of,
)

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=60) | st.text(
    alphabet="аеёиҚҒІіXVI\u0301\u0306\u200b\u00ad ﬁⅧİ\ud800\x00«—", max_size=40
)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("ЁЛКА", "елка"),
        ("Бе\u0301лый", "белый"),
        ("и\u0306", "й"),
        ("со\u00adгла\u200bсие", "согласие"),
        ("İSTANBUL", "istanbul"),
        ("ҚАЗАҚСТАН ІС", "қазақстан іс"),
        ("«Бірлік» — “елдік”", '"бірлік" - "елдік"'),
        ("bi’ri‘nshi`", "bi'ri'nshi'"),
        ("ﬁnal Ⅷ １２", "final viii 12"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\x00b\ud800c", "a b c"),
        ("м²", "м²"),
        ("line\nbreak\tkept", "line\nbreak\tkept"),
        ("", ""),
    ],
)
def test_normalise(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


@given(ANY_TEXT)
def test_normalised_text_is_stable_and_can_be_encoded(text: str) -> None:
    found = normalise(text)
    assert normalise(found) == found
    found.encode("utf-8")


@given(ANY_TEXT)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold_lookalikes(text)) == len(text)
    assert len(fold_kazakh(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("XXVІ сессия", "XXVI сессия"),
        ("ХХVI", "XXVI"),
        ("ххvi", "XXVI"),
        ("ХХІ ғасыр", "XXI ғасыр"),
        ("ХУІІІ ғасыр", "XVIII ғасыр"),
        ("І Құрылтай", "I Құрылтай"),
        ("І. Есенберлин", "І. Есенберлин"),
        ("Х. Ахметов", "Х. Ахметов"),
        ("ХХVІ-шы", "XXVI-шы"),
        ("кoнференция", "конференция"),
        ("Cессия", "Сессия"),
        ("жиhан", "жиһан"),
        ("Yкімет", "Үкімет"),
        ("Yкраина", "Украина"),
        ("бiрлiк", "бірлік"),
        ("Аssembly", "Assembly"),
        ("іс", "іс"),
        ("COVID-тің", "COVID-тің"),
        ("iPhoneның", "iPhoneның"),
        ("мир", "мир"),
        ("СССР", "СССР"),
        ("", ""),
    ],
)
def test_lookalikes(text: str, folded: str) -> None:
    assert fold_lookalikes(text) == folded


def test_fold_kazakh() -> None:
    assert fold_kazakh("Әлеуметтік ғұмыр, қаһарман өңір үні") == (
        "Алеуметтик гумыр, кахарман онир уни"
    )


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("халық", Script.CYRILLIC),
        ("people 2022", Script.LATIN),
        ("What is құрылтай", Script.MIXED),
        ("首都", Script.OTHER),
        ("123 😀", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_script_of(text: str, script: Script) -> None:
    assert script_of(text) is script


@pytest.mark.parametrize("text", ["ХV" * 500_000, "aя" * 500_000, "а\u0301" * 500_000])
def test_a_megabyte_is_folded_in_linear_time(text: str) -> None:
    start = time.perf_counter()
    fold_lookalikes(text)
    normalise(text)
    assert time.perf_counter() - start < 10
