"""Who holds the office asked for, by the words beside the name."""

from __future__ import annotations

import pytest

from qa.answering.rules.holders import holders, offices_asked, offices_in
from qa.language.identify import identify

CLUB = "Президент клуба — Марат Досов, главный тренер — Игорь Лаптев."
MEETING = (
    "Төрт адам сөйледі: Сәуле Қасымова, мектеп директоры Ерлан Тоқтаров және аудан әкімінің "
    "орынбасары Нұрлан Жақсыбеков."
)


@pytest.mark.parametrize(
    ("question", "offices"),
    [
        ("Кто президент клуба?", {"president"}),
        ("Кто сейчас главный тренер клуба?", {"coach"}),
        ("Who is the current director of the museum?", {"director"}),
        ("Мектептің директоры кім?", {"director"}),
        ("Кто заместитель акима района?", {"substitute"}),
        ("Аудан әкімінің орынбасары кім?", {"substitute"}),
        ("Кто руководит музеем?", {"head"}),
        ("Müzenin müdürü kim?", {"director"}),
        ("Müzenin müdür yardımcısı kim?", {"substitute"}),
        # A name, and no question word of Turkish.
        ("Was Kim president of the club?", set()),
        ("Кто заведующий музеем?", {"head"}),
        # An office elsewhere in the question is not asked for.
        ("Кто поздравил президента?", set()),
        ("Who replaced the minister?", set()),
        ("Когда избрали президента?", set()),
        ("", set()),
    ],
)
def test_the_office_asked_for(question: str, offices: set[str]) -> None:
    assert offices_asked(question, identify(question).language) == offices


@pytest.mark.parametrize(
    ("office", "text", "names"),
    [
        ("president", CLUB, ["Марат Досов"]),
        ("coach", CLUB, ["Игорь Лаптев"]),
        ("director", CLUB, []),
        ("director", MEETING, ["Ерлан Тоқтаров"]),
        ("substitute", MEETING, ["Нұрлан Жақсыбеков"]),
        ("mayor", MEETING, []),
        ("coach", "Главный тренер клуба «Барыс, Юг» — Сакен Омаров.", ["Сакен Омаров"]),
        ("head", "The head of the crew, Nurlan Abdiyev, is a captain.", ["Nurlan Abdiyev"]),
        ("director", "Пришли Пётр Лапин, директор школы, и Анна Сотова.", ["Пётр Лапин"]),
        ("mayor", "", []),
    ],
)
def test_an_office_belongs_to_the_name_beside_it(office: str, text: str, names: list[str]) -> None:
    assert [person.name for person in holders(text, frozenset((office,)))] == names


def test_a_deputys_office_is_not_the_chiefs() -> None:
    assert offices_in("заместитель министра") == {"deputy minister"}
    assert offices_in("министр") == {"minister"}
