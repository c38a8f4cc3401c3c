"""Tables of a Word file as rows of cells, each cell in its own column.

What a cell is depends on its column, so an empty cell keeps its place.  A cell
that is merged downwards is said in every row it stands beside, and one merged
across the head of a table over every column it heads: a row is often quoted
alone.  Tables that only lay out a page are read cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from qa.documents.formats.layout import Block
from qa.documents.formats.word.package import Element, W, child, local, number, value

BAR = " | "
# Word's own limit of columns.
_MAX_COLUMNS = 63
# A longer text is not said again in the next rows.
_LONGEST_REPEATED = 200
# From here on a cell is running text and its row no row of a table.
_PROSE = 300
_PROSE_BESIDE_PROSE = 150

ReadCell = Callable[[Iterable[Element]], Iterable[Block]]


@dataclass(frozen=True, slots=True)
class _Cell:
    """`blocks` is empty for a cell that goes on with the one above it."""

    column: int
    span: int
    text: str
    blocks: tuple[Block, ...]


def read_rows(table: Element, read_cell: ReadCell) -> Iterator[Block]:
    """A block for each row, or those of its cells where they hold running text."""
    above: dict[int, str] = {}
    widest = _widest(table)
    for at, row in enumerate(_rows(table)):
        properties = child(row, "trPr")
        cells = _cells(row, above, widest, read_cell)
        heads = at == 0 or child(properties, "tblHeader") is not None
        yield from _row(cells, heads, _skipped(properties, "gridAfter"))


def _rows(table: Element) -> Iterator[Element]:
    for row in _inside(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is None and child(properties, "hidden") is None:
            yield row


def _inside(parent: Element, kind: str) -> Iterator[Element]:
    """Rows or cells, out of content controls and wrappers."""
    for element in parent:
        name = local(element)
        if name == kind:
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(element, kind)


def _widest(table: Element) -> int:
    grid = child(table, "tblGrid")
    columns = len(grid.findall(W + "gridCol")) if grid is not None else 0
    return min(columns or _MAX_COLUMNS, _MAX_COLUMNS)


def _skipped(properties: Element | None, name: str) -> int:
    return min(max(number(value(properties, name)) or 0, 0), _MAX_COLUMNS)


def _cells(row: Element, above: dict[int, str], widest: int, read_cell: ReadCell) -> list[_Cell]:
    column = _skipped(child(row, "trPr"), "gridBefore")
    cells = [_Cell(0, column, "", ())] if column else []
    for element in _inside(row, "tc"):
        properties = child(element, "tcPr")
        if child(properties, "cellDel") is not None:
            continue
        asked = number(value(properties, "gridSpan")) or 1
        span = max(1, min(asked, widest - column if asked > 1 else 1))
        if _goes_on(properties):
            cells.append(_Cell(column, span, above.get(column, ""), ()))
        else:
            blocks = tuple(read_cell(element))
            text = cell_text(blocks)
            above[column] = text if len(text) <= _LONGEST_REPEATED else ""
            cells.append(_Cell(column, span, text, blocks))
        column += span
    return cells


def _goes_on(properties: Element | None) -> bool:
    """Whether the cell is merged with the one above it."""
    merge = child(properties, "vMerge")
    if merge is not None:
        return bool(merge.get(W + "val", "continue") != "restart")
    change = child(properties, "cellMerge")
    return change is not None and change.get(W + "vMerge") == "cont"


def cell_text(blocks: Iterable[Block]) -> str:
    """A cell on one line; rows of a table inside it are told apart by their own signs."""
    parts: list[str] = []
    for nested, group in groupby(blocks, key=lambda block: block.row):
        texts = (" ".join(block.text.split()) for block in group)
        if nested:
            parts.append(
                "; ".join(
                    " – ".join(filter(None, map(str.strip, text.split("|")))) for text in texts
                )
            )
        else:
            parts.extend(texts)
    return " ".join(filter(None, parts))


def _row(cells: list[_Cell], heads: bool, after: int) -> Iterator[Block]:
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return
    if len(cells) == 1:
        yield from cells[0].blocks or (Block(cells[0].text),)
    elif _is_prose(cells):
        yield from _one_by_one(filled)
    else:
        columns: list[str] = []
        for cell in cells:
            said_again = cell.text if heads and len(cell.text) <= _LONGEST_REPEATED else ""
            columns += [cell.text] + [said_again] * (cell.span - 1)
        yield Block(BAR.join(columns + [""] * after), row=True)


def _is_prose(cells: list[_Cell]) -> bool:
    long = [cell for cell in cells if len(cell.text) > _PROSE_BESIDE_PROSE]
    return len(long) > 1 or any(
        len(cell.text) > _PROSE and len([b for b in cell.blocks if not b.row]) > 1 for cell in long
    )


def _one_by_one(cells: list[_Cell]) -> Iterator[Block]:
    """Short cells beside each other as one line, long ones as the paragraphs they are."""
    for short, group in groupby(cells, key=lambda cell: len(cell.text) <= _PROSE_BESIDE_PROSE):
        if short:
            yield Block(BAR.join(cell.text for cell in group))
        else:
            for cell in group:
                yield from (replace(block, row=False) for block in cell.blocks)
