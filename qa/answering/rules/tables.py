"""Rows of tables: what their columns are called, and which cell a question means.

Reading writes a row as `cell | cell` on a line of its own, so what a cell is
stands in another line: the first of the table.  A row alone says `7`; with its
header it says `schools: 7`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from qa.answering.rules.counted import Counted, same_noun
from qa.answering.rules.typed import counts_what_is_asked, wants_money
from qa.language.tokens import tokenize
from qa.language.values import ValueKind, find_values
from qa.questions.question import Question
from qa.types import Language, Span

BAR = " | "
_DIGIT = re.compile(r"\d")
_LINE_BELOW = re.compile(r"\s*(\S.*)")
_YEAR = re.compile(r"\D{0,3}(?:19|20)\d\d\D{0,6}")
# A table is read upwards so many rows at most.
_MOST_ROWS = 400


def is_row(text: str) -> bool:
    """Whether a sentence is a row of a table."""
    return BAR in text and "\n" not in text


@lru_cache(maxsize=256)  # each keeps a whole document in memory
def header_of(text: str, row: Span) -> Span | None:
    """The line that names the columns of a row's table; None for no row, or no such line."""
    if not is_row(text[row.start : row.end]):
        return None
    first, end = row, row.start
    for _ in range(_MOST_ROWS):
        while end and text[end - 1].isspace():
            end -= 1
        start = text.rfind("\n", 0, end) + 1
        if not is_row(text[start:end]):
            break
        first, end = Span(start, end), start
    cells = text[first.start : first.end].split(BAR)
    named = all(not _DIGIT.search(cell) or _YEAR.fullmatch(cell.strip()) for cell in cells)
    return first if named else None


def is_header(text: str, row: Span) -> bool:
    """Whether a row names the columns of those below it."""
    below = _LINE_BELOW.match(text, row.end)
    return below is not None and is_row(below[1]) and header_of(text, row) == row


def cell_asked_for(
    question: Question, counted: Counted, header: str, row: str, language: Language
) -> tuple[str, str] | None:
    """The only column whose name says what is counted, and the row's cell in it."""
    return cell_of(lambda name: _names(question, counted, name, language), header, row)


def cell_of(meant: Callable[[str], bool], header: str, row: str) -> tuple[str, str] | None:
    """The only column whose name is meant, the first aside, and the row's cell in it; None
    where cells are missing."""
    names, cells = header.split(BAR), row.split(BAR)
    if len(names) != len(cells):
        return None
    columns = [
        (name.strip(), cell.strip())
        for name, cell in zip(names[1:], cells[1:], strict=True)
        if meant(name)
    ]
    return columns[0] if len(columns) == 1 else None


def _names(question: Question, counted: Counted, name: str, language: Language) -> bool:
    """Whether a column's name is the noun that is counted, money or the year asked about."""
    if wants_money(question):
        return counts_what_is_asked(name, money=True, people=False)
    own = {v.value for v in find_values(name) if v.kind in (ValueKind.YEAR, ValueKind.NUMBER)}
    if own:
        return not own.isdisjoint(value.value for value in question.values)
    said = [token.raw for token in tokenize(name) if token.letters]
    return any(same_noun(n, w, counted.language, language) for n in counted.nouns for w in said)
