"""Line breaks: wrapped to a width, or ends of sentences."""

from __future__ import annotations

import textwrap

import pytest

from qa.language.lines import line_ends_sentence, paragraphs, trim
from qa.types import Span

PROSE = (
    "Ассамблея народа Казахстана создана для того, чтобы повысить престиж нашей модели "
    "гражданского общества не только внутри страны, но и далеко за ее пределами. Сегодня во всех "
    "регионах Казахстана работают Дома дружбы, которые объединяют жителей городов и сел."
)


@pytest.mark.parametrize("width", [30, 48, 72, 110])
def test_wrapped_prose_is_recognised_at_every_width(width: int) -> None:
    assert [wrapped for _, wrapped in paragraphs(textwrap.fill(PROSE, width))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Жиын өтті\nСөз сөйленді\nҚарар қабылданды\nҚонақтар тарады",
        "Ол келді\nбірақ кеш\nСосын кетті\nҮй бос қалды\nЕсік жабық",
        "Бір жол",
        "",
        # Verse: equal lines, each beginning with a capital.
        "Таң атты тауда\nЖел тынды жайлау жақта\nҚұс ұшты көлге асығып\nБала тұр ат қасында",
    ],
)
def test_lines_of_their_own_are_not_taken_for_wrapping(text: str) -> None:
    assert not any(wrapped for _, wrapped in paragraphs(text))


def test_short_paragraphs_go_by_the_whole_text() -> None:
    text = "\n\n".join(textwrap.fill(PROSE, 60) for _ in range(3)) + "\n\nСовет\nДома дружбы"
    assert [wrapped for _, wrapped in paragraphs(text)] == [True] * 4


def test_paragraph_spans_are_trimmed_and_in_order() -> None:
    text = "\n  бір\n \n\t\nекі\nүш  \n"
    spans = [span for span, _ in paragraphs(text)]
    assert [text[s.start : s.end] for s in spans] == ["бір", "екі\nүш"]


@pytest.mark.parametrize(
    ("text", "wrapped", "ends"),
    [
        ("Ол кетті\nБіз қалдық", False, True),
        ("Ол кетті\nбірақ келеді", False, False),
        ("Алматы,\nАстана", False, False),
        ("Міндеттер:\nбірлік", False, True),
        ("Бірлік;\nтатулық", False, True),
        ("Қазақстан\nРеспубликасы", True, False),
        ("бірінші\n1) жоспар", True, True),
        ("бірінші\n• жоспар", True, True),
        # In wrapped text a dash may have come first on its line by chance.
        ("Казахстан\n- наша Родина", True, False),
        ("- бірлік\n- татулық", True, True),
    ],
)
def test_line_breaks(text: str, wrapped: bool, ends: bool) -> None:
    at = text.index("\n")
    assert line_ends_sentence(text, at, Span(0, len(text)), wrapped) is ends


def test_trim() -> None:
    assert trim(" \u00a0а б\n", 0, 6) == Span(2, 5)
    assert trim(" \n ", 0, 3) is None
