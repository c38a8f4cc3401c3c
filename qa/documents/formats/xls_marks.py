"""What a sheet of an old workbook says beside its values ([MS-XLS]): how numbers are drawn, which
rows and columns are hidden, what stands on printed pages."""

from __future__ import annotations

import io
import struct
from array import array
from collections.abc import Iterator

import olefile

from qa.documents.formats.number_formats import BUILT_IN
from qa.documents.formats.xlsx_marks import SheetMarks, head_texts

_BOF, _EOF, _SHEET, _FORMAT, _STYLE = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_ROW, _COLUMNS, _FILTERED, _HEAD, _FOOT = 0x0208, 0x007D, 0x009B, 0x0014, 0x0015
_NUMBER, _PACKED, _PACKED_MANY, _FORMULA, _TRUTH = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x1
_VERSION_8 = 0x0600
_MAX_ROWS, _MAX_COLUMNS = 65_536, 256
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def read_xls_marks(data: bytes) -> dict[str, SheetMarks]:
    """By the names of sheets; nothing where the file is older than Excel 97 or damaged."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((one for one in ("Workbook", "Book") if ole.exists(one)), "")
            stream = ole.openstream(name).read() if name else b""
        return _read(stream)
    except (OSError, ValueError, IndexError, struct.error):
        return {}


def _read(stream: bytes) -> dict[str, SheetMarks]:
    codes: list[str] = []
    own = dict(BUILT_IN)
    places: dict[str, int] = {}
    for kind, content in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", content)[0] != _VERSION_8:
            return {}
        if kind == _FORMAT:
            own[struct.unpack_from("<H", content)[0]] = _string(content, 2)
        elif kind == _STYLE:
            codes.append(own.get(struct.unpack_from("<H", content, 2)[0], ""))
        elif kind == _SHEET:
            places[_string(content, 6, wide_count=False)] = struct.unpack_from("<I", content)[0]
    return {name: _sheet(stream, place, codes) for name, place in places.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Of one part of the stream, to its end."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _string(content: bytes, at: int, *, wide_count: bool = True) -> str:
    count = int.from_bytes(content[at : at + 1 + wide_count], "little")
    at += 1 + wide_count
    wide = content[at] & 1
    text = content[at + 1 : at + 1 + count * (1 + wide)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(stream: bytes, at: int, codes: list[str]) -> SheetMarks:
    marks = SheetMarks(codes)
    for kind, content in _records(stream, at):
        if kind in (_NUMBER, _PACKED, _FORMULA, _TRUTH):
            row, column, style = struct.unpack_from("<HHH", content)
            _keep(marks, row, column, style)
            if error := _error(kind, content):
                marks.errors[row, column] = error
        elif kind == _PACKED_MANY:
            row, first = struct.unpack_from("<HH", content)
            for place in range((len(content) - 6) // 6):
                _keep(marks, row, first + place, *struct.unpack_from("<H", content, 4 + 6 * place))
        elif kind == _ROW:
            if struct.unpack_from("<I", content, 12)[0] & _HIDDEN_ROW:
                marks.hidden_rows.add(*struct.unpack_from("<H", content))
        elif kind == _COLUMNS:
            first, last, _, _, options = struct.unpack_from("<HHHHH", content)
            if options & _HIDDEN_COLUMN:
                marks.hidden_columns |= set(range(first, min(last + 1, _MAX_COLUMNS)))
        elif kind == _FILTERED:
            marks.filtered = True
        elif kind in (_HEAD, _FOOT) and content:
            texts = head_texts(_string(content, 0))
            marks.heads = tuple(dict.fromkeys((*marks.heads, *texts)))
    return marks


def _keep(marks: SheetMarks, row: int, column: int, style: int) -> None:
    if column < _MAX_COLUMNS and style < len(marks.codes) and marks.codes[style]:
        styles = marks.styles.setdefault(row, array("H"))
        if column >= len(styles):
            styles.extend([0] * (column + 1 - len(styles)))
        styles[column] = style


def _error(kind: int, content: bytes) -> str:
    if kind == _TRUTH and content[7]:
        return _ERRORS.get(content[6], "")
    if kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
        return _ERRORS.get(content[8], "")
    return ""
