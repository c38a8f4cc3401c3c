"""What is filled into a PDF's forms, and text that is laid over its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from qa.documents.formats.pdf_join import Word

_MOST = 5_000
_LONGEST_VALUE = 4_000


def read_values(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> tuple[list[Word], int]:
    """The words where they stand, and how many comments there are."""
    words: list[Word] = []
    comments = 0
    form = document.formenv
    rectangle = raw.FS_RECTF()
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        text = ""
        if kind == raw.FPDF_ANNOT_WIDGET and form is not None:
            text = _form_value(form, annotation)
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            text = _contents(annotation)
        elif kind == raw.FPDF_ANNOT_TEXT:
            comments += 1
        if text.strip() and raw.FPDFAnnot_GetRect(annotation, rectangle):
            words += _laid_out(text, rectangle)
        raw.FPDFPage_CloseAnnot(annotation)
    return words, comments


def _contents(annotation: Any) -> str:
    return _string(
        lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    )


def _form_value(form: Any, annotation: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind == raw.FPDF_FORMFIELD_PUSHBUTTON:
        return ""
    return _string(
        lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    )


def _string(read: Any) -> str:
    """A string that PDFium writes in UTF-16; bounded."""
    size = min(read(None, 0), 2 * _LONGEST_VALUE)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _laid_out(text: str, box: Any) -> Iterator[Word]:
    """Lines of a value spread over its box from above, each line's words side by side."""
    lines = [line.split() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    bottom, top = min(box.bottom, box.top), max(box.bottom, box.top)
    height = min((top - bottom) / max(1, len(lines)), 14.0)
    start = (top + bottom + height * len(lines)) / 2 if len(lines) == 1 else top
    for number, words in enumerate(lines):
        at = box.left
        for word in words:
            width = 0.5 * height * len(word)
            yield Word(word, at, at + width, start - height * (number + 1), start - height * number)
            at += width + 0.25 * height
