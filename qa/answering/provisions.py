"""The body of a numbered part that a question names: `статья 5`, `15-бап`, `п. 3 ст. 7`.

A part's number is an address.  What is asked for is what stands below that heading, not the
heading and not a sentence elsewhere that mentions the number, so nothing is weighed here: the
part is there or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.language.provisions import DEPTH, Provision, find_provisions
from qa.types import Document, Span

_LINE = re.compile(r"[^\n]+")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})(?P<mark>[.)])?\s+(?=\S)")
_AFTER_HEADING = re.compile(r"\s*(?:$|[.:)\]–—-]|(?=[«“\"A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]))")
_AT_START = 4
_SENTENCE_END = re.compile(r"\w[.;!?](?=\s|$)")
_NUMBERED_ONLY = ("clause", "subclause")
_HEAD = 60
_LONGEST_HEADING = 160
LONGEST_BODY = 3_000
"""Characters of a part that are quoted at most; of a longer one the first whole lines."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line that begins a numbered part; `head` is the number's end, and a part that is
    `named` (`Статья 5`, not `5.`) has a heading."""

    kind: str
    number: str
    line: Span
    head: int
    named: bool


def asked_provisions(text: str) -> tuple[Provision, ...]:
    """The address a question gives, outermost part first; of several of a kind, all."""
    return tuple(sorted(find_provisions(text), key=lambda p: DEPTH[p.kind]))


def knows_kind(document: Document, asked: Sequence[Provision]) -> bool:
    """Whether a document is divided into parts of the kind that is asked for."""
    return sum(entry.kind == asked[0].kind for entry in _entries(document.text)) > 1


def body_of(document: Document, asked: Sequence[Provision]) -> list[Span]:
    """What stands below the parts of an address, in reading order, of a long part the beginning;
    empty where there is none."""
    kinds = [provision.kind for provision in asked]
    within = [Span(0, len(document.text))]
    entries = _entries(document.text)
    for kind in dict.fromkeys(kinds):
        numbers = [p.number for p in asked if p.kind == kind]
        narrowed = [
            _below(document.text, entries, place, outer)
            for outer in within
            for number in numbers
            for place in _places(entries, kind, number, outer)[:1]
        ]
        if not narrowed:
            return []
        within = narrowed
    return [_beginning(document.text, span) for span in within if span.end > span.start]


def _places(entries: Sequence[_Entry], kind: str, number: str, outer: Span) -> list[int]:
    """Where parts of that name begin inside a span; a clause may be numbered only (`3.`)."""
    kinds = (kind, *_NUMBERED_ONLY) if kind in (*_NUMBERED_ONLY, "section") else (kind,)
    return [
        place
        for place, entry in enumerate(entries)
        if outer.start <= entry.line.start < outer.end
        and entry.number == number
        and entry.kind in kinds
    ]


def _below(text: str, entries: Sequence[_Entry], place: int, outer: Span) -> Span:
    """From the part's heading, which is left out, to the next part of its rank or above."""
    entry = entries[place]
    end = outer.end
    for other in entries[place + 1 :]:
        inner = other.number.startswith(f"{entry.number}.") and other.kind == entry.kind
        if other.line.start >= outer.end:
            break
        if DEPTH[other.kind] <= DEPTH[entry.kind] and not inner:
            end = other.line.start
            break
    below = _stripped(text, Span(entry.line.end, end))
    line = text[entry.head : entry.line.end]
    # A line of several sentences holds the part's own text (`Статья 5. Места. Место занимает …`).
    said = len(_SENTENCE_END.findall(line.lstrip(" .:)"))) > 1 and line.rstrip()[-1:] in ".;!?"
    heading = entry.named and len(line) <= _LONGEST_HEADING and not said
    if heading and below.end > below.start:
        return below
    return _stripped(text, Span(entry.head, end))


def _beginning(text: str, span: Span) -> Span:
    """Up to the last line's end, else the last sentence's, within `LONGEST_BODY`."""
    stop = span.start + LONGEST_BODY
    if span.end <= stop:
        return span
    ends = [match.start() + 2 for match in _SENTENCE_END.finditer(text, span.start, stop)]
    line = text.rfind("\n", span.start, stop)
    return _stripped(text, Span(span.start, line if line > span.start else max(ends, default=stop)))


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ".:)–—"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


@lru_cache(maxsize=32)
def _entries(text: str) -> tuple[_Entry, ...]:
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[_Entry]:
    """The lines that begin a part: by its name and number, or a clause by its number alone."""
    for match in _LINE.finditer(text):
        line = Span(*match.span())
        opening = text[line.start : min(line.end, line.start + _HEAD)]
        named = next(iter(find_provisions(opening)), None)
        numbered = _NUMBERED.match(text, line.start, line.end)
        if (
            named is not None
            and named.start <= _AT_START
            and not (numbered and numbered.end() - line.start <= named.start)
            and _AFTER_HEADING.match(text, line.start + named.end, line.end)
        ):
            yield _Entry(named.kind, named.number, line, line.start + named.end, True)
        elif numbered and (numbered["mark"] or "." in numbered["number"]):
            kind = "subclause" if numbered["mark"] == ")" else "clause"
            yield _Entry(kind, numbered["number"], line, numbered.end(), False)
