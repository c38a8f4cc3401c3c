"""Markdown to text."""

from __future__ import annotations

import pytest

from qa.documents.formats.layout import Heading
from qa.documents.formats.markdown import load_markdown

SOURCE = """---
title: "Жылдық есеп"
date: 2024-05-01
mood: good
---
# Есеп

Бұл **маңызды** [сілтеме](http://a.kz) мен
`код` бар жол.

## Бөлім

1. бір
2. екі

- нүкте

| а | ә |
|---|---|
| 1 | 2 |
"""


def test_everything() -> None:
    layout = load_markdown(SOURCE.encode())
    assert layout.text == (
        "Есеп\n\nБұл маңызды сілтеме мен код бар жол.\n\nБөлім\n1. бір\n2. екі\n• нүкте\n\n"
        "а | ә\n\n1 | 2"
    )
    assert layout.headings == (Heading(0, 4, 1), Heading(44, 49, 2))
    assert layout.metadata == {"encoding": "UTF-8", "title": "Жылдық есеп", "date": "2024-05-01"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("бір\r\n\r\nекі", "бір\n\nекі"),
        ("бір  \nекі", "бір\nекі"),
        ("3. үш\n4. төрт", "3. үш\n4. төрт"),
        ("<div>жасырын <b>сөз</b></div>", "жасырын сөз"),
        ("```\na < b\n```", "a < b"),
        ("> дәйексөз", "дәйексөз"),
        ("---\n\nсызық емес", "сызық емес"),
        ("сурет ![бала](a.png) бар", "сурет бала бар"),
        ("[" * 5000 + "а", "[" * 5000 + "а"),
        ("> " * 3000 + "а", None),
    ],
)
def test_cases(source: str, text: str | None) -> None:
    found = load_markdown(source.encode()).text
    assert found == text or text is None


@pytest.mark.parametrize(
    "source",
    ["&" * 100_000, "[" * 100_000, "![" * 50_000, "[a](" * 30_000, "*a_ " * 30_000, "<a " * 60_000],
)
def test_paragraphs_of_nothing_but_marks_stay_as_they_are(source: str) -> None:
    assert load_markdown(source.encode()).text == source.strip()


def test_unclosed_comments_and_html() -> None:
    assert load_markdown(b"<!--" * 50_000).text == ""
    source = "<table><tr><td>а<td><td>б</table>\n\n<p>в <!-- г --> д</p>"
    assert load_markdown(source.encode()).text == "а |  | б\n\nв  д"


def test_an_empty_cell_keeps_its_place() -> None:
    source = "|а|б|в|\n|-|-|-|\n|1||3|\n|&amp;|\\*|x<br>y|"
    assert load_markdown(source.encode()).text == "а | б | в\n\n1 |  | 3\n\n& | * | x y"


def test_notes_struck_words_and_tasks() -> None:
    text = (
        "Мәтін[^1] ~~сызылған~~ және[^аб] [^2].\n\n- [x] жасалды\n- [ ] жасалмады\n\n"
        "[^1]: Ескерту\n[^аб]: Екінші *ескерту*.\n"
    )
    assert load_markdown(text.encode()).text.split("\n\n") == [
        "Мәтін¹ сызылған және(аб) [^2].\n• ☒ жасалды\n• ☐ жасалмады",
        "¹ Ескерту",
        "(аб) Екінші ескерту.",
    ]
