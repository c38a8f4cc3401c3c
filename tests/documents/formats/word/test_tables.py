"""Tables: each cell in its column, and those that only lay out a page."""

from __future__ import annotations

import time

import pytest

from qa.documents.formats.docx import load_docx
from tests.documents.word_files import cell, paragraph, row, table, word_file

DOWN = '<w:vMerge w:val="restart"/>'
GOES_ON = "<w:vMerge/>"


def across(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([row("а", "", "в"), row("", "б", "")], "а |  | в\n\n | б | "),
        ([row("", ""), row("а", "б")], "а | б"),
        (
            [row(cell("Рейс", DOWN), "будни"), row(cell("", GOES_ON), "выходные")],
            "Рейс | будни\n\nРейс | выходные",
        ),
        # Across the head of a table over each column, elsewhere once.
        (
            [row("А", cell("Б", across(2))), row(cell("Итого", across(2)), "5")],
            "А | Б | Б\n\nИтого |  | 5",
        ),
        ([row("а", "б"), row(cell("раздел", across(2)))], "а | б\n\nраздел"),
        (
            [row("а", "б", "в"), row("г", properties='<w:gridBefore w:val="2"/>')],
            "а | б | в\n\n |  | г",
        ),
        (
            [row("а", "б", "в"), row("г", "д", properties='<w:gridAfter w:val="1"/>')],
            "а | б | в\n\nг | д | ",
        ),
        ([row("а", "б"), row("в", "г", properties="<w:hidden/>")], "а | б"),
        (
            [row("Село", cell(table(row("Врач", "Досов"), row("Сестра", "Битова"))))],
            "Село | Врач – Досов; Сестра – Битова",
        ),
        ([row(cell(paragraph("строка 1") + paragraph("строка 2")), "б")], "строка 1 строка 2 | б"),
    ],
)
def test_rows(rows: list[str], text: str) -> None:
    assert load_docx(word_file(table(*rows, columns=3))).text == text


def test_a_table_that_frames_a_text() -> None:
    inner = table(row("а", "б"), row("в", "г"))
    body = table(row(cell(paragraph("Первый.") + inner + paragraph("Второй."))))
    assert load_docx(word_file(body)).text == "Первый.\n\nа | б\n\nв | г\n\nВторой."


def test_running_text_in_columns_is_read_cell_by_cell() -> None:
    left, right = "Мәтін осында. " * 20, "Текст здесь. " * 20
    found = load_docx(word_file(table(row("1", cell(left), cell(right))))).text
    assert found == f"1\n\n{left}\n\n{right}"


def test_a_long_merged_cell_is_not_said_again() -> None:
    long = "слово " * 50
    rows = [row(cell(long, DOWN), "1")] + [row(cell("", GOES_ON), str(n)) for n in range(2, 900)]
    found = load_docx(word_file(table(*rows, columns=2))).text
    assert found.count("слово") == 50
    assert found.endswith("\n\n | 899")


@pytest.mark.parametrize("span", ["2000000000", "20000000", "-5", "x", "99999999999999999999"])
def test_spans_are_bounded(span: str) -> None:
    started = time.perf_counter()
    body = table(row(cell("а", across(span)), "б"), row("в", "г"))  # type: ignore[arg-type]
    found = load_docx(word_file(body)).text
    assert time.perf_counter() - started < 2
    assert found.startswith("а | ")
    assert len(found) < 400


def test_many_rows_below_a_merged_cell() -> None:
    rows = [row(cell("слово", DOWN))] + [row(cell("", GOES_ON)) for _ in range(2000)]
    assert load_docx(word_file(table(*rows))).text.count("слово") == 2001
