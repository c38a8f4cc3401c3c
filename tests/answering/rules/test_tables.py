"""Rows of tables with their headers, and the cell that is asked for."""

from __future__ import annotations

import pytest

from qa.answering.rules.counted import read_counted
from qa.answering.rules.tables import cell_asked_for, header_of, is_header, is_row
from qa.questions.question import analyse
from qa.types import Language, Span

HEADER, FIRST, SECOND = "Ауыл | Мектеп саны | Оқушы саны", "Ақбұлақ | 4 | 1 620", "Жаңатас | 7 | 3"
TEXT = f"Есеп\n\n{HEADER}\n\n{FIRST}\n\n{SECOND}\n\nСоңы."


def span(part: str, text: str = TEXT) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def test_rows_have_the_header_above_them() -> None:
    assert [is_row(line) for line in TEXT.split("\n\n")] == [False, True, True, True, False]
    assert header_of(TEXT, span(SECOND)) == header_of(TEXT, span(FIRST)) == span(HEADER)
    assert is_header(TEXT, span(HEADER))
    assert not is_header(TEXT, span(FIRST))
    assert header_of(TEXT, span("Соңы.")) is None


def test_a_table_that_begins_with_numbers_has_no_header() -> None:
    text = "Ақбұлақ | 4\n\nЖаңатас | 7"
    assert header_of(text, span("Жаңатас | 7", text)) is None
    years = "Species | 2021 | 2022\nSaiga | 10 | 12"
    assert header_of(years, span("Saiga | 10 | 12", years)) == Span(0, 21)


@pytest.mark.parametrize(
    ("question", "header", "row", "cell"),
    [
        ("Жаңатаста қанша мектеп бар?", HEADER, SECOND, ("Мектеп саны", "7")),
        ("How many schools are in Zhanatas?", HEADER, SECOND, ("Мектеп саны", "7")),
        ("Сколько мостов в Жанатасе?", HEADER, SECOND, None),
        ("How many saiga were there in 2022?", "Species | 2021 | 2022", "Saiga | 10 | 12",
         ("2022", "12")),
        ("Сколько стоит шахматный кружок?", "Кружок | Детей | Цена, тенге", "Шахматы | 7 | 900",
         ("Цена, тенге", "900")),
        # A row with a cell too few may have lost any of them.
        ("Жаңатаста қанша мектеп бар?", HEADER, "Жаңатас | 7", None),
    ],
)  # fmt: skip
def test_the_column_that_is_asked_for(
    question: str, header: str, row: str, cell: tuple[str, str] | None
) -> None:
    asked = analyse(question)
    counted = read_counted(asked.spellings[0], asked.language)
    assert cell_asked_for(asked, counted, header, row, Language.KAZAKH) == cell


def test_a_huge_table_is_read_in_time() -> None:
    text = "A | B\n" * 50_000
    assert header_of(text, Span(len(text) - 6, len(text) - 1)) is not None
