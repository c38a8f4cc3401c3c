"""Electronic books: the chapters in the order of the spine, each read as a page of HTML."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Layout, Unread, joined
from qa.documents.formats.zipped import Container, attribute, container, local
from qa.errors import DamagedDocument, DocumentError, EncryptedDocument


def load_epub(data: bytes) -> Layout:
    """Raises EncryptedDocument for a book with rights management, DamagedDocument, TooLarge."""
    chapters, unread = [], []
    with container(data) as parts:
        if "META-INF/rights.xml" in parts:
            raise EncryptedDocument("the book is under rights management and cannot be read")
        package = _package(parts)
        for name in _spine(parts, package):
            try:
                chapters.append(load_html(parts.read(name)))
            except DocumentError as error:
                unread.append(Unread(name, str(error), error.slug))
        metadata = _metadata(parts, package)
    return joined(chapters, metadata, unread)


def _package(parts: Container) -> str:
    for element in parts.xml("META-INF/container.xml").iter():
        if local(element) == "rootfile" and (name := attribute(element, "full-path")):
            return name
    raise DamagedDocument("the book does not say where its contents lie; make it anew")


def _spine(parts: Container, package: str) -> list[str]:
    root = parts.xml(package)
    folder = posixpath.dirname(package)
    items = {
        attribute(one, "id"): posixpath.normpath(
            posixpath.join(folder, unquote(attribute(one, "href")))
        )
        for one in root.iter()
        if local(one) == "item"
    }
    order = [attribute(one, "idref") for one in root.iter() if local(one) == "itemref"]
    return [items[name] for name in order if name in items]


def _metadata(parts: Container, package: str) -> dict[str, str]:
    names = {"title": "title", "creator": "author", "date": "date"}
    found: dict[str, str] = {}
    for element in parts.xml(package).iter():
        key = names.get(local(element))
        if key and element.text and element.text.strip():
            found.setdefault(key, element.text.strip())
    return found
