"""The numbers that Word draws in front of paragraphs and does not store in them.

A paragraph names a list (`w:num`) and a level; the list's levels lie in an
abstract list that several lists may share, and then they go on counting where
the other stopped, unless a list overrides where it starts (ECMA-376 part 1,
17.9).
"""

from __future__ import annotations

from dataclasses import replace

from qa.documents.formats.word.levels import LEVELS, Counts, Level, are_spelled, named
from qa.documents.formats.word.package import Element, W, child, number, value
from qa.documents.formats.word.styles import Style, Styles
from qa.language.identify import identify
from qa.types import Language


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
        self._levels: dict[str, tuple[str, tuple[Level, ...], dict[int, int]]] = {}
        self._counts = Counts()
        # Of lists that do not name theirs, by their first items.
        self._languages: dict[str, Language] = {}

    def marker(self, properties: Element | None, style: Style, text: str) -> str:
        """`4.2. `, `• `, or nothing, in front of a paragraph's `text`; counts on."""
        place = self._place(properties, style)
        if place is None:
            return ""
        list_id, depth = place
        kind, levels, starts = self._list(list_id)
        language = Language.OTHER
        if are_spelled(levels):
            given = _language(child(properties, "rPr")) or self._styles.language
            if list_id not in self._languages:
                self._languages[list_id] = identify(text).language
            language = named(given) or self._languages[list_id]
        return self._counts.marker(kind, list_id, levels, depth, starts, language)

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
        return (list_id, depth) if 0 <= depth < LEVELS else None

    def _level_of_style(self, list_id: str, properties: Element | None) -> int | None:
        """A list may say itself which of its levels belongs to a style."""
        _, levels, _ = self._list(list_id)
        for name in self._styles.chain(self._styles.name_of(properties)):
            for depth, level in enumerate(levels):
                if level.style == name:
                    return depth
        return None

    def _list(self, list_id: str) -> tuple[str, tuple[Level, ...], dict[int, int]]:
        """The abstract list's id, the levels, and where this list overrides a start."""
        if list_id not in self._levels:
            self._levels[list_id] = self._read_list(list_id)
        return self._levels[list_id]

    def _read_list(self, list_id: str) -> tuple[str, tuple[Level, ...], dict[int, int]]:
        element = self._lists[list_id]
        abstract = self._abstract_of(element)
        root = self._abstract.get(abstract)
        levels = [Level()] * LEVELS
        for level in root.findall(W + "lvl") if root is not None else ():
            _put(levels, level)
        starts: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            depth = number(override.get(W + "ilvl"))
            if depth is None or not 0 <= depth < LEVELS:
                continue
            if (level := child(override, "lvl")) is not None:
                _put(levels, level, depth)
            if (start := number(value(override, "startOverride"))) is not None:
                starts[depth] = start
        return abstract, tuple(levels), starts

    def _abstract_of(self, element: Element) -> str:
        """A list's abstract list; one that only names a style leads on to that style's list."""
        abstract = value(element, "abstractNumId") or ""
        for _ in range(LEVELS):
            link = value(self._abstract.get(abstract), "numStyleLink")
            target = self._lists.get(self._styles.list_of(link) or "") if link else None
            if target is None:
                break
            abstract = value(target, "abstractNumId") or ""
        return abstract


def _put(levels: list[Level], element: Element, depth: int | None = None) -> None:
    if depth is None:
        depth = number(element.get(W + "ilvl"))
    if depth is not None and 0 <= depth < LEVELS:
        levels[depth] = _read_level(element)


def _read_level(element: Element) -> Level:
    shape = child(element, "numFmt")
    if shape is None:
        # Formats that older Words don't know stand in a choice, their substitute after it.
        shape = next(iter(element.iter(W + "numFmt")), None)
    fonts = child(child(element, "rPr"), "rFonts")
    start = number(value(element, "start"))
    level = Level(
        start=1 if start is None else start,
        shape=(shape.get(W + "val") if shape is not None else None) or "decimal",
        custom=(shape.get(W + "format") if shape is not None else None) or "",
        text=(value(element, "lvlText") or "")[:200],
        gap="" if value(element, "suff") == "nothing" else " ",
        restart=number(value(element, "lvlRestart")),
        legal=child(element, "isLgl") is not None,
        font=(fonts.get(W + "ascii") if fonts is not None else None) or "",
        style=value(element, "pStyle"),
        language=_language(child(element, "rPr")),
    )
    hidden = child(child(element, "rPr"), "vanish")
    return replace(level, text="") if hidden is not None else level


def _language(properties: Element | None) -> str:
    return value(properties, "lang") or ""
