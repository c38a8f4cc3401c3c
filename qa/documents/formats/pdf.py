"""PDF: the text layer, page by page, in the order in which a person reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.pdf_furniture import part_furniture
from qa.documents.formats.pdf_join import Word
from qa.documents.formats.pdf_letters import put_letters_right
from qa.documents.formats.pdf_order import read_lines
from qa.documents.formats.pdf_paragraphs import Paragraph, blocks, paragraphs
from qa.documents.formats.pdf_rows import Row, rows_of
from qa.documents.formats.pdf_ruled import read_ruled
from qa.documents.formats.pdf_scans import Scans, read_scans
from qa.documents.formats.pdf_words import PageWords, read_page
from qa.errors import (
    DamagedDocument,
    DocumentError,
    EncryptedDocument,
    MissingReader,
    NoTextLayer,
    TooLarge,
)

_MAX_PAGES = 10_000
_MAX_LETTERS = 20_000_000
# A page of pictures with a scanner's stamp is still a page without text.
_MIN_LETTERS_A_PAGE = 5
# PDFium is not thread-safe.
_LOCK = threading.Lock()


def load_pdf(data: bytes) -> Layout:
    """Pages that hold pictures, or letters of no language, and no text are recognised where
    that is installed, else they are `unread`.

    Raises EncryptedDocument, DamagedDocument, NoTextLayer, MissingReader, TooLarge.
    """
    if b"%PDF-" not in data[:1024]:
        raise DamagedDocument("the file does not begin like a PDF; it is damaged or misnamed")
    with _LOCK:
        pages, metadata = _read(data)
    notes: list[str] = []
    too_much = [n for n, page in enumerate(pages, 1) if page.too_much]
    if too_much:
        notes.append(f"pages left out, as more is drawn on them than any has: {_listed(too_much)}")
    spoilt = put_letters_right(pages, notes)
    scanned = [n for n, page in enumerate(pages, 1) if _is_picture(page)]
    scans = _recognise(data, sorted({*spoilt, *scanned}))
    if not scans.blocks and not any(_letters(page) for page in pages):
        raise _no_text(len(pages), spoilt, too_much, scans)
    for page in pages:
        page.words = read_ruled(page.words, page.strokes)
    furniture = part_furniture([rows_of(page.words) for page in pages])
    if furniture.told:
        notes.append(f"page furniture left out: {', '.join(furniture.told)}")
    if comments := sum(page.comments for page in pages):
        notes.append(f"{comments} comments left out")
    texts = [_paragraphs(body, page) for body, page in zip(furniture.bodies, pages, strict=True)]
    drawn = blocks(texts, {n - 1 for n in (*spoilt, *scanned, *too_much)})
    body = sorted([*drawn, *scans.blocks], key=lambda block: block.page or 0)
    told = (Block(line, furniture=True) for line in furniture.told)
    layout = assemble([*body, *told], metadata, notes, page_count=len(pages))
    return replace(layout, unread=scans.unread, recognised=scans.recognised)


def _recognise(data: bytes, numbers: Sequence[int]) -> Scans:
    if not numbers:
        return Scans()
    with _LOCK:
        return read_scans(data, numbers)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _no_text(
    count: int, spoilt: Sequence[int], too_much: Sequence[int], scans: Scans
) -> DocumentError:
    if too_much:
        return TooLarge("more is drawn on its pages than any real page has; save it anew")
    if scans.missing:
        return MissingReader(f"{count} pages of pictures without a text layer; {scans.missing}")
    if spoilt:
        return NoTextLayer(
            f"{len(spoilt)} of {count} pages hold letters of no language (their font does not "
            "say what its shapes mean), and no other page has text; run OCR on the file first"
        )
    return NoTextLayer(f"{count} pages of pictures without a text layer; run OCR on the file first")


def _read(data: bytes) -> tuple[list[PageWords], dict[str, str]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedDocument(
                "the PDF is encrypted; remove its password and try again"
            ) from error
        raise DamagedDocument(f"the PDF is damaged ({error}); open it and save it again") from error
    try:
        if len(document) > _MAX_PAGES:
            raise TooLarge(f"{len(document)} pages, more than {_MAX_PAGES}; split the file")
        if document.get_formtype():
            document.init_forms()
        pages, letters = [], 0
        for number in range(len(document)):
            pages.append(read_page(document, number))
            letters += _letters(pages[-1])
            if letters > _MAX_LETTERS:
                raise TooLarge(f"more than {_MAX_LETTERS} letters; split the file")
        known = document.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError as error:
        raise DamagedDocument(f"a page of the PDF is damaged ({error})") from error
    finally:
        document.close()
    metadata = {key.lower(): known[key].strip() for key in ("Title", "Author") if key in known}
    return pages, {key: value for key, value in metadata.items() if value}


def _letters(page: PageWords) -> int:
    return sum(len(word.text) for words in (page.words, *page.turned) for word in words)


def _is_picture(page: PageWords) -> bool:
    return page.has_pictures and _letters(page) < _MIN_LETTERS_A_PAGE


def _paragraphs(body: Sequence[Row], page: PageWords) -> list[Paragraph]:
    found = paragraphs(read_lines(body, page.rules)) if body else []
    for words in page.turned:
        found += _apart(words)
    return found


def _apart(words: Sequence[Word]) -> Iterable[Paragraph]:
    """Text in another direction (a stamp, a margin's note) goes on with nothing."""
    lines = read_lines(rows_of(words), [])
    return [replace(one, opens=False, closes=False) for one in paragraphs(lines)]
