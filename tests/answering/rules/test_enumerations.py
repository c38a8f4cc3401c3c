"""Which list is meant: told by its noun, then by its length, then by its introduction."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.rules.enumerations import list_nouns
from tests.answering.prepared import shelf

TWO_LISTS = """Собрание прошло

Глава назвал три принципа работы.
1) Честность.
2) Открытость.
3) Точность.

Затем он дал поручения жителям.
1) Починить мост.
2) Посадить сад.

Все разошлись.
"""


def quoted(folder: Path, question: str, *best: str) -> list[str]:
    with shelf(folder, {"a.txt": TWO_LISTS}) as archive:
        return [quotation.text for quotation in archive.quote(question, *best)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What did he instruct?", "дал поручения"),
        ("Қандай тапсырмалар берілді?", "поручил построить"),
        ("Какие приоритеты?", "Басымдықтар аталды"),
        ("Which sections?", "төрт секция"),
    ],
)
def test_a_noun_of_lists_is_one_in_all_languages(one: str, other: str) -> None:
    assert list_nouns(one) & list_nouns(other)


def test_nouns_in_titles_and_other_words_are_none() -> None:
    assert list_nouns("Программа «Пять инициатив» началась") == list_nouns("программа")
    assert list_nouns("Дождь шёл весь вечер") == frozenset()


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Какие поручения дал глава?", ["Починить мост.", "Посадить сад."]),
        ("What instructions did he give?", ["Починить мост.", "Посадить сад."]),
        ("Какие принципы он назвал?", ["Честность.", "Открытость.", "Точность."]),
        ("Какие три принципа он назвал?", ["Честность.", "Открытость.", "Точность."]),
    ],
)
def test_the_noun_tells_even_where_the_other_introduction_is_better(
    tmp_path: Path, question: str, items: list[str]
) -> None:
    assert quoted(tmp_path / "a", question, "Глава назвал", "Затем он") == items
    assert quoted(tmp_path / "b", question, "Затем он", "Глава назвал") == items


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Каково второе поручение?", ["Посадить сад."]),
        ("What was the third principle?", ["Точность."]),
    ],
)
def test_one_item_is_quoted_where_its_number_is_asked_for(
    tmp_path: Path, question: str, item: list[str]
) -> None:
    assert quoted(tmp_path, question, "Глава назвал") == item


def test_what_a_question_is_about_is_no_list_asked_for(tmp_path: Path) -> None:
    found = quoted(tmp_path, "Кому важны поручения?", "Все разошлись")
    assert found == ["Все разошлись."]


TARAZ = (
    "Конференция\n\nКонференция прошла в Липовке. Её работа включала четыре секции:\n"
    "1) роль местных органов в решении вопросов;\n2) предупреждение конфликтов в обществе;\n"
    "3) участие прессы в жизни общества.\n\n"
    "Среди участников были гости из Узбекистана, Турции и Венгрии. Погода стояла тёплая.\n"
)


def test_a_list_of_another_thing_is_not_quoted(tmp_path: Path) -> None:
    with shelf(tmp_path, {"a.txt": TARAZ}) as archive:
        quoted = archive.quote("Какие страны приняли участие в конференции?", "Её работа")
        assert not any(q.item for q in quoted)
        assert len(archive.quote("Какие секции были на конференции?", "Её работа")) == 3
