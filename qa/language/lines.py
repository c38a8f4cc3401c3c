"""What a line break means: a sentence's end, or a width that was full.

Mail, old web pages and PDF exports break lines where the margin is; minutes and
news give each sentence a line and leave out the full stop.  Breaks of the first
kind have two marks: the next word would not have fitted, and many next lines
go on in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.types import Span

BLANKS = " \t\u00a0\u2002\u2003\u2009\u202f"
OPENERS = "«“„‘\"'([{‹"
DASHES = "-–—―‒"
# Lines wrapped to a width are no wider than this.
_WIDEST = 200
# A paragraph of fewer lines shows too little by itself.
_ENOUGH_LINES = 5
# Margins are ragged: a break counts as needless only below this share of the width.
_SLACK = 0.97
_PARAGRAPH_BREAK = re.compile(rf"\n[{BLANKS}]*+(?:\n[{BLANKS}]*+)+")
_MARKER = re.compile(
    r"(?P<dash>[-–—]\s)|[•●▪◦‣·*]"
    r"|(?:\d{1,3}(?:\.\d{1,3})*[).]|[IVXІХ]{1,5}[).]|[a-zа-яәғқңөұүі]\))\s"
)


def paragraphs(text: str) -> list[tuple[Span, bool]]:
    """Spans between blank lines, and whether each one's lines were wrapped to a width."""
    spans = [span for span in (trim(text, *s) for s in _between_blank_lines(text)) if span]
    blocks = [text[span.start : span.end].split("\n") for span in spans]
    several = [block for block in blocks if len(block) > 1]
    whole = _is_wrapped(several)
    return [
        (span, _is_wrapped([block]) if len(block) >= _ENOUGH_LINES else whole)
        for span, block in zip(spans, blocks, strict=True)
    ]


def line_ends_sentence(text: str, at: int, paragraph: Span, wrapped: bool) -> bool:
    """Whether the line break at `at`, inside `paragraph`, ends a sentence."""
    start = max(text.rfind("\n", paragraph.start, at) + 1, paragraph.start)
    line = text[max(start, at - 80) : at].rstrip()
    following = text[at + 1 : at + 80].lstrip(BLANKS + "\n")
    if not line:
        return False
    if marker := _MARKER.match(following):
        # In wrapped text a dash may just have come first on its line.
        return not (
            wrapped
            and marker["dash"]
            and line[-1] not in ".!?…:;»”"
            and not _MARKER.match(text, start)
        )
    if wrapped or line[-1] == "," or line[-1] in DASHES:
        return False
    first = following.lstrip(OPENERS + DASHES + BLANKS)[:1]
    return line[-1] in ";:" or not first.islower()


def skip(text: str, at: int, stop: int, characters: str) -> int:
    """The first place from `at` on, before `stop`, that holds none of `characters`."""
    while at < stop and text[at] in characters:
        at += 1
    return at


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without blanks at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None


def _between_blank_lines(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, len(text))


def _is_wrapped(blocks: list[list[str]]) -> bool:
    width = max((len(line.rstrip()) for block in blocks for line in block), default=0)
    if not 0 < width <= _WIDEST:
        return False
    breaks = needless = running_on = 0
    for block in blocks:
        for line, following in pairwise(block):
            line, following = line.rstrip(), following.lstrip()
            first = following.split(" ", 1)[0]
            breaks += 1
            needless += len(line) + 1 + len(first) <= _SLACK * width
            running_on += following[:1].islower() and line[-1:] not in ".!?…:;"
    return breaks > 0 and needless <= 0.25 * breaks and running_on >= 0.4 * breaks
