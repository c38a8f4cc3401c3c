"""Files of Office before 2007, put together byte by byte: their container ([MS-CFB]), and what
old Word, Excel and Outlook keep in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

_SECTOR, _SMALL_SECTOR = 512, 64
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# Shorter streams lie in small sectors, which are those of a stream of their own.
_CUTOFF = 4096


class _Sectors:
    """Data in sectors of one size, and of each sector the next one of its stream."""

    def __init__(self, size: int) -> None:
        self.size, self.data, self.chain = size, b"", list[int]()

    def add(self, data: bytes) -> int:
        """The number of its first sector."""
        first, count = len(self.chain), max(1, -(-len(data) // self.size))
        self.data += data.ljust(count * self.size, b"\x00")
        self.chain += [*range(first + 1, first + count), _END]
        return first


def compound(streams: Mapping[str, bytes]) -> bytes:
    """`streams` by their paths (`name` or `folder/name`)."""
    folders = sorted({path.split("/")[0] for path in streams if "/" in path})
    names = ["Root Entry", *folders, *(path.split("/")[-1] for path in streams)]
    at_root = [*range(1, 1 + len(folders))]
    children: dict[int, list[int]] = {0: at_root}
    for number, path in enumerate(streams, 1 + len(folders)):
        parent = 1 + folders.index(path.split("/")[0]) if "/" in path else 0
        children.setdefault(parent, []).append(number)
    large, small = _Sectors(_SECTOR), _Sectors(_SMALL_SECTOR)
    starts = [(large if len(data) >= _CUTOFF else small).add(data) for data in streams.values()]
    right, child = [_FREE] * len(names), [_FREE] * len(names)
    for parent, listed in children.items():
        # Brothers form a list that only leads to the right, in the order of their names.
        ordered = sorted(listed, key=lambda at: (len(names[at]), names[at].upper()))
        child[parent] = ordered[0] if ordered else _FREE
        for before, after in pairwise(ordered):
            right[before] = after
    sizes = [len(small.data), *[0] * len(folders), *map(len, streams.values())]
    firsts = [large.add(small.data), *[0] * len(folders), *starts]
    kinds = [5, *[1] * len(folders), *[2] * len(streams)]
    small_fat = large.add(
        struct.pack(f"<{len(small.chain)}I", *small.chain).ljust(_SECTOR, b"\xff")
    )
    directory = large.add(b"".join(map(_entry, names, kinds, right, child, firsts, sizes)))
    return _with_head(large, directory, small_fat, -(-len(small.chain) * 4 // _SECTOR) or 1)


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1)
    return head + struct.pack("<III36xIQ", _FREE, right, child, first, size)


def _with_head(large: _Sectors, directory: int, small_fat: int, small_fat_size: int) -> bytes:
    count = 1
    while (len(large.chain) + count) * 4 > count * _SECTOR:
        count += 1
    places = [len(large.chain) + at for at in range(count)]
    table = [*large.chain, *[_FAT] * count]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, count, directory, 0, _CUTOFF, small_fat, small_fat_size, _END, 0)
    head += struct.pack(f"<{count}I", *places).ljust(436, b"\xff")
    return head + large.data + fat


def old_word(body: str, notes: str = "", page: str = "") -> bytes:
    """A document of Word 97: `body`, then footnotes; each letter in two bytes, or in the one
    of a code page."""
    text = (body + notes).replace("\n", "\r")
    data = text.encode(page) if page else text.encode("utf-16-le")
    where = 0x800
    head = bytearray(where)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200)
    struct.pack_into("<8i", head, 0x4C, len(body), len(notes), 0, 0, 0, 0, 0, 0)
    place = where * 2 | 0x40000000 if page else where
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    nothing = struct.pack("<I", 0)
    for at, (start, length) in {
        0x01A2: (0, len(table)),
        0x00FA: (len(table), 4),
        0x0102: (len(table), 4),
    }.items():
        struct.pack_into("<II", head, at, start, length)
    return compound({"WordDocument": bytes(head) + data, "1Table": table + nothing})


def old_workbook(sheets: Mapping[str, Sequence[Sequence[str | float]]]) -> bytes:
    """A workbook of Excel 97, every text in its cell's own record."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    def text(value: str) -> bytes:
        return b"\x01" + value.encode("utf-16-le")

    def cell(row: int, column: int, value: str | float) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x0204, place + struct.pack("<H", len(value)) + text(value))
        return record(0x0203, place + struct.pack("<d", value))

    written = [
        begin(0x10)
        + b"".join(
            cell(at, column, value)
            for at, row in enumerate(rows)
            for column, value in enumerate(row)
            if value != ""
        )
        + record(0x0A, b"")
        for rows in sheets.values()
    ]
    names = [struct.pack("<B", len(name)) + text(name) for name in sheets]
    start = len(begin(5)) + sum(4 + 6 + len(name) for name in names) + 4
    book = begin(5)
    for name, sheet in zip(names, written, strict=True):
        book += record(0x85, struct.pack("<IH", start, 0) + name)
        start += len(sheet)
    return compound({"Workbook": book + record(0x0A, b"") + b"".join(written)})


def outlook_mail(
    known: Mapping[str, str],
    body: str = "",
    html: bytes = b"",
    attached: Sequence[tuple[str, bytes]] = (),
    code_page: str = "",
) -> bytes:
    """`known` by the properties' tags (`0037` is the subject); texts in two bytes a letter, or in
    the one of a code page."""
    kind = "001E" if code_page else "001F"

    def text(value: str) -> bytes:
        return value.encode(code_page or "utf-16-le")

    streams = {f"__substg1.0_{tag}{kind}": text(value) for tag, value in known.items()}
    if body:
        streams[f"__substg1.0_1000{kind}"] = text(body)
    if html:
        streams["__substg1.0_10130102"] = html
    for at, (name, data) in enumerate(attached):
        folder = f"__attach_version1.0_#{at:08X}"
        streams[f"{folder}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{folder}/__substg1.0_37010102"] = data
    return compound(streams)
