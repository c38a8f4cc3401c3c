"""Old Word (97 to 2003): the pieces of the text, as [MS-DOC] lays them out.

The text comes whole and in order: the body, then footnotes, then headers,
endnotes and text boxes; what was deleted or hidden is left out.  antiword and
catdoc give the same words (docs/dependencies.md), but no headings, and are GPL
programs that somebody would have to install.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

import olefile

from qa.documents.formats.edged_tables import Gathering
from qa.documents.formats.encodings import decode
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Block, Layout, assemble, running_heads
from qa.documents.formats.numerals import raised
from qa.documents.formats.rtf import load_rtf
from qa.documents.formats.word97 import Run, row_edges, runs
from qa.documents.formats.word97_lists import Lists
from qa.errors import DamagedDocument, EncryptedDocument, UnsupportedFormat

_OLE = b"\xd0\xcf\x11\xe0"
_FIB_MAGIC = 0xA5EC
_WORD97 = 0x00C1
_ENCRYPTED = 0x0100
_TABLE1 = 0x0200
_MAX_PIECES = 200_000
_NARROW = 0x40000000
_FIELD_BEGIN, _FIELD_MIDDLE, _FIELD_END = "\x13", "\x14", "\x15"
# Marks of pictures and notes; breaks of lines; hyphens that break a word or do not.
_MARKS = {
    **dict.fromkeys("\x01\x02\x03\x04\x05\x08", ""),
    "\x0b": "\n",
    "\x1e": "\u2011",
    "\x1f": "\u00ad",
}
_PARAGRAPH_ENDS, _CELL_END = "\r\x0c\x0e", "\x07"
_PLAIN = Run(0, 0)
# Of the texts that a document is made of.
_HEADS, _COMMENTS = 2, 4


def load_doc(data: bytes) -> Layout:
    """Raises EncryptedDocument, UnsupportedFormat for Word 95 and before, DamagedDocument."""
    if data.lstrip()[:5].startswith(b"{\\rt"):
        return load_rtf(data)
    if not data.startswith(_OLE):
        if b"<html" in data[:4000].lower():
            return load_html(data)
        raise DamagedDocument("the file is no Word document; give it the right extension")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if ole.exists("EncryptedPackage"):
                raise EncryptedDocument("the file is encrypted; remove its password and try again")
            if not ole.exists("WordDocument"):
                raise DamagedDocument("there is no Word document in the file")
            word = ole.openstream("WordDocument").read()
            name = "1Table" if _flags(word) & _TABLE1 else "0Table"
            tables = ole.openstream(name).read() if ole.exists(name) else b""
            metadata = _metadata(ole)
        return _read(word, tables, metadata)
    except (OSError, struct.error, IndexError) as error:
        raise DamagedDocument(
            f"the Word file is damaged ({error}); open it and save it again"
        ) from error


def _flags(word: bytes) -> int:
    magic, version = struct.unpack_from("<HH", word, 0)
    (flags,) = struct.unpack_from("<H", word, 10)
    if magic != _FIB_MAGIC or version < _WORD97:
        raise UnsupportedFormat("a document of Word 95 or before; save it as .docx")
    if flags & _ENCRYPTED:
        raise EncryptedDocument("the file is encrypted; remove its password and try again")
    return int(flags)


@dataclass(slots=True)
class _Characters:
    """The text, and what is known of its characters by their numbers."""

    text: str
    hidden: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    paragraphs: dict[int, Run] = field(default_factory=dict)


def _read(word: bytes, tables: bytes, metadata: dict[str, str]) -> Layout:
    counts = struct.unpack_from("<8i", word, 0x4C)  # body, notes, headers, -, comments, endnotes, …
    found = _text(word, tables)
    lists = Lists(word, tables)
    blocks: list[Block] = []
    running: list[Block] = []
    at = 0
    for number, count in enumerate(counts):
        count = max(0, min(count, len(found.text) - at))
        read = _Reader(found, lists).read(at, at + count)
        if number == _HEADS:
            running = running_heads(block.text for block in read)
        elif number != _COMMENTS:
            blocks += read
        at += count
    notes = ["automatic numbers of lists left out: damaged"] if lists.is_damaged else []
    if counts[_COMMENTS] > 0:
        notes.append("comments left out")
    return assemble([*blocks, *running], metadata, notes)


def _text(word: bytes, table: bytes) -> _Characters:
    places, wheres = _pieces(word, table)
    narrow: list[bytes] = []
    for (start, end), where in zip(pairwise(places), wheres, strict=True):
        if where & _NARROW:
            narrow.append(word[(where ^ _NARROW) // 2 :][: end - start])
    page = _code_page(b"".join(narrow))
    known = runs(word, table)
    starts = [run.start for run in known]
    texts: list[str] = []
    found = _Characters("")
    for (start, end), where in zip(pairwise(places), wheres, strict=True):
        width = 1 if where & _NARROW else 2
        begin = (where ^ _NARROW) // 2 if where & _NARROW else where
        size = width * (end - start)
        piece = word[begin : begin + size].ljust(size, b"\x00")
        # Counts are of halves of pairs; a letter beyond them is rarer than a wrong place.
        text = piece.decode(page, "replace") if width == 1 else piece.decode("utf-16-le", "replace")
        texts.append(text.ljust(end - start)[: end - start])
        # A run may begin before the piece.
        for run in known[
            max(0, bisect_right(starts, begin) - 4) : bisect_left(starts, begin + size)
        ]:
            first = start + max(0, run.start - begin) // width
            last = start + min(size, run.end - begin) // width
            if last <= first:
                continue
            if run.hidden:
                found.hidden.update(range(first, last))
            elif run.raised:
                found.raised.update(range(first, last))
            else:
                found.paragraphs.update(dict.fromkeys(range(first, last), run))
    found.text = "".join(texts)
    return found


def _pieces(word: bytes, table: bytes) -> tuple[tuple[int, ...], list[int]]:
    """Numbers of the characters where pieces begin (and the last ends), and where they lie."""
    start, length = struct.unpack_from("<II", word, 0x01A2)
    clx = table[start : start + length]
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise DamagedDocument("the Word file's pieces are missing; save it as .docx")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    pieces = clx[at + 5 : at + 5 + size]
    count = (len(pieces) - 4) // 12
    if not 0 < count <= _MAX_PIECES:
        raise DamagedDocument(f"{count} pieces of text; no real document has as many")
    places = struct.unpack_from(f"<{count + 1}I", pieces, 0)
    if places[-1] > len(word) or any(a > b for a, b in pairwise(places)):
        raise DamagedDocument("the Word file's pieces overlap; save it as .docx")
    wheres = [
        struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        for number in range(count)
    ]
    return places, wheres


def _code_page(narrow: bytes) -> str:
    """Of the pieces with a byte a character."""
    if sum(byte > 0x7F for byte in narrow) <= 20:
        return "cp1252"
    found = decode(bytes(byte if byte > 0x1F else 0x20 for byte in narrow[:200_000])).encoding
    return {"Windows-1251": "cp1251", "KZ-1048": "kz1048"}.get(found, "cp1252")


class _Reader:
    """Blocks of one of the document's texts."""

    def __init__(self, found: _Characters, lists: Lists) -> None:
        self._found = found
        self._lists = lists
        self._blocks: list[Block] = []
        self._line: list[str] = []
        # Of the fields that are open: whether their code is being read.
        self._codes: list[bool] = []
        self._table = Gathering()

    def read(self, start: int, end: int) -> list[Block]:
        """Of the characters from `start` to `end`."""
        for at in range(start, end):
            character = self._found.text[at]
            if character == _FIELD_BEGIN:
                self._codes.append(True)
            elif character == _FIELD_MIDDLE and self._codes:
                self._codes[-1] = False
            elif character == _FIELD_END and self._codes:
                self._codes.pop()
            elif character in _PARAGRAPH_ENDS:
                self._end_paragraph(self._found.paragraphs.get(at, _PLAIN), at)
            elif character == _CELL_END:
                self._end_cell(self._found.paragraphs.get(at, _PLAIN), at)
            elif not any(self._codes) and at not in self._found.hidden:
                if at in self._found.raised and character.isdigit():
                    character = raised(character) or character
                self._line.append(_MARKS.get(character, character))
        if self._line:
            self._end_paragraph(_PLAIN, end)
        self._blocks += self._table.end()
        return self._blocks

    def _take(self, run: Run, at: int) -> Block:
        """The paragraph that ends here, with its number."""
        text = "".join(self._line).strip(" \t")
        self._line.clear()
        marker = ""
        if run.list_number and at not in self._found.hidden:
            marker = self._lists.marker(run.list_number, run.depth, text)
        return Block((marker + text).strip(), run.level, tight=bool(marker) and not run.level)

    def _end_paragraph(self, run: Run, at: int) -> None:
        block = self._take(run, at)
        if not run.nesting:
            self._blocks += self._table.end()
            self._blocks.append(block)
        elif run.ends_row:
            self._table.end_inner_row()
        elif run.ends_cell:
            self._table.end_inner_cell(block)
        else:
            self._table.add(block)

    def _end_cell(self, run: Run, at: int) -> None:
        if run.ends_row:
            self._table.end_row(row_edges(run.cells))
            self._line.clear()
        else:
            self._table.end_cell(self._take(run, at))


def _metadata(ole: olefile.OleFileIO) -> dict[str, str]:
    known = ole.get_metadata()
    page = f"cp{known.codepage % 65536}" if known.codepage else "cp1252"
    found = {}
    for key, value in (("title", known.title), ("author", known.author)):
        if isinstance(value, bytes):
            try:
                text = value.decode("utf-8" if page == "cp65001" else page, "replace")
            except LookupError:
                text = value.decode("cp1252", "replace")
            if text.strip("\x00 "):
                found[key] = text.strip("\x00 ")
    return found
