"""Spreadsheets (xlsx, xlsm, xlsb, xls), read by calamine.

Old programs save tables as HTML or text and call them .xls; what a file holds
decides, not its name.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from qa.documents.formats.csv import load_csv
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Layout, Unread
from qa.documents.formats.number_formats import elapsed, shown_number, shown_time
from qa.documents.formats.ods import load_ods
from qa.documents.formats.tables import Sheet, lay_out
from qa.documents.formats.xls_marks import read_xls_marks
from qa.documents.formats.xlsx_marks import SheetMarks, read_marks
from qa.documents.formats.zipped import container
from qa.errors import DamagedDocument, EncryptedDocument

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_ODS = "mimetype"
_MAX_CELLS = 2_000_000


def load_xlsx(data: bytes) -> Layout:
    """Each row with its headers; raises EncryptedDocument, DamagedDocument, TooLarge."""
    head = data[:2000].lower()
    if data.startswith(_ZIP):
        with container(data) as parts:  # which refuses a bomb
            if _ODS in parts and b"opendocument.spreadsheet" in parts.read(_ODS):
                return load_ods(data)
    elif b"<html" in head or b"<table" in head:
        return load_html(data)
    elif not data.startswith(_OLE) and not data.startswith(b"\x09"):
        return load_csv(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise EncryptedDocument(
            "the workbook is encrypted; remove its password and try again"
        ) from error
    except CalamineError as error:
        raise DamagedDocument(
            f"the workbook is damaged ({error}); open it and save it again"
        ) from error
    marks, notes = _marks(data)
    sheets, unread = [], []
    cells = hidden = 0
    with book:
        for known in book.sheets_metadata:
            if known.visible != SheetVisibleEnum.Visible:
                hidden += 1
                continue
            try:
                sheet = book.get_sheet_by_name(known.name)
                rows = sheet.to_python(skip_empty_area=False)
            except CalamineError as error:
                unread.append(Unread(known.name, f"the sheet is damaged ({error})"))
                continue
            cells += sum(map(len, rows))
            if cells > _MAX_CELLS:
                unread.append(Unread(known.name, f"more than {_MAX_CELLS} cells", "too-large"))
                break
            own = marks.get(known.name, SheetMarks())
            sheets.append(_sheet(sheet, rows, own))
            if own.unfinished:
                reason = f"{own.unfinished} formulas without a value; open it and save it again"
                unread.append(Unread(known.name, reason))
    left_out = {
        "hidden sheets": hidden,
        "hidden rows": sum(len(sheet.hidden) for sheet in sheets),
        "comments": sum(one.comments for one in marks.values()),
    }
    notes += [f"{count} {what} left out" for what, count in left_out.items() if count]
    if any(one.is_cut for one in marks.values()):
        notes.append("many numbers; the later ones as they are stored, not as they are drawn")
    return lay_out(sheets, {}, notes, unread)


def _marks(data: bytes) -> tuple[dict[str, SheetMarks], list[str]]:
    """What is drawn beside the values, with a note where that cannot be read."""
    if not data.startswith(_ZIP):
        return read_xls_marks(data), []
    try:
        with container(data) as parts:
            return (read_marks(parts) if "xl/workbook.xml" in parts else {}), []
    except DamagedDocument as error:
        return {}, [f"numbers as they are stored ({error})"]


def _sheet(sheet: CalamineSheet, rows: list[list[Any]], marks: SheetMarks) -> Sheet:
    hidden = set() if marks.filtered else marks.hidden_rows
    drawn = [
        [
            "" if column in marks.hidden_columns else _text(cell, marks, number, column)
            for column, cell in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]
    hidden = {number for number in hidden if number < len(drawn) and any(drawn[number])}
    merged = sheet.merged_cell_ranges or ()
    return Sheet(sheet.name, drawn, merged, hidden, marks.texts, marks.heads)


def _text(cell: object, marks: SheetMarks, row: int, column: int) -> str:
    """As a person reads it: after the cell's code where it has one; no `.0` behind a whole
    number, no midnight behind a date."""
    if isinstance(cell, str):
        return cell or marks.errors.get((row, column), "")
    if isinstance(cell, bool):
        return str(cell).upper()
    code = marks.code(row, column)
    if isinstance(cell, int | float):
        drawn = shown_number(cell, code) if code else None
        plain = f"{cell:.15g}" if abs(cell) < 1e15 else str(cell)
        return plain if drawn is None else drawn
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return (shown_time(cell, code) if code else None) or _plain_time(cell)
    return elapsed(cell) if isinstance(cell, datetime.timedelta) else str(cell)


def _plain_time(value: datetime.datetime | datetime.date | datetime.time) -> str:
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(" ")
    return value.isoformat()
