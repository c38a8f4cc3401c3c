"""PDF: the text layer, page by page.

A PDF has lines but no paragraphs.  Lines are joined again here, because in a
PDF they are layout, not text; a line that ends well before the right margin
ends its paragraph.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from qa.documents.formats.layout import Block, Layout, assemble
from qa.errors import DamagedDocument, EncryptedDocument, NoTextLayer, TooLarge

_MAX_PAGES = 10_000
# A page of pictures with a scanner's stamp is still a page without text.
_MIN_LETTERS_A_PAGE = 5
_LINE_MARKER = re.compile(r"(?:[•●▪◦·]|\d{1,3}[.)]|[–—-])\s")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:стр\.?|бет|page)?\s*(\d{1,5})(?:\s*(?:/|of|из)\s*\d+)?[-–—\s]*"
)
# PDFium is not thread-safe.
_LOCK = threading.Lock()


def load_pdf(data: bytes) -> Layout:
    """Raises EncryptedDocument, DamagedDocument, NoTextLayer, TooLarge."""
    if b"%PDF-" not in data[:1024]:
        raise DamagedDocument("the file does not begin like a PDF; it is damaged or misnamed")
    with _LOCK:
        pages, metadata = _read(data)
    letters = sum(character.isalpha() for page in pages for character in page)
    if letters < _MIN_LETTERS_A_PAGE * max(1, len(pages) // 2):
        raise NoTextLayer(
            f"{len(pages)} pages of pictures without a text layer; run OCR on the file first"
        )
    furniture = _repeated_lines(pages)
    blocks = [
        Block(text, page=number)
        for number, page in enumerate(pages)
        for text in _paragraphs(_body_lines(page, number, furniture))
    ]
    notes = (f"page furniture left out: {', '.join(sorted(furniture))}",) if furniture else ()
    return assemble(blocks, metadata, notes, page_count=len(pages))


def _read(data: bytes) -> tuple[list[str], dict[str, str]]:
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
        pages = [_page_text(document, number) for number in range(len(document))]
        known = document.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError as error:
        raise DamagedDocument(f"a page of the PDF is damaged ({error})") from error
    finally:
        document.close()
    metadata = {key.lower(): known[key].strip() for key in ("Title", "Author") if key in known}
    return pages, {key: value for key, value in metadata.items() if value}


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            # PDFium joins a word broken over lines around one of these marks.
            return re.sub("[\x02\ufffe](?:\r?\n)?", "-\n", text_page.get_text_bounded())
        finally:
            text_page.close()
    finally:
        page.close()


def _repeated_lines(pages: list[str]) -> frozenset[str]:
    """Running heads and feet: the same first or last line on most of at least three pages."""
    if len(pages) < 3:
        return frozenset()
    counts: Counter[str] = Counter()
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        counts.update({lines[0], lines[-1]} if lines else ())
    return frozenset(line for line, count in counts.items() if count >= max(3, 0.6 * len(pages)))


def _body_lines(page: str, number: int, furniture: frozenset[str]) -> list[str]:
    lines = [line.rstrip() for line in page.splitlines()]
    kept = [line for line in lines if line.strip() not in furniture]
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    for edge in (0, -1):
        if kept and _is_page_number(kept[edge].strip(), number):
            kept.pop(edge)
    if number == 0:
        # The first page keeps its running head: nothing a page says is lost altogether.
        first = next((line for line in lines if line.strip()), "")
        if first.strip() in furniture:
            kept.insert(0, first)
    return kept


def _is_page_number(line: str, number: int) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.lower())
    return found is not None and abs(int(found[1]) - (number + 1)) <= 30


def _paragraphs(lines: list[str]) -> Iterator[str]:
    widths = sorted(len(line) for line in lines if line.strip())
    full = widths[int(0.8 * (len(widths) - 1))] if widths else 0
    paragraph = ""
    for line in lines:
        stripped = line.strip()
        if paragraph and (not stripped or _LINE_MARKER.match(stripped)):
            yield paragraph
            paragraph = ""
        if not stripped:
            continue
        paragraph = _join(paragraph, stripped)
        if len(stripped) < 0.7 * full and stripped[-1] not in ",;-–—":
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _join(paragraph: str, line: str) -> str:
    if not paragraph:
        return line
    if paragraph.endswith("-") and paragraph[-2:-1].isalpha() and line[:1].islower():
        # Left to cleaning, which sees the whole text and decides about the hyphen.
        return f"{paragraph}\n{line}"
    return f"{paragraph} {line}"
