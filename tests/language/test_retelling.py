"""Values of one language in the words of another, or nothing where that is not certain."""

from __future__ import annotations

import pytest

from qa.language.retelling import retell
from qa.language.values import find_values
from qa.types import Language


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("60 мың отбасы", "en", "60,000"),
        ("60 мың отбасы", "ru", "60\u00a0000"),
        ("2025 жылғы 24 сәуірде", "en", "24 April 2025"),
        ("2025 жылғы 24 сәуірде", "ru", "24 апреля 2025 года"),
        ("29 April 2022", "kk", "2022 жылғы 29 сәуір"),
        ("в апреле 2019 года", "en", "April 2019"),
        ("April 2019", "ru", "апрель 2019 года"),
        ("5 мая", "tr", "5 Mayıs"),
        ("1995 жылы", "en", "1995"),
        ("с 2019 по 2021 год", "en", "2019–2021"),
        ("более 600 человек", "kk", "600 астам"),
        ("около 12 процентов", "en", "about 12%"),
        ("nearly 40 percent", "kk", "шамамен 40 %"),
        ("12,5 млрд тенге", "en", "12,500,000,000"),
        ("0.5 percent", "ru", "0,5 %"),
    ],
)
def test_a_value_is_told_in_another_language(text: str, language: str, told: str) -> None:
    assert retell(text, Language(language)) == told
    (original,), (again,) = find_values(text), find_values(told)
    assert (original.kind, original.value) == (again.kind, again.value)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Ерлан Қарин", "en", "Yerlan Karin"),
        ("Қасым-Жомарт Тоқаев", "en", "Kasym-Zhomart Tokaev"),
        ("С. Абдрахманов", "en", "S. Abdrakhmanov"),
        ("Пётр Щеглов", "en", "Pyotr Shcheglov"),
        ("Ерлан Жүсіп", "tr", "Yerlan Jüsip"),
    ],
)
def test_a_name_is_told_in_other_letters(text: str, language: str, told: str) -> None:
    assert retell(text, Language(language)) == told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Анна Сотова", "en"),  # perhaps of Anton Sotov
        ("Ерлан Қариннің", "en"),
        ("Ерлан Қарин", "ru"),
        ("Peter Lapin", "ru"),
        ("«Бірлік»", "en"),
        ("Школ: 2 | 540", "en"),
        ("8 and 9 July", "ru"),
        # Other words would be read back as another value, or none.
        ("26-я сессия", "en"),
        ("более 600 человек", "tr"),
        ("60 мың отбасы", "und"),
    ],
)
def test_what_is_not_certain_is_not_told(text: str, language: str) -> None:
    assert retell(text, Language(language)) == ""
