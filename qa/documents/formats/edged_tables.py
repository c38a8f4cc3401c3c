"""Tables whose rows say where their cells begin and end, as old Word files and Rich Text do: a
table's columns are the places where any of its rows' cells end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.documents.formats.grid import LONGEST_REPEATED, Cell, cell_text, row_blocks
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


def edged_table(rows: Sequence[tuple[Sequence[Content], Edges | None]]) -> Iterator[Block]:
    """A block for each row, or those of its cells where they hold running text."""
    columns = _columns([known for _, known in rows if known is not None])
    above: dict[int, str] = {}
    for at, (contents, known) in enumerate(rows):
        if known is None or len(known.down) != len(contents):
            cells = [Cell(n, 1, cell_text(content), content) for n, content in enumerate(contents)]
            yield from row_blocks(cells, heads=at == 0)
        else:
            cells = list(_cells(contents, known, columns, above))
            yield from row_blocks(cells, at == 0, len(columns) - 1)


def _columns(known: Sequence[Edges]) -> list[int]:
    columns: list[int] = []
    for edge in sorted({edge for one in known for edge in one.edges}):
        if not columns or edge - columns[-1] > _NEAR:
            columns.append(edge)
    return columns


def _cells(
    contents: Sequence[Content], known: Edges, columns: Sequence[int], above: dict[int, str]
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
