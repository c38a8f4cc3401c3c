"""OpenDocument spreadsheets: the text of each cell as it was drawn last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from qa.documents.formats.layout import Layout, Unread
from qa.documents.formats.tables import Place, Sheet, lay_out
from qa.documents.formats.zipped import attribute, container, local
from qa.errors import DamagedDocument, EncryptedDocument

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# The month comes first in some countries, and last in others.
_AMBIGUOUS = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\b")
_MAX_CELLS = 2_000_000
_MAX_ROWS, _MAX_COLUMNS = 100_000, 1_000
_CELLS = ("table-cell", "covered-table-cell")
_COLUMNS = ("table-column",)
_BESIDE = ("shapes", "annotation", "frame", "custom-shape")


def load_ods(data: bytes) -> Layout:
    """Each row with its headers; raises EncryptedDocument, DamagedDocument, TooLarge."""
    with container(data) as parts:
        manifest = "META-INF/manifest.xml"
        if manifest in parts and b"encryption-data" in parts.read(manifest):
            raise EncryptedDocument("the workbook is encrypted; remove its password and try again")
        root = parts.xml("content.xml")
    if not any(local(one) == "spreadsheet" for one in root.iter()):
        raise DamagedDocument("the OpenDocument file has no sheets; open it and save it again")
    not_shown = {
        attribute(style, "name")
        for style in root.iter()
        if local(style) == "style"
        for one in style
        if local(one) == "table-properties" and attribute(one, "display") == "false"
    }
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    cells = hidden = 0
    for table in root.iter():
        if local(table) != "table":
            continue
        if attribute(table, "style-name") in not_shown:
            hidden += 1
            continue
        reading = _Table(table)
        sheets.append(reading.sheet())
        cells += sum(map(len, sheets[-1].rows))
        if reading.is_cut or cells > _MAX_CELLS:
            reason = f"more than {_MAX_CELLS} cells; the rest is left out"
            unread.append(Unread(sheets[-1].name or "sheet", reason, "too-large"))
            break
    left_out = {
        "hidden sheets": hidden,
        "hidden rows": sum(len(sheet.hidden) for sheet in sheets),
        "comments": sum(local(one) == "annotation" for one in root.iter()),
    }
    notes = [f"{count} {what} left out" for what, count in left_out.items() if count]
    return lay_out(sheets, {}, notes, unread)


class _Table:
    def __init__(self, table: etree._Element) -> None:
        self._table = table
        self._hidden_columns: set[int] = set()
        self._rows: list[list[str]] = []
        self._merged: list[tuple[Place, Place]] = []
        self._hidden: set[int] = set()
        self._cells = 0
        self.is_cut = False

    def sheet(self) -> Sheet:
        at = 0
        for column in _of(self._table, _COLUMNS):
            count = _count(column, "number-columns-repeated")
            if column.get(_TABLE + "visibility") == "collapse":
                self._hidden_columns |= set(range(at, min(at + count, _MAX_COLUMNS)))
            at += count
        for row in _of(self._table, ("table-row",)):
            self._add(row)
        while self._rows and not any(self._rows[-1]):
            self._rows.pop()
        hidden = {at for at in self._hidden if at < len(self._rows) and any(self._rows[at])}
        texts = [
            text
            for shapes in self._table.iter()
            if local(shapes) in ("shapes", "frame", "custom-shape")
            for text in _paragraphs(shapes, ())
        ]
        return Sheet(
            self._table.get(_TABLE + "name", ""),
            self._rows,
            self._merged,
            hidden,
            tuple(dict.fromkeys(texts)),
        )

    def _add(self, row: etree._Element) -> None:
        texts: list[str] = []
        top = len(self._rows)
        for cell in row:
            if local(cell) not in _CELLS:
                continue
            column, text = len(texts), _shown(cell)
            across = _count(cell, "number-columns-spanned")
            down = _count(cell, "number-rows-spanned")
            if across > 1 or down > 1:
                self._merged.append(((top, column), (top + down - 1, column + across - 1)))
            repeated = min(_count(cell, "number-columns-repeated"), _MAX_COLUMNS - column)
            texts += [text] * repeated
        while texts and not texts[-1]:
            texts.pop()
        texts = ["" if at in self._hidden_columns else text for at, text in enumerate(texts)]
        # A blank row that is said to come a million times is the rest of the sheet.
        repeated = _count(row, "number-rows-repeated") if texts else 1
        for _ in range(min(repeated, _MAX_ROWS - top)):
            if self._cells + len(texts) > _MAX_CELLS:
                self.is_cut = True
                return
            self._cells += len(texts)
            if row.get(_TABLE + "visibility") == "collapse":
                self._hidden.add(len(self._rows))
            self._rows.append(texts)


def _shown(cell: etree._Element) -> str:
    text = " ".join(_paragraphs(cell, _BESIDE))
    date = cell.get(_OFFICE + "date-value")
    return _AMBIGUOUS.sub(date[:10], text) if date and text else text


def _of(table: etree._Element, kinds: tuple[str, ...]) -> Iterator[etree._Element]:
    """Elements of the table itself, those in groups too."""
    for element in table.iter():
        if local(element) in kinds:
            yield element


def _count(element: etree._Element, key: str) -> int:
    text = element.get(_TABLE + key, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def _paragraphs(element: etree._Element, left_out: tuple[str, ...]) -> Iterator[str]:
    for child in element:
        if local(child) == "p":
            text = " ".join(_text(child).split())
            if text:
                yield text
        elif local(child) not in left_out:
            yield from _paragraphs(child, left_out)


def _text(paragraph: etree._Element) -> str:
    parts = [paragraph.text or ""]
    for child in paragraph:
        kind = local(child)
        parts.append(" " if kind in ("s", "tab", "line-break") else "")
        if kind != "annotation":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
