"""Numbered parts are read as addresses, in every order and spelling; counts are none."""

from __future__ import annotations

import pytest

from qa.language.provisions import find_provisions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Что говорится в статье 5?", [("article", "5")]),
        ("15-бапта не айтылған?", [("article", "15")]),
        ("What does article 9 say?", [("article", "9")]),
        ("п. 3 ст. 7", [("clause", "3"), ("article", "7")]),
        ("§ 12", [("section", "12")]),
        ("глава II", [("chapter", "2")]),
        ("ІІ тарау", [("chapter", "2")]),
        ("пятая статья", [("article", "5")]),
        ("екінші тарау", [("chapter", "2")]),
        ("second chapter", [("chapter", "2")]),
        ("Art. 5 of the Act", [("article", "5")]),
        ("статья 5-1", [("article", "5-1")]),
        ("пп. 2 п. 4 статьи 31", [("subclause", "2"), ("clause", "4"), ("article", "31")]),
        ("15-ші бапта", [("article", "15")]),
        ("часть вторая статьи 3", [("clause", "2"), ("article", "3")]),
        ("7-бабының 2-тармағы", [("article", "7"), ("clause", "2")]),
        ("article 5(2)", [("article", "5"), ("clause", "2")]),
        ("в статьях 5 и 6", [("article", "5"), ("article", "6")]),
        ("4.2-тармақ", [("clause", "4.2")]),
        ("пункт 4.2", [("clause", "4.2")]),
        ("статья 7 2019 года", [("article", "7")]),
        ("12 пункт", [("clause", "12")]),
        ("в 2019 году статья вышла", []),
        ("6 points were made", []),
        ("5 статей", []),
        ("в 3 пунктах", []),
        ("", []),
    ],
)
def test_addresses(text: str, found: list[tuple[str, str]]) -> None:
    assert [(p.kind, p.number) for p in find_provisions(text)] == found


def test_a_provision_knows_its_place() -> None:
    text = "Согласно ст. 31, п. 4"
    assert [text[p.start : p.end] for p in find_provisions(text)] == ["ст. 31", "п. 4"]
