"""load → clean → describe: from a file to the `Document` that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.documents.clean import Cleaned, Dropped, clean
from qa.documents.describe import (
    find_author,
    find_date,
    find_title,
    first_line_title,
    normal_date,
)
from qa.documents.formats.layout import Heading, Layout
from qa.documents.load import load_file
from qa.documents.manifest import Entry
from qa.errors import EmptyDocument
from qa.language.identify import identify
from qa.language.sentences import split_sentences
from qa.settings import Settings
from qa.types import Document, Language

# The head of a text shows its sentences well enough to find a title.
_HEAD = 3000


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, what cleaning dropped, and what had to be assumed in reading it."""

    document: Document
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]


def read_document(
    path: Path, root: Path, settings: Settings, manifest_entry: Entry | None = None
) -> ReadDocument:
    """Read one file below `root`; raises the `DocumentError`s of `load_file`."""
    loaded = load_file(path, root, settings)
    return make_document(loaded.source, loaded.layout, manifest_entry)


def make_document(source: str, layout: Layout, entry: Entry | None = None) -> ReadDocument:
    """Clean and describe a loaded text.  The manifest is believed before the file's own
    metadata, and those before what the text shows.  An archive gives the document its id
    (`qa.changes.document_id`); until then that is its source.
    """
    entry = entry or Entry()
    cleaned = clean(layout.text)
    text = cleaned.text
    if not text.strip():
        raise EmptyDocument(f"{source}: nothing but page furniture and blanks in the file")
    language = entry.language or _language(text)
    head = [
        sentence
        for sentence in split_sentences(text[:_HEAD], language)
        if not any(span.start <= sentence.start < span.end for span in cleaned.furniture)
    ]
    headings = _located(layout.headings, cleaned)
    if not headings and (span := first_line_title(text, head)):
        headings = [Heading(span.start, span.end, 1)]
    found_title, _ = find_title(text, headings, head, source)
    title = entry.title or str(layout.metadata.get("title") or "") or found_title
    metadata = _metadata(layout, cleaned, headings, entry)
    document = Document(source, source, title, language, text, metadata)
    return ReadDocument(document, cleaned.dropped, layout.notes)


def _language(text: str) -> Language:
    """Of the whole text: its head may be a title in another language."""
    middle = len(text) // 2
    return identify(f"{text[:2000]}\n{text[middle : middle + 2000]}").language


def _located(headings: tuple[Heading, ...], cleaned: Cleaned) -> list[Heading]:
    moved = (Heading(cleaned.locate(h.start), cleaned.locate(h.end), h.level) for h in headings)
    return [h for h in moved if cleaned.text[h.start : h.end].strip()]


def _metadata(
    layout: Layout, cleaned: Cleaned, headings: list[Heading], entry: Entry
) -> Mapping[str, Any]:
    """JSON values only; empty ones are left out."""
    own = layout.metadata
    date = normal_date(entry.date) or normal_date(str(own.get("date") or ""))
    values: dict[str, Any] = {
        **entry.other,
        "date": date or find_date(cleaned.text),
        "author": entry.author or own.get("author") or find_author(cleaned.text),
        "about": entry.about,
        "encoding": own.get("encoding"),
        "headings": [list(h) for h in headings],
        "furniture": [list(span) for span in cleaned.furniture],
        "pages": [[cleaned.locate(p.start), cleaned.locate(p.end)] for p in layout.pages],
    }
    return {key: value for key, value in values.items() if value}
