from __future__ import annotations

import pytest

from qa.language.people import find_people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Сессияны Қасым-Жомарт Тоқаев ашты.", [("Қасым-Жомарт Тоқаев", "")]),
        (
            "Төрағалық еткен Қасым-Жомарт Кемелұлы Тоқаев.",
            [("Қасым-Жомарт Кемелұлы Тоқаев", "Төрағалық еткен")],
        ),
        ("Казахстана Касым-Жомарт Кемелевич Токаев", [("Касым-Жомарт Кемелевич Токаев", "")]),
        ("Казахстана Иван Петрович Сидоров", [("Иван Петрович Сидоров", "")]),
        ("Кеңесті Қ.-Ж. Тоқаев өткізді.", [("Қ.-Ж. Тоқаев", "")]),
        ("Депутат Осин выступил.", [("Осин", "Депутат")]),
    ],
)
def test_people_with_their_whole_names(text: str, people: list[tuple[str, str]]) -> None:
    found = find_people(text)
    assert [(person.name, person.role) for person in found] == people
    assert all(text[person.start : person.end] == person.name for person in found)
