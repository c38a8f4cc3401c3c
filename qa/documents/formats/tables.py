"""Tables of records: each row is said with its headers, so that it can be quoted alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.documents.formats.layout import Block, Layout, Row, Unread, assemble

_MAX_ROWS = 100_000
_MAX_HEADER_CHARS = 200
# A header row has a name in most of the columns that the rows below it fill.
_HEADER_ROWS = 10
_DEEPEST = 5
# Cells that are said again for being merged.
_MAX_FILLED = 200_000
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_VALUES = "«»“”@"


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name (may be empty); cells are text.

    `merged` are first and last cells (row and column from 0) that are one; `hidden` rows are left
    out.  `texts` stand beside the table, `heads` on every printed page of it.
    """

    name: str
    rows: Sequence[Sequence[str]]
    merged: Sequence[tuple[Place, Place]] = ()
    hidden: Collection[int] = ()
    texts: Sequence[str] = ()
    heads: Sequence[str] = ()


@dataclass(slots=True)
class _Written:
    blocks: list[Block] = field(default_factory=list)
    # Of each block: sheet and row, counted from 1; None for what is no row.
    places: list[tuple[int, int] | None] = field(default_factory=list)

    def add(self, block: Block, place: tuple[int, int] | None = None) -> None:
        if block.text.strip():
            self.blocks.append(block)
            self.places.append(place)


def lay_out(
    sheets: Sequence[Sheet],
    metadata: dict[str, Any],
    notes: Iterable[str],
    unread: Iterable[Unread],
) -> Layout:
    """Sheet after sheet, under its name; `metadata["sheets"]` holds the names."""
    written = _Written()
    problems = list(unread)
    for number, sheet in enumerate(sheets, 1):
        if name := " ".join(sheet.name.split()):
            written.add(Block(name, 1))
        _write(written, number, sheet)
        for text in sheet.texts:
            written.add(Block(" ".join(text.split())))
        for text in sheet.heads:
            written.add(Block(text, furniture=True))
        if len(sheet.rows) > _MAX_ROWS:
            left = f"{len(sheet.rows) - _MAX_ROWS} rows after the {_MAX_ROWS}th are left out"
            problems.append(Unread(sheet.name or f"sheet {number}", left, "too-large"))
    layout = assemble(written.blocks, metadata, notes)
    rows = []
    at = 0
    # A row is one line, so that blank lines stand between blocks and nowhere else.
    texts = layout.text.split("\n\n") if written.blocks else []
    for text, place in zip(texts, written.places, strict=True):
        if place:
            rows.append(Row(at, at + len(text), *place))
        at += len(text) + 2
    return Layout(
        layout.text,
        layout.headings,
        metadata={**metadata, "sheets": [sheet.name for sheet in sheets if sheet.name]},
        notes=layout.notes,
        unread=tuple(problems),
        rows=tuple(rows),
        furniture=layout.furniture,
    )


def _write(written: _Written, sheet: int, table: Sheet) -> None:
    # A cell that is merged downwards is said in each row, one merged across as a head of each
    # column; the latter never alone in its row, where it is a title.
    below, drawn = _filled(table)
    first = _header_row(drawn)
    depth = 1 if first is None else _depth(table, drawn, first)
    headers = [] if first is None else _headers(drawn[first : first + depth])
    numeric: set[int] = set()
    after_blank = False
    for number, cells in enumerate(below):
        if number in table.hidden:
            continue
        following = below[number + 1 : number + 2]
        further = first is not None and number >= first + depth and after_blank
        if further and _heads(cells, following, numeric):
            # Another table of the sheet.
            first, depth, headers, numeric = number, 1, cells, set()
        after_blank = not any(cells)
        if first is None or number < first:
            written.add(Block(" | ".join(filter(None, cells))), (sheet, number + 1))
        elif number < first + depth:
            continue
        else:
            numeric |= {at for at, cell in enumerate(cells) if _is_number(cell)}
            written.add(Block(" | ".join(_named(headers, cells))), (sheet, number + 1))
    if first is not None and first + depth >= len(below):
        written.add(Block(" | ".join(filter(None, headers))), (sheet, first + 1))


def _filled(table: Sheet) -> tuple[list[list[str]], list[list[str]]]:
    """The rows with what reaches down into them, and these with what reaches across them too."""
    below = [[" ".join(cell.split()) for cell in row] for row in table.rows[:_MAX_ROWS]]
    across: list[tuple[int, int, int, str]] = []
    left = _MAX_FILLED
    for (top, first), (bottom, last) in table.merged:
        text = below[top][first] if top < len(below) and first < len(below[top]) else ""
        if not text or len(text) > _MAX_HEADER_CHARS:
            continue
        for number in range(top, min(bottom + 1, len(below), top + left)):
            left -= 1 + last - first
            if first < len(below[number]):
                below[number][first] = below[number][first] or text
            across.append((number, first, last, text))
    drawn = [list(row) for row in below]
    for number, first, last, text in across:
        row = drawn[number]
        if last > first and any((*row[:first], *row[last + 1 :])):
            row[first : last + 1] = [cell or text for cell in row[first : last + 1]]
    return below, drawn


def _depth(table: Sheet, drawn: Sequence[Sequence[str]], first: int) -> int:
    """How many rows the heads of columns take, from row `first` on: one that is parted into
    several stands over these."""
    begun = [cells for cells in table.merged if cells[0][0] == first]
    deepest = max((bottom - first + 1 for _, (bottom, _) in begun), default=1)
    if any(last > left for (_, left), (_, last) in begun):
        deepest = max(deepest, 2)
    depth = 1
    for row in drawn[first + 1 : first + min(deepest, _DEEPEST)]:
        if not any(row) or any(_is_number(cell) and not _YEAR.fullmatch(cell) for cell in row):
            break
        depth += 1
    return depth


def _headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """For each column what its heads say, from above."""
    width = max(map(len, rows))
    columns = ([row[at] if at < len(row) else "" for row in rows] for at in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _heads(cells: Sequence[str], below: Sequence[Sequence[str]], numeric: set[int]) -> bool:
    """Whether a row below a blank one heads a table: words alone, where numbers stood above and
    stand in the next row."""
    filled = [at for at, cell in enumerate(cells) if cell]
    if len(filled) < 2 or any(_is_number(cells[at]) for at in filled):
        return False
    following = below[0] if below else ()
    return any(at in numeric and at < len(following) and _is_number(following[at]) for at in filled)


def _is_number(cell: str) -> bool:
    return any(c.isdigit() for c in cell) and not any(c.isalpha() for c in cell)


def _named(headers: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    for column, cell in enumerate(cells):
        if cell:
            header = headers[column] if column < len(headers) else ""
            yield f"{header}: {cell}" if header else cell


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that names most of the columns, in words; None where there is none."""
    width = max((sum(map(bool, row)) for row in rows[:200]), default=0)
    if width < 2:
        return None
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) < max(2, 0.7 * width):
            continue
        if width == 2 and _is_pair(cells):
            return None
        named = sum(any(c.isalpha() for c in cell) for cell in cells)
        if named and named < len(cells):
            named += sum(_YEAR.fullmatch(cell) is not None for cell in cells)
        if named >= 0.7 * len(cells) and all(len(cell) < _MAX_HEADER_CHARS for cell in cells):
            return number
        return None
    return None


def _is_pair(cells: Sequence[str]) -> bool:
    """Whether two cells are a name and what it is for this one thing, as in a form."""
    name, *rest = cells
    value = rest[-1] if rest else ""
    return name.endswith(":") or any(c.isdigit() or c in _OF_VALUES for c in value)
