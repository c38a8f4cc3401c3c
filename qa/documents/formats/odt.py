"""OpenDocument texts and presentations: `content.xml` in the order of its elements.

Deleted text of tracked changes and comments are left out; notes follow the
paragraph that refers to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.zipped import attribute, container, local
from qa.errors import DamagedDocument, EncryptedDocument

_MAX_REPEATED = 1000
_LEFT_OUT = frozenset(
    ("tracked-changes", "annotation", "annotation-end", "forms", "sequence-decls")
)
_MAX_DEPTH = 200


def load_odt(data: bytes) -> Layout:
    """Paragraphs, headings, items, rows, notes; slides of a presentation are its pages."""
    with container(data) as parts:
        if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read(
            "META-INF/manifest.xml"
        ):
            raise EncryptedDocument("the file is encrypted; remove its password and try again")
        root = parts.xml("content.xml")
        metadata = _metadata(parts.xml("meta.xml")) if "meta.xml" in parts else {}
        running = list(_running(parts.xml("styles.xml"))) if "styles.xml" in parts else []
    body = next((one for one in root.iter() if local(one) == "body"), None)
    if body is None or not len(body):
        raise DamagedDocument("the OpenDocument file has no body; open it and save it again")
    reader = _Reader(_numbered_styles(root))
    blocks = [*running, *reader.read(body[0])]
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


def _running(root: etree._Element) -> Iterator[Block]:
    """Running heads and feet, once; those of bare page numbers tell nothing."""
    seen = set()
    for element in root.iter():
        if local(element) in ("header", "footer"):
            for paragraph in element.iter():
                if local(paragraph) in ("p", "h"):
                    text = _words(paragraph).strip()
                    if any(c.isalpha() for c in text) and text not in seen:
                        seen.add(text)
                        yield Block(text)


def _words(element: etree._Element) -> str:
    return "".join(_inline(element, []))


def _inline(element: etree._Element, notes: list[etree._Element], depth: int = 0) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name == "s":
            count = attribute(child, "c")
            yield " " * min(int(count) if count.isdigit() else 1, _MAX_REPEATED)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name == "note":
            notes.append(child)
        elif name not in _LEFT_OUT and depth < _MAX_DEPTH:
            yield from _inline(child, notes, depth + 1)
        yield child.tail or ""


def _numbered_styles(root: etree._Element) -> dict[str, dict[int, tuple[str, str, str]]]:
    """By list style and level: prefix, number format (empty for a bullet), suffix."""
    found: dict[str, dict[int, tuple[str, str, str]]] = {}
    for style in root.iter():
        if local(style) != "list-style":
            continue
        levels = found.setdefault(attribute(style, "name"), {})
        for level in style:
            number = attribute(level, "level")
            if number.isdigit():
                form = attribute(level, "num-format") if "number" in local(level) else ""
                levels[int(number)] = (
                    attribute(level, "num-prefix"),
                    form,
                    attribute(level, "num-suffix"),
                )
    return found


class _Reader:
    def __init__(self, styles: dict[str, dict[int, tuple[str, str, str]]]) -> None:
        self._styles = styles
        self.pages = 0

    def read(self, element: etree._Element, depth: int = 0) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            return
        for child in element:
            name = local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, "", depth)
            elif name == "list":
                yield from self._list(child, attribute(child, "style-name"), 1, depth)
            elif name == "table":
                yield from self._table(child, depth)
            elif name == "page":
                self.pages += 1
                for block in self.read(child, depth + 1):
                    yield Block(block.text, block.level, self.pages - 1, block.tight)
            elif name not in _LEFT_OUT:
                yield from self.read(child, depth + 1)

    def _paragraph(self, element: etree._Element, marker: str, depth: int) -> Iterator[Block]:
        notes: list[etree._Element] = []
        text = "".join(_inline(element, notes))
        level = attribute(element, "outline-level") if local(element) == "h" else ""
        number = min(int(level), 6) if level.isdigit() else 0
        yield Block(marker + text, number, tight=bool(marker) and not number)
        for note in notes:
            for part in note:
                if local(part) == "note-body":
                    yield from self.read(part, depth + 1)

    def _list(self, element: etree._Element, style: str, level: int, depth: int) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            return
        prefix, form, suffix = self._styles.get(style, {}).get(level, ("", "", ""))
        number = 0
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            started = attribute(item, "start-value")
            number = int(started) if started.isdigit() and len(started) < 6 else number + 1
            marker = f"{prefix}{_numeral(number, form)}{suffix or '.'} " if form else "• "
            marker = "" if local(item) == "list-header" else marker
            for child in item:
                if local(child) == "list":
                    inner = attribute(child, "style-name") or style
                    yield from self._list(child, inner, level + 1, depth + 1)
                elif local(child) in ("p", "h"):
                    yield from self._paragraph(child, marker, depth + 1)
                    marker = ""
                else:
                    yield from self.read(child, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        for row in element.iter():
            if local(row) != "table-row" or _table_of(row) is not element:
                continue
            cells: list[str] = []
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                blocks = list(self.read(cell, depth + 1))
                cells.append(" ".join(" ".join(block.text.split()) for block in blocks))
            while cells and not cells[-1]:
                cells.pop()
            yield Block(" | ".join(cells))


def _table_of(row: etree._Element) -> etree._Element | None:
    return next((one for one in row.iterancestors() if local(one) == "table"), None)


def _numeral(number: int, form: str) -> str:
    if form in ("a", "A"):
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(form) + rest) + letters
        return letters
    if form in ("i", "I"):
        pairs = zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
            strict=True,
        )
        roman = ""
        for value, sign in pairs:
            count, number = divmod(number, value)
            roman += sign * count
        return roman if form == "I" else roman.lower()
    return str(number)
