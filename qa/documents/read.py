"""load → clean → describe: from a file to the `Document`s that are stored.

A mail or an archive holds files of its own; each is a document too, whose source
is its path inside: `letters.zip/2021/order.docx`.  What a file may put into
memory and into the index is bounded here, whatever its format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from qa.documents.formats.layout import Heading, Layout, Recognised, Unread
from qa.documents.load import ByteLimit, LoadedFile, check_size, load_data, load_file
from qa.documents.manifest import Entry
from qa.errors import DocumentError, EmptyDocument, TooLarge
from qa.language.identify import identify
from qa.language.sentences import split_sentences
from qa.types import Document, Language, Span

# The head of a text shows its sentences well enough to find a title.
_HEAD = 3000


_MAX_TITLE = 300
_MAX_VALUE = 2000
_MAX_HEADINGS = 50_000
_MAX_DROPPED = 1000
_MAX_LISTED = 1000
_MAX_FILES = 10_000
_MAX_DEPTH = 3
# Letters of the longest book are a tenth of this.
_MAX_CHARACTERS = 60_000_000


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document, what read it, what cleaning dropped, what had to be assumed, what could not
    be read of it, and which of its pages were recognised from pictures."""

    document: Document
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    reader: str = ""
    unread: tuple[Unread, ...] = ()
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """All documents of the file `source`, in its order, and the files in it that could not be
    read."""

    source: str
    documents: tuple[ReadDocument, ...]
    unread: tuple[Unread, ...] = ()


def read_file(path: Path, root: Path, limits: ByteLimit, entry: Entry | None = None) -> ReadFile:
    """Read one file below `root` with all that is in it; raises the `DocumentError`s of
    `load_file` when nothing of it can be read."""
    return _with_attachments(load_file(path, root, limits), limits, entry)


def read_data(data: bytes, source: str, limits: ByteLimit) -> ReadFile:
    """The same for bytes that came with a name."""
    check_size(source, len(data), limits.max_document_bytes)
    return _with_attachments(load_data(data, source), limits)


def read_document(
    path: Path, root: Path, settings: ByteLimit, manifest_entry: Entry | None = None
) -> ReadDocument:
    """The first document of a file; raises the `DocumentError`s of `load_file`."""
    return read_file(path, root, settings, manifest_entry).documents[0]


def _with_attachments(
    loaded: LoadedFile, limits: ByteLimit, entry: Entry | None = None
) -> ReadFile:
    documents: list[ReadDocument] = []
    unread: list[Unread] = []
    for source, found in _unpacked(loaded, limits, unread):
        known = entry if found is loaded else None
        try:
            documents.append(make_document(source, found.layout, known, found.reader))
        except DocumentError as error:
            if found is loaded and not found.layout.attachments:
                raise
            unread.append(_unread(source, error))
    if not documents:
        reasons = "; ".join(one.reason for one in unread[:3]) or "there is no file in it"
        raise EmptyDocument(f"{loaded.source}: nothing in it can be read ({reasons})")
    return ReadFile(loaded.source, tuple(documents), tuple(unread[:_MAX_LISTED]))


def _unpacked(
    loaded: LoadedFile, limits: ByteLimit, unread: list[Unread], depth: int = 0
) -> Iterator[tuple[str, LoadedFile]]:
    """The file itself and the files in it that can be read, with their sources."""
    if loaded.layout.text.strip():
        yield loaded.source, loaded
    for number, attachment in enumerate(loaded.layout.attachments):
        source = f"{loaded.source}/{attachment.name}"
        try:
            if number >= _MAX_FILES:
                raise TooLarge(f"{source}: more than {_MAX_FILES} files inside; unpack it")
            if depth >= _MAX_DEPTH:
                raise TooLarge(f"{source}: files in files in files; unpack them")
            inner = load_data(attachment.unpack(), source)
        except DocumentError as error:
            unread.append(_unread(source, error))
            if number >= _MAX_FILES:
                return
        else:
            yield from _unpacked(inner, limits, unread, depth + 1)


def _unread(source: str, error: DocumentError) -> Unread:
    return Unread(source, str(error), error.slug)


def make_document(
    source: str, layout: Layout, entry: Entry | None = None, reader: str = ""
) -> ReadDocument:
    """Clean and describe a loaded text.  The manifest is believed before the file's own
    metadata, and those before what the text shows.  An archive gives the document its id
    (`qa.changes.document_id`); until then that is its source.
    """
    if len(layout.text) > _MAX_CHARACTERS:
        raise TooLarge(
            f"{source}: {len(layout.text)} characters of text, more than {_MAX_CHARACTERS}; "
            "split the file"
        )
    entry = entry or Entry()
    cleaned = clean(layout.text)
    text = cleaned.text
    if not text.strip():
        raise EmptyDocument(f"{source}: nothing but page furniture and blanks in the file")
    furniture = _furniture(layout, cleaned)
    language = entry.language or _language(text)
    head = [
        sentence
        for sentence in split_sentences(text[:_HEAD], language)
        if not any(span.start <= sentence.start < span.end for span in furniture)
    ]
    headings = _located(layout.headings[:_MAX_HEADINGS], cleaned)
    if not headings and not layout.rows and (span := first_line_title(text, head)):
        headings = [Heading(span.start, span.end, 1)]
    if layout.rows:
        # The first row is as good as the next; the file's name is better.
        found_title, _ = find_title("", [], [], source)
    else:
        found_title, _ = find_title(text, headings, head, source)
    title = entry.title or str(layout.metadata.get("title") or "") or found_title
    metadata = _metadata(layout, cleaned, headings, furniture, entry)
    document = Document(source, source, _shortened(title, _MAX_TITLE), language, text, metadata)
    return ReadDocument(
        document,
        _few(cleaned.dropped),
        tuple(_shortened(note, _MAX_VALUE) for note in layout.notes[:_MAX_LISTED]),
        reader,
        layout.unread[:_MAX_LISTED],
        layout.recognised,
    )


def _few(dropped: tuple[Dropped, ...]) -> tuple[Dropped, ...]:
    """A file may hold a million soft hyphens; the first tell what they are like."""
    left = len(dropped) - _MAX_DROPPED
    if left <= 0:
        return dropped
    return (*dropped[:_MAX_DROPPED], Dropped("more", f"{left} pieces", 0))


def _shortened(text: str, most: int) -> str:
    """Whole words of it, where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut[most // 2 :] else cut}…"


def _language(text: str) -> Language:
    """Of the whole text: its head may be a title in another language."""
    middle = len(text) // 2
    return identify(f"{text[:2000]}\n{text[middle : middle + 2000]}").language


def _located(headings: tuple[Heading, ...], cleaned: Cleaned) -> list[Heading]:
    moved = (Heading(cleaned.locate(h.start), cleaned.locate(h.end), h.level) for h in headings)
    return [h for h in moved if cleaned.text[h.start : h.end].strip()]


def _furniture(layout: Layout, cleaned: Cleaned) -> list[Span]:
    """What the format and what cleaning knows as furniture, in order."""
    moved = (Span(cleaned.locate(s.start), cleaned.locate(s.end)) for s in layout.furniture)
    return sorted({span for span in (*moved, *cleaned.furniture) if span.start < span.end})


def _metadata(
    layout: Layout,
    cleaned: Cleaned,
    headings: list[Heading],
    furniture: list[Span],
    entry: Entry,
) -> Mapping[str, Any]:
    """JSON values only; empty ones are left out."""
    own = layout.metadata
    date = normal_date(entry.date) or normal_date(str(own.get("date") or ""))
    values: dict[str, Any] = {
        **entry.other,
        **_recognition(layout, cleaned),
        "date": date or find_date(cleaned.text),
        "author": entry.author or own.get("author") or find_author(cleaned.text),
        "about": entry.about,
        "encoding": own.get("encoding"),
        "headings": [list(h) for h in headings],
        "furniture": [list(span) for span in furniture],
        "rows": [[*map(cleaned.locate, row[:2]), *row[2:]] for row in layout.rows],
        "sheets": own.get("sheets"),
        "pages": [[cleaned.locate(p.start), cleaned.locate(p.end)] for p in layout.pages],
    }
    return {
        key: _shortened(value, _MAX_VALUE) if isinstance(value, str) else value
        for key, value in values.items()
        if value
    }


def _recognition(layout: Layout, cleaned: Cleaned) -> dict[str, Any]:
    """`recognised`: the mean confidence over the pages that were read from pictures;
    `doubtful`: spans of the words in them that may be wrong."""
    if not layout.recognised:
        return {}
    mean = sum(page.confidence for page in layout.recognised) / len(layout.recognised)
    spans = [span for page in layout.recognised for span in _doubtful(page, layout, cleaned)]
    return {"recognised": round(mean, 3), "doubtful": spans[:_MAX_LISTED]}


def _doubtful(page: Recognised, layout: Layout, cleaned: Cleaned) -> Iterator[list[int]]:
    """Those that still stand as they were recognised, not put together with the next line's."""
    if page.page > len(layout.pages):
        return
    start, end = map(cleaned.locate, layout.pages[page.page - 1])
    words = [Span(m.start(), m.end()) for m in re.finditer(r"\S+", cleaned.text[start:end])]
    places: dict[str, list[Span]] = {}
    for span in words:
        word = cleaned.text[start + span.start : start + span.end]
        places.setdefault(word, []).append(span)
    for word, number in page.doubtful:
        found = places.get(word, [])
        if number < len(found):
            yield [start + found[number].start, start + found[number].end]
