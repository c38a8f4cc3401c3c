"""From lines to paragraphs, and from page to page.

A PDF has lines but no paragraphs.  Lines are joined again here, because in a
PDF they are layout, not text; and a paragraph goes on in the next column or on
the next page, whatever footnote, footer or header stands between.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from qa.documents.formats.layout import Block
from qa.documents.formats.pdf_order import Line

_LINE_MARKER = re.compile(
    r"(?:[•●▪◦·]|\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]|[–—-]|[^\W\d_][.)]|[IVXLC]{1,6}\.)\s"
)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡]{1,3}|[¹²³⁴-⁹⁰]+)[.)]?\s*\S")
_ENDS = '.!?:;…»")”'
# In letters' heights or shares of a column's width.
_INDENT = 0.8
_BLANK = 0.25
_SHORT = 0.7
_RATHER_SHORT = 0.88
_WIDE_STEP = 1.45
_OTHER_SIZE = 0.12
_NOTE_SIZE = 0.93
_HEADING_SIZE = 1.15
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`opens` and `closes` a column; `size` is the height of its letters; `is_ruled_off` by a
    short line above it.  `is_apart` is a small line on top of a page, the name of a chapter
    perhaps."""

    text: str
    size: float
    lines: int = 1
    is_row: bool = False
    opens: bool = False
    closes: bool = False
    is_full: bool = False
    is_ruled_off: bool = False
    is_apart: bool = False


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of a page; footnotes before the paragraph that goes on after them."""
    found: list[Paragraph] = []
    body = body_size(lines)
    for group in _columns(lines):
        column = _column_paragraphs(group)
        notes = _trailing_notes(column, body)
        main = column[: len(column) - len(notes)]
        if main:
            found += _opened_and_closed(main, body, on_top=not found)
        at = len(found) - 1 if found and goes_on(found[-1]) else len(found)
        found[at:at] = notes
    return found


def _opened_and_closed(main: list[Paragraph], body: float, on_top: bool) -> list[Paragraph]:
    """With the first and the last one marked, past the small lines on top of the page."""
    first = 0
    while on_top and first < len(main) and _is_small_line(main[first], body):
        main[first] = replace(main[first], is_apart=True)
        first += 1
    if first < len(main):
        main[first] = replace(main[first], opens=True)
        main[-1] = replace(main[-1], closes=True)
    return main


def _is_small_line(paragraph: Paragraph, body: float) -> bool:
    small = paragraph.size < _NOTE_SIZE * body
    return small and paragraph.lines == 1 and not paragraph.is_row


def body_size(lines: Sequence[Line]) -> float:
    """The height of most letters."""
    sizes = sorted((line.height, len(line.text)) for line in lines)
    half, seen = sum(length for _, length in sizes) / 2, 0
    for size, length in sizes:
        seen += length
        if seen >= half:
            return size
    return 0.0


def goes_on(paragraph: Paragraph) -> bool:
    """Whether the sentence is not at its end where the column is."""
    text = paragraph.text.rstrip()
    if paragraph.is_row or text[-1] in _ENDS:
        return False
    return text[-1] in ",-–—" or paragraph.lines > 1 or paragraph.is_full


def continues(before: Paragraph, after: Paragraph) -> bool:
    """Whether one paragraph, the last of its column, is finished by the next one's first."""
    if before.is_row or after.is_row or not before.closes or not after.opens:
        return False
    if abs(before.size - after.size) > _OTHER_SIZE * max(before.size, after.size):
        return False
    if _LINE_MARKER.match(after.text + " "):
        return False
    if after.text[0].islower():
        return before.text.rstrip()[-1] not in ".!?"
    return goes_on(before)


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and line.column != group[-1].column:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _column_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    steps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom]
    # The smaller of two usual steps is the one inside paragraphs.
    step = sorted(steps)[len(steps) // 3] if steps else 0.0
    found: list[Paragraph] = []
    text, first, last, count = "", lines[0], lines[0], 0
    for line in lines:
        if count and _begins(first, last, line, step):
            found.append(_made(text, first, last, count))
            text, first, count = "", line, 0
        text = _join(text, line.text)
        last = line
        count += 1
    found.append(_made(text, first, last, count))
    return found


def _made(text: str, first: Line, last: Line, count: int) -> Paragraph:
    is_full = last.right >= _share(last, _RATHER_SHORT)
    return Paragraph(
        text, first.height, count, first.is_row, is_full=is_full, is_ruled_off=first.is_ruled_off
    )


def _share(line: Line, share: float) -> float:
    left, right = line.edges
    return left + share * (right - left)


def _begins(first: Line, before: Line, line: Line, step: float) -> bool:
    """Whether a line begins a paragraph; `first` is the first of the one before it."""
    if before.is_row or line.is_row or line.is_ruled_off or _LINE_MARKER.match(line.text):
        return True
    if before.bottom - line.bottom > _WIDE_STEP * max(step, 0.9 * line.height):
        return True
    if abs(before.height - line.height) > _OTHER_SIZE * max(before.height, line.height):
        return True
    ends = before.text[-1]
    indented = line.left - line.edges[0] > _INDENT * line.height
    was_indented = before.left - before.edges[0] > _INDENT * before.height
    if indented and not was_indented and not _LINE_MARKER.match(first.text) and ends in _ENDS:
        return True
    if before.right + _BLANK * line.height + line.opening > before.edges[1]:
        # The next word had no room left.
        return False
    if before.right < _share(before, _SHORT) and ends not in ",;-–—":
        return True
    return (
        before.right < _share(before, _RATHER_SHORT)
        and ends in ".!?:"
        and (line.text[0].isupper() or line.text[0] in '«"“')
    )


def _join(paragraph: str, line: str) -> str:
    if not paragraph:
        return line
    if paragraph.endswith("-") and paragraph[-2:-1].isalpha() and line[:1].islower():
        # Left to cleaning, which sees the whole text and decides about the hyphen.
        return f"{paragraph}\n{line}"
    return f"{paragraph} {line}"


def _trailing_notes(column: list[Paragraph], body: float) -> list[Paragraph]:
    """Footnotes: the paragraphs at the end of a column that are ruled off, or small, from one
    with a note's mark on."""
    ruled_off = next((at for at, one in enumerate(column) if one.is_ruled_off), None)
    if ruled_off is not None and _NOTE.match(column[ruled_off].text):
        return column[ruled_off:]
    at = len(column)
    while at and column[at - 1].size < _NOTE_SIZE * body and not column[at - 1].is_row:
        at -= 1
    while at < len(column) and not _NOTE.match(column[at].text):
        at += 1
    return column[at:]


def blocks(pages: Sequence[Sequence[Paragraph]], unread: Collection[int]) -> Iterator[Block]:
    """Paragraphs of all pages, those that go on joined to what they go on from; not over pages
    whose text is not here (`unread`, from 0)."""
    body = median([p.size for page in pages for p in page for _ in range(p.lines)] or [0.0])
    before: Paragraph | None = None
    for number, page in enumerate(pages):
        if number in unread:
            before = None
        apart: list[Block] = []
        for paragraph in page:
            joined = before is not None and continues(before, paragraph)
            level = 0 if joined else _level(paragraph, body)
            block = Block(paragraph.text, level, number, row=paragraph.is_row, joined=joined)
            if paragraph.is_apart and before is not None:
                # What goes on is not torn apart by it.
                apart.append(block)
                continue
            before = paragraph
            yield from (block, *apart) if joined else (*apart, block)
            apart = []
        yield from apart


def _level(paragraph: Paragraph, body: float) -> int:
    """A heading is set larger than the text."""
    if paragraph.is_row or len(paragraph.text) > _LONGEST_HEADING:
        return 0
    if paragraph.size <= _HEADING_SIZE * body or not any(map(str.isalpha, paragraph.text)):
        return 0
    return 1 if paragraph.size > 1.5 * body else 2
