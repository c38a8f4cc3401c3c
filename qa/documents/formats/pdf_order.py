"""From words with places to lines in reading order: columns, tables, headlines across them.

A page is read in bands from above.  In a band with an empty strip through all
its lines, the sides of the strip are columns: read one after the other where
each runs on from line to line, or row by row where they are a table's cells.
Each column is a page of its own, and read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qa.documents.formats.grid import BAR
from qa.documents.formats.numerals import raised
from qa.documents.formats.pdf_words import Word

Gap = tuple[float, float]
Rule = tuple[float, float, float]

# In letters' heights: a strip at least so wide parts columns.
_GUTTER = 0.75
_SAME_LINE = 0.5
# How many of a column's lines run on from the one above, where it is running text.
_RUNS_ON = 0.3
_SHORT_CELL = 12
# Where lines of neighbouring columns stand at different heights, they are no table.
_ALIGNED = 0.6
_FEWEST_ROWS = 2
_DEEPEST = 5
_WIDER_STEPS = 0.3
_MARKER = re.compile(r"[•●▪◦·*–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_][.)]|[IVXLC]{1,6}[.)]")
_SMALL = 0.8
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(r"(?:^|\W|\d)[^\W\d_]{1,3}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a table's row (`is_row`).  `column` numbers the columns of the page
    in reading order; `edges` are the column's left and right."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    column: int
    edges: Gap
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Words at one height, from the left."""

    words: tuple[Word, ...]

    @property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        return max(word.height for word in self.words)

    @property
    def text(self) -> str:
        return _joined(self.words)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words by their heights, from above; raised letters belong to the line they stand at."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-(w.bottom + w.top) / 2, w.left)):
        # A row a little above may reach down as far as this one.
        for row in rows[-3:]:
            if _share_height(row, word):
                row.append(word)
                break
        else:
            rows.append([word])
    return [Row(tuple(sorted(row, key=lambda w: w.left))) for row in rows]


def _share_height(row: list[Word], word: Word) -> bool:
    tallest = max(row, key=lambda w: w.height)
    common = min(tallest.top, word.top) - max(tallest.bottom, word.bottom)
    return common > _SAME_LINE * max(min(tallest.height, word.height), 0.1)


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
        for band, gutters in _bands(rows):
            columns = _cut(band, gutters) if gutters else []
            if not columns:
                self._give(band)
            elif self._is_table(band, gutters, columns):
                self._give_table(band, gutters)
            elif depth < _DEEPEST:
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
                    row.text, row.words[0].left, right, row.bottom, row.height, self._columns, edges
                )
            )

    def _is_table(
        self, band: Sequence[Row], gutters: Sequence[Gap], columns: Sequence[Sequence[Row]]
    ) -> bool:
        if len(self._rules_across(band, gutters)) >= 3:
            return True
        judged = [column for column in columns if len(column) >= 3]
        if not judged:
            return True
        running = [_runs_on(column) for column in judged]
        if max(running) < _RUNS_ON:
            return _aligned(band, gutters) >= _ALIGNED
        short = [c for c in columns if median(len(row.text) for row in c) < _SHORT_CELL]
        return bool(short) and _aligned(band, gutters) >= _ALIGNED and min(running) < _RUNS_ON

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
        for group in _table_rows(band, gutters, self._rules_across(band, gutters)):
            cells = [
                " ".join(filter(None, texts))
                for texts in zip(*(_cells(r, gutters) for r in group), strict=True)
            ]
            first = group[0]
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


def _bands(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Gap]]]:
    """Runs of rows with the strips that are empty through all of them."""
    band: list[Row] = []
    empty: list[Gap] = []
    for at, row in enumerate(rows):
        own = _gaps(row)
        if band:
            common = _common(empty, own, row.height)
            before = _between(band, empty)
            after = _between([*band, row], common)
            begins_columns = not before and not after and _begins_columns(rows[at : at + 4])
            if len(after) < len(before) or begins_columns or _far(band[-1], row):
                yield band, _kept(band, empty)
                band, empty = [], []
        empty = _common(empty, own, row.height) if band else own
        band.append(row)
    if band:
        yield band, _kept(band, empty)


def _far(above: Row, row: Row) -> bool:
    return above.bottom - row.bottom > 6 * max(row.height, above.height)


def _begins_columns(rows: Sequence[Row]) -> bool:
    """Whether a strip runs through this row and the next ones, with words on both sides."""
    empty = _gaps(rows[0])
    for count, row in enumerate(rows[1:], 2):
        empty = _common(empty, _gaps(row), row.height)
        both = [gap for gap in empty if _beside(rows[:1], gap)]
        if count >= 3 and any(_beside(rows[:count], gap) >= 2 for gap in both):
            return True
    return len(rows) == 2 and any(_beside(rows, gap) == 2 for gap in empty)


def _gaps(row: Row) -> list[Gap]:
    """Where a row is empty, the margins with it."""
    found: list[Gap] = [(float("-inf"), row.words[0].left)]
    reached = row.words[0].right
    for word in row.words[1:]:
        if word.left - reached >= _GUTTER * row.height:
            found.append((reached, word.left))
        reached = max(reached, word.right)
    return [*found, (reached, float("inf"))]


def _common(one: Sequence[Gap], other: Sequence[Gap], height: float) -> list[Gap]:
    found = []
    for first in one:
        for second in other:
            left, right = max(first[0], second[0]), min(first[1], second[1])
            if right - left >= _GUTTER * height:
                found.append((left, right))
    return found


def _between(band: Sequence[Row], empty: Sequence[Gap]) -> list[Gap]:
    return [gap for gap in empty if _has_sides(band, gap)]


def _has_sides(band: Sequence[Row], gap: Gap) -> bool:
    return any(row.words[0].right <= gap[0] for row in band) and any(
        row.words[-1].left >= gap[1] for row in band
    )


def _beside(rows: Sequence[Row], gap: Gap) -> int:
    """How many rows have words on both sides of a gap."""
    return sum(row.words[0].right <= gap[0] and row.words[-1].left >= gap[1] for row in rows)


def _kept(band: Sequence[Row], empty: Sequence[Gap]) -> list[Gap]:
    """The strips that part columns; not the one between the marks of a list and its items."""
    gutters = sorted(g for g in _between(band, empty) if _beside(band, g) >= _FEWEST_ROWS)
    if len(gutters) == 1 and _marks_only(band, gutters[0]):
        return []
    return gutters


def _marks_only(band: Sequence[Row], gutter: Gap) -> bool:
    lefts = [_joined([w for w in row.words if w.right <= gutter[0]]) for row in band]
    return all(_MARKER.fullmatch(text) for text in lefts if text)


def _cut(band: Sequence[Row], gutters: Sequence[Gap]) -> list[list[Row]]:
    columns: list[list[Row]] = [[] for _ in range(len(gutters) + 1)]
    for row in band:
        for column, words in zip(columns, _parts(row, gutters), strict=True):
            if words:
                column.append(Row(tuple(words)))
    return columns


def _parts(row: Row, gutters: Sequence[Gap]) -> list[list[Word]]:
    parts: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for word in row.words:
        parts[sum(word.left >= gutter[1] - 0.01 for gutter in gutters)].append(word)
    return parts


def _cells(row: Row, gutters: Sequence[Gap]) -> list[str]:
    return [_joined(words) for words in _parts(row, gutters)]


def _runs_on(column: Sequence[Row]) -> float:
    """The share of lines that go on with the sentence of the line above."""
    pairs = [(above.text, below.text) for above, below in pairwise(column)]
    return sum(a[-1] in ",-" or b[0].islower() for a, b in pairs) / max(1, len(pairs))


def _aligned(band: Sequence[Row], gutters: Sequence[Gap]) -> float:
    """The share of rows with words in more than one column."""
    return sum(sum(map(bool, _parts(row, gutters))) > 1 for row in band) / len(band)


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


def _joined(words: Sequence[Word]) -> str:
    """Words with blanks; a raised digit after a number or a unit is a power (`10⁶`, `м²`), after
    a word the mark of a note, which is left to the note."""
    text = ""
    before: Word | None = None
    for word in words:
        if before is not None and _is_raised(before, word) and (power := raised(word.text)):
            if text[-1:].isdigit() or _UNIT.search(text):
                text += power
            continue
        text = f"{text} {word.text}" if text else word.text
        before = word
    return text


def _is_raised(before: Word, word: Word) -> bool:
    return (
        word.height < _SMALL * before.height
        and word.bottom > before.bottom + 0.15 * before.height
        and word.left - before.right < 0.3 * before.height
    )
