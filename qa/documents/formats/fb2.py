"""FictionBook: sections with their titles; old ones are in an old encoding, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.zipped import container, local, parse_xml
from qa.errors import DamagedDocument

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_PARAGRAPHS = frozenset(("p", "v", "subtitle", "text-author", "td", "th"))
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
    blocks: list[Block] = []
    for body in root:
        if local(body) == "body":
            blocks += _section(body, 1)
    notes = (decoded.note,) if decoded.note else ()
    return assemble(blocks, {"encoding": decoded.encoding, **_metadata(root)}, notes)


def _section(element: etree._Element, level: int) -> Iterator[Block]:
    for child in element:
        name = local(child)
        if name == "title":
            lines = [_words(one) for one in child if local(one) == "p"]
            yield Block(" ".join(filter(None, lines)), min(level, 6))
        elif name == "subtitle":
            yield Block(_words(child), min(level + 1, 6))
        elif name == "tr":
            yield Block(" | ".join(_words(cell) for cell in child))
        elif name in _PARAGRAPHS:
            yield Block(_words(child), tight=name == "v")
        elif level < _MAX_DEPTH:
            yield from _section(child, level + (name == "section"))


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


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
