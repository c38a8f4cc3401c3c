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

from qa.documents.formats.encodings import decode
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.rtf import load_rtf
from qa.documents.formats.word97 import Run, runs
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
            table = ole.openstream(name).read() if ole.exists(name) else b""
            metadata = _metadata(ole)
        return assemble(_blocks(word, table), metadata)
    except (OSError, struct.error, IndexError, olefile.OleFileError) as error:
        raise DamagedDocument(f"the Word file is damaged ({error}); save it as .docx") from error


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
    row_ends: set[int] = field(default_factory=set)
    paragraphs: dict[int, Run] = field(default_factory=dict)


def _blocks(word: bytes, table: bytes) -> list[Block]:
    counts = struct.unpack_from("<8i", word, 0x4C)  # body, notes, headers, -, comments, endnotes, …
    found = _text(word, table)
    lists = Lists(word, table)
    blocks = []
    at = 0
    for number, count in enumerate(counts):
        count = max(0, min(count, len(found.text) - at))
        # What was commented is not the document's text.
        if number != 4:
            blocks += _paragraphs(found, lists, at, at + count, once=number == 2)
        at += count
    return blocks


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
            elif run.row_end:
                found.row_ends.update(range(first, last))
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


def _paragraphs(
    found: _Characters, lists: Lists, start: int, end: int, *, once: bool
) -> list[Block]:
    blocks: list[Block] = []
    seen: set[str] = set()
    cells: list[str] = []
    line: list[str] = []
    codes: list[bool] = []  # of the fields that are open: whether their code is being read

    def take(at: int) -> tuple[str, str]:
        """The paragraph that ends here, with its number, which is given too."""
        text = "".join(line).strip(" \t")
        line.clear()
        run = found.paragraphs.get(at)
        marker = lists.marker(run.list_number, run.depth) if run and at not in found.hidden else ""
        return (marker + text).strip(), marker

    for at in range(start, end):
        character = found.text[at]
        if character == _FIELD_BEGIN:
            codes.append(True)
        elif character == _FIELD_MIDDLE and codes:
            codes[-1] = False
        elif character == _FIELD_END and codes:
            codes.pop()
        elif character in "\r\x0c\x0e":
            text, marker = take(at)
            run = found.paragraphs.get(at)
            level = run.level if run else 0
            if cells and text:
                # A paragraph of a cell that goes on.
                line += [text, " "]
            elif text and not (once and (text in seen or not any(c.isalpha() for c in text))):
                blocks.append(Block(text, level, tight=bool(marker) and not level))
                seen.add(text)
        elif character == "\x07":
            if at in found.row_ends:
                blocks.append(Block(" | ".join(cells) if any(cells) else ""))
                cells = []
                line.clear()
            else:
                cells.append(" ".join(take(at)[0].split()))
        elif not any(codes) and at not in found.hidden:
            line.append(_MARKS.get(character, character))
    if any(cells):
        blocks.append(Block(" | ".join(cells)))
    if rest := take(end)[0]:
        blocks.append(Block(rest))
    return blocks


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
