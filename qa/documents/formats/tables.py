"""Tables of records: each row is said with its headers, so that it can be quoted alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.documents.formats.layout import Block, Layout, Row, Unread, assemble

_MAX_ROWS = 100_000
_MAX_HEADER_CHARS = 200
# A header row has a name in most of the columns that the rows below it fill.
_HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name (may be empty); cells are text."""

    name: str
    rows: Sequence[Sequence[str]]


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
        _write(written, number, sheet.rows[:_MAX_ROWS])
        if len(sheet.rows) > _MAX_ROWS:
            left = f"{len(sheet.rows) - _MAX_ROWS} rows after the {_MAX_ROWS}th are left out"
            problems.append(Unread(sheet.name or f"sheet {number}", left, "too-large"))
    layout = assemble(written.blocks, metadata, notes)
    rows = []
    at = 0
    # A row is one line, so that blank lines stand between blocks and nowhere else.
    for text, place in zip(layout.text.split("\n\n"), written.places, strict=True):
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
    )


def _write(written: _Written, sheet: int, rows: Sequence[Sequence[str]]) -> None:
    first = _header_row(rows)
    headers = [" ".join(cell.split()) for cell in rows[first]] if first is not None else []
    numeric: set[int] = set()
    after_blank = False
    for number, row in enumerate(rows):
        cells = [" ".join(cell.split()) for cell in row]
        below = rows[number + 1 : number + 2]
        if first is not None and number > first and after_blank and _heads(cells, below, numeric):
            # Another table of the sheet.
            first, headers, numeric = number, cells, set()
        after_blank = not any(cells)
        if first is None or number < first:
            written.add(Block(" | ".join(filter(None, cells))), (sheet, number + 1))
        elif number == first:
            continue
        else:
            numeric |= {at for at, cell in enumerate(cells) if _is_number(cell)}
            written.add(Block(" | ".join(_named(headers, cells))), (sheet, number + 1))
    if first is not None and first == len(rows) - 1:
        written.add(Block(" | ".join(filter(None, headers))), (sheet, first + 1))


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
        named = sum(any(c.isalpha() for c in cell) for cell in cells)
        if named >= 0.7 * len(cells) and all(len(cell) < _MAX_HEADER_CHARS for cell in cells):
            return number
        return None
    return None
