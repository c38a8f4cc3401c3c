"""What old Word files say about runs of their text ([MS-DOC] 2.9.55, 2.9.174): which text is
deleted or hidden, where a table's row ends, which paragraphs are headings or of a list.

Properties lie in pages of 512 bytes, by the places of the text in the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from qa.documents.formats.word97_lists import DEPTH, LIST, styled

_PAGE = 512
_CHARACTERS, _PARAGRAPHS = 0x00FA, 0x0102
_DELETED, _HIDDEN = 0x0800, 0x083C
_ROW_END = 0x2417
_TABLE_DEFINITION = 0xD608
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_MAX_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """A range of bytes of the file that has something to say; `level` is a heading's, or 0;
    `list_number` (from 1) and `depth` (from 0) those of an automatic list."""

    start: int
    end: int
    hidden: bool = False
    row_end: bool = False
    level: int = 0
    list_number: int = 0
    depth: int = 0


def runs(word: bytes, table: bytes) -> list[Run]:
    """In the order of the file; those that say nothing are left out."""
    found: list[Run] = []
    for start, end, properties, _ in _properties(word, table, _CHARACTERS, 1):
        if any(properties.get(kind) for kind in (_DELETED, _HIDDEN)):
            found.append(Run(start, end, hidden=True))
    styles = styled(word, table, _read)
    for start, end, properties, style in _properties(word, table, _PARAGRAPHS, 13):
        row_end = bool(properties.get(_ROW_END))
        level = style if 1 <= style <= 9 else 0
        listed = styles.get(style, {}) | properties
        number, depth = listed.get(LIST, 0), listed.get(DEPTH, 0)
        if row_end or level or number:
            found.append(
                Run(
                    start,
                    end,
                    row_end=row_end,
                    level=min(level, 6),
                    list_number=number,
                    depth=depth,
                )
            )
    return sorted(found, key=lambda run: run.start)


def _properties(
    word: bytes, table: bytes, where: int, width: int
) -> Iterator[tuple[int, int, dict[int, int], int]]:
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


def _read(listed: bytes) -> dict[int, int]:
    """Each property's value, by its code; of a long one the first byte."""
    found: dict[int, int] = {}
    at = 0
    while at + 3 <= len(listed):
        (code,) = struct.unpack_from("<H", listed, at)
        size = _SIZES.get(code >> 13, 0)
        at += 2
        found[code] = int.from_bytes(listed[at : at + max(size, 1)], "little")
        if code == _TABLE_DEFINITION:
            size = 1 + int.from_bytes(listed[at : at + 2], "little")
        elif not size:
            size = 1 + listed[at]
        at += size
    return found
