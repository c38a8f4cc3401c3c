"""What a format module hands over: blocks in reading order, put together into one text.

Formats differ in how they say "heading" or "page"; from here on there is one
text and spans of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qa.types import Span


class Heading(NamedTuple):
    """Span of a heading's text and its level, 1 the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row; `level` 0 is body text.

    `tight` blocks follow the one before on the next line, without a blank line.
    """

    text: str
    level: int = 0
    page: int | None = None
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A text before cleaning.  `pages[i]` is the span of page i + 1."""

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[Span, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def assemble(
    blocks: Iterable[Block],
    metadata: Mapping[str, Any] | None = None,
    notes: Iterable[str] = (),
    page_count: int = 0,
) -> Layout:
    """Join blocks with blank lines (or one line break where tight), in NFC."""
    parts: list[str] = []
    headings: list[Heading] = []
    pages: list[list[int]] = [[-1, -1] for _ in range(page_count)]
    at = 0
    for block in blocks:
        text = unicodedata.normalize("NFC", block.text).strip("\n")
        if not text.strip():
            continue
        if parts:
            gap = "\n" if block.tight else "\n\n"
            parts.append(gap)
            at += len(gap)
        start, at = at, at + len(text)
        parts.append(text)
        if block.level:
            headings.append(Heading(start, at, block.level))
        if block.page is not None:
            page = pages[block.page]
            page[0] = start if page[0] < 0 else page[0]
            page[1] = at
    return Layout(
        "".join(parts), tuple(headings), tuple(_filled(pages)), metadata or {}, tuple(notes)
    )


def _filled(pages: list[list[int]]) -> Iterable[Span]:
    """Empty pages get an empty span where their text would be."""
    end = 0
    for start, stop in pages:
        if start < 0:
            yield Span(end, end)
        else:
            end = stop
            yield Span(start, stop)
