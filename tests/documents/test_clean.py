"""Cleaning: real dirt goes, sentences stay byte for byte, and the report is exact."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.documents.clean import Dropped, clean


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        # Word residue.
        ("[bookmark: _GoBack]Депутаттар қатысты.", "Депутаттар қатысты."),
        ("Есеп{ PAGE \\* MERGEFORMAT } дайын.", "Есеп дайын."),
        ('Сайт { HYPERLINK "http://a.kz" } ашық.', "Сайт  ашық."),
        ("Ескерту [1] және [жоба: 2] қалады.", "Ескерту [1] және [жоба: 2] қалады."),
        # Blanks: at the edges and in layout, never single or double inside a sentence.
        ("  бір екі \u00a0\nүш\t ", "бір екі\nүш"),
        ("14-15 қазан                Тараз қ.", "14-15 қазан Тараз қ."),
        ("аккредитацию\u00a0 объединений", "аккредитацию\u00a0 объединений"),
        ("Б.\u00a0Сапарбаев,  В.Щербина", "Б.\u00a0Сапарбаев,  В.Щербина"),
        # Words spaced out to be seen; letters that stand alone stay.
        ("П Р И К А З Ы В А Ю:\n1. Утвердить", "ПРИКАЗЫВАЮ:\n1. Утвердить"),
        ("Қ А У Л Ы  № 5", "ҚАУЛЫ  № 5"),
        ("П Р И К А З   М И Н И С Т Р А", "ПРИКАЗ МИНИСТРА"),
        ("Т е м а  д н я", "Тема дня"),
        ("Группы А Ә Б В Г Ғ Д и A B C D E", "Группы А Ә Б В Г Ғ Д и A B C D E"),
        ("Он и я к о всем, с x y z x и О. И. К. Л.", "Он и я к о всем, с x y z x и О. И. К. Л."),
        # Invisible characters.
        ("бір\u00adлік тату\u200bлық \ufeffел\u202e", "бірлік татулық ел"),
        ("бі\u200dр \u0007екі\x00", "бір екі"),
        ("👩\u200d🔬 зерттейді", "👩\u200d🔬 зерттейді"),
        # Line ends.
        ("бір\r\nекі\rүш\x0bтөрт", "бір\nекі\nүш\nтөрт"),
        ("бір\u2028екі\u2029үш", "бір\nекі\n\nүш"),
        ("\n\nбір\n\n\n\n\nекі\n\n", "бір\n\nекі"),
        # Hyphenation over lines.
        ("қоғамдық келі-\nсім туралы", "қоғамдық келісім туралы"),
        ("қоғамдық келі-  \n  сім туралы", "қоғамдық келісім туралы"),
        ("социально-\nэкономический план", "социально-экономический план"),
        ("іс-шара өтті, тағы бір іс-\nшара болды", "іс-шара өтті, тағы бір іс-шара болды"),
        ("солтүстік-\nҚазақстан", "солтүстік-\nҚазақстан"),
        ("2022-\n2025", "2022-\n2025"),
        ("", ""),
        ("\u200b\u00ad", ""),
    ],
)
def test_table(dirty: str, expected: str) -> None:
    assert clean(dirty).text == expected


def test_report_names_kind_text_and_line() -> None:
    text = "Тақырып\n\n441\n\n[bookmark: _GoBack]Мәтін басталды.\nКелі-\nсім     бар.\n\nСоңы."
    assert clean(text).dropped == (
        Dropped("view counter", "441", 3),
        Dropped("field code", "[bookmark: _GoBack]", 5),
        Dropped("hyphenation", "-", 6),
        Dropped("blanks", "4 characters", 0),
    )


def test_a_newspaper_head() -> None:
    text = (
        "Сегодня: 26.04.2024\n"
        "Регистрация: в Министерстве информации. Свидетельство №1-Г от 18.01.2017 года\n\n"
        "Город отметил праздник.\n\nВечером прошел концерт.\n\nГости разъехались."
    )
    cleaned = clean(text)
    assert cleaned.text.startswith("Регистрация: в Министерстве")
    assert [cleaned.text[s.start : s.end] for s in cleaned.furniture] == [
        "Регистрация: в Министерстве информации. Свидетельство №1-Г от 18.01.2017 года"
    ]


def test_places_are_followed_through_every_rule() -> None:
    text = (
        "[bookmark: _GoBack]  Бірінші бөлім  \r\n\r\n\r\n\r\n441\r\n\r\n"
        "Екін\u00adші     бөлім\r\nмәтін\r\nсоңы"
    )
    cleaned = clean(text)
    start = text.index("Екін")
    end = text.index("бөлім", start) + len("бөлім")
    assert cleaned.text[cleaned.locate(start) : cleaned.locate(end)] == "Екінші бөлім"
    assert cleaned.locate(0) == 0
    assert cleaned.locate(len(text)) == len(cleaned.text)


@given(st.text("аб \u00a0\n\r\t-\u00ad\u200b[]441:.", max_size=80) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_places_stay_inside_and_in_order(text: str) -> None:
    cleaned = clean(text)
    places = [cleaned.locate(offset) for offset in range(len(text) + 1)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] == len(cleaned.text)


@given(st.text("абв \u00a0\n-\u00ad\u200b.,", max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_ever_lost(text: str) -> None:
    letters = [character for character in text if character.isalpha()]
    assert [character for character in clean(text).text if character.isalpha()] == letters
