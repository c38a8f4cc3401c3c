"""Numbers written in full."""

from __future__ import annotations

import pytest

from qa.language.spelling import in_digits, spelled
from qa.language.values import find_values
from qa.types import Language


@pytest.mark.parametrize(
    ("number", "language", "cardinal", "ordinal", "digits"),
    [
        (1, "en", "One", "First", "1st"),
        (21, "en", "Twenty-one", "Twenty-first", "21st"),
        (40, "ru", "Сорок", "Сороковой", "40-й"),
        (22, "ru", "Двадцать два", "Двадцать второй", "22-й"),
        (4, "kk", "Төрт", "Төртінші", "4-ші"),
        (11, "kk", "Он бір", "Он бірінші", "11-ші"),
        (20, "kk", "Жиырма", "Жиырмасыншы", "20-шы"),
        (99, "kk", "Тоқсан тоғыз", "Тоқсан тоғызыншы", "99-шы"),
        (1000, "kk", None, None, "1000-шы"),
        (2, "tr", "İki", "İkinci", "2."),
        (100, "en", None, None, "100th"),
        (1, "und", None, None, None),
    ],
)
def test_numbers_in_full(
    number: int, language: str, cardinal: str | None, ordinal: str | None, digits: str | None
) -> None:
    given = Language(language)
    assert spelled(number, given, ordinal=False) == cardinal
    assert spelled(number, given, ordinal=True) == ordinal
    assert in_digits(number, given) == digits


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_is_written_is_read_as_the_same_ordinal(language: str) -> None:
    for number in range(2, 100):
        written = spelled(number, Language(language), ordinal=True) or ""
        found = find_values(f"{written} session, {written.lower()} сессия")
        assert str(number) in [value.value for value in found], written
