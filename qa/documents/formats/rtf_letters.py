"""What the bytes of Rich Text mean: its tokens, its fonts, and the code page of each."""

from __future__ import annotations

import re

from qa.documents.formats.encodings import decode
from qa.documents.formats.word.symbols import drawn_symbol

TOKEN = re.compile(
    rb"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|(?P<symbol>[^a-zA-Z']))|(?P<open>\{)|(?P<close>\})|(?P<plain>[^\\{}\r\n]+)|[\r\n]+"
)
_SYMBOL_CHARSET = 2
_FONT_NAME = re.compile(rb"(?:\\[a-z]+\d* ?|\{[^{}]*\})*\s*([^;{}\\]{1,60})")
# Code pages of \fcharset; those of the rest are left to the letters.
_CHARSETS = {
    204: "cp1251",
    238: "cp1250",
    161: "cp1253",
    162: "cp1254",
    186: "cp1257",
    128: "cp932",
    134: "gbk",
    129: "cp949",
    136: "big5",
    177: "cp1255",
    178: "cp1256",
}


class Letters:
    """Code pages: of the document, of each font, and which one the letters give; `encoding` is
    what was assumed, if anything was, and `notes` say so."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._fonts: dict[int, str] = {}
        self._page = ""
        self._symbols: dict[int, str] = {}
        self.encoding = ""
        self.notes: list[str] = []
        self._read_tables()

    def _read_tables(self) -> None:
        head = self._data
        if page := re.search(rb"\\ansicpg(\d{3,5})", head[:2000]):
            self._page = f"cp{int(page[1])}"
        table = re.search(rb"\{\\fonttbl", head)
        end = group_end(head, table.start()) if table else 0
        for font in re.finditer(rb"\\f(\d+)(?:\\[a-z]+\d*)*?\\fcharset(\d+)", head[:end]):
            if name := _CHARSETS.get(int(font[2])):
                self._fonts[int(font[1])] = name
            elif int(font[2]) == _SYMBOL_CHARSET:
                called = _FONT_NAME.match(head, font.end())
                self._symbols[int(font[1])] = called[1].decode("latin-1") if called else "symbol"
        escaped = bytes(
            int(h, 16) for h in re.findall(rb"\\'([0-9a-fA-F]{2})", head[end:])[:50_000]
        )
        if sum(byte > 0x7F for byte in escaped) < 20:
            return
        # Letters only: a text of them is what the code pages are told apart by.
        text = b" ".join(
            bytes(int(h, 16) for h in re.findall(rb"\\'([0-9a-fA-F]{2})", run))
            for run in re.findall(rb"(?:\\'[0-9a-fA-F]{2})+", head[end:])[:20_000]
        )
        decoded = decode(text)
        found = {
            "Windows-1251": "cp1251",
            "KZ-1048": "kz1048",
            "KOI8-R": "koi8-r",
            "IBM 866": "cp866",
            "Windows-1252": "cp1252",
        }.get(decoded.encoding)
        if found is None:
            return
        declared = self._page or "cp1252"
        cyrillic = ("cp1251", "kz1048")
        if found != declared and (found in cyrillic or declared == "cp1252"):
            self._page = found
            self._fonts = {n: found if p in cyrillic else p for n, p in self._fonts.items()}
            self.notes.append(f"code page {decoded.encoding} assumed, {declared} declared")
        self.encoding = decoded.encoding

    def unicode(self, number: int, font: int = -1) -> str:
        code = number % 0x10000
        if 0xF000 <= code <= 0xF0FF:
            return drawn_symbol(code, self._symbols.get(font, "symbol"))
        return chr(code)

    def decoded(self, font: int, data: bytes) -> str:
        if font in self._symbols:
            return "".join(drawn_symbol(byte, self._symbols[font]) for byte in data)
        if data.isascii():
            return data.decode("ascii")
        try:
            return data.decode(self._fonts.get(font) or self._page or "cp1252", "replace")
        except LookupError:
            return data.decode("cp1252", "replace")

    def plain(self, data: bytes) -> str:
        """The text of a group that holds no other."""
        parts: list[str] = []
        skip = 0
        for token in TOKEN.finditer(data):
            if token["word"] == b"u" and token["number"]:
                parts.append(self.unicode(int(token["number"])))
                skip = 1
            elif token["hex"] is not None:
                if not skip:
                    parts.append(self.decoded(-1, bytes([int(token["hex"], 16)])))
                skip = 0
            elif token["plain"] is not None:
                parts.append(self.decoded(-1, token["plain"][skip:]))
                skip = 0
        return "".join(parts)


def group_end(data: bytes, start: int) -> int:
    depth = 0
    for token in TOKEN.finditer(data, max(0, start)):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if depth <= 0:
                return token.end()
    return len(data)
