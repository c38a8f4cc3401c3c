"""FictionBook: sections with their titles; old ones are in an old encoding, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from qa.documents.formats.encodings import decode
from qa.documents.formats.grid import GivenCell, table_blocks
from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.numerals import lowered, raised
from qa.documents.formats.zipped import container, local, parse_xml
from qa.errors import DamagedDocument

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_PARAGRAPHS = frozenset(("p", "v", "text-author"))
_BRACKETS = "[](){} "
_SIGN = re.compile(r"\d{1,4}|[*†‡§]{1,4}")
_MAX_SPAN = 1000
_MAX_DEPTH = 100


def load_fb2(data: bytes) -> Layout:
    """Raises DamagedDocument for what is no FictionBook."""
    if data.startswith(b"PK\x03\x04"):
        with container(data) as parts:
            books = [name for name in parts.names if name.lower().endswith(".fb2")]
            if not books:
                raise DamagedDocument("there is no book inside the archive")
            data = parts.read(books[0])
    declared = _ENCODING.search(data[:200])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    root = parse_xml(_DECLARATION.sub("", decoded.text), "the book")
    blocks = [block for one in _annotations(root) for block in _section(one, 1)]
    for body in root:
        if local(body) == "body":
            blocks += _section(body, 1)
    notes = (decoded.note,) if decoded.note else ()
    return assemble(blocks, {"encoding": decoded.encoding, **_metadata(root)}, notes)


def _annotations(root: etree._Element) -> Iterator[etree._Element]:
    """What is said about the book before it begins."""
    for info in root.iter():
        if local(info) == "title-info":
            yield from (one for one in info if local(one) == "annotation")


def _section(element: etree._Element, level: int) -> Iterator[Block]:
    marked = False
    for child in element:
        name = local(child)
        if name == "title":
            title = " ".join(filter(None, (_words(one) for one in child if local(one) == "p")))
            if sign := _note_sign(child, title):
                marked = True
                yield Block(sign)
            else:
                yield Block(title, min(level, 6))
        elif name == "subtitle":
            yield Block(_words(child), min(level + 1, 6))
        elif name == "table":
            yield from table_blocks(_rows(child))
        elif name in _PARAGRAPHS or (not len(child) and child.text):
            yield Block(_words(child), tight=name == "v" and child is not element[0], joined=marked)
            marked = False
        elif level < _MAX_DEPTH:
            yield from _section(child, level + (name == "section"))


def _note_sign(element: etree._Element, title: str) -> str:
    """The sign of a note that has nothing else for its title, raised as it is in the text."""
    section = element.getparent()
    if section is None or local(section) != "section" or not section.get("id"):
        return ""
    core = title.strip(_BRACKETS)
    return raised(core) or (core if _SIGN.fullmatch(core) else "")


def _rows(table: etree._Element) -> Iterator[tuple[list[GivenCell], bool]]:
    for row in table.iter():
        if local(row) == "tr":
            cells = [cell for cell in row if local(cell) in ("td", "th")]
            yield (
                [
                    GivenCell(
                        (Block(_words(cell)),), _span(cell, "colspan"), _span(cell, "rowspan")
                    )
                    for cell in cells
                ],
                all(local(cell) == "th" for cell in cells),
            )


def _span(cell: etree._Element, key: str) -> int:
    value = cell.get(key, "1")
    return min(int(value), _MAX_SPAN) if value.isdecimal() and int(value[:9]) else 1


def _words(element: etree._Element) -> str:
    return " ".join("".join(_pieces(element, 0)).split())


def _pieces(element: etree._Element, depth: int) -> Iterator[str]:
    """Its text, with powers as such and references to notes raised."""
    yield element.text or ""
    for child in element if depth < _MAX_DEPTH else ():
        inside = "".join(_pieces(child, depth + 1))
        name = local(child)
        if name == "sup" or (name == "a" and child.get("type") == "note"):
            yield raised(inside.strip(_BRACKETS)) or inside
        elif name == "sub":
            yield lowered(inside) or inside
        else:
            yield inside
        yield child.tail or ""


def _metadata(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    info = next((one for one in root.iter() if local(one) == "title-info"), None)
    for element in info if info is not None else ():
        if local(element) == "book-title":
            found["title"] = _words(element)
        elif local(element) == "author" and "author" not in found:
            names = [_words(one) for one in element if local(one).endswith("-name")]
            found["author"] = " ".join(filter(None, names))
        elif local(element) == "date":
            found["date"] = element.get("value") or _words(element)
    return {key: value for key, value in found.items() if value}
