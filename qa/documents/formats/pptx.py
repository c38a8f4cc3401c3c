"""Presentations: slides in their order, each a page; what the speaker's notes say after it."""

from __future__ import annotations

from collections.abc import Iterator

from qa.documents.formats.layout import Block, Layout, Unread, assemble, running_heads
from qa.documents.formats.pptx_shapes import Holders, Slide, edge_texts, holders
from qa.documents.formats.zipped import Container, container, local, related
from qa.errors import DocumentError, EncryptedDocument

_OLE = b"\xd0\xcf\x11\xe0"


def load_pptx(data: bytes) -> Layout:
    """Raises EncryptedDocument, DamagedDocument, TooLarge."""
    if data.startswith(_OLE):
        raise EncryptedDocument(
            "the file is encrypted or in the old .ppt format; remove the password or save it as "
            ".pptx"
        )
    with container(data) as parts:
        reading = _Reading(parts)
        blocks = list(reading.blocks())
        metadata = _metadata(parts)
    blocks += running_heads(reading.heads)
    told = {
        "hidden shapes left out": reading.hidden,
        "comments left out": reading.comments,
        "hidden slides among these": reading.hidden_slides,
    }
    notes = [f"{count} {what}" for what, count in told.items() if count]
    layout = assemble(blocks, metadata, notes, page_count=reading.pages)
    return Layout(
        layout.text,
        layout.headings,
        layout.pages,
        metadata,
        layout.notes,
        tuple(reading.unread),
        furniture=layout.furniture,
    )


class _Reading:
    """One presentation; after `blocks`, what else there is to tell of it."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        self._layouts: dict[str, Holders] = {}
        self.heads: dict[str, None] = {}
        self.unread: list[Unread] = []
        self.pages = self.hidden = self.comments = self.hidden_slides = 0

    def blocks(self) -> Iterator[Block]:
        for number, name in enumerate(_slides(self._parts)):
            self.pages += 1
            try:
                found = list(self._slide(name))
            except DocumentError as error:
                self.unread.append(Unread(f"slide {number + 1}", str(error), error.slug))
                continue
            for block in found:
                yield Block(block.text, block.level, number, block.tight, block.row)

    def _slide(self, name: str) -> Iterator[Block]:
        slide = Slide(self._parts, name)
        layout = next((t for t in slide.related.values() if "/slideLayouts/" in t), "")
        if layout not in self._layouts:
            self._layouts[layout] = holders(self._parts, layout) if layout else {}
            self.heads |= dict.fromkeys(edge_texts(self._parts, layout))
        yield from slide.blocks(self._layouts[layout])
        self.hidden_slides += not slide.is_shown
        self.heads |= slide.heads
        self.hidden += slide.hidden
        for other in slide.related.values():
            if "/notesSlides/" in other and other in self._parts:
                yield from Slide(self._parts, other).blocks({})
            elif "/comments/" in other and other in self._parts:
                self.comments += sum(local(e) == "cm" for e in self._parts.xml(other).iter())


def _slides(parts: Container) -> Iterator[str]:
    """In the order of the presentation, hidden ones too."""
    targets = related(parts, "ppt/presentation.xml")
    for element in parts.xml("ppt/presentation.xml").iter():
        if local(element) == "sldId":
            key = next((str(v) for k, v in element.attrib.items() if str(k).endswith("}id")), "")
            if key in targets:
                yield targets[key]


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
