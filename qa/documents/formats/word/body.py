"""Blocks of a Word file in reading order: paragraphs, table rows, notes, boxes, running heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Block
from qa.documents.formats.numerals import raised
from qa.documents.formats.word.drawings import drawing_texts
from qa.documents.formats.word.inline import PAGE_NUMBER, Inline, InlineReader, NoteMark
from qa.documents.formats.word.numbering import Numbering
from qa.documents.formats.word.package import (
    Element,
    Package,
    R,
    W,
    child,
    local,
    switched_on,
)
from qa.documents.formats.word.styles import Styles, outline_level
from qa.documents.formats.word.tables import read_rows

_DELETED = frozenset(("del", "moveFrom"))
_WRAPPERS = frozenset(("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
# A running head that is no more than its page's number and a few words (`page 3 of 9`).
_PAGE_WORDS = 3


class Body:
    """Reads one document.  `found` counts what is left out, by kind, for the report."""

    def __init__(self, package: Package) -> None:
        self.found: Counter[str] = Counter()
        self._package = package
        self._styles = Styles(package.related("styles"))
        self._numbering = Numbering(package.related("numbering"), self._styles)
        self._notes = {
            kind: {note.get(W + "id") or "": note for note in _elements(package, f"{kind}s", kind)}
            for kind in ("footnote", "endnote")
        }
        self._shown: Counter[str] = Counter()
        # Of each reference to a header or footer: its relation's id.
        self._heads: list[str] = []
        self._both_sides = switched_on(package.related("settings"), "evenAndOddHeaders") or False
        self._reader = InlineReader(self._styles, self.found)
        self._part = package.main

    def blocks(self) -> Iterator[Block]:
        """The body, then each distinct header and footer once."""
        yield from self._blocks(self._package.body(), None)
        yield from self._running_heads()

    def _blocks(self, elements: Iterable[Element], notes: list[NoteMark] | None) -> Iterator[Block]:
        """`notes` gathers what is referred to inside a table, to be given after it."""
        pending: Inline | None = None
        last: Element | None = None
        for element in self._flat(elements):
            kind = local(element)
            if kind == "p":
                style = self._styles.paragraph(child(element, "pPr"))
                inline = pending or Inline()
                self._reader.read(element, style, inline)
                last = element
                if _runs_on(element):
                    pending = inline
                    continue
                pending = None
                yield from self._paragraph(element, inline, notes)
            elif kind == "tbl":
                inside: list[NoteMark] = []
                yield from read_rows(element, lambda cell: self._blocks(cell, inside))  # noqa: B023
                yield from self._give_notes(inside, notes)
            elif kind == "sectPr":
                self._section(element)
            elif kind == "altChunk":
                yield from self._chunk(element)
        if pending is not None and last is not None:
            yield from self._paragraph(last, pending, notes)

    def _flat(self, elements: Iterable[Element]) -> Iterator[Element]:
        """Block elements, out of content controls and of tracked changes that are accepted."""
        for element in elements:
            kind = local(element)
            if kind == "sdt":
                content = child(element, "sdtContent")
                yield from self._flat(() if content is None else content)
            elif kind in _WRAPPERS:
                yield from self._flat(element)
            elif kind == "AlternateContent":
                yield from self._flat(element[0] if len(element) else ())
            elif kind not in _DELETED:
                yield element

    def _paragraph(
        self, element: Element, inline: Inline, notes: list[NoteMark] | None
    ) -> Iterator[Block]:
        properties = child(element, "pPr")
        if (section := child(properties, "sectPr")) is not None:
            self._section(section)
        text = inline.text
        if text.strip("\n") or not _is_hidden(properties):
            yield from self._text_block(properties, text)
        for box in inline.boxes:
            yield from self._box(box, notes)
        yield from self._give_notes(inline.notes, notes)

    def _text_block(self, properties: Element | None, text: str) -> Iterator[Block]:
        style = self._styles.paragraph(properties)
        marker = self._numbering.marker(properties, style, text)
        own = outline_level(properties)
        level = (style.level if own is None else own) or 0
        text = (marker + text.strip("\n")).rstrip() if marker else text
        if not text.strip():
            return
        yield Block(text, level, tight=bool(marker) and not level, furniture=style.contents)

    def _box(self, box: Element, notes: list[NoteMark] | None) -> Iterator[Block]:
        if local(box) == "txbxContent":
            outer, self._reader = self._reader, InlineReader(self._styles, self.found)
            yield from self._blocks(box, notes)
            self._reader = outer
        else:
            yield from map(Block, drawing_texts(box, self._package, self._part))

    def _give_notes(self, given: list[NoteMark], later: list[NoteMark] | None) -> Iterator[Block]:
        if later is not None:
            later.extend(given)
            return
        for kind, name, own_sign in given:
            # None twice: a note might refer to itself.
            note = self._notes[kind].pop(name, None)
            if note is None:
                continue
            self._shown[kind] += not own_sign
            with_sign = "" if own_sign else f"{raised(str(self._shown[kind]))} "
            outer, self._reader = self._reader, InlineReader(self._styles, self.found)
            for block in self._blocks(note, None):
                text = with_sign + block.text.lstrip()
                with_sign = ""
                yield replace(block, text=text, level=0)
            self._reader = outer

    def _chunk(self, element: Element) -> Iterator[Block]:
        """A whole other file laid into this one."""
        name = element.get(R + "id") or ""
        target = self._package.relations(self._part).get(name, ("", ""))[1]
        data = self._package.data(target) if target else None
        if data is None or not target.lower().endswith((".html", ".htm", ".xhtml")):
            self.found["embedded"] += 1
            return
        for paragraph in load_html(data).text.split("\n\n"):
            yield Block(paragraph)

    def _section(self, section: Element) -> None:
        """Note the headers and footers that pages of this section show."""
        first = switched_on(section, "titlePg") or False
        shown = {"first": first, "even": self._both_sides}
        for reference in section:
            if local(reference) in ("headerReference", "footerReference"):
                kind = reference.get(W + "type") or "default"
                if shown.get(kind, True):
                    self._heads.append(reference.get(R + "id") or "")

    def _running_heads(self) -> Iterator[Block]:
        relations = self._package.relations(self._package.main)
        seen: set[str] = set()
        for target in dict.fromkeys(relations.get(name, ("", ""))[1] for name in self._heads):
            yield from self._running_head(target, seen)

    def _running_head(self, target: str, seen: set[str]) -> Iterator[Block]:
        root = self._package.part(target)
        if root is None:
            return
        self._reader = InlineReader(self._styles, self.found, in_running_head=True)
        self._part = target
        for block in self._blocks(root, None):
            text = block.text.replace(PAGE_NUMBER, "").strip()
            bare = PAGE_NUMBER in block.text and _says_nothing(text)
            key = " ".join(text.split())
            if key and not bare and key not in seen:
                seen.add(key)
                yield replace(block, text=text, furniture=True, level=0)


def _elements(package: Package, relation: str, kind: str) -> Iterator[Element]:
    """Notes of a part, without the lines that Word draws above them."""
    root = package.related(relation)
    for note in root.findall(W + kind) if root is not None else ():
        if note.get(W + "type") in (None, "normal"):
            yield note


def _says_nothing(text: str) -> bool:
    return len(text.split()) <= _PAGE_WORDS and not any(map(str.isdigit, text))


def _runs_on(paragraph: Element) -> bool:
    """Whether the paragraph's end is deleted, moved away, or drawn as no end."""
    mark = child(child(paragraph, "pPr"), "rPr")
    if mark is None:
        return False
    return any(child(mark, name) is not None for name in ("del", "moveFrom", "specVanish"))


def _is_hidden(properties: Element | None) -> bool:
    return bool(switched_on(child(properties, "rPr"), "vanish"))
