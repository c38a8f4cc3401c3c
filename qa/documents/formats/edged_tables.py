"""Tables whose rows say where their cells begin and end, as old Word files and Rich Text do: a
table's columns are the places where any of its rows' cells end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.documents.formats.grid import (
    BAR,
    LONGEST_REPEATED,
    MAX_COLUMNS,
    Cell,
    cell_text,
    distinct,
    row_blocks,
)
from qa.documents.formats.layout import Block

# Twentieths of a point: edges that are nearer are one.
_NEAR = 60

Content = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a row's cells from the left, one more than cells, and of each cell whether it
    is covered by the one to its left, and by the one above."""

    edges: tuple[int, ...]
    across: tuple[bool, ...]
    down: tuple[bool, ...]


class Gathering:
    """A table whose cells and rows are told where they end, as are those of one inside a cell."""

    def __init__(self) -> None:
        self._inner: list[str] = []
        self._cell: list[Block] = []
        self._cells: list[Content] = []
        self._rows: list[tuple[list[Content], Edges | None]] = []

    @property
    def is_in_row(self) -> bool:
        """Whether a cell has ended since the last row did."""
        return bool(self._cells)

    def add(self, block: Block) -> None:
        """A paragraph of the cell, which goes on."""
        self._cell.append(block)

    def end_cell(self, last: Block) -> None:
        self._cell.append(last)
        self._cells.append(tuple(block for block in self._cell if block.text))
        self._cell = []

    def end_row(self, known: Edges | None) -> None:
        self._rows.append((self._cells, known))
        self._cells = []

    def end_inner_cell(self, last: Block) -> None:
        self._inner.append(" ".join(last.text.split()))

    def end_inner_row(self) -> None:
        self._cell.append(Block(BAR.join(self._inner), row=True))
        self._inner = []

    def end(self) -> list[Block]:
        """The table's blocks; none where there was no table."""
        if self._cells:
            self.end_row(None)
        rows, self._rows = self._rows, []
        return list(edged_table(rows))


def edged_table(rows: Sequence[tuple[Sequence[Content], Edges | None]]) -> Iterator[Block]:
    """A block for each row, or those of its cells where they hold running text."""
    columns = distinct({e for _, known in rows if known for e in known.edges}, _NEAR)
    above: dict[int, str] = {}
    for at, (contents, known) in enumerate(rows):
        odd = known is None or len(known.down) != len(contents)
        if known is None or odd or len(columns) > MAX_COLUMNS:
            cells = [Cell(n, 1, cell_text(content), content) for n, content in enumerate(contents)]
            yield from row_blocks(cells, heads=at == 0)
        else:
            cells = list(_cells(contents, known, columns, above))
            yield from row_blocks(cells, at == 0, len(columns) - 1)


def _cells(
    contents: Sequence[Content], known: Edges, columns: Sequence[float], above: dict[int, str]
) -> Iterator[Cell]:
    """A row's cells in their columns; `above` is what is merged downwards, by its column."""
    places = [bisect_left(columns, edge - _NEAR) for edge in known.edges]
    if places[0]:
        yield Cell(0, places[0], "")
    for at, content in enumerate(contents):
        if known.across[at]:
            continue
        last = at + 1
        while last < len(contents) and known.across[last]:
            last += 1
        start, end = places[at], places[last]
        if end <= start:
            continue
        if known.down[at]:
            yield Cell(start, end - start, above.get(start, ""))
        else:
            text = cell_text(content)
            above[start] = text if len(text) <= LONGEST_REPEATED else ""
            yield Cell(start, end - start, text, content)
