"""Lists: introduction, items in order, and nothing after the last item."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.documents.lists import ItemList, find_lists
from qa.language.sentences import split_sentences
from qa.types import Language, Span


class Shown(NamedTuple):
    introduction: str | None
    markers: list[str]
    heads: list[str]
    items: list[str]


def lists_of(text: str, language: Language = Language.KAZAKH) -> tuple[ItemList, ...]:
    return find_lists(text, split_sentences(text, language), language)


def shown(text: str, language: Language = Language.KAZAKH) -> list[Shown]:
    def of(span: Span) -> str:
        return text[span.start : span.end]

    return [
        Shown(
            of(found.introduction) if found.introduction else None,
            [of(item.marker) for item in found.items],
            [of(item.head) for item in found.items],
            [of(item.span) for item in found.items],
        )
        for found in lists_of(text, language)
    ]


SPEECH = """Төраға үш тапсырма берді.
«Бірінші
Мектеп салынсын
Жер бөлінді
Екінші
Жол жөнделсін.
Үшінші
Су тартылсын
Бұл – «Ауыз су» бағдарламасының ісі
Қаражат бар» деді төраға.
Жиынға үш жүз адам қатысты
Кеш концертпен аяқталды"""


def test_ordinals_alone_on_their_lines_inside_a_quotation() -> None:
    [found] = shown(SPEECH)
    assert found.introduction == "Төраға үш тапсырма берді."
    assert found.markers == ["Бірінші", "Екінші", "Үшінші"]
    assert found.heads == ["Мектеп салынсын", "Жол жөнделсін.", "Су тартылсын"]
    assert found.items == [
        "Бірінші\nМектеп салынсын\nЖер бөлінді",
        "Екінші\nЖол жөнделсін.",
        "Үшінші\nСу тартылсын\nБұл – «Ауыз су» бағдарламасының ісі\nҚаражат бар» деді төраға.",
    ]


def test_without_quotation_marks_the_last_item_is_no_longer_than_the_others() -> None:
    text = SPEECH.replace("«Бірінші", "Бірінші").replace("Қаражат бар» деді төраға.", "Қаражат бар")
    [found] = shown(text)
    assert found.items[-1] == "Үшінші\nСу тартылсын\nБұл – «Ауыз су» бағдарламасының ісі"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param(
            "Жұмыс үш секцияны қамтыды:\n\n1) бірінші рөл;\n\n2) екінші рөл;\n\n3) соңғы рөл.\n\n"
            "Қатысушылар тарады.",
            Language.KAZAKH,
            Shown(
                "Жұмыс үш секцияны қамтыды:",
                ["1)", "2)", "3)"],
                ["бірінші рөл", "екінші рөл", "соңғы рөл."],
                ["1) бірінші рөл;", "2) екінші рөл;", "3) соңғы рөл."],
            ),
            id="numbers with brackets in paragraphs",
        ),
        pytest.param(
            "Міндет көп. Біріншіден, мектеп керек. Ол үлкен болсын. Екіншіден, жол керек. "
            "Ол да қажет. Бұл – бәрі. Кеш аяқталды.",
            Language.KAZAKH,
            Shown(
                "Міндет көп.",
                ["Біріншіден", "Екіншіден"],
                ["Біріншіден, мектеп керек.", "Екіншіден, жол керек."],
                [
                    "Біріншіден, мектеп керек. Ол үлкен болсын.",
                    "Екіншіден, жол керек. Ол да қажет.",
                ],
            ),
            id="adverbs in one paragraph",
        ),
        pytest.param(
            "Задачи совета: 1) строить дома; 2) чинить дороги; 3) сажать лес. Совет работает.",
            Language.RUSSIAN,
            Shown(
                "Задачи совета:",
                ["1)", "2)", "3)"],
                ["строить дома", "чинить дороги", "сажать лес."],
                ["1) строить дома;", "2) чинить дороги;", "3) сажать лес."],
            ),
            id="inside one sentence",
        ),
        pytest.param(
            "Причин две. Во-первых, мало воды. Во-вторых, нет дорог.\n\nНужны деньги.",
            Language.RUSSIAN,
            Shown(
                "Причин две.",
                ["Во-первых", "Во-вторых"],
                ["Во-первых, мало воды.", "Во-вторых, нет дорог."],
                ["Во-первых, мало воды.", "Во-вторых, нет дорог."],
            ),
            id="Russian adverbs",
        ),
        pytest.param(
            "Президент назвал меры.\nПервое. Построить школу.\nВторое. Открыть музей.\n\n"
            "Зал хлопал.",
            Language.RUSSIAN,
            Shown(
                "Президент назвал меры.",
                ["Первое", "Второе"],
                ["Построить школу.", "Открыть музей."],
                ["Первое. Построить школу.", "Второе. Открыть музей."],
            ),
            id="Russian ordinals as sentences",
        ),
        pytest.param(
            "The plan:\n1. Build the school.\n2. Repair the road.\nIt was approved.",
            Language.ENGLISH,
            Shown(
                "The plan:",
                ["1.", "2."],
                ["Build the school.", "Repair the road."],
                ["1. Build the school.", "2. Repair the road."],
            ),
            id="numbers with stops on lines",
        ),
        pytest.param(
            "He gave reasons. First, it is cheap. Second, it is fast. Finally he left.",
            Language.ENGLISH,
            Shown(
                "He gave reasons.",
                ["First", "Second"],
                ["First, it is cheap.", "Second, it is fast."],
                ["First, it is cheap.", "Second, it is fast."],
            ),
            id="English ordinals",
        ),
        pytest.param(
            "Совет решил:\n- открыть школу;\n- закрыть рынок.\nВсе согласны.",
            Language.RUSSIAN,
            Shown(
                "Совет решил:",
                ["-", "-"],
                ["открыть школу", "закрыть рынок."],
                ["- открыть школу;", "- закрыть рынок."],
            ),
            id="dashes",
        ),
        pytest.param(
            "Жобалар\n• «Елтану»\n• «Бала»\n\nБәрі орындалды.",
            Language.KAZAKH,
            Shown("Жобалар", ["•", "•"], ["«Елтану»", "«Бала»"], ["• «Елтану»", "• «Бала»"]),
            id="bullets",
        ),
        pytest.param(
            "Бағыттар бар. Бірінші бағыт – тіл. 2-ші бағыт – жастар. Үшінші – медиация.",
            Language.KAZAKH,
            Shown(
                "Бағыттар бар.",
                ["Бірінші", "2-ші", "Үшінші"],
                ["Бірінші бағыт – тіл.", "2-ші бағыт – жастар.", "Үшінші – медиация."],
                ["Бірінші бағыт – тіл.", "2-ші бағыт – жастар.", "Үшінші – медиация."],
            ),
            id="ordinals with what they count",
        ),
        pytest.param(
            "Заң\n\nI. Жалпы\n\nМәтін бар. Тағы бар.\n\nII. Мақсат\n\nМәтін осы.\n\nҚол қойды",
            Language.KAZAKH,
            Shown(
                "Заң",
                ["I.", "II."],
                ["Жалпы", "Мақсат"],
                ["I. Жалпы\n\nМәтін бар. Тағы бар.", "II. Мақсат\n\nМәтін осы."],
            ),
            id="numbered headings",
        ),
        pytest.param(
            "а) бірлік;\nб) татулық.",
            Language.KAZAKH,
            Shown(None, ["а)", "б)"], ["бірлік", "татулық."], ["а) бірлік;", "б) татулық."]),
            id="letters, no introduction",
        ),
    ],
)
def test_styles(text: str, language: Language, expected: Shown) -> None:
    assert shown(text, language) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Бірінші\nорын алды",
        "Бірінші сессия өтті. Екінші сессия болады.",
        "Первый президент приехал. Второй уехал.",
        "First place went to Astana. Second place went to Taraz.",
        "2) екі\n3) үш",
        "1) бір\n3) үш",
        "– Қайда барасың?\n– Үйге, – деді ол.",
        "— Вы придете?\n— Да.\n— Хорошо.",
        "Казахстан - наша Родина.\nМы - народ.",
        "В 1995 году. В 1996 году.",
    ],
)
def test_what_is_no_list(text: str) -> None:
    assert shown(text) == []


def test_two_lists_and_a_nested_one() -> None:
    text = (
        "Бөлімдер:\n1) жалпы;\nа) мақсат;\nб) міндет;\n2) ерекше.\n\n"
        "Тараулар:\n1) бірінші тарау;\n2) екінші тарау."
    )
    found = shown(text)
    assert [f.introduction for f in found] == ["Бөлімдер:", "1) жалпы;", "Тараулар:"]
    assert [len(f.items) for f in found] == [2, 2, 2]
    assert found[0].items == ["1) жалпы;\nа) мақсат;\nб) міндет;", "2) ерекше."]


LINES = """Бірінші|«Бірінші|Екінші|1) бір;|2) екі.|1. Бір|2. Екі|• нүкте|- сызық|Мәтін бар.|
сөз» деді|Біріншіден, бір.|Екіншіден, екі.|а) а;|б) ә: 1) а; 2) б||(|Во-первых, да."""


@given(st.lists(st.sampled_from(LINES.replace("|\n", "|").split("|")), max_size=14))
@settings(max_examples=300, deadline=None)
def test_items_are_in_order_inside_the_text_and_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    for found in lists_of(text):
        assert [item.number for item in found.items] == list(range(1, len(found.items) + 1))
        assert len(found.items) >= 2
        end = 0
        for item in found.items:
            assert end <= item.span.start <= item.marker.start < item.marker.end <= item.span.end
            assert item.span.start <= item.head.start <= item.head.end <= item.span.end
            end = item.span.end
        if found.introduction:
            assert found.introduction.end <= found.items[0].span.start
