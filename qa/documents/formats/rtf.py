"""Rich Text: what Word and WordPad wrote for thirty years, and old systems still export.

The text is bytes in the code page of its font, escapes, and groups that are not
text at all (pictures, style sheets, field codes).  striprtf was compared and not
chosen: of a Kazakh text behind Windows-1251 it gives half of the words
(docs/dependencies.md), it leaves notes out, and takes deleted and hidden text in.
Where a font does not name its code page, the letters decide, as everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble
from qa.errors import DamagedDocument

_TOKEN = re.compile(
    rb"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|(?P<symbol>[^a-zA-Z']))|(?P<open>\{)|(?P<close>\})|(?P<plain>[^\\{}\r\n]+)|[\r\n]+"
)
_MAX_DEPTH = 2000
# Groups whose content no reader of the page sees.
_HIDDEN = frozenset(
    b"""fonttbl colortbl stylesheet pict object objdata fldinst themedata colorschememapping
    datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl mmathPr
    annotation atnid atnauthor atndate atnref bkmkstart bkmkend filetbl revtbl pgptbl datafield
    nonshppict template info pnseclvl""".split()
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
    """What a group inherits and its end takes back."""

    hidden: bool = False
    skip: int = 1
    font: int = 0
    destination: bytes = b""
    level: int = 0


@dataclass(slots=True)
class _Flow:
    """The text of one destination: the body, a footnote, a header."""

    text: list[str | tuple[int, bytes]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    marker: bool = False


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
        self._body = _Flow()
        self._running: list[Block] = []

    def layout(self) -> Layout:
        self._read_tables()
        self._read_body()
        self._paragraph(self._body, 0)
        seen = dict.fromkeys(
            block.text for block in self._running if any(c.isalpha() for c in block.text)
        )
        blocks = [*map(Block, seen), *self._body.blocks]
        return assemble(blocks, self._metadata, self._notes)

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
        stack: list[tuple[_State, _Flow]] = []
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
                    self._paragraph(inner, 0)
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
                if word in _HIDDEN or (starred and word not in _SEPARATE and word != b"shptxt"):
                    state.hidden = True
                    state.destination = word
                    if word == b"info":
                        self._read_info(position)
                elif word in _SEPARATE and not state.hidden:
                    flow = _Flow()
                    state.destination = word
                    state.level = 0
                elif word in (b"listtext", b"pntext"):
                    flow.marker = True
                elif word == b"u" and number is not None:
                    if not state.hidden:
                        flow.text.append(_unicode(number))
                    skipping = state.skip
                    starred = False
                    continue
                elif word == b"uc" and number is not None:
                    state.skip = max(0, min(number, 10))
                elif word == b"f" and number is not None:
                    state.font = number
                elif word in (b"v", b"deleted"):
                    state.hidden = number != 0
                elif word == b"plain":
                    pass
                elif word == b"outlinelevel" and number is not None and number < 9:
                    state.level = min(number + 1, 6)
                elif word == b"pard":
                    state.level = 0
                elif not state.hidden:
                    self._control(word, flow, state)
                starred = False
                skipping = 0
                continue
            starred = False
            if state.hidden:
                continue
            if token["hex"] is not None:
                if skipping:
                    skipping -= 1
                    continue
                self._append(flow, state.font, bytes([int(token["hex"], 16)]))
            elif token["symbol"] is not None:
                skipping = 0
                flow.text.append(_SYMBOLS.get(token["symbol"], ""))
            elif token["plain"] is not None:
                plain = token["plain"][skipping:]
                skipping = 0
                self._append(flow, state.font, plain)

    def _append(self, flow: _Flow, font: int, data: bytes) -> None:
        if flow.text and isinstance(last := flow.text[-1], tuple) and last[0] == font:
            flow.text[-1] = (font, last[1] + data) if len(last[1]) < 4096 else last
            if len(last[1]) < 4096:
                return
        flow.text.append((font, data))

    def _control(self, word: bytes, flow: _Flow, state: _State) -> None:
        if word in _SIGNS:
            flow.text.append(_SIGNS[word])
        elif word in (b"par", b"sect", b"page", b"column"):
            self._paragraph(flow, state.level)
        elif word in (b"cell", b"nestcell"):
            self._cell(flow)
        elif word in (b"row", b"nestrow"):
            self._row(flow)

    def _paragraph(self, flow: _Flow, level: int) -> None:
        text = self._take(flow)
        if flow.cells and not text.strip():
            return
        tight = flow.marker and not level
        if flow.marker:
            text = text.replace("\t", " ", 1)
        flow.marker = False
        if text.strip():
            flow.blocks.append(Block(text.strip(" "), level, tight=tight))
        flow.blocks += flow.notes
        flow.notes = []

    def _cell(self, flow: _Flow) -> None:
        flow.cells.append(" ".join(self._take(flow).split()))

    def _row(self, flow: _Flow) -> None:
        if any(flow.cells):
            flow.blocks.append(Block(" | ".join(flow.cells)))
        flow.cells = []
        flow.blocks += flow.notes
        flow.notes = []

    def _end_separate(self, destination: bytes, inner: _Flow, outer: _Flow) -> None:
        if destination == b"footnote":
            outer.notes += inner.blocks
        else:
            self._running += inner.blocks

    def _take(self, flow: _Flow) -> str:
        parts = [part if isinstance(part, str) else self._decoded(*part) for part in flow.text]
        flow.text = []
        # Two halves of a pair are written apart.
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _decoded(self, font: int, data: bytes) -> str:
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
                parts.append(_unicode(int(token["number"])))
                skip = 1
            elif token["hex"] is not None:
                if not skip:
                    parts.append(self._decoded(-1, bytes([int(token["hex"], 16)])))
                skip = 0
            elif token["plain"] is not None:
                parts.append(self._decoded(-1, token["plain"][skip:]))
                skip = 0
        return "".join(parts)


def _unicode(number: int) -> str:
    code = number % 0x10000
    return chr(code)


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
