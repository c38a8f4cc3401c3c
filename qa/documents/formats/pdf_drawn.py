"""Lines and pictures that a PDF page draws beside its letters."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from qa.documents.formats.pdf_join import Box

_MOST = 5_000
_THINNEST = 2.0
_SHORTEST_RULE = 30.0
# A move and four lines.
_FRAME_SEGMENTS = 5


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line that is drawn along a page's edges, as a box of next to no width or height."""

    left: float
    right: float
    bottom: float
    top: float

    def turned(self, angle: int) -> Stroke:
        """As it lies where text that is drawn at an angle, a quarter of a turn or more of them,
        runs from the left."""
        corners = [(self.left, self.bottom), (self.right, self.top)]
        for _ in range(angle // 90):
            corners = [(y, -x) for x, y in corners]
        (x, y), (other_x, other_y) = corners
        return Stroke(min(x, other_x), max(x, other_x), min(y, other_y), max(y, other_y))


@dataclass(slots=True)
class Drawn:
    """`rules` are horizontal lines: their left and right ends and their heights; `strokes` are all
    lines."""

    rules: list[tuple[float, float, float]] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    has_pictures: bool = False


def look_at_objects(page: pdfium.PdfPage, count: int) -> Drawn:
    """Of the first of the page's `count` objects."""
    found = Drawn()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for at in range(min(count, _MOST)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.has_pictures = True
        elif kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(
            thing, left, bottom, right, top
        ):
            found.strokes += _strokes(thing, (left.value, right.value, bottom.value, top.value))
            wide = right.value - left.value
            if wide < _SHORTEST_RULE:
                continue
            # A thin rectangle is a line, and a frame has two.
            edges = (
                {bottom.value}
                if top.value - bottom.value < _THINNEST
                else {bottom.value, top.value}
            )
            found.rules += [(left.value, right.value, height) for height in edges]
    return found


def _strokes(path: Any, box: Box) -> Iterator[Stroke]:
    """Lines along the page's edges that a path draws: itself, its frame, or its parts."""
    left, right, bottom, top = box
    if right - left < _THINNEST or top - bottom < _THINNEST:
        yield Stroke(left, right, bottom, top)
        return
    count = raw.FPDFPath_CountSegments(path)
    if count <= _FRAME_SEGMENTS:
        for x in (left, right):
            yield Stroke(x, x, bottom, top)
        for y in (bottom, top):
            yield Stroke(left, right, y, y)
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    right_of, above = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for at in range(min(count, _MOST)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, right_of, above)
        kind = raw.FPDFPathSegment_GetType(segment)
        point = (
            matrix.a * right_of.value + matrix.c * above.value + matrix.e,
            matrix.b * right_of.value + matrix.d * above.value + matrix.f,
        )
        if kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            across, up = (sorted((before[n], point[n])) for n in (0, 1))
            if across[1] - across[0] < _THINNEST or up[1] - up[0] < _THINNEST:
                yield Stroke(*across, *up)
        before = point
