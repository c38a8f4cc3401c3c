from __future__ import annotations

import pytest

from qa.language.events import event_kind, find_events
from qa.language.scopes import place_key
from tests.language.number_forms import forms


def read(text: str) -> list[tuple[str, str, str, str]]:
    return [(e.kind, e.number, e.level, e.place_key) for e in find_events(text)]


@pytest.mark.parametrize("number", [8, 26, 31])
def test_a_session_is_found_in_every_spelling_of_its_number(number: int) -> None:
    for form in forms(number):
        for text in (f"Ассамблеяның {form} сессиясында", f"{form} session", f"на {form} сессии"):
            assert read(text) == [("session", str(number), "", "")], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26 сессия АНК", [("session", "26", "", "")]),
        ("31 sessiya assamblei", [("session", "31", "", "")]),
        ("session 26", [("session", "26", "", "")]),
        ("26 сессия 2018", [("session", "26", "", "")]),
        ("session 2018", []),
        ("the third River Festival", [("festival", "3", "", "")]),
        ("the second Bishkek Summit", [("summit", "2", "", "")]),
        ("the third Anna Petrova forum", []),
        ("Статья № 5 Закона", [("article", "5", "", "")]),
        ("заңның 5-бабына", [("article", "5", "", "")]),
        ("VII Халықаралық форум", [("forum", "7", "", "")]),
        ("сегізінші съезд", [("congress", "8", "", "")]),
        ("20 жылдығын атап өтеміз", [("anniversary", "20", "", "")]),
        ("ХХХІV (34) сессиясында", [("session", "34", "", "")]),
        ("Қостанай облысының XXVII сессиясы", [("session", "27", "region", "kstn")]),
        ("Қостанай облыстық Ассамблеясының «Бірлік» атты 27-сессиясы",
         [("session", "27", "region", "kstn")]),
        ("27-я сессия Ассамблеи Костанайской области", [("session", "27", "region", "kstn")]),
        ("the Kostanay regional Assembly's 27th session", [("session", "27", "region", "kstn")]),
        ("облыс әкімі Ассамблеяның 34-сессиясында", [("session", "34", "", "")]),
        ("the 26th and 31st sessions", [("session", "26", "", ""), ("session", "31", "", "")]),
        ("на 26-й сессии, а кто — на 34-й?",
         [("session", "26", "", ""), ("session", "34", "", "")]),
        ("на круглом столе депутатов", [("round table", "", "", "")]),
        ("«дөңгелек үстел» өтті", [("round table", "", "", "")]),
        ("төрт секцияны қамтыды", []),
        ("прошло 26 сессий", []),
        ("they held 12 meetings", []),
        ("26", []),
        ("", []),
    ],
)  # fmt: skip
def test_events(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


def test_spans() -> None:
    text = "Кеше Ассамблеяның ХХVI сессиясы өтті"
    (event,) = find_events(text)
    assert text[event.start : event.end] == event.text == "ХХVI сессиясы"


def test_kinds_meet_across_languages() -> None:
    assert {event_kind(w) for w in ("сессиясында", "сессии", "session", "sessiya")} == {"session"}
    assert {event_kind(w) for w in ("отырыс", "заседание", "meeting")} == {"meeting"}
    assert event_kind("главный") == event_kind("тапсырма") == ""


def test_place_keys_meet_across_cases_and_languages() -> None:
    spellings = ("Түркістан", "Туркестан", "Туркестанской", "Turkistan", "Turkestan")
    assert {place_key(word) for word in spellings} == {"trkstn"}
