"""Pages of a PDF that are pictures: drawn, and read by text recognition where it is installed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from qa.documents.formats.layout import Block, Recognised, Unread
from qa.documents.patience import MOST_PAGES
from qa.errors import DocumentError, MissingReader, NoTextLayer

# Dots for each of a page's points (1/72 inch): print is recognised best at 300 dots an inch.
_SCALE = 300 / 72
_MAX_DOTS = 36_000_000
_INSTALL = "reading them needs the extra: pip install 'qa[ocr]', and Tesseract"


@dataclass(frozen=True, slots=True)
class Scans:
    """`missing` says what to install, where something is."""

    blocks: tuple[Block, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    unread: tuple[Unread, ...] = ()
    missing: str = ""


def read_scans(data: bytes, numbers: Sequence[int]) -> Scans:
    """Read the pages of these numbers, from 1, as pictures.  PDFium must not be in use."""
    try:
        from qa.documents.formats.ocr import recognise
    except ImportError:
        return _none(numbers, _INSTALL)
    blocks: list[Block] = []
    recognised: list[Recognised] = []
    unread: list[Unread] = []
    document = pdfium.PdfDocument(data)
    try:
        for number in numbers:
            if len(recognised) >= MOST_PAGES:
                reason = f"no text layer; of one file {MOST_PAGES} pages are recognised"
                unread.append(Unread(f"page {number}", reason, NoTextLayer.slug))
                continue
            try:
                page = recognise(_picture(document, number - 1), number - 1)
            except MissingReader as error:
                return _none(numbers, str(error))
            except (DocumentError, pdfium.PdfiumError) as error:
                slug = error.slug if isinstance(error, DocumentError) else NoTextLayer.slug
                unread.append(Unread(f"page {number}", str(error), slug))
                continue
            blocks += page.blocks
            recognised.append(Recognised(number, page.confidence, page.doubtful))
    finally:
        document.close()
    return Scans(tuple(blocks), tuple(recognised), tuple(unread))


def _none(numbers: Sequence[int], missing: str) -> Scans:
    reason = f"no text layer; {missing}"
    unread = tuple(Unread(f"page {number}", reason, MissingReader.slug) for number in numbers)
    return Scans(unread=unread, missing=missing)


def _picture(document: pdfium.PdfDocument, index: int) -> Any:
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(_MAX_DOTS / max(1.0, width * height)))
        return page.render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        page.close()
