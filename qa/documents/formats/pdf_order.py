"""From words with places to lines in reading order: columns, tables, headlines across them.

A page is read in bands from above.  In a band with an empty strip through all
its lines, the sides of the strip are columns: read one after the other where
each runs on from line to line, or row by row where they are a table's cells.
Each column is a page of its own, and read the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qa.documents.formats.grid import BAR
from qa.documents.formats.pdf_rows import Row, joined, rows_of
from qa.documents.formats.pdf_strips import RUNS_ON, Gap, bands, cut, parts_of, runs_on

Rule = tuple[float, float, float]

_SHORT_CELL = 12
# Where lines of neighbouring columns stand at different heights, they are no table.
_ALIGNED = 0.6
_DEEPEST = 5
# In a column, blanks of fewer lines than these stand one below the other by chance.
_FEWEST_LINES = 5
_WIDER_STEPS = 0.3
# In letters' heights and in points: how far above a note its line is drawn, and how long.
_RULED = 2
_SHORT_RULE = 250


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a table's row (`is_row`).  `column` numbers the columns of the page
    in reading order; `edges` are the column's left and right, `opening` the width of the first
    word.  `is_ruled_off` by a short line
    drawn above it, as notes are."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    column: int
    edges: Gap
    opening: float = 0.0
    is_row: bool = False
    is_ruled_off: bool = False


def read_lines(rows: Sequence[Row], rules: Sequence[Rule]) -> list[Line]:
    """Lines in reading order."""
    lines: list[Line] = []
    _Reader(rules, lines).read(rows, 0)
    return lines


class _Reader:
    def __init__(self, rules: Sequence[Rule], lines: list[Line]) -> None:
        self._rules = rules
        self._lines = lines
        self._columns = 0

    def read(self, rows: Sequence[Row], depth: int) -> None:
        for band, gutters in bands(rows):
            columns = cut(band, gutters) if gutters else []
            if not columns:
                self._give(band)
            elif self._is_table(band, gutters, columns):
                self._give_table(band, gutters)
            elif depth < _DEEPEST and (not depth or len(band) >= _FEWEST_LINES):
                for column in columns:
                    self.read(rows_of([w for row in column for w in row.words]), depth + 1)
            else:
                self._give(band)

    def _give(self, band: Sequence[Row]) -> None:
        lefts = sorted(row.words[0].left for row in band)
        rights = sorted(max(w.right for w in row.words) for row in band)
        edges = (lefts[len(lefts) // 10], rights[-1 - len(rights) // 10])
        self._columns += 1
        for row in band:
            right = max(w.right for w in row.words)
            self._lines.append(
                Line(
                    row.text,
                    row.words[0].left,
                    right,
                    row.bottom,
                    row.height,
                    self._columns,
                    edges,
                    row.words[0].right - row.words[0].left,
                    row.is_row,
                    is_ruled_off=self._is_ruled_off(row),
                )
            )

    def _is_ruled_off(self, row: Row) -> bool:
        left, top = row.words[0].left, row.bottom + row.height
        return any(
            top <= height <= top + _RULED * row.height
            and abs(start - left) < 2 * row.height
            and end - start < _SHORT_RULE
            for start, end, height in self._rules
        )

    def _is_table(
        self, band: Sequence[Row], gutters: Sequence[Gap], columns: Sequence[Sequence[Row]]
    ) -> bool:
        if len(self._rules_across(band, gutters)) >= 3:
            return True
        judged = [column for column in columns if len(column) >= 3]
        if not judged:
            return True
        running = [runs_on(column) for column in judged]
        if max(running) < RUNS_ON:
            return _aligned(band, gutters) >= _ALIGNED
        short = [c for c in columns if median(len(row.text) for row in c) < _SHORT_CELL]
        return bool(short) and _aligned(band, gutters) >= _ALIGNED and min(running) < RUNS_ON

    def _rules_across(self, band: Sequence[Row], gutters: Sequence[Gap]) -> list[float]:
        """Heights of lines drawn through a gutter within the band."""
        top, bottom = band[0].bottom + 2 * band[0].height, band[-1].bottom - band[-1].height
        found = {
            round(height)
            for left, right, height in self._rules
            if bottom <= height <= top and any(left < g[0] and right > g[1] for g in gutters)
        }
        return [height for height in sorted(found, reverse=True) if height + 1 not in found]

    def _give_table(self, band: Sequence[Row], gutters: Sequence[Gap]) -> None:
        self._columns += 1
        edges = (min(r.words[0].left for r in band), max(r.words[-1].right for r in band))
        begun = False
        for group in _table_rows(band, gutters, self._rules_across(band, gutters)):
            cells = [
                " ".join(filter(None, texts))
                for texts in zip(*(_cells(r, gutters) for r in group), strict=True)
            ]
            first = group[0]
            if not begun and cells[0] and not any(cells[1:]):
                # A caption that is no wider than the first column.
                self._give(group)
                continue
            begun = True
            self._lines.append(
                Line(
                    BAR.join(cells),
                    first.words[0].left,
                    first.words[-1].right,
                    group[-1].bottom,
                    first.height,
                    self._columns,
                    edges,
                    is_row=True,
                )
            )


def _cells(row: Row, gutters: Sequence[Gap]) -> list[str]:
    return [joined(words) for words in parts_of(row, gutters)]


def _aligned(band: Sequence[Row], gutters: Sequence[Gap]) -> float:
    """The share of rows with words in more than one column."""
    return sum(sum(map(bool, parts_of(row, gutters))) > 1 for row in band) / len(band)


def _table_rows(
    band: Sequence[Row], gutters: Sequence[Gap], rules: Sequence[float]
) -> Iterator[list[Row]]:
    """Lines of one row together: by the lines drawn between rows, else by their distances."""
    steps = [above.bottom - below.bottom for above, below in pairwise(band)]
    near = 1.25 * min(steps, default=0.0)
    # Lines inside cells stand nearer to each other than rows do.
    has_lines = sum(step > near for step in steps) >= _WIDER_STEPS * len(steps)
    group: list[Row] = []
    for row in band:
        if group:
            above = group[-1].bottom
            if len(rules) >= 3:
                apart = any(row.bottom < rule <= above + 1 for rule in rules)
            else:
                apart = not has_lines or above - row.bottom > near or all(_cells(row, gutters))
            if apart:
                yield group
                group = []
        group.append(row)
    if group:
        yield group
