"""Tables of a Word file: which rows and cells are shown, and in which columns they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from qa.documents.formats.grid import LONGEST_REPEATED, Cell, cell_text, row_blocks
from qa.documents.formats.layout import Block
from qa.documents.formats.word.package import Element, W, child, local, number, value

# Word's own limit of columns.
_MAX_COLUMNS = 63

ReadCell = Callable[[Iterable[Element]], Iterable[Block]]


def read_rows(table: Element, read_cell: ReadCell) -> Iterator[Block]:
    """A block for each row, or those of its cells where they hold running text."""
    above: dict[int, str] = {}
    widest = _widest(table)
    for at, row in enumerate(_rows(table)):
        properties = child(row, "trPr")
        cells = _cells(row, above, widest, read_cell)
        heads = at == 0 or child(properties, "tblHeader") is not None
        taken = sum(cell.span for cell in cells)
        yield from row_blocks(cells, heads, taken + _skipped(properties, "gridAfter"))


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


def _cells(row: Element, above: dict[int, str], widest: int, read_cell: ReadCell) -> list[Cell]:
    column = _skipped(child(row, "trPr"), "gridBefore")
    cells = [Cell(0, column, "")] if column else []
    for element in _inside(row, "tc"):
        properties = child(element, "tcPr")
        if child(properties, "cellDel") is not None:
            continue
        asked = number(value(properties, "gridSpan")) or 1
        span = max(1, min(asked, widest - column if asked > 1 else 1))
        if _goes_on(properties):
            cells.append(Cell(column, span, above.get(column, "")))
        else:
            blocks = tuple(read_cell(element))
            text = cell_text(blocks)
            above[column] = text if len(text) <= LONGEST_REPEATED else ""
            cells.append(Cell(column, span, text, blocks))
        column += span
    return cells


def _goes_on(properties: Element | None) -> bool:
    """Whether the cell is merged with the one above it."""
    merge = child(properties, "vMerge")
    if merge is not None:
        return bool(merge.get(W + "val", "continue") != "restart")
    change = child(properties, "cellMerge")
    return change is not None and change.get(W + "vMerge") == "cont"
