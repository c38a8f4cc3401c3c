"""The text of one destination of a Rich Text file, the body or a note, as blocks."""

from __future__ import annotations

from collections.abc import Callable

from qa.documents.formats.edged_tables import Edges, Gathering
from qa.documents.formats.layout import Block
from qa.documents.formats.numerals import lowered, raised

_SHIFTED = {"super": raised, "sub": lowered}
_LONGEST_PIECE = 4096

# A string, or bytes in the code page of a font.
Piece = str | tuple[int, bytes]


class Flow:
    """Gathers pieces of text into paragraphs, cells and rows; `decode` reads bytes of a font."""

    def __init__(self, decode: Callable[[int, bytes], str]) -> None:
        self.notes: list[Block] = []
        self.marker = False
        self._decode = decode
        self._pieces: list[tuple[Piece, str]] = []
        self._blocks: list[Block] = []
        self._table = Gathering()
        self._begin_row()

    def _begin_row(self) -> None:
        self._edges: list[int] = [0]
        self._across: list[bool] = []
        self._down: list[bool] = []
        self._covered = [False, False]

    def add(self, piece: Piece, shift: str) -> None:
        """`shift` is `super` or `sub` for raised or lowered letters."""
        if self._pieces and isinstance(piece, tuple):
            last, last_shift = self._pieces[-1]
            same = isinstance(last, tuple) and last[0] == piece[0] and last_shift == shift
            if isinstance(last, tuple) and same and len(last[1]) < _LONGEST_PIECE:
                self._pieces[-1] = ((last[0], last[1] + piece[1]), shift)
                return
        self._pieces.append((piece, shift))

    def define(self, word: bytes, number: int) -> None:
        """Where the cells of the row lie and which are merged; other words say nothing here."""
        if word == b"trowd":
            self._begin_row()
        elif word == b"trleft":
            self._edges[0] = number
        elif word == b"clmrg":
            self._covered[0] = True
        elif word == b"clvmrg":
            self._covered[1] = True
        elif word == b"cellx":
            self._edges.append(number)
            self._across.append(self._covered[0])
            self._down.append(self._covered[1])
            self._covered = [False, False]

    def end_paragraph(self, level: int, nesting: int) -> None:
        block = self._take(level)
        if nesting == 1:
            self._table.add(block)
        elif nesting > 1:
            self._pieces.append((f"{block.text} ", ""))
        elif block.text or not self._table.is_in_row:
            self._end_table()
            self._blocks.append(block)
            self._give_notes()

    def end_cell(self, is_inner: bool) -> None:
        block = self._take(0)
        if is_inner:
            self._table.end_inner_cell(block)
        else:
            self._table.end_cell(block)

    def end_row(self, is_inner: bool) -> None:
        if is_inner:
            self._table.end_inner_row()
        else:
            known = Edges(tuple(self._edges), tuple(self._across), tuple(self._down))
            self._table.end_row(known)

    def end(self) -> list[Block]:
        """All blocks."""
        self.end_paragraph(0, 0)
        self._end_table()
        self._give_notes()
        return self._blocks

    def _end_table(self) -> None:
        if table := self._table.end():
            self._blocks += table
            self._give_notes()

    def _give_notes(self) -> None:
        self._blocks += self.notes
        self.notes = []

    def _take(self, level: int) -> Block:
        text = self._text()
        marker, self.marker = self.marker, False
        if marker:
            text = text.replace("\t", " ", 1)
        return Block(text.strip(" "), level, tight=marker and not level)

    def _text(self) -> str:
        runs: list[list[str]] = []
        before = None
        for piece, shift in self._pieces:
            if shift != before or not runs:
                runs.append([shift])
                before = shift
            runs[-1].append(piece if isinstance(piece, str) else self._decode(*piece))
        self._pieces = []
        texts = []
        for shift, *parts in runs:
            text = "".join(parts)
            shifted = _SHIFTED[shift](text) if shift else None
            texts.append(shifted or text)
        # Two halves of a pair are written apart.
        return "".join(texts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
