"""Words of a PDF page with their places, as PDFium gives them.

A PDF draws letters; what is a word, a line or a column follows from where they
stand.  Text that is drawn turned is read in its own direction.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from qa.documents.spaced import spells

# More letters than this on one page are drawn to harm.
_MAX_LETTERS = 200_000
_MAX_OBJECTS = 100_000
_MAX_RULES = 5_000
# Of the letters' height: a wider gap parts words where PDFium sees no blank, a larger step lines.
_WORD_GAP = 0.5
_LINE_STEP = 0.5
# Of the letters' height: those of one spaced-out word are nearer.  Of their usual gap: a wider one
# parts words.
_LETTER_GAP = 1.5
_NEXT_WORD = 1.6
# The share of a font's height below its baseline, and degrees that are no direction.
_BELOW = 0.22
_ASKEW = 3
# Of the letters' height: nearer than any blank.
_NO_BLANK = 0.06
_THINNEST = 2.0
_SHORTEST_RULE = 30.0
# A move and four lines.
_FRAME_SEGMENTS = 5
_HYPHENS = frozenset((0x02, 0xFFFE, 0xAD))
_LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class Word:
    """Points, from the left and from the bottom of the page as its text is read; `is_row` for a
    row of a table, put together already."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_row: bool = False

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def box(self) -> Box:
        return self.left, self.right, self.bottom, self.top


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
        _look_at_objects(page, count, found)
        text_page = page.get_textpage()
        try:
            if text_page.count_chars() > _MAX_LETTERS:
                found.too_much = True
                return found
            by_angle = _by_angle(text_page)
        finally:
            text_page.close()
        _add_values(document, page, by_angle, found)
        _sort_out(by_angle, found)
        return found
    finally:
        page.close()


def _look_at_objects(page: pdfium.PdfPage, count: int, found: PageWords) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for at in range(min(count, _MAX_RULES)):
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
    for at in range(min(count, _MAX_RULES)):
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


def _by_angle(text_page: pdfium.PdfTextPage) -> dict[int, list[Word]]:
    """Words by the direction they run in, in degrees."""
    grouped: defaultdict[int, list[Word]] = defaultdict(list)
    for angle, word in _words(text_page):
        grouped[angle].append(word)
    return {angle: list(_closed_up(words)) for angle, words in grouped.items()}


def _closed_up(words: Iterable[Word]) -> Iterator[Word]:
    """The words; of letters drawn apart (`П Р И К А З`), evenly, those that they spell."""
    run: list[Word] = []
    for word in words:
        spaced = len(word.text) == 1 and word.text.isalpha()
        if run and not (spaced and _follows(run[-1], word)):
            yield from _spelled(run)
            run = []
        if spaced:
            run.append(word)
        else:
            yield word
    yield from _spelled(run)


def _follows(before: Word, after: Word) -> bool:
    gap = after.left - before.right
    return (
        0 < gap < _LETTER_GAP * before.height
        and abs(after.bottom - before.bottom) < _LINE_STEP * before.height
    )


def _spelled(run: Sequence[Word]) -> Iterator[Word]:
    if not spells("".join(word.text for word in run)):
        yield from run
        return
    usual = median(after.left - before.right for before, after in pairwise(run))
    word = run[0]
    for before, after in pairwise(run):
        if after.left - before.right > _NEXT_WORD * usual:
            yield word
            word = after
        else:
            word = Word(word.text + after.text, *_around(word.box, after.box))
    yield word


def _words(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, Word]]:
    letters: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    direction = 0
    for angle, letter, one in _letters(text_page):
        if letters and (not letter or angle != direction or not _goes_on(box, one)):
            yield direction, Word("".join(letters), *box)
            letters = []
        if letter:
            box = _around(box, one) if letters else one
            letters.append(letter)
            direction = angle
    if letters:
        yield direction, Word("".join(letters), *box)


Box = tuple[float, float, float, float]


def _letters(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, str, Box]]:
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
        size = raw.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.c, matrix.d)
        angle = _angle(matrix) if letter else 0
        yield angle, letter, _place(box, (x.value, y.value), size, angle)


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
    return min(along), max(along), base - _BELOW * size, base + (1 - _BELOW) * size


def _goes_on(before: Box, after: Box) -> bool:
    """Whether a letter belongs to the word before it."""
    height = max(before[3] - before[2], after[3] - after[2], 0.1)
    gap = after[0] - before[1]
    step = abs(before[2] - after[2])
    smaller = min(before[3] - before[2], after[3] - after[2]) / height
    return -0.5 * height < gap < _WORD_GAP * height and step < _LINE_STEP * height and smaller > 0.8


def _around(before: Box, after: Box) -> Box:
    return (
        min(before[0], after[0]),
        max(before[1], after[1]),
        min(before[2], after[2]),
        max(before[3], after[3]),
    )


def _add_values(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    by_angle: dict[int, list[Word]],
    found: PageWords,
) -> None:
    """What is filled into a form, and text laid over a page, where they stand."""
    form = document.formenv
    rectangle = raw.FS_RECTF()
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_RULES)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        text = ""
        if kind == raw.FPDF_ANNOT_WIDGET and form is not None:
            text = _form_value(form, annotation)
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            text = _contents(annotation)
        elif kind == raw.FPDF_ANNOT_TEXT:
            found.comments += 1
        if text.strip() and raw.FPDFAnnot_GetRect(annotation, rectangle):
            by_angle.setdefault(0, []).extend(_laid_out(text, rectangle))
        raw.FPDFPage_CloseAnnot(annotation)


def _contents(annotation: Any) -> str:
    return _string(
        lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    )


def _form_value(form: Any, annotation: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind == raw.FPDF_FORMFIELD_PUSHBUTTON:
        return ""
    return _string(
        lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    )


def _string(read: Any) -> str:
    """A string that PDFium writes in UTF-16; bounded."""
    size = min(read(None, 0), 2 * _LONGEST_VALUE)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _laid_out(text: str, box: Any) -> Iterator[Word]:
    """Lines of a value spread over its box from above, each line's words side by side."""
    lines = [line.split() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    bottom, top = min(box.bottom, box.top), max(box.bottom, box.top)
    height = min((top - bottom) / max(1, len(lines)), 14.0)
    start = (top + bottom + height * len(lines)) / 2 if len(lines) == 1 else top
    for number, words in enumerate(lines):
        at = box.left
        for word in words:
            width = 0.5 * height * len(word)
            yield Word(word, at, at + width, start - height * (number + 1), start - height * number)
            at += width + 0.25 * height


def _sort_out(by_angle: dict[int, list[Word]], found: PageWords) -> None:
    """The direction that most letters run in is the page's own."""
    sizes = Counter({a: sum(len(w.text) for w in words) for a, words in by_angle.items()})
    for place, (angle, _) in enumerate(sizes.most_common()):
        words = _rejoined(_once(by_angle[angle]))
        if place == 0:
            found.words = words
            if angle:
                found.rules = []
            found.strokes = [] if angle % 90 else [one.turned(angle) for one in found.strokes]
        else:
            found.turned.append(words)


def _once(words: list[Word]) -> list[Word]:
    """Without the copies that some programs draw to make letters bold."""
    seen: dict[tuple[str, int, int], None] = {}
    kept = []
    for word in words:
        key = (word.text, round(word.left / 2), round(word.bottom / 2))
        if key not in seen:
            seen[key] = None
            kept.append(word)
    return kept


def _rejoined(words: list[Word]) -> list[Word]:
    """With the parts of words put together whose letters were drawn at another time, as those
    are that a font lacks and another one has."""
    places = sorted(range(len(words)), key=lambda at: (round(words[at].bottom, 1), words[at].left))
    whole: dict[int, int] = {}
    for before, after in pairwise(places):
        first = whole.get(before, before)
        if abs(after - before) > 1 and _touch(words[first], words[after]):
            word = words[first]
            text = word.text + words[after].text
            words[first] = Word(text, *_around(word.box, words[after].box))
            whole[after] = first
    return [word for at, word in enumerate(words) if at not in whole]


def _touch(before: Word, after: Word) -> bool:
    """Whether no blank is between two words of one line and size."""
    height = max(before.height, after.height)
    return (
        abs(after.left - before.right) < _NO_BLANK * height
        and abs(after.bottom - before.bottom) < _NO_BLANK * height
        and abs(after.height - before.height) < _NO_BLANK * height
    )
