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

from qa.documents.formats.layout import Block, Layout, assemble, running_heads
from qa.documents.formats.rtf_flow import Flow
from qa.documents.formats.rtf_letters import TOKEN, Letters, group_end
from qa.errors import DamagedDocument

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
        self._letters = Letters(data)
        self._metadata: dict[str, str] = {}
        self._body = Flow(self._letters.decoded)
        self._running: list[Block] = []

    def layout(self) -> Layout:
        if self._letters.encoding:
            self._metadata["encoding"] = self._letters.encoding
        self._read_body()
        running = running_heads(block.text for block in self._running)
        return assemble([*self._body.end(), *running], self._metadata, self._letters.notes)

    def _read_body(self) -> None:
        state = _State()
        stack: list[tuple[_State, Flow]] = []
        flow = self._body
        starred = False
        skipping = 0
        position = 0
        data = self._data
        while position < len(data):
            token = TOKEN.match(data, position)
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
                    flow = Flow(self._letters.decoded)
                    state = _State(skip=state.skip, font=state.font, destination=word)
                elif word in (b"listtext", b"pntext"):
                    flow.marker = True
                elif word == b"ud":
                    state.hidden = state.closed
                elif word == _INNER_ROW:
                    state.destination = word
                elif word == b"u" and number is not None:
                    if not state.hidden and not state.unseen:
                        flow.add(self._letters.unicode(number, state.font), state.shift)
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

    def _read_info(self, position: int) -> None:
        end = group_end(self._data, self._data.rfind(b"{", 0, position))
        for key in ("title", "author"):
            # Where it is given twice, the second is in Unicode.
            form = rb"\{\\%s ((?:[^{}]|\\[{}])*)\}" % key.encode()
            found = re.findall(form, self._data[position:end])
            if found and (value := self._letters.plain(found[-1])).strip():
                self._metadata[key] = value.strip()
