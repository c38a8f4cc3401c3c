"""What a format module hands over: blocks in reading order, put together into one text.

Formats differ in how they say "heading" or "page"; from here on there is one
text and spans of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qa.documents.formats.composed import composed
from qa.documents.formats.letters import find_way
from qa.errors import DocumentError
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
    `row` is a table's row, `furniture` what stands around a text and not in it.
    `joined` goes on in the sentence of the block before, across a column's or a page's end.
    """

    text: str
    level: int = 0
    page: int | None = None
    tight: bool = False
    row: bool = False
    joined: bool = False
    furniture: bool = False


def running_heads(texts: Iterable[str]) -> list[Block]:
    """What stands around the pages, once each; a bare page number tells nothing."""
    return [
        Block(text, furniture=True) for text in dict.fromkeys(texts) if any(map(str.isalpha, text))
    ]


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file that could not be read: a page, a sheet, an attachment.

    `kind` is the slug of an error (`qa.errors`), for those who say it in other words.
    """

    part: str
    reason: str
    kind: str = DocumentError.slug


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page, counted from 1, whose text was read from its picture; `confidence` is 0 to 1,
    `doubtful` are words of it with how many equal ones stand before each on the page."""

    page: int
    confidence: float
    doubtful: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file; it is unpacked when it is read."""

    name: str
    unpack: Callable[[], bytes]


class Row(NamedTuple):
    """Span of a table's row that is said with its headers; its sheet and number, from 1."""

    start: int
    end: int
    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A text before cleaning.  `pages[i]` is the span of page i + 1; `furniture` are running
    heads, tables of contents and the like.
    """

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[Span, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    rows: tuple[Row, ...] = ()
    furniture: tuple[Span, ...] = ()


def assemble(
    blocks: Iterable[Block],
    metadata: Mapping[str, Any] | None = None,
    notes: Iterable[str] = (),
    page_count: int = 0,
) -> Layout:
    """Join blocks with blank lines (or one line break where tight), in NFC, with letters put
    right where they were spoilt before the file was made."""
    blocks = list(blocks)
    notes = list(notes)
    way = find_way("\n".join(block.text for block in blocks))
    if way is not None:
        notes.append(f"letters put right: {way.name}")
    parts: list[str] = []
    headings: list[Heading] = []
    furniture: list[Span] = []
    pages: list[list[int]] = [[-1, -1] for _ in range(page_count)]
    at = 0
    for block in blocks:
        text = block.text if way is None else way.apply(block.text)
        text = composed(text).strip("\n")
        if not text.strip():
            continue
        if parts:
            gap = _gap(block, parts[-1])
            parts.append(gap)
            at += len(gap)
        start, at = at, at + len(text)
        parts.append(text)
        if block.level:
            headings.append(Heading(start, at, block.level))
        if block.furniture:
            furniture.append(Span(start, at))
        if block.page is not None:
            page = pages[block.page]
            page[0] = start if page[0] < 0 else page[0]
            page[1] = at
    return Layout(
        "".join(parts),
        tuple(headings),
        tuple(_filled(pages)),
        metadata or {},
        tuple(notes),
        furniture=tuple(furniture),
    )


def _gap(block: Block, before: str) -> str:
    if block.joined:
        # Cleaning decides about the hyphen of a broken word.
        return "\n" if before.endswith("-") else " "
    return "\n" if block.tight else "\n\n"


def _filled(pages: list[list[int]]) -> Iterable[Span]:
    """Empty pages get an empty span where their text would be."""
    end = 0
    for start, stop in pages:
        if start < 0:
            yield Span(end, end)
        else:
            end = stop
            yield Span(start, stop)


def joined(
    layouts: Sequence[Layout], metadata: Mapping[str, Any], unread: Iterable[Unread] = ()
) -> Layout:
    """One text of several, with `metadata` of the whole."""
    parts: list[str] = []
    headings: list[Heading] = []
    notes: dict[str, None] = {}
    at = 0
    for layout in layouts:
        if not layout.text.strip():
            continue
        headings += [Heading(at + h.start, at + h.end, h.level) for h in layout.headings]
        parts.append(layout.text)
        at += len(layout.text) + 2
        notes |= dict.fromkeys(layout.notes)
    return Layout(
        "\n\n".join(parts), tuple(headings), (), metadata, tuple(notes), unread=tuple(unread)
    )
