"""OpenDocument texts and presentations: `content.xml` in the order of its elements.

Deleted text of tracked changes and comments are left out; notes and boxes
follow the paragraph that they hang on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from qa.documents.formats.grid import GivenCell, table_blocks
from qa.documents.formats.layout import Block, Layout, assemble, running_heads
from qa.documents.formats.numerals import lowered, raised
from qa.documents.formats.odt_lists import OdtLists
from qa.documents.formats.pptx_order import Box, Item, in_order
from qa.documents.formats.zipped import attribute, container, local
from qa.errors import DamagedDocument, EncryptedDocument

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)[a-z]{2}")
_MAX_REPEATED = 1000
_MOST_COLUMNS, _MOST_ROWS = 100, 10_000
_LEFT_OUT_TAGS = """
    tracked-changes annotation annotation-end forms sequence-decls title desc hidden-text
    hidden-paragraph note-citation"""
_LEFT_OUT = frozenset(_LEFT_OUT_TAGS.split())
_PARAGRAPHS = frozenset(("p", "h"))
_APART = frozenset(("note", "text-box"))
_RUNNING_TAGS = "header footer header-left footer-left header-first footer-first"
_RUNNING = frozenset(_RUNNING_TAGS.split())
_INDEX_TAGS = """
    table-of-content illustration-index table-index object-index user-index alphabetical-index"""
_INDEXES = frozenset(_INDEX_TAGS.split())
_ROW_GROUPS = frozenset(("table-row-group", "table-header-rows", "table-rows"))
_MAX_DEPTH = 200


def load_odt(data: bytes) -> Layout:
    """Paragraphs, headings, items, rows, notes; slides of a presentation are its pages; running
    heads once, at the end."""
    with container(data) as parts:
        if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read(
            "META-INF/manifest.xml"
        ):
            raise EncryptedDocument("the file is encrypted; remove its password and try again")
        root = parts.xml("content.xml")
        metadata = _metadata(parts.xml("meta.xml")) if "meta.xml" in parts else {}
        styles = [parts.xml("styles.xml")] if "styles.xml" in parts else []
    body = next((one for one in root.iter() if local(one) == "body"), None)
    if body is None or not len(body):
        raise DamagedDocument("the OpenDocument file has no body; open it and save it again")
    reader = _Reader([*styles, root])
    running = running_heads(text for one in styles for text in reader.running(one))
    blocks = [*reader.read(body[0]), *running]
    comments = sum(local(one) == "annotation" for one in body.iter())
    notes = (f"{comments} comments left out",) if comments else ()
    return assemble(blocks, metadata, notes, page_count=reader.pages)


def _metadata(root: etree._Element) -> dict[str, Any]:
    names = {"title": "title", "creator": "author", "date": "date", "initial-creator": "author"}
    found: dict[str, Any] = {}
    for element in root.iter():
        key = names.get(local(element))
        if key and element.text and element.text.strip():
            found[key] = element.text.strip()
    return found


def _box(shape: etree._Element) -> Box | None:
    """Where a shape of a slide lies; a group does not say."""
    left, top, width, height = (
        _length(attribute(shape, key)) for key in ("x", "y", "width", "height")
    )
    if left is None or top is None:
        return None
    return left, top, left + (width or 0.0), top + (height or 0.0)


def _length(text: str) -> float | None:
    """In the unit of the file, which is one for all shapes."""
    found = _LENGTH.match(text)
    return float(found[1]) if found else None


class _Words:
    """The words of paragraphs; `roots` hold the styles, some of which hide or raise them."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._shifts: dict[str, Callable[[str], str | None]] = {}
        self._hidden: set[str] = set()
        for style in (one for root in roots for one in root.iter() if local(one) == "style"):
            for properties in style:
                name = attribute(style, "name")
                position = attribute(properties, "text-position")
                if position.startswith(("super", "sub")) or position[:1].isdigit():
                    self._shifts[name] = lowered if position.startswith("sub") else raised
                if (
                    local(properties) == "text-properties"
                    and attribute(properties, "display") == "none"
                ):
                    self._hidden.add(name)

    def of(self, element: etree._Element, apart: list[etree._Element]) -> str:
        """`apart` gathers what hangs on a paragraph: notes, boxes."""
        return "".join(self._inline(element, apart, 0))

    def _inline(
        self, element: etree._Element, apart: list[etree._Element], depth: int
    ) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            name = local(child)
            style = attribute(child, "style-name")
            if name == "s":
                count = attribute(child, "c")
                yield " " * min(int(count) if count.isdigit() else 1, _MAX_REPEATED)
            elif name == "tab":
                yield "\t"
            elif name == "line-break":
                yield "\n"
            elif name in _APART:
                apart.append(child)
            elif name not in _LEFT_OUT and style not in self._hidden and depth < _MAX_DEPTH:
                text = "".join(self._inline(child, apart, depth + 1))
                if name == "ruby-text":
                    text = f" ({text})"
                shift = self._shifts.get(style) if name == "span" else None
                yield (shift(text) if shift else None) or text
            yield child.tail or ""


class _Reader:
    def __init__(self, styles: Sequence[etree._Element]) -> None:
        self._lists = OdtLists(styles)
        self._words = _Words(styles)
        self.pages = 0

    def running(self, root: etree._Element) -> Iterator[str]:
        """Paragraphs of running heads and feet."""
        for element in root.iter():
            if local(element) in _RUNNING:
                for paragraph in element.iter():
                    if local(paragraph) in _PARAGRAPHS:
                        yield self._words.of(paragraph, []).strip()

    def read(self, element: etree._Element, depth: int = 0) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            return
        for child in element:
            name = local(child)
            if name in _PARAGRAPHS:
                yield from self._paragraph(child, depth)
            elif name == "list":
                style = attribute(child, "style-name")
                yield from self._list(child, style, self._lists.begin(child, style), 0, depth)
            elif name == "table":
                yield from self._table(child, depth)
            elif name == "page":
                self.pages += 1
                for block in self._page(child, depth + 1):
                    yield replace(block, page=self.pages - 1)
            elif name in _INDEXES:
                for block in self.read(child, depth + 1):
                    yield replace(block, level=0, furniture=True)
            elif name not in _LEFT_OUT and attribute(child, "display") != "none":
                yield from self.read(child, depth + 1)

    def _page(self, page: etree._Element, depth: int) -> Iterator[Block]:
        """A slide's shapes in their order of reading, then what the speaker's notes say."""
        shapes = [one for one in page if local(one) != "notes"]
        items = [
            Item(
                tuple(self._alone(shape, depth)),
                _box(shape),
                attribute(shape, "class") == "title",
            )
            for shape in shapes
        ]
        for item in in_order(items):
            yield from item.blocks
        for notes in page:
            if local(notes) == "notes":
                yield from self._alone(notes, depth)

    def _alone(self, element: etree._Element, depth: int) -> Iterator[Block]:
        if local(element) not in _LEFT_OUT and attribute(element, "display") != "none":
            yield from self.read(element, depth)

    def _paragraph(
        self, element: etree._Element, depth: int, item: tuple[str, str, int, str] | None = None
    ) -> Iterator[Block]:
        """`item` is a list's kind, style and level, and the number that the item asks for."""
        apart: list[etree._Element] = []
        text = self._words.of(element, apart)
        outline = attribute(element, "outline-level") if local(element) == "h" else ""
        level = min(int(outline), 9) if outline.isdigit() and outline != "0" else 0
        if item is not None:
            marker = self._lists.marker(*item, text)
        else:
            marker = self._lists.heading(element, level, text) if level else ""
        yield Block((marker + text).rstrip(), min(level, 6), tight=bool(marker) and not level)
        for one in apart:
            yield from self.read(one, depth + 1)

    def _list(
        self, element: etree._Element, style: str, kind: str, level: int, depth: int
    ) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            return
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            own = attribute(item, "style-override") or style
            place: tuple[str, str, int, str] | None
            place = (kind, own, level, attribute(item, "start-value"))
            place = None if local(item) == "list-header" else place
            for child in item:
                if local(child) == "list":
                    inner = attribute(child, "style-name") or style
                    yield from self._list(child, inner, kind, level + 1, depth + 1)
                elif local(child) in _PARAGRAPHS:
                    yield from self._paragraph(child, depth + 1, place)
                    place = None
                else:
                    yield from self.read(child, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        rows = [
            ([*self._cells(row, depth)], local(row.getparent()) == "table-header-rows")
            for row in _rows(element)
        ]
        yield from table_blocks(rows)

    def _cells(self, row: etree._Element, depth: int) -> Iterator[GivenCell]:
        """Those that others cover are left to these."""
        for cell in row:
            if local(cell) == "table-cell":
                blocks = tuple(self.read(cell, depth + 1))
                across, down, times = (
                    min(max(int(number), 1), most) if number.isdigit() and len(number) < 9 else 1
                    for number, most in (
                        (attribute(cell, "number-columns-spanned"), _MOST_COLUMNS),
                        (attribute(cell, "number-rows-spanned"), _MOST_ROWS),
                        (attribute(cell, "number-columns-repeated"), _MOST_COLUMNS),
                    )
                )
                yield from [GivenCell(blocks, across, down)] * times


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Out of groups of rows, but not of tables inside."""
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in _ROW_GROUPS:
            yield from _rows(child)
