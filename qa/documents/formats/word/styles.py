"""What a paragraph's or a run's style says of it, with all the styles it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.documents.formats.word.package import Element, W, child, number, switched_on, value

# Word stores its own styles under these names whatever the language of its menus.
_HEADING = re.compile(r"heading (\d)")
_TITLE = "title"
_DEEPEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is a heading's, 0 for text; `list_id` and `list_level` an automatic number's."""

    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool | None = None
    contents: bool = False


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default: str | None = None
        for style in root.findall(W + "style") if root is not None else ():
            name = style.get(W + "styleId") or ""
            self._elements[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._default = name
        self._known: dict[str, Style] = {}
        defaults = child(child(root, "docDefaults"), "rPrDefault")
        # As Word names it (`ru-RU`), of text that does not name its own.
        self.language = value(child(defaults, "rPr"), "lang") or ""

    def paragraph(self, properties: Element | None) -> Style:
        """Of a paragraph with these `w:pPr`."""
        name = value(properties, "pStyle") or self._default
        return self._style(name)

    def run(self, properties: Element | None) -> Style:
        """The character style of a run with these `w:rPr`."""
        return self._style(value(properties, "rStyle"))

    def chain(self, name: str | None) -> list[str]:
        """A style's id and those it is based on, itself first."""
        found: list[str] = []
        while name in self._elements and name not in found and len(found) < _DEEPEST_CHAIN:
            found.append(name)
            name = value(self._elements[name], "basedOn")
        return found

    def name_of(self, properties: Element | None) -> str | None:
        return value(properties, "pStyle") or self._default

    def list_of(self, name: str) -> str | None:
        """The list that a numbering style stands for."""
        return self._style(name).list_id

    def _style(self, name: str | None) -> Style:
        if name is None:
            return Style()
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> Style:
        level = list_level = None
        list_id = None
        hidden = None
        contents = False
        for one in self.chain(name):
            element = self._elements[one]
            paragraph, run = child(element, "pPr"), child(element, "rPr")
            numbers = child(paragraph, "numPr")
            shown_name = (value(element, "name") or "").lower()
            level = _level(shown_name, paragraph) if level is None else level
            list_id = value(numbers, "numId") if list_id is None else list_id
            list_level = number(value(numbers, "ilvl")) if list_level is None else list_level
            hidden = switched_on(run, "vanish") if hidden is None else hidden
            contents = contents or re.fullmatch(r"toc \d", shown_name) is not None
        return Style(level, list_id, list_level, hidden, contents)


def outline_level(properties: Element | None) -> int | None:
    """The heading level of `w:outlineLvl`, 1 the highest; 0 for body text; None if not given."""
    given = number(value(properties, "outlineLvl"))
    if given is None:
        return None
    return min(given + 1, 6) if 0 <= given < 9 else 0


def _level(name: str, properties: Element | None) -> int | None:
    if name == _TITLE:
        return 1
    if found := _HEADING.fullmatch(name):
        return min(max(int(found[1]), 1), 6)
    return outline_level(properties)
