"""Words at one height as rows, and a row's words as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qa.documents.formats.numerals import lowered, raised
from qa.documents.formats.pdf_join import NO_BLANK, Word

_SAME_LINE = 0.5
_SMALL = 0.8
_UNIT = re.compile(r"(?:^|\W|\d)[^\W\d_]{1,3}$")


@dataclass(frozen=True, slots=True)
class Row:
    """Words at one height, from the left."""

    words: tuple[Word, ...]

    @property
    def bottom(self) -> float:
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        return max(word.height for word in self.words)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, put together already."""
        return any(word.is_row for word in self.words)

    @property
    def text(self) -> str:
        return joined(self.words)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words by their heights, from above; raised letters belong to the line they stand at."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-(w.bottom + w.top) / 2, w.left)):
        # A row a little above may reach down as far as this one.
        for row in rows[-3:]:
            if _share_height(row, word):
                row.append(word)
                break
        else:
            rows.append([word])
    return [Row(tuple(sorted(row, key=lambda w: w.left))) for row in rows]


def _share_height(row: list[Word], word: Word) -> bool:
    tallest = max(row, key=lambda w: w.height)
    common = min(tallest.top, word.top) - max(tallest.bottom, word.bottom)
    return common > _SAME_LINE * max(min(tallest.height, word.height), 0.1)


def joined(words: Sequence[Word]) -> str:
    """Words with blanks; a raised digit after a number or a unit is a power (`10⁶`, `м²`), after
    a word the mark of a note, which is left to the note; a lowered one belongs to its word
    (`H₂O`)."""
    text = ""
    before: Word | None = None
    shifted: Word | None = None
    for word in words:
        if before is not None and _is_raised(before, word) and (power := raised(word.text)):
            if text[-1:].isdigit() or _UNIT.search(text):
                text += power
            shifted = word
        elif before is not None and _is_lowered(before, word) and (index := lowered(word.text)):
            text += index
            shifted = word
        else:
            joins = shifted is not None and word.left - shifted.right < NO_BLANK * word.height
            text = f"{text}{'' if joins else ' '}{word.text}" if text else word.text
            before, shifted = word, None
    return text


def _is_raised(before: Word, word: Word) -> bool:
    return _is_small_beside(before, word) and word.bottom > before.bottom + 0.15 * before.height


def _is_lowered(before: Word, word: Word) -> bool:
    return _is_small_beside(before, word) and before.baseline - word.baseline > 0.08 * before.height


def _is_small_beside(before: Word, word: Word) -> bool:
    near = word.left - before.right < 0.3 * before.height
    return near and word.height < _SMALL * before.height
