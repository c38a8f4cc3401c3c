"""Levels of automatic lists, and how they count: the same in old Word files and in new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.documents.formats.numerals import SPELLED, numeral
from qa.documents.formats.word.symbols import bullet
from qa.language.identify import identify
from qa.types import Language

LEVELS = 9
_STOPS = tuple(".)")
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """`shape` is a `w:numFmt`; `text` holds `%1` to `%9` for numbers of the levels.

    `restart` is the level (from 1) whose numbers make this one begin anew; 0: none; None: any
    above.  `language` is the one that the list is set in, as Word names it (`ru-RU`).
    """

    start: int = 1
    shape: str = "decimal"
    custom: str = ""
    text: str = ""
    gap: str = " "
    restart: int | None = None
    legal: bool = False
    font: str = ""
    style: str | None = None
    language: str = ""


class Counts:
    """Counts a document's lists; those that share a `kind` go on where the other stopped."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(
        self,
        kind: str,
        list_id: str,
        levels: Sequence[Level],
        depth: int,
        starts: Mapping[int, int],
        language: Language = Language.OTHER,
    ) -> str:
        """The next number of a list at a level (from 0): `4.2. `, `• `, or nothing.

        `starts` are the list's own beginnings; `language` is used where the level names none.
        """
        counts = self._counts.setdefault(kind, [None] * LEVELS)
        self._count(counts, levels, depth, starts, list_id)
        level = levels[depth]
        if level.shape == "bullet":
            return bullet(level.text, level.font) + " "
        drawn = _draw(level, levels, counts, named(level.language) or language)
        # Where nothing follows, its stop or bracket parts it from a word all the same.
        return drawn + (level.gap or " " * (drawn[-1:] in _STOPS)) if drawn else ""

    def _count(
        self,
        counts: list[int | None],
        levels: Sequence[Level],
        depth: int,
        starts: Mapping[int, int],
        list_id: str,
    ) -> None:
        if (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            if depth in starts:
                counts[depth] = None
        for above in range(depth):
            if counts[above] is None:
                counts[above] = starts.get(above, levels[above].start)
        before = counts[depth]
        first = starts.get(depth, levels[depth].start)
        counts[depth] = first if before is None else before + 1
        for deeper in range(depth + 1, len(levels)):
            restart = levels[deeper].restart
            if restart is None or depth < restart:
                counts[deeper] = None


def are_spelled(levels: Sequence[Level]) -> bool:
    """Whether a list has numbers that are drawn in a language."""
    return any(level.shape in SPELLED for level in levels)


def language_beside(levels: Sequence[Level], text: str) -> Language:
    """The one to draw a list's numbers in by the text of its item; OTHER where none needs one."""
    return identify(text).language if are_spelled(levels) else Language.OTHER


def named(tag: str) -> Language | None:
    """The language that Word's tag (`kk-KZ`) names; None where there is no tag."""
    if not tag:
        return None
    try:
        return Language(tag[:2].lower())
    except ValueError:
        return Language.OTHER


def _draw(
    level: Level, levels: Sequence[Level], counts: Sequence[int | None], language: Language
) -> str:
    def number_of(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        count = counts[depth]
        shown = levels[depth]
        if count is None:
            count = shown.start
        shape = "decimal" if level.legal and shown.shape != "none" else shown.shape
        return numeral(count, shape, shown.custom, language)

    if level.shape == "none" and not _PLACE.search(level.text):
        return level.text.strip()
    return _PLACE.sub(number_of, level.text).strip()
