"""Words of a PDF page, and letters drawn apart that are one word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qa.documents.spaced import spells

# Of the letters' height: a larger step parts lines, and letters of one spaced-out word are nearer.
_LINE_STEP = 0.5
_LETTER_GAP = 1.5
# Of the usual gap of a spaced-out word: a wider one parts words.
_NEXT_WORD = 1.6
# The share of a font's height below its baseline.
BELOW = 0.22
# Of the letters' height: nearer than any blank.
NO_BLANK = 0.06
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """Points, from the left and from the bottom of the page as its text is read; `is_row` for a
    row of a table, put together already."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_row: bool = False

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def baseline(self) -> float:
        return self.bottom + BELOW * self.height

    @property
    def box(self) -> Box:
        return self.left, self.right, self.bottom, self.top


def around(before: Box, after: Box) -> Box:
    return (
        min(before[0], after[0]),
        max(before[1], after[1]),
        min(before[2], after[2]),
        max(before[3], after[3]),
    )


def closed_up(words: Iterable[Word]) -> Iterator[Word]:
    """The words; of letters drawn apart (`П Р И К А З`), evenly, those that they spell."""
    run: list[Word] = []
    for word in words:
        spaced = len(word.text) == 1 and word.text.isalpha()
        if run and not (spaced and _follows(run[-1], word)):
            yield from _spelled(run)
            run = []
        if spaced:
            run.append(word)
        else:
            yield word
    yield from _spelled(run)


def _follows(before: Word, after: Word) -> bool:
    gap = after.left - before.right
    return (
        0 < gap < _LETTER_GAP * before.height
        and abs(after.bottom - before.bottom) < _LINE_STEP * before.height
    )


def _spelled(run: Sequence[Word]) -> Iterator[Word]:
    if not spells("".join(word.text for word in run)):
        yield from run
        return
    usual = median(after.left - before.right for before, after in pairwise(run))
    word = run[0]
    for before, after in pairwise(run):
        if after.left - before.right > _NEXT_WORD * usual:
            yield word
            word = after
        else:
            word = Word(word.text + after.text, *around(word.box, after.box))
    yield word


def once(words: list[Word]) -> list[Word]:
    """Without the copies that some programs draw to make letters bold."""
    seen: dict[tuple[str, int, int], None] = {}
    kept = []
    for word in words:
        key = (word.text, round(word.left / 2), round(word.bottom / 2))
        if key not in seen:
            seen[key] = None
            kept.append(word)
    return kept


def rejoined(words: list[Word]) -> list[Word]:
    """With the parts of words put together whose letters were drawn at another time, as those
    are that a font lacks and another one has."""
    places = sorted(range(len(words)), key=lambda at: (round(words[at].bottom, 1), words[at].left))
    whole: dict[int, int] = {}
    for before, after in pairwise(places):
        first = whole.get(before, before)
        if abs(after - before) > 1 and _touch(words[first], words[after]):
            word = words[first]
            text = word.text + words[after].text
            words[first] = Word(text, *around(word.box, words[after].box))
            whole[after] = first
    return [word for at, word in enumerate(words) if at not in whole]


def _touch(before: Word, after: Word) -> bool:
    """Whether no blank is between two words of one line and size."""
    height = max(before.height, after.height)
    return (
        abs(after.left - before.right) < NO_BLANK * height
        and abs(after.bottom - before.bottom) < NO_BLANK * height
        and abs(after.height - before.height) < NO_BLANK * height
    )
