"""In which order the shapes of a slide are read.

A file holds them from the hindmost to the foremost, which is the order of reading where
nobody moved anything.  Where they lie tells the rest: rows and columns that a straight
line parts are read one after the other, rows first or columns first, whichever is nearer
to the order in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from qa.documents.formats.layout import Block

Box = tuple[float, float, float, float]
# Boxes that overlap by less than this share of the smaller one are beside each other.
_OVERLAP = 0.1
_MOST = 300


@dataclass(frozen=True, slots=True)
class Item:
    """What one shape says; `box` is left, top, right and bottom, None where that is not said."""

    blocks: tuple[Block, ...]
    box: Box | None = None
    title: bool = False


def in_order(items: Sequence[Item]) -> list[Item]:
    """Titles first."""
    titles = [item for item in items if item.title]
    rest = [item for item in items if not item.title and item.blocks]
    if len(rest) > _MOST or any(item.box is None for item in rest):
        return titles + rest
    boxes = [item.box for item in rest if item.box is not None]
    numbers = list(range(len(boxes)))
    orders = [_parted(boxes, numbers, rows=rows) for rows in (False, True)]
    best = min(orders, key=_disorder)
    return titles + [rest[number] for number in best]


def _disorder(order: Sequence[int]) -> int:
    """Pairs that stand the other way round in the file."""
    return sum(one > other for at, one in enumerate(order) for other in order[at + 1 :])


def _parted(boxes: Sequence[Box], numbers: list[int], *, rows: bool) -> list[int]:
    if len(numbers) < 2:
        return numbers
    columns, bands = _groups(boxes, numbers, 0), _groups(boxes, numbers, 1)
    if rows and len(bands) > 1:
        groups = bands
    elif len(columns) > 1:
        groups = columns
    elif len(bands) > 1:
        groups = _joined(boxes, bands)
    else:
        return numbers
    return [number for group in groups for number in _parted(boxes, group, rows=rows)]


def _groups(boxes: Sequence[Box], numbers: Sequence[int], axis: int) -> list[list[int]]:
    """What straight lines part, from left to right or from top to bottom."""
    groups: list[list[int]] = []
    end = size = 0.0
    for number in sorted(numbers, key=lambda one: (boxes[one][axis], one)):
        start, stop = boxes[number][axis], boxes[number][axis + 2]
        if groups and end - start > _OVERLAP * min(size, stop - start):
            groups[-1].append(number)
        else:
            groups.append([number])
            end = start
        if stop > end:
            end, size = stop, stop - start
    return [sorted(group) for group in groups]


def _joined(boxes: Sequence[Box], bands: Sequence[list[int]]) -> list[list[int]]:
    """Bands that have columns in common are read as these, together."""

    def has_columns(numbers: list[int]) -> bool:
        return len(_groups(boxes, numbers, 0)) > 1

    joined: list[list[int]] = []
    for parted, some in groupby(bands, key=has_columns):
        for band in some:
            together = [*joined[-1], *band] if joined and parted else band
            if together is not band and has_columns(together):
                joined[-1] = sorted(together)
            else:
                joined.append(band)
    return joined
