"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods), read by calamine.

Old programs save tables as HTML or text and call them .xls; what a file holds
decides, not its name.
"""

from __future__ import annotations

import datetime
import io

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from qa.documents.formats.csv import load_csv
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Layout, Unread
from qa.documents.formats.tables import Sheet, lay_out
from qa.documents.formats.zipped import container
from qa.errors import DamagedDocument, EncryptedDocument

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_MAX_CELLS = 2_000_000


def load_xlsx(data: bytes) -> Layout:
    """Each row with its headers; raises EncryptedDocument, DamagedDocument, TooLarge."""
    head = data[:2000].lower()
    if data.startswith(_ZIP):
        with container(data):  # which refuses a bomb
            pass
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
    sheets, unread = [], []
    cells = 0
    with book:
        for known in book.sheets_metadata:
            try:
                rows = book.get_sheet_by_name(known.name).to_python(skip_empty_area=False)
            except CalamineError as error:
                unread.append(Unread(known.name, f"the sheet is damaged ({error})"))
                continue
            cells += sum(map(len, rows))
            if cells > _MAX_CELLS:
                unread.append(Unread(known.name, f"more than {_MAX_CELLS} cells", "too-large"))
                break
            sheets.append(Sheet(known.name, [[_text(cell) for cell in row] for row in rows]))
    return lay_out(sheets, {}, (), unread)


def _text(cell: object) -> str:
    """As a person reads it: no `.0` behind a whole number, no midnight behind a date."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{cell:.15g}" if abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return str(cell)
