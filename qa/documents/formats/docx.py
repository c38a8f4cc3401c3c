"""Word documents: everything a person sees in them with tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa.documents.formats.container import check_container
from qa.documents.formats.layout import Layout, assemble
from qa.documents.formats.word.body import Body
from qa.documents.formats.word.package import Package, local
from qa.errors import DamagedDocument, DocumentError, EncryptedDocument

# What a page of Word shows and the text does not hold, and how it is told.
_LEFT_OUT = {
    "comment": "comments left out",
    "hidden": "hidden passages left out",
    "picture": "pictures not read",
    "embedded": "embedded files not read",
    "symbol": "unknown symbols left out",
}
# Word's and python-docx's own defaults say nothing.
_DEFAULTS = frozenset(("python-docx", "word document"))


def load_docx(data: bytes) -> Layout:
    """Paragraphs, headings, numbered items, table rows, notes and boxes in reading order;
    headers and footers once, at the end.

    Raises EncryptedDocument, TooLarge for a bomb, DamagedDocument otherwise.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise EncryptedDocument(
            "the file is encrypted or in the old .doc format; remove the password "
            "or save it as .docx"
        )
    check_container(data, "the Word file")
    try:
        package = Package(data)
        body = Body(package)
        layout = assemble(body.blocks(), _metadata(package))
    except (DocumentError, MemoryError, RecursionError):
        raise
    except Exception as error:  # lxml and zipfile raise many kinds on broken parts
        raise DamagedDocument(
            f"the Word file is damaged ({type(error).__name__}); open and save it again in Word"
        ) from error
    return Layout(
        layout.text,
        layout.headings,
        metadata=layout.metadata,
        notes=(*layout.notes, *_notes(body.found)),
        furniture=layout.furniture,
    )


def _notes(found: Counter[str]) -> Iterator[str]:
    for kind, words in _LEFT_OUT.items():
        if found[kind]:
            yield f"{found[kind]} {words}"


def _metadata(package: Package) -> dict[str, str]:
    names = {"title": "title", "creator": "author"}
    found: dict[str, str] = {}
    core = package.part("docProps/core.xml")
    for element in core if core is not None else ():
        name = names.get(local(element))
        text = (element.text or "").strip()
        if name and text and text.lower() not in _DEFAULTS:
            found[name] = text
    return found
