"""Rich Text: what Word and WordPad wrote for thirty years, and old systems still export.

The text is bytes in the code page of its font, escapes, and groups that are not
text at all (pictures, style sheets, field codes).  striprtf was compared and not
chosen: of a Kazakh text behind Windows-1251 it gives half of the words
(docs/dependencies.md), it leaves notes out, and takes deleted and hidden text in.
Where a font does not name its code page, the letters decide, as everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble, running_heads
from qa.documents.formats.rtf_flow import Flow
from qa.documents.formats.word.symbols import drawn_symbol
from qa.errors import DamagedDocument

_TOKEN = re.compile(
    rb"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|(?P<symbol>[^a-zA-Z']))|(?P<open>\{)|(?P<close>\})|(?P<plain>[^\\{}\r\n]+)|[\r\n]+"
)
_MAX_DEPTH = 2000
# Groups whose content no reader of the page sees.
_HIDDEN = frozenset(
    b"""fonttbl colortbl stylesheet pict objdata fldinst themedata colorschememapping
    datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr
    annotation atnid atnauthor atndate atnref bkmkstart bkmkend filetbl revtbl pgptbl datafield
    nonshppict shprslt nonesttables upr template info pnseclvl""".split()
)
_SEPARATE = frozenset(
    (
        b"footnote",
        b"header",
        b"headerl",
        b"headerr",
        b"headerf",
        b"footer",
        b"footerl",
        b"footerr",
        b"footerf",
    )
)
_SIGNS = {
    b"tab": "\t",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"lbr": "\n",
    b"softline": "\n",
}
_SYMBOLS = {
    b"~": "\u00a0",
    b"_": "\u2011",
    b"-": "\u00ad",
    b"\n": "\n",
    b"\r": "\n",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
}
_BOXES = frozenset((b"shptxt", b"dptxbxtext"))
_SEPARATE |= _BOXES
# A shape again for programs that do not know shapes.
_OLDER_FORM = b"shprslt"
# Groups that are text though they say that whoever does not know them may leave them out.
_INNER_ROW = b"nesttableprops"
_SHOWN = frozenset((*_SEPARATE, b"ud", _INNER_ROW))
_SHIFTS = {b"super": "super", b"sub": "sub", b"nosupersub": ""}
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


@dataclass(slots=True)
class _State:
    """What a group inherits and its end takes back; `hidden` is a group that is no text
    (and where `closed`, no box in it is), `unseen` are its letters."""

    hidden: bool = False
    closed: bool = False
    unseen: bool = False
    skip: int = 1
    font: int = 0
    shift: str = ""
    destination: bytes = b""
    level: int = 0
    nesting: int = 0


def load_rtf(data: bytes) -> Layout:
    """Paragraphs, rows, footnotes behind their paragraphs, list numbers as they were drawn.

    Raises DamagedDocument for what is no RTF.
    """
    if not data.lstrip()[:5].startswith(b"{\\rt"):
        raise DamagedDocument("the file does not begin like RTF; give it the right extension")
    return _Reader(data).layout()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._fonts: dict[int, str] = {}
        self._page = ""
        self._notes: list[str] = []
        self._metadata: dict[str, str] = {}
        self._symbols: dict[int, str] = {}
        self._body = Flow(self._decoded)
        self._running: list[Block] = []

    def layout(self) -> Layout:
        self._read_tables()
        self._read_body()
        running = running_heads(block.text for block in self._running)
        return assemble([*self._body.end(), *running], self._metadata, self._notes)

    def _read_tables(self) -> None:
        """Code pages: of the document, of each font; and which one the letters give."""
        head = self._data
        if page := re.search(rb"\\ansicpg(\d{3,5})", head[:2000]):
            self._page = f"cp{int(page[1])}"
        table = re.search(rb"\{\\fonttbl", head)
        end = _group_end(head, table.start()) if table else 0
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
            self._notes.append(f"code page {decoded.encoding} assumed, {declared} declared")
        self._metadata["encoding"] = decoded.encoding

    def _read_body(self) -> None:
        state = _State()
        stack: list[tuple[_State, Flow]] = []
        flow = self._body
        starred = False
        skipping = 0
        position = 0
        data = self._data
        while position < len(data):
            token = _TOKEN.match(data, position)
            if token is None:
                position += 1
                continue
            position = token.end()
            kind = token.lastgroup
            if kind in ("open", "close"):
                # What stands for a letter in old programs ends with its group.
                skipping = 0
            if kind == "open":
                if len(stack) > _MAX_DEPTH:
                    raise DamagedDocument(f"groups are nested deeper than {_MAX_DEPTH}")
                stack.append((state, flow))
                state = replace(state)
                starred = False
                continue
            if kind == "close":
                if not stack:
                    break
                ended, inner = state, flow
                state, flow = stack.pop()
                if inner is not flow:
                    self._end_separate(ended.destination, inner, flow)
                starred = False
                continue
            if token["symbol"] == b"*":
                starred = True
                continue
            word = token["word"]
            if word is not None:
                number = int(token["number"]) if token["number"] else None
                if word == b"bin" and number:
                    position += max(0, number)
                    continue
                if word in _HIDDEN or (starred and word not in _SHOWN):
                    state.hidden = True
                    state.closed |= word == _OLDER_FORM
                    state.destination = word
                    if word == b"info":
                        self._read_info(position)
                elif word in _SEPARATE and (
                    not state.hidden or (word in _BOXES and not state.closed)
                ):
                    flow = Flow(self._decoded)
                    state = _State(skip=state.skip, font=state.font, destination=word)
                elif word in (b"listtext", b"pntext"):
                    flow.marker = True
                elif word == b"ud":
                    state.hidden = state.closed
                elif word == _INNER_ROW:
                    state.destination = word
                elif word == b"u" and number is not None:
                    if not state.hidden and not state.unseen:
                        flow.add(self._unicode(number, state.font), state.shift)
                    skipping = state.skip
                    starred = False
                    continue
                elif word == b"uc" and number is not None:
                    state.skip = max(0, min(number, 10))
                elif word == b"f" and number is not None:
                    state.font = number
                elif word in (b"v", b"deleted"):
                    state.unseen = number != 0
                elif word in _SHIFTS:
                    state.shift = _SHIFTS[word] if number != 0 else ""
                elif word == b"plain":
                    state.unseen, state.shift = False, ""
                elif word == b"outlinelevel" and number is not None and number < 9:
                    state.level = min(number + 1, 6)
                elif word == b"pard":
                    state.level = state.nesting = 0
                elif word == b"intbl":
                    state.nesting = max(1, state.nesting)
                elif word == b"itap" and number is not None:
                    state.nesting = number
                elif not state.hidden:
                    self._control(word, number, flow, state)
                starred = False
                skipping = 0
                continue
            starred = False
            if state.hidden or state.unseen:
                skipping = 0
                continue
            if token["hex"] is not None:
                if skipping:
                    skipping -= 1
                    continue
                flow.add((state.font, bytes([int(token["hex"], 16)])), state.shift)
            elif token["symbol"] is not None:
                skipping = 0
                flow.add(_SYMBOLS.get(token["symbol"], ""), state.shift)
            elif token["plain"] is not None:
                plain = token["plain"][skipping:]
                skipping = 0
                flow.add((state.font, plain), state.shift)

    def _control(self, word: bytes, number: int | None, flow: Flow, state: _State) -> None:
        if word in _SIGNS and not state.unseen:
            flow.add(_SIGNS[word], state.shift)
        elif word in (b"par", b"sect", b"page", b"column"):
            flow.end_paragraph(state.level, state.nesting)
        elif word in (b"cell", b"nestcell"):
            flow.end_cell(is_inner=word == b"nestcell")
        elif word in (b"row", b"nestrow"):
            flow.end_row(is_inner=word == b"nestrow")
        elif state.destination != _INNER_ROW:
            flow.define(word, number or 0)

    def _end_separate(self, destination: bytes, inner: Flow, outer: Flow) -> None:
        if destination == b"footnote" or destination in _BOXES:
            outer.notes += inner.end()
        else:
            self._running += inner.end()

    def _unicode(self, number: int, font: int = -1) -> str:
        code = number % 0x10000
        if 0xF000 <= code <= 0xF0FF:
            return drawn_symbol(code, self._symbols.get(font, "symbol"))
        return chr(code)

    def _decoded(self, font: int, data: bytes) -> str:
        if font in self._symbols:
            return "".join(drawn_symbol(byte, self._symbols[font]) for byte in data)
        if data.isascii():
            return data.decode("ascii")
        try:
            return data.decode(self._fonts.get(font) or self._page or "cp1252", "replace")
        except LookupError:
            return data.decode("cp1252", "replace")

    def _read_info(self, position: int) -> None:
        end = _group_end(self._data, self._data.rfind(b"{", 0, position))
        for key in ("title", "author"):
            # Where it is given twice, the second is in Unicode.
            form = rb"\{\\%s ((?:[^{}]|\\[{}])*)\}" % key.encode()
            found = re.findall(form, self._data[position:end])
            if found and (value := self._plain(found[-1])).strip():
                self._metadata[key] = value.strip()

    def _plain(self, data: bytes) -> str:
        parts: list[str] = []
        skip = 0
        for token in _TOKEN.finditer(data):
            if token["word"] == b"u" and token["number"]:
                parts.append(self._unicode(int(token["number"])))
                skip = 1
            elif token["hex"] is not None:
                if not skip:
                    parts.append(self._decoded(-1, bytes([int(token["hex"], 16)])))
                skip = 0
            elif token["plain"] is not None:
                parts.append(self._decoded(-1, token["plain"][skip:]))
                skip = 0
        return "".join(parts)


def _group_end(data: bytes, start: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(data, max(0, start)):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if depth <= 0:
                return token.end()
    return len(data)
