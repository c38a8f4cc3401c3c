"""Presentations: slides in their order, each a page; what the speaker's notes say after it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from qa.documents.formats.layout import Block, Layout, Unread, assemble
from qa.documents.formats.zipped import Container, attribute, container, local
from qa.errors import DocumentError, EncryptedDocument

_OLE = b"\xd0\xcf\x11\xe0"
_TITLES = ("title", "ctrTitle")
# Of a slide's notes page: its number, its date, and the picture of the slide.
_LEFT_OUT = ("sldNum", "dt", "sldImg", "ftr", "hdr")


def load_pptx(data: bytes) -> Layout:
    """Raises EncryptedDocument, DamagedDocument, TooLarge."""
    if data.startswith(_OLE):
        raise EncryptedDocument(
            "the file is encrypted or in the old .ppt format; remove the password or save it as "
            ".pptx"
        )
    blocks: list[Block] = []
    unread = []
    with container(data) as parts:
        slides = list(_slides(parts))
        for number, name in enumerate(slides):
            try:
                found = list(_slide(parts, name))
            except DocumentError as error:
                unread.append(Unread(f"slide {number + 1}", str(error), error.slug))
                continue
            blocks += [Block(b.text, b.level, number, b.tight) for b in found]
        metadata = _metadata(parts)
    layout = assemble(blocks, metadata, page_count=len(slides))
    return Layout(layout.text, layout.headings, layout.pages, metadata, unread=tuple(unread))


def _slides(parts: Container) -> Iterator[str]:
    """In the order of the presentation, hidden ones too."""
    related = _related(parts, "ppt/presentation.xml")
    for element in parts.xml("ppt/presentation.xml").iter():
        if local(element) == "sldId":
            key = next((str(v) for k, v in element.attrib.items() if str(k).endswith("}id")), "")
            if key in related:
                yield related[key]


def _related(parts: Container, name: str) -> dict[str, str]:
    """Names of the parts that a part refers to, by the ids that it uses for them."""
    folder, _, base = name.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels"
    if relations not in parts:
        return {}
    return {
        attribute(one, "Id"): posixpath.normpath(
            posixpath.join(folder, attribute(one, "Target")).lstrip("/")
            if not attribute(one, "Target").startswith("/")
            else attribute(one, "Target").lstrip("/")
        )
        for one in parts.xml(relations)
        if attribute(one, "TargetMode") != "External"
    }


def _slide(parts: Container, name: str) -> Iterator[Block]:
    yield from _shapes(parts.xml(name))
    for other in _related(parts, name).values():
        if "/notesSlides/" in other and other in parts:
            yield from _shapes(parts.xml(other))
        elif "/diagrams/data" in other and other in parts:
            yield from _paragraphs(parts.xml(other))


def _shapes(root: etree._Element) -> Iterator[Block]:
    for shape in root.iter():
        name = local(shape)
        if name == "sp":
            kind = next((attribute(one, "type") for one in shape.iter() if local(one) == "ph"), "")
            if kind in _LEFT_OUT:
                continue
            for block in _paragraphs(shape):
                yield Block(block.text, 2 if kind in _TITLES else 0)
        elif name == "tr":
            cells = [
                " ".join(" ".join(block.text.split()) for block in _paragraphs(cell))
                for cell in shape
                if local(cell) == "tc"
            ]
            yield Block(" | ".join(cells) if any(cells) else "")


def _paragraphs(root: etree._Element) -> Iterator[Block]:
    for paragraph in root.iter():
        if local(paragraph) == "p":
            yield Block("".join(_runs(paragraph)))


def _runs(paragraph: etree._Element) -> Iterator[str]:
    for element in paragraph.iter():
        if local(element) == "t":
            yield element.text or ""
        elif local(element) == "br":
            yield "\n"


def _metadata(parts: Container) -> dict[str, str]:
    if "docProps/core.xml" not in parts:
        return {}
    names = {"title": "title", "creator": "author"}
    found = {
        names[local(one)]: (one.text or "").strip()
        for one in parts.xml("docProps/core.xml")
        if local(one) in names
    }
    defaults = ("", "PowerPoint Presentation")
    return {key: value for key, value in found.items() if value not in defaults}
