"""The numbers that Word draws in front of paragraphs and does not store in them.

A paragraph names a list (`w:num`) and a level; the list's levels lie in an
abstract list that several lists may share, and then they go on counting where
the other stopped, unless a list overrides where it starts (ECMA-376 part 1,
17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.documents.formats.numerals import numeral
from qa.documents.formats.word.package import Element, W, child, number, value
from qa.documents.formats.word.styles import Style, Styles
from qa.documents.formats.word.symbols import bullet

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    shape: str = "decimal"
    custom: str = ""
    text: str = ""
    gap: str = " "
    # The level (from 1) whose numbers make this one begin anew; 0: none; None: any above.
    restart: int | None = None
    legal: bool = False
    font: str = ""
    style: str | None = None


class Numbering:
    """Counts the automatic numbers of one document, in the order of its paragraphs."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, Element] = {}
        self._abstract: dict[str, Element] = {}
        for element in root if root is not None else ():
            if element.tag == W + "num":
                self._lists[element.get(W + "numId") or ""] = element
            elif element.tag == W + "abstractNum":
                self._abstract[element.get(W + "abstractNumId") or ""] = element
        self._levels: dict[str, tuple[str, tuple[_Level, ...], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def marker(self, properties: Element | None, style: Style) -> str:
        """`4.2. `, `• `, or nothing; counts on."""
        place = self._place(properties, style)
        if place is None:
            return ""
        list_id, depth = place
        abstract, levels, starts = self._list(list_id)
        if depth >= len(levels):
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._count(counts, levels, depth, starts, list_id)
        level = levels[depth]
        if level.shape == "bullet":
            return bullet(level.text, level.font) + " "
        drawn = _draw(level, levels, counts)
        return drawn + level.gap if drawn else ""

    def _place(self, properties: Element | None, style: Style) -> tuple[str, int] | None:
        """The list and the level (from 0) of a paragraph."""
        own = child(properties, "numPr")
        list_id = value(own, "numId") or style.list_id
        if not list_id or list_id == "0" or list_id not in self._lists:
            return None
        depth = number(value(own, "ilvl"))
        if depth is None and value(own, "numId") is None:
            depth = self._level_of_style(list_id, properties)
        if depth is None:
            depth = style.list_level
        depth = depth or 0
        return (list_id, depth) if 0 <= depth < _LEVELS else None

    def _level_of_style(self, list_id: str, properties: Element | None) -> int | None:
        """A list may say itself which of its levels belongs to a style."""
        _, levels, _ = self._list(list_id)
        for name in self._styles.chain(self._styles.name_of(properties)):
            for depth, level in enumerate(levels):
                if level.style == name:
                    return depth
        return None

    def _count(
        self,
        counts: list[int | None],
        levels: tuple[_Level, ...],
        depth: int,
        starts: dict[int, int],
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

    def _list(self, list_id: str) -> tuple[str, tuple[_Level, ...], dict[int, int]]:
        """The abstract list's id, the levels, and where this list overrides a start."""
        if list_id not in self._levels:
            self._levels[list_id] = self._read_list(list_id)
        return self._levels[list_id]

    def _read_list(self, list_id: str) -> tuple[str, tuple[_Level, ...], dict[int, int]]:
        element = self._lists[list_id]
        abstract = self._abstract_of(element)
        root = self._abstract.get(abstract)
        levels = [_Level()] * _LEVELS
        for level in root.findall(W + "lvl") if root is not None else ():
            _put(levels, level)
        starts: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            depth = number(override.get(W + "ilvl"))
            if depth is None or not 0 <= depth < _LEVELS:
                continue
            if (level := child(override, "lvl")) is not None:
                _put(levels, level, depth)
            if (start := number(value(override, "startOverride"))) is not None:
                starts[depth] = start
        return abstract, tuple(levels), starts

    def _abstract_of(self, element: Element) -> str:
        """A list's abstract list; one that only names a style leads on to that style's list."""
        abstract = value(element, "abstractNumId") or ""
        for _ in range(_LEVELS):
            link = value(self._abstract.get(abstract), "numStyleLink")
            target = self._lists.get(self._styles.list_of(link) or "") if link else None
            if target is None:
                break
            abstract = value(target, "abstractNumId") or ""
        return abstract


def _put(levels: list[_Level], element: Element, depth: int | None = None) -> None:
    if depth is None:
        depth = number(element.get(W + "ilvl"))
    if depth is not None and 0 <= depth < _LEVELS:
        levels[depth] = _read_level(element)


def _read_level(element: Element) -> _Level:
    shape = child(element, "numFmt")
    if shape is None:
        # Formats that older Words don't know stand in a choice, their substitute after it.
        shape = next(iter(element.iter(W + "numFmt")), None)
    fonts = child(child(element, "rPr"), "rFonts")
    start = number(value(element, "start"))
    level = _Level(
        start=1 if start is None else start,
        shape=(shape.get(W + "val") if shape is not None else None) or "decimal",
        custom=(shape.get(W + "format") if shape is not None else None) or "",
        text=(value(element, "lvlText") or "")[:200],
        gap="" if value(element, "suff") == "nothing" else " ",
        restart=number(value(element, "lvlRestart")),
        legal=child(element, "isLgl") is not None,
        font=(fonts.get(W + "ascii") if fonts is not None else None) or "",
        style=value(element, "pStyle"),
    )
    hidden = child(child(element, "rPr"), "vanish")
    return replace(level, text="") if hidden is not None else level


def _draw(level: _Level, levels: tuple[_Level, ...], counts: list[int | None]) -> str:
    def number_of(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        count = counts[depth]
        shown = levels[depth]
        if count is None:
            count = shown.start
        shape = "decimal" if level.legal and shown.shape != "none" else shown.shape
        return numeral(count, shape, shown.custom)

    if level.shape == "none" and not _PLACE.search(level.text):
        return level.text.strip()
    return _PLACE.sub(number_of, level.text).strip()
