"""Tables that are drawn with lines: a cell is what no line parts, and its words are read as one.

Lines that meet form a grid.  Where a line between two places of the grid is
missing, the places are one cell, as merged cells are.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from qa.documents.formats.grid import GivenCell, distinct, table_blocks
from qa.documents.formats.layout import Block
from qa.documents.formats.pdf_drawn import Stroke
from qa.documents.formats.pdf_join import Word
from qa.documents.formats.pdf_rows import joined, rows_of

# Points: lines meet, and are one, where they are nearer.
_NEAR = 3.0
_MOST_STROKES = 1_000
_FEWEST_LINES = 3
_MOST_CELLS = 5_000


@dataclass(frozen=True, slots=True)
class _Grid:
    """Places of lines from the left and from above, and the strokes that were drawn."""

    lefts: list[float]
    tops: list[float]
    across: list[Stroke]
    down: list[Stroke]

    def is_parted(self, at: float, start: float, end: float, *, down: bool) -> bool:
        """Whether a line is drawn at a place, along all that lies between two others."""
        middle = (start + end) / 2
        if down:
            return any(abs(s.left - at) <= _NEAR and s.bottom <= middle <= s.top for s in self.down)
        return any(abs(s.top - at) <= _NEAR and s.left <= middle <= s.right for s in self.across)


def read_ruled(words: Sequence[Word], strokes: Sequence[Stroke]) -> list[Word]:
    """The words, those of each table replaced by its rows."""
    left = list(words)
    whole = _whole(strokes)
    if len(whole) > _MOST_STROKES:
        return left
    for grid in _grids(whole):
        inside = [word for word in left if _is_inside(word, grid)]
        rows = list(_rows(grid, inside)) if inside else []
        if rows:
            gone = set(map(id, inside))
            left = [word for word in left if id(word) not in gone] + rows
    return left


def _whole(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Pieces of one line put together, as it is often drawn cell by cell."""
    found: list[Stroke] = []
    for down in (False, True):
        lines: dict[int, list[tuple[float, float]]] = {}
        for s in strokes:
            if (s.right - s.left < s.top - s.bottom) == down:
                place, piece = (s.left, (s.bottom, s.top)) if down else (s.top, (s.left, s.right))
                lines.setdefault(round(place), []).append(piece)
        for place, pieces in lines.items():
            start, end = min(pieces)
            for first, last in sorted(pieces):
                if first > end + _NEAR:
                    found.append(_stroke(place, start, end, down=down))
                    start = first
                end = max(end, last)
            found.append(_stroke(place, start, end, down=down))
    return found


def _stroke(place: float, start: float, end: float, *, down: bool) -> Stroke:
    return Stroke(place, place, start, end) if down else Stroke(start, end, place, place)


def _grids(strokes: Sequence[Stroke]) -> Iterator[_Grid]:
    """Of strokes that meet, where there are rows and columns."""
    across = [s for s in strokes if s.right - s.left >= s.top - s.bottom]
    down = [s for s in strokes if s.right - s.left < s.top - s.bottom]
    waiting = [*across, *down]
    while waiting:
        group = [waiting.pop()]
        for stroke in group:
            apart: list[Stroke] = []
            for other in waiting:
                (group if _meet(stroke, other) else apart).append(other)
            waiting = apart
        mine = set(map(id, group))
        grid = _Grid(
            distinct((s.left for s in down if id(s) in mine), _NEAR),
            distinct((s.top for s in across if id(s) in mine), _NEAR)[::-1],
            [s for s in across if id(s) in mine],
            [s for s in down if id(s) in mine],
        )
        cells = (len(grid.lefts) - 1) * (len(grid.tops) - 1)
        if min(len(grid.lefts), len(grid.tops)) >= _FEWEST_LINES and cells <= _MOST_CELLS:
            yield grid


def _meet(one: Stroke, other: Stroke) -> bool:
    return (
        one.left <= other.right + _NEAR
        and other.left <= one.right + _NEAR
        and one.bottom <= other.top + _NEAR
        and other.bottom <= one.top + _NEAR
    )


def _middle(word: Word) -> tuple[float, float]:
    return (word.left + word.right) / 2, (word.bottom + word.top) / 2


def _is_inside(word: Word, grid: _Grid) -> bool:
    x, y = _middle(word)
    return grid.lefts[0] < x < grid.lefts[-1] and grid.tops[-1] < y < grid.tops[0]


def _rows(grid: _Grid, words: Sequence[Word]) -> Iterator[Word]:
    """A row is a word as wide as the table; nothing where words stand in one column only."""
    columns, count = len(grid.lefts) - 1, len(grid.tops) - 1
    owner = _owners(grid, columns, count)
    found: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = _middle(word)
        column = bisect(grid.lefts, x) - 1
        row = bisect([-top for top in grid.tops], -y) - 1
        found.setdefault(owner[row, column], []).append(word)
    if len({column for _, column in found}) < 2 or len({row for row, _ in found}) < 2:
        return
    reach: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), first in owner.items():
        down, across = reach.get(first, (1, 1))
        reach[first] = max(down, row - first[0] + 1), max(across, column - first[1] + 1)
    rows = []
    for row in range(count):
        firsts = [place for column in range(columns) if owner[place := (row, column)] == place]
        cells = [GivenCell(_content(found.get(p, [])), *reach[p][::-1]) for p in firsts]
        rows.append((cells, False))
    blocks = list(table_blocks(rows))
    height = median(word.height for word in words)
    step = (grid.tops[0] - grid.tops[-1]) / max(1, len(blocks))
    for at, block in enumerate(blocks):
        bottom = grid.tops[0] - step * (at + 0.5) - height / 2
        yield Word(block.text, grid.lefts[0], grid.lefts[-1], bottom, bottom + height, is_row=True)


def _content(words: Sequence[Word]) -> tuple[Block, ...]:
    text = " ".join(joined(row.words) for row in rows_of(words))
    return (Block(text),) if text else ()


def _owners(grid: _Grid, columns: int, count: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Of each place its cell: the first place of those that no line parts."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(count):
        top, bottom = grid.tops[row], grid.tops[row + 1]
        for column in range(columns):
            left, right = grid.lefts[column], grid.lefts[column + 1]
            place = (row, column)
            if row and not grid.is_parted(top, left, right, down=False):
                place = owner[row - 1, column]
            elif column and not grid.is_parted(left, bottom, top, down=True):
                place = owner[row, column - 1]
            owner[row, column] = place
    return owner
