"""The numbers of OpenDocument's lists and headings, as they are drawn and nowhere stored."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from qa.documents.formats.word.levels import LEVELS, Counts, Level, language_beside
from qa.documents.formats.zipped import attribute, local

_HEADINGS = "\x00headings"
# LibreOffice names formats that OpenDocument has no name for by their first numbers.
_SHAPES = (
    ("а,", "russianLower"),
    ("А,", "russianUpper"),
    ("01", "decimalZero"),
    ("1st", "ordinal"),
    ("One", "cardinalText"),
    ("First", "ordinalText"),
    ("①", "decimalEnclosedCircle"),
    ("a", "lowerLetter"),
    ("A", "upperLetter"),
    ("i", "lowerRoman"),
    ("I", "upperRoman"),
)
_PLACE = re.compile(r"%(\d)%")


class OdtLists:
    """Counts a document's lists; `roots` hold the styles.

    A list is a `kind` to be counted under: one that says that it goes on keeps the kind of the
    list it goes on from.
    """

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._styles: dict[str, list[Level]] = {}
        self._counts = Counts()
        self._kinds: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._begun = 0
        # Styles of paragraphs that belong to no list whatever their level.
        self._unlisted: set[str] = set()
        for root in roots:
            for element in root.iter():
                if local(element) == "list-style":
                    self._styles[attribute(element, "name")] = _levels(element)
                elif local(element) == "outline-style":
                    self._styles[_HEADINGS] = _levels(element)
                elif any(k.endswith("}list-style-name") and not v for k, v in element.items()):
                    self._unlisted.add(attribute(element, "name"))

    def begin(self, element: etree._Element, style: str) -> str:
        """The kind of a list that no other one holds."""
        kind = self._kinds.get(attribute(element, "continue-list"), "")
        if not kind and attribute(element, "continue-numbering") == "true":
            kind = self._last.get(style, "")
        if not kind:
            self._begun += 1
            kind = str(self._begun)
        self._last[style] = kind
        if name := attribute(element, "id"):
            self._kinds[name] = kind
        return kind

    def marker(self, kind: str, style: str, depth: int, start: str, text: str) -> str:
        """In front of an item's first paragraph, at a level from 0; `start` is the number that
        the item asks for itself."""
        levels = self._styles.get(style) or _BULLETS
        if depth >= LEVELS:
            return ""
        starts = {}
        if start.isdigit() and len(start) < 6:
            self._begun += 1
            starts = {depth: int(start)}
        name = f"{kind} {self._begun}" if starts else kind
        return self._draw((kind, name), levels, depth, starts, text)

    def heading(self, element: etree._Element, level: int, text: str) -> str:
        """In front of a heading that no list holds."""
        levels = self._styles.get(_HEADINGS)
        if levels is None or attribute(element, "is-list-header") == "true":
            return ""
        if attribute(element, "style-name") in self._unlisted or not levels[level - 1].text:
            return ""
        return self._draw((_HEADINGS, _HEADINGS), levels, level - 1, {}, text)

    def _draw(
        self,
        names: tuple[str, str],
        levels: list[Level],
        depth: int,
        starts: dict[int, int],
        text: str,
    ) -> str:
        language = language_beside(levels, text)
        return self._counts.marker(*names, levels, depth, starts, language)


_BULLETS = [Level(shape="bullet", text="•")] * LEVELS


def _levels(style: etree._Element) -> list[Level]:
    levels = [Level(shape="none")] * LEVELS
    for element in style:
        number = attribute(element, "level")
        if number in tuple("123456789"):
            levels[int(number) - 1] = _level(element, int(number))
    return levels


def _level(element: etree._Element, number: int) -> Level:
    if "bullet" in local(element) or "image" in local(element):
        return Level(shape="bullet", text=attribute(element, "bullet-char") or "•")
    form = attribute(element, "num-format")
    shape = next((shape for first, shape in _SHAPES if form.startswith(first)), "decimal")
    start = attribute(element, "start-value")
    shown = attribute(element, "display-levels")
    first = max(1, number - int(shown) + 1) if shown in tuple("123456789") else number
    places = ".".join(f"%{at}" for at in range(first, number + 1)) if form else ""
    prefix, suffix = attribute(element, "num-prefix"), attribute(element, "num-suffix")
    # LibreOffice says besides how the numbers of several levels are put together.
    given = _PLACE.sub(r"%\1", attribute(element, "num-list-format"))
    nothing = any(attribute(one, "label-followed-by") == "nothing" for one in element.iter())
    return Level(
        start=int(start) if start.isdigit() and len(start) < 6 else 1,
        shape=shape if form else "none",
        text=given or f"{prefix}{places}{suffix}",
        gap="" if nothing else " ",
    )
