"""The parts of a Word file as XML, and how they refer to each other.

The XML is read directly.  Libraries made for Word files each leave out some of
what a page shows (docs/formats.md has the comparison), and none reads a body
piece by piece, which keeps a large one within bounds.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from lxml import etree

from qa.errors import DamagedDocument, TooLarge

# lxml ships no types; an element is whatever it says.
Element = Any

_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/drawingml/": b"drawingml/2006/",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "word/document.xml"
_MAX_PART = 30_000_000
_MAX_ELEMENTS = 3_000_000


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for entities and comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first direct child of that name in Word's namespace."""
    return None if element is None else next(element.iterchildren(W + name), None)


def value(element: Element | None, name: str) -> str | None:
    """`w:val` of the direct child of that name; None where either is missing."""
    found = child(element, name)
    return None if found is None else found.get(W + "val")


def number(text: str | None) -> int | None:
    """A whole number as XML has it; None for anything else."""
    try:
        return int(text) if text and len(text) < 12 else None
    except ValueError:
        return None


def switched_on(element: Element | None, name: str) -> bool | None:
    """A toggle property: None where it is not given."""
    found = child(element, name)
    if found is None:
        return None
    return found.get(W + "val", "1") not in ("0", "false", "off")


class Package:
    """An opened Word file.  Raises DamagedDocument where its parts are no XML."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lstrip("/").lower(): name for name in self._archive.namelist()}
        self.main = self._find_main()

    def body(self) -> Iterator[Element]:
        """The direct children of the body in order; each is emptied once the next is asked for.

        Raises TooLarge beyond three million elements.
        """
        events = etree.iterparse(
            io.BytesIO(self._read(self.main)),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        depth = count = 0
        for event, element in events:
            if event == "start":
                depth += 1
                count += 1
                if count > _MAX_ELEMENTS:
                    raise TooLarge(
                        f"more than {_MAX_ELEMENTS} elements in the text; split the file"
                    )
                continue
            depth -= 1
            if depth == 2:
                yield element
                self._forget(element)

    @staticmethod
    def _forget(element: Element) -> None:
        parent = element.getparent()
        element.clear()
        while parent is not None and element.getprevious() is not None:
            del parent[0]

    def part(self, name: str) -> Element | None:
        """The root of a part, or None where the file has none of that name."""
        if name.lower() not in self._names:
            return None
        data = self._read(name)
        if len(data) > _MAX_PART:
            raise TooLarge(f"its part {name} has {len(data)} bytes, more than {_MAX_PART}")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(data, parser)

    def data(self, name: str) -> bytes | None:
        """The bytes of a part, as they are."""
        found = self._names.get(name.lower())
        return None if found is None else self._archive.read(found)

    def related(self, kind: str) -> Element | None:
        """The part that the body refers to by this kind of relation (`styles`, `footnotes`)."""
        target = next((t for k, t in self.relations(self.main).values() if k == kind), None)
        return None if target is None else self.part(target)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Of each relation's id: its kind and the name of the part it leads to."""
        return self._main_relations if part == self.main else self._relations(part)

    @cached_property
    def _main_relations(self) -> dict[str, tuple[str, str]]:
        return self._relations(self.main)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
                target = relation.get("Target") or ""
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                kind = (relation.get("Type") or "").rpartition("/")[2]
                found[relation.get("Id") or ""] = (kind, posixpath.normpath(path).lstrip("/"))
        return found

    def _find_main(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument" and target.lower() in self._names:
                return target
        if _MAIN not in self._names:
            raise DamagedDocument("a ZIP archive without a Word document inside")
        return _MAIN

    def _read(self, name: str) -> bytes:
        data = self._archive.read(self._names[name.lower()])
        for strict, transitional in _STRICT.items():
            data = data.replace(strict, _TRANSITIONAL + transitional)
        return data
