"""Empty strips of a page: what parts its columns, and where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from qa.documents.formats.pdf_join import Word
from qa.documents.formats.pdf_rows import Row, joined

Gap = tuple[float, float]

# In letters' heights: a strip at least so wide parts columns.
_GUTTER = 0.75
# Blanks of a line that is spread to its column's width: at most so wide, and so much alike.
_WIDEST_BLANK = 3.5
_ALIKE = 0.1
# So many lines with a blank at one place are no chance.
_CHANCE = 3
_A_WORD = 4
_NOTE_SIZE = 0.93
_LARGER = 1.15
# In letters' heights: from here on a row stands apart from the one above.
_APART = 1.9
# How many of a column's lines run on from the one above, where it is running text.
RUNS_ON = 0.3
_FEWEST_ROWS = 2
_MARKER = re.compile(r"[•●▪◦·*–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_][.)]|[IVXLC]{1,6}[.)]")


def bands(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Gap]]]:
    """Runs of rows with the strips that are empty through all of them."""
    found = list(_runs(rows))
    for (above, over), (below, under) in pairwise(found):
        if under and not over:
            # What stands beside the columns' first lines alone is one of these.
            while len(above) > 1 and _is_in_columns(above[-1], below[0], under):
                below.insert(0, above.pop())
        elif over and len(above) > 1 and _is_headline(above[-1], above[:-1], over):
            below.insert(0, above.pop())
    for band, gutters in found:
        if len(band) > 1 and gutters and _is_headline(band[0], band[1:], gutters):
            yield band[:1], []
            band = band[1:]
        yield band, gutters


def _is_in_columns(row: Row, below: Row, gutters: Sequence[Gap]) -> bool:
    """Whether a row is a line of the columns that the next row is of, with words in one only."""
    near = row.bottom - below.bottom <= _APART * below.height
    alike = abs(row.height - below.height) <= _ALIKE * below.height
    return near and alike and sum(map(bool, parts_of(row, gutters))) == 1 and _clear(row, gutters)


def _clear(row: Row, gutters: Sequence[Gap]) -> bool:
    return not any(
        word.left < right and word.right > left for word in row.words for left, right in gutters
    )


def _is_headline(row: Row, others: Sequence[Row], gutters: Sequence[Gap]) -> bool:
    """Whether a row with nothing beside it is set larger than the others."""
    alone = sum(map(bool, parts_of(row, gutters))) == 1
    return alone and row.height > _LARGER * max(other.height for other in others)


def _runs(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Gap]]]:
    band: list[Row] = []
    empty: list[Gap] = []
    for at, row in enumerate(rows):
        before = _between(band, empty) if band else []
        own = _gaps(row, before)
        if band:
            common = _common(empty, own, row.height)
            after = _between([*band, row], common)
            begins_columns = not before and not after and _begins_columns(rows[at : at + 4])
            ends = len(_lasting(band, before)) > len(after) or (bool(before) and not after)
            table = _begins_table(band, before, rows[at : at + 3])
            far = _far(band[-1], row) and not (before and _is_note(band, row))
            caption = _stands_over(band, empty, rows[at : at + 3])
            if ends or begins_columns or table or far or caption:
                yield band, _kept(band, empty)
                band, empty = [], []
                own = _gaps(row)
        empty = _common(empty, own, row.height) if band else own
        band.append(row)
    if band:
        yield band, _kept(band, empty)


def _far(above: Row, row: Row) -> bool:
    return above.bottom - row.bottom > 6 * max(row.height, above.height)


def _is_note(band: Sequence[Row], row: Row) -> bool:
    """Whether a row may be a footnote of the column above it, however far below."""
    return row.height < _NOTE_SIZE * median(above.height for above in band)


def _begins_columns(rows: Sequence[Row]) -> bool:
    """Whether a strip runs through this row and the next ones, with words on both sides."""
    empty = _gaps(rows[0])
    for count, row in enumerate(rows[1:], 2):
        empty = _common(empty, _gaps(row), row.height)
        both = [gap for gap in empty if _beside(rows[:1], gap)]
        if count >= 3 and any(_beside(rows[:count], gap) >= 2 for gap in both):
            return True
    return len(rows) == 2 and any(_beside(rows, gap) == 2 for gap in empty)


def _begins_table(band: Sequence[Row], before: Sequence[Gap], rows: Sequence[Row]) -> bool:
    """Whether these rows, apart from columns of running text above them, have more columns."""
    if len(band) < 3 or not before or len(rows) < 3:
        return False
    if band[-1].bottom - rows[0].bottom <= _APART * rows[0].height:
        return False
    empty = _gaps(rows[0])
    for row in rows[1:]:
        empty = _common(empty, _gaps(row), row.height)
    more = sum(_beside(rows, gap) >= _FEWEST_ROWS for gap in empty) > len(before)
    return more and max(map(runs_on, cut(band, sorted(before)))) >= RUNS_ON


def _stands_over(band: Sequence[Row], empty: Sequence[Gap], rows: Sequence[Row]) -> bool:
    """Whether lines that run through stand over a table of more columns than they leave free."""
    if len(rows) < 3 or any(len(_gaps(row)) > 2 for row in band):
        return False
    common = _gaps(rows[0])
    for row in rows[1:]:
        common = _common(common, _gaps(row), row.height)
    columns = [gap for gap in common if _beside(rows, gap) >= _FEWEST_ROWS]
    left = [gap for gap in _common(empty, columns, rows[0].height) if _beside(rows, gap)]
    return len(left) < len(columns) == len(_lasting(rows, columns))


def _gaps(row: Row, known: Sequence[Gap] = ()) -> list[Gap]:
    """Where a row is empty, the margins with it; not the blanks of a line that is spread to
    its column's width, which are wide and alike, but for one where a strip is `known`."""
    found: list[Gap] = [(float("-inf"), row.words[0].left)]
    reached = row.words[0].right
    blanks: list[Gap] = []
    for word in row.words[1:]:
        blanks.append((reached, word.left))
        reached = max(reached, word.right)
    found += [
        blank
        for at, blank in enumerate(blanks)
        if blank[1] - blank[0] >= _GUTTER * row.height
        and (_common(known, [blank], row.height) or not _is_spread(row, blanks, at))
    ]
    return [*found, (reached, float("inf"))]


def _is_spread(row: Row, blanks: Sequence[Gap], at: int) -> bool:
    """Whether a blank is as wide as the one before or after it, no wider than words of one
    sentence stand apart, and not between a few signs."""
    width = blanks[at][1] - blanks[at][0]
    if width > _WIDEST_BLANK * row.height:
        return False
    for other in (at - 1, at + 1):
        if not 0 <= other < len(blanks):
            continue
        first = min(at, other)
        longest = max(len(word.text) for word in row.words[first : first + 3])
        alike = abs(blanks[other][1] - blanks[other][0] - width) <= _ALIKE * row.height
        if alike and longest >= _A_WORD:
            return True
    return False


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


def _lasting(band: Sequence[Row], gaps: Sequence[Gap]) -> list[Gap]:
    """Without those that blanks of a few lines made by chance, where they happen to stand one
    below the other."""
    return [
        gap
        for gap in gaps
        if gap[1] - gap[0] > _WIDEST_BLANK * band[-1].height or _beside(band, gap) >= _CHANCE
    ]


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
    lefts = [joined([w for w in row.words if w.right <= gutter[0]]) for row in band]
    return all(_MARKER.fullmatch(text) for text in lefts if text)


def cut(band: Sequence[Row], gutters: Sequence[Gap]) -> list[list[Row]]:
    columns: list[list[Row]] = [[] for _ in range(len(gutters) + 1)]
    for row in band:
        for column, words in zip(columns, parts_of(row, gutters), strict=True):
            if words:
                column.append(Row(tuple(words)))
    return columns


def parts_of(row: Row, gutters: Sequence[Gap]) -> list[list[Word]]:
    parts: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for word in row.words:
        parts[sum(word.left >= gutter[1] - 0.01 for gutter in gutters)].append(word)
    return parts


def runs_on(column: Sequence[Row]) -> float:
    """The share of lines that go on with the sentence of the line above."""
    pairs = [(above.text, below.text) for above, below in pairwise(column)]
    return sum(a[-1] in ",-" or b[0].islower() for a, b in pairs) / max(1, len(pairs))
