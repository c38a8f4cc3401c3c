"""Nobody is called absent whom a document names, in whatever spelling and beside whatever word."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.absent import absent_people, names
from qa.questions.question import analyse
from qa.types import WHOLE_ARCHIVE
from tests.answering.prepared import shelf


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Сауле Ахметова", "Доярка Сауле Ахметова надоила больше всех."),
        ("Айгүл Серікова", "Кітапханашы Айгүл Серікова ертегі оқып берді."),
        ("Bolat Iskakov", "Driver Bolat Iskakov repaired the plough."),
        ("Болат Искаков", "Driver Bolat Iskakov repaired the plough."),
        ("Айгүл Серікова", "Дипломды Серікова Айгүл алды."),
        ("Болат Искаков", "Вчера Искаков выступил."),
        ("Учитель Болат Искаков", "Приехал Болат Искаков."),
    ],
)
def test_a_named_person_is_known(name: str, text: str) -> None:
    assert names(name, ["Ничего.", text])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Сауле Ахметова", "Приехала Дина Ахметова."),
        ("Сауле Ахметова", "Сауле пришла домой."),
        ("Ерлан Сапаров", "Пришёл Болат Искаков."),
    ],
)
def test_others_are_not(name: str, text: str) -> None:
    assert not names(name, [text])


def test_the_whole_archive_is_looked_through(tmp_path: Path) -> None:
    texts = {f"{i}.txt": f"Отчёт {i}\n\nСобрали {i} тонн зерна.\n" for i in range(12)}
    texts["last.txt"] = "Ферма\n\nДоярка Сауле Ахметова получила грамоту.\n"
    with shelf(tmp_path, texts) as made:
        asked = analyse("Что говорили о Сауле Ахметовой?")
        assert absent_people(asked, (), made.index, WHOLE_ARCHIVE) == []
        other = analyse("Что говорили о Ерлане Сапарове?")
        assert absent_people(other, (), made.index, WHOLE_ARCHIVE) == ["Ерлане Сапарове"]
