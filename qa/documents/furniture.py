"""Lines a web page or a newspaper puts around an article.

Only lines that stand alone are judged, and bare numbers only at the head and
the foot of a text: in the middle a number may be a table's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.language.packs import either
from qa.types import Span

# Lines from either end, blank ones not counted, where furniture stands.
_EDGE = 8

_WEEKDAYS = either(lambda pack: (*pack.calendar.weekdays, *pack.calendar.capital))
_YEAR_FIRST = either(lambda pack: pack.calendar.year_first)
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s+[^\W\d_]{3,9},?\s+\d{4}"
    r"|[^\W\d_]{3,9}\s+\d{1,2},?\s+\d{4}"
    rf"|\d{{4}}\s+(?:{_YEAR_FIRST})\s+\d{{1,2}}\s+[^\W\d_]{{3,9}})"
)
_TODAY = re.compile(
    rf"(?:{either(lambda pack: pack.calendar.today)})\s*"
    rf"(?:(?:{_WEEKDAYS}),?\s+)?{_DATE}"
    rf"\s*(?:{either(lambda pack: pack.calendar.year_marks)})?\s*(?:,?\s*\d{{1,2}}:\d{{2}})?\.?",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    rf"(?:👁|{either(lambda pack: pack.layout.counter)})"
    rf"\s*[:–-]?\s*[\d\s,.\u00a0]{{1,12}}(?:{either(lambda pack: pack.layout.times)})?"
    rf"|[\d\s\u00a0]{{1,12}}(?:{either(lambda pack: pack.layout.counted)})",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,7}|\d{1,3}(?:[ \u00a0,]\d{3})+")
# A label with its colon, a certificate with its number, or a notice of rights: words that
# begin an article as well (`Зарегистрировано пять случаев …`) are not enough.
_IMPRINT = re.compile(
    rf"(?:{either(lambda pack: pack.layout.imprint)})\s*:"
    rf"|(?:{either(lambda pack: pack.layout.certificates)})\b[^\n]{{0,120}}№\s*\d"
    rf"|(?:{either(lambda pack: pack.layout.registrations)})\s*(?:№|no\.?|n°)\s*\d"
    rf"|(?:issn|isbn|©|\(c\)|{either(lambda pack: pack.layout.notices)})(?!\w)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?:{either(lambda pack: pack.layout.share)})(?:\s*[:(]?\s*\d*\)?)?", re.IGNORECASE
)


class Noise(NamedTuple):
    """A line to drop, without its line break."""

    start: int
    end: int
    kind: str


def find_noise_lines(text: str) -> Iterator[Noise]:
    """Today's date, view counters and share buttons, each alone on its line."""
    lines = list(_lines(text))
    edge = _edge(len(lines))
    for index, (start, end) in enumerate(lines):
        if end - start > 80:
            continue
        line = text[start:end].strip()
        at_edge = index < edge or index >= len(lines) - edge
        if at_edge and _TODAY.fullmatch(line):
            yield Noise(start, end, "today's date")
        elif _COUNTER.fullmatch(line):
            yield Noise(start, end, "view counter")
        elif at_edge and _SHARE.fullmatch(line):
            yield Noise(start, end, "page button")
        elif at_edge and _is_bare_counter(text, lines, index, line):
            yield Noise(start, end, "view counter")


def find_furniture(text: str) -> tuple[Span, ...]:
    """Imprint lines at the head or foot: kept, but no part of the article."""
    lines = list(_lines(text))
    edge = _edge(len(lines))
    return tuple(
        Span(start, end)
        for index, (start, end) in enumerate(lines)
        if (index < edge or index >= len(lines) - edge)
        and end - start <= 400
        and len(lines) > 1
        and _IMPRINT.match(text, start, end)
    )


def _is_bare_counter(text: str, lines: list[Span], index: int, line: str) -> bool:
    """A number alone between blank lines, no year, with no other number line beside it."""
    if not _BARE_NUMBER.fullmatch(line) or len(lines) < 3:
        return False
    if len(line) == 4 and 1500 <= int(line) <= 2100:
        return False
    start, end = lines[index]
    alone = text[max(0, start - 2) : start] in ("", "\n", "\n\n") and text[end : end + 2] in (
        "",
        "\n",
        "\n\n",
    )
    neighbours = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return alone and not any(_BARE_NUMBER.fullmatch(text[s:e].strip()) for s, e in neighbours)


def _edge(lines: int) -> int:
    """At most a third of a short text is its edge, but two lines."""
    return min(_EDGE, max(2, lines // 3))


def _lines(text: str) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+", text):
        if not match[0].isspace():
            yield Span(*match.span())
