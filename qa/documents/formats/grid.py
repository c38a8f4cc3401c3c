"""Rows of tables, each cell in its own column, whatever format they come from.

What a cell is depends on its column, so an empty cell keeps its place.  A cell
that is merged downwards is said in every row it stands beside, and one merged
across the head of a table over every column it heads: a row is often quoted
alone.  Tables that only lay out a page are read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qa.documents.formats.layout import Block

BAR = " | "
# A longer text is not said again in the next rows.
LONGEST_REPEATED = 200
MAX_COLUMNS = 200
# From here on a cell is running text and its row no row of a table.
_PROSE = 300
_PROSE_BESIDE_PROSE = 150


@dataclass(frozen=True, slots=True)
class Cell:
    """`blocks` are empty for a cell that goes on with the one above it."""

    column: int
    span: int
    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenCell:
    """A cell as a format gives it: how many columns and rows it reaches over."""

    blocks: tuple[Block, ...]
    across: int = 1
    down: int = 1


def table_blocks(rows: Iterable[tuple[Sequence[GivenCell], bool]]) -> Iterator[Block]:
    """Rows of cells that are given once each, in the row where they begin, and whether the row
    names columns; the first one does."""
    below: dict[int, tuple[int, int, str]] = {}
    grid = [(_in_columns(cells, below), heads) for cells, heads in rows]
    columns = max((sum(cell.span for cell in cells) for cells, _ in grid), default=0)
    for at, (cells, heads) in enumerate(grid):
        yield from row_blocks(cells, heads or at == 0, columns)


def _in_columns(row: Sequence[GivenCell], below: dict[int, tuple[int, int, str]]) -> list[Cell]:
    """A row's cells in their columns, with those that reach down into it from above.

    `below` is, for a column where such a cell begins, how many rows it still reaches, its
    columns and its text.
    """
    cells: list[Cell] = []
    column = 0
    waiting = list(row)
    while (waiting or any(at >= column for at in below)) and column < MAX_COLUMNS:
        if column in below:
            rows, span, text = below.pop(column)
            if rows > 1:
                below[column] = (rows - 1, span, text)
            cells.append(Cell(column, span, text))
        elif waiting:
            given = waiting.pop(0)
            text = cell_text(given.blocks)
            cells.append(Cell(column, given.across, text, given.blocks))
            if given.down > 1:
                repeated = text if len(text) <= LONGEST_REPEATED else ""
                below[column] = (given.down - 1, given.across, repeated)
        else:
            cells.append(Cell(column, 1, ""))
        column += cells[-1].span
    return cells


def distinct(places: Iterable[float], near: float) -> list[float]:
    """Places in order, as one where they are no more than `near` apart."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(place)
    return found


def cell_text(blocks: Iterable[Block]) -> str:
    """A cell on one line; rows of a table inside it are told apart by their own signs."""
    parts: list[str] = []
    for nested, group in groupby(blocks, key=lambda block: block.row):
        texts = (" ".join(block.text.split()) for block in group)
        parts.extend(["; ".join(map(_as_words, texts))] if nested else texts)
    return " ".join(filter(None, parts))


def _as_words(row: str) -> str:
    return " – ".join(filter(None, map(str.strip, row.split("|"))))


def row_blocks(cells: Sequence[Cell], heads: bool, columns: int = 0) -> Iterator[Block]:
    """A block for the row, or those of its cells where they hold running text.

    `heads` says that the row names columns; the row is filled up to `columns`.
    """
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return
    if len(cells) == 1 and cells[0].span >= columns:
        yield from cells[0].blocks or (Block(cells[0].text),)
    elif _is_prose(cells):
        yield from _one_by_one(filled)
    else:
        texts: list[str] = []
        for cell in cells:
            said_again = cell.text if heads and len(cell.text) <= LONGEST_REPEATED else ""
            texts += [""] * (cell.column - len(texts))
            texts += [cell.text] + [said_again] * (cell.span - 1)
        yield Block(BAR.join(texts + [""] * (columns - len(texts))), row=True)


def _is_prose(cells: Sequence[Cell]) -> bool:
    long = [cell for cell in cells if len(cell.text) > _PROSE_BESIDE_PROSE]
    return len(long) > 1 or any(
        len(cell.text) > _PROSE and sum(not block.row for block in cell.blocks) > 1 for cell in long
    )


def _one_by_one(cells: Iterable[Cell]) -> Iterator[Block]:
    """Short cells beside each other as one line, long ones as the paragraphs they are."""
    for short, group in groupby(cells, key=lambda cell: len(cell.text) <= _PROSE_BESIDE_PROSE):
        if short:
            yield Block(BAR.join(cell.text for cell in group))
        else:
            yield from (block for cell in group for block in cell.blocks or (Block(cell.text),))
