"""What old Word files say about runs of their text ([MS-DOC] 2.9.55, 2.9.174): which text is
deleted or hidden, which paragraphs are headings, of a list or of a table.

Properties lie in pages of 512 bytes, by the places of the text in the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from qa.documents.formats.edged_tables import Edges
from qa.documents.formats.word97_lists import DEPTH, LIST, Properties, styled, whole

_PAGE = 512
_CHARACTERS, _PARAGRAPHS = 0x00FA, 0x0102
_DELETED, _HIDDEN = 0x0800, 0x083C
_SHIFT, _RAISED = 0x2A48, 1
_IN_TABLE, _NESTING = 0x2416, 0x6649
_ROW_END, _INNER_CELL_END, _INNER_ROW_END = 0x2417, 0x244B, 0x244C
_TABLE_DEFINITION = 0xD608
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_MAX_PAGES = 100_000
_CELL_BYTES = 20
_ACROSS, _COVERED_ACROSS, _DOWN, _COVERED_DOWN = 0x03, 0x01, 0x60, 0x20


@dataclass(frozen=True, slots=True)
class Run:
    """A range of bytes of the file that has something to say; `level` is a heading's, or 0;
    `list_number` (from 1) and `depth` (from 0) those of an automatic list.

    `nesting` is how many tables the paragraph is in; `ends_cell` and `ends_row` where such an
    inner part of a table ends, and `cells` describes a row at its end.
    """

    start: int
    end: int
    hidden: bool = False
    raised: bool = False
    level: int = 0
    list_number: int = 0
    depth: int = 0
    nesting: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    cells: bytes = b""


def runs(word: bytes, table: bytes) -> list[Run]:
    """In the order of the file; those that say nothing are left out."""
    found: list[Run] = []
    for start, end, properties, _ in _properties(word, table, _CHARACTERS, 1):
        hidden = any(whole(properties, kind) for kind in (_DELETED, _HIDDEN))
        raised = whole(properties, _SHIFT) == _RAISED
        if hidden or raised:
            found.append(Run(start, end, hidden=hidden, raised=raised))
    styles = styled(word, table, _read)
    for start, end, properties, style in _properties(word, table, _PARAGRAPHS, 13):
        listed = styles.get(style, {}) | properties
        run = Run(
            start,
            end,
            level=min(style, 6) if 1 <= style <= 9 else 0,
            list_number=whole(listed, LIST),
            depth=whole(listed, DEPTH),
            nesting=whole(properties, _NESTING) or whole(properties, _IN_TABLE),
            ends_cell=bool(whole(properties, _INNER_CELL_END)),
            ends_row=bool(whole(properties, _ROW_END) or whole(properties, _INNER_ROW_END)),
            cells=properties.get(_TABLE_DEFINITION, b""),
        )
        if run.level or run.list_number or run.nesting or run.ends_row:
            found.append(run)
    return sorted(found, key=lambda run: run.start)


def row_edges(value: bytes) -> Edges | None:
    """Of a row's `cells` ([MS-DOC] 2.9.328); None where they make no sense."""
    try:
        count = value[2]
        edges = struct.unpack_from(f"<{count + 1}h", value, 3)
    except (struct.error, IndexError):
        return None
    at = 3 + 2 * (count + 1)
    flags = [
        value[at + _CELL_BYTES * n] if at + _CELL_BYTES * n < len(value) else 0
        for n in range(count)
    ]
    across = tuple(one & _ACROSS == _COVERED_ACROSS for one in flags)
    return Edges(edges, across, tuple(one & _DOWN == _COVERED_DOWN for one in flags))


def _properties(
    word: bytes, table: bytes, where: int, width: int
) -> Iterator[tuple[int, int, Properties, int]]:
    """Start, end, properties and style of each run; `width` is that of a page's pointers."""
    begin, length = struct.unpack_from("<II", word, where)
    count = (length - 4) // 8
    for number in range(min(count, _MAX_PAGES)):
        (page,) = struct.unpack_from("<I", table, begin + 4 * (count + 1) + 4 * number)
        data = word[(page & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(data) < _PAGE:
            continue
        total = data[-1]
        if 4 * (total + 1) + width * total > _PAGE:
            continue
        places = struct.unpack_from(f"<{total + 1}I", data, 0)
        for index in range(total):
            at = 2 * data[4 * (total + 1) + width * index]
            listed, style = _listed(data, at, paragraphs=width > 1) if at else (b"", 0)
            yield places[index], places[index + 1], _read(listed), style


def _listed(data: bytes, at: int, *, paragraphs: bool) -> tuple[bytes, int]:
    size = data[at]
    if not paragraphs:
        return data[at + 1 : at + 1 + size], 0
    start, size = (at + 1, 2 * size - 1) if size else (at + 2, 2 * data[at + 1])
    listed = data[start : start + size]
    return listed[2:], int.from_bytes(listed[:2], "little")


def _read(listed: bytes) -> Properties:
    """Each property's value, by its code."""
    found: Properties = {}
    at = 0
    while at + 3 <= len(listed):
        (code,) = struct.unpack_from("<H", listed, at)
        size = _SIZES.get(code >> 13, 0)
        at += 2
        if code == _TABLE_DEFINITION:
            size = 1 + int.from_bytes(listed[at : at + 2], "little")
        elif not size:
            size = 1 + listed[at]
        found[code] = listed[at : at + size]
        at += size
    return found
