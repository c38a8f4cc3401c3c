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
