"""Words of a PDF page with their places, as PDFium gives them.

A PDF draws letters; what is a word, a line or a column follows from where they
stand.  Text that is drawn turned is read in its own direction.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from qa.documents.formats.pdf_drawn import Stroke, look_at_objects
from qa.documents.formats.pdf_join import BELOW, Box, Word, around, closed_up, once, rejoined
from qa.documents.formats.pdf_values import read_values

# More letters than this on one page are drawn to harm.
_MAX_LETTERS = 200_000
_MAX_OBJECTS = 100_000
# Of the letters' height: a wider gap parts words where PDFium sees no blank, a larger step lines.
_WORD_GAP = 0.5
_LINE_STEP = 0.5
# Degrees that are no direction.
_ASKEW = 3
_HYPHENS = frozenset((0x02, 0xFFFE, 0xAD))


Edges = tuple[float, float, float, float]
"""Left, bottom, right and top of what a page shows."""


@dataclass(slots=True)
class PageWords:
    """`words` run in the page's main direction, `turned` in others, one list for each.

    `rules` are horizontal lines: their left and right ends and their heights; `strokes` are all
    lines.
    """

    words: list[Word] = field(default_factory=list)
    turned: list[list[Word]] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    has_pictures: bool = False
    too_much: bool = False
    comments: int = 0


def read_page(document: pdfium.PdfDocument, number: int) -> PageWords:
    """Everything drawn or filled in on a page.  Raises pdfium.PdfiumError for a broken one."""
    page = document[number]
    try:
        found = PageWords()
        count = raw.FPDFPage_CountObjects(page)
        if count > _MAX_OBJECTS:
            found.too_much = True
            return found
        drawn = look_at_objects(page, count)
        found.rules, found.strokes = drawn.rules, drawn.strokes
        found.has_pictures = drawn.has_pictures
        text_page = page.get_textpage()
        try:
            if text_page.count_chars() > _MAX_LETTERS:
                found.too_much = True
                return found
            by_angle = _by_angle(text_page, page.get_cropbox())
        finally:
            text_page.close()
        values, found.comments = read_values(document, page)
        if values:
            by_angle.setdefault(0, []).extend(values)
        _sort_out(by_angle, found)
        return found
    finally:
        page.close()


def _by_angle(text_page: pdfium.PdfTextPage, edges: Edges) -> dict[int, list[Word]]:
    """Words by the direction they run in, in degrees; those outside of what is shown are not
    there."""
    grouped: defaultdict[int, list[Word]] = defaultdict(list)
    for angle, word in _words(text_page, edges):
        grouped[angle].append(word)
    return {angle: list(closed_up(words)) for angle, words in grouped.items()}


def _words(text_page: pdfium.PdfTextPage, edges: Edges) -> Iterator[tuple[int, Word]]:
    letters: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    direction = 0
    for angle, letter, one in _letters(text_page, edges):
        if letters and (not letter or angle != direction or not _goes_on(box, one)):
            yield direction, Word("".join(letters), *box)
            letters = []
        if letter:
            box = around(box, one) if letters else one
            letters.append(letter)
            direction = angle
    if letters:
        yield direction, Word("".join(letters), *box)


def _letters(text_page: pdfium.PdfTextPage, edges: Edges) -> Iterator[tuple[int, str, Box]]:
    """Each letter's direction, itself (empty for a blank), and its left, right, bottom, top."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for at in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        shown = chr(code) if code and code not in _HYPHENS else "-" if code else " "
        letter = "" if shown.isspace() else shown
        if letter and not (
            raw.FPDFText_GetLooseCharBox(text_page, at, box)
            and raw.FPDFText_GetMatrix(text_page, at, matrix)
            and raw.FPDFText_GetCharOrigin(text_page, at, x, y)
        ):
            continue
        if letter and not _is_inside(x.value, y.value, edges):
            continue
        size = raw.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.c, matrix.d)
        angle = _angle(matrix) if letter else 0
        yield angle, letter, _place(box, (x.value, y.value), size, angle)


def _is_inside(x: float, y: float, edges: Edges) -> bool:
    left, bottom, right, top = edges
    return left <= x <= right and bottom <= y <= top


def _angle(matrix: Any) -> int:
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    # What was laid out by hand stands a little askew.
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _ASKEW else angle


def _place(box: Any, origin: tuple[float, float], size: float, angle: int) -> Box:
    """Along the direction of reading by the letter's box, across it by where it stands and the
    size of its font: a box's height differs from letter to letter."""
    radians = math.radians(angle)
    cosine, sine = math.cos(radians), math.sin(radians)
    along = [x * cosine + y * sine for x in (box.left, box.right) for y in (box.bottom, box.top)]
    base = origin[1] * cosine - origin[0] * sine
    if angle % 90:
        # Of a letter that lies askew, a box along the page's edges says too much.
        start = origin[0] * cosine + origin[1] * sine
        along = [start, start + size / 2]
    return min(along), max(along), base - BELOW * size, base + (1 - BELOW) * size


def _goes_on(before: Box, after: Box) -> bool:
    """Whether a letter belongs to the word before it."""
    height = max(before[3] - before[2], after[3] - after[2], 0.1)
    gap = after[0] - before[1]
    step = abs(before[2] - after[2])
    smaller = min(before[3] - before[2], after[3] - after[2]) / height
    return -0.5 * height < gap < _WORD_GAP * height and step < _LINE_STEP * height and smaller > 0.8


def _sort_out(by_angle: dict[int, list[Word]], found: PageWords) -> None:
    """The direction that most letters run in is the page's own."""
    sizes = Counter({a: sum(len(w.text) for w in words) for a, words in by_angle.items()})
    for place, (angle, _) in enumerate(sizes.most_common()):
        words = rejoined(once(by_angle[angle]))
        if place == 0:
            found.words = words
            if angle:
                found.rules = []
            found.strokes = [] if angle % 90 else [one.turned(angle) for one in found.strokes]
        else:
            found.turned.append(words)
