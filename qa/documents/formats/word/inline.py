"""The text inside a paragraph: runs, fields, symbols, equations, and what hangs on them.

Tracked changes are read as accepted.  A field shows its result and never its
instruction; between a field's beginning and its separator nothing is shown,
not even the results of fields inside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from qa.documents.formats.numerals import lowered, raised
from qa.documents.formats.word.equations import linear
from qa.documents.formats.word.package import (
    Element,
    R,
    W,
    child,
    local,
    number,
    switched_on,
    value,
)
from qa.documents.formats.word.styles import Style, Styles
from qa.documents.formats.word.symbols import drawn_symbol

_WORD = W.strip("{}")
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_DELETED = frozenset(("del", "moveFrom"))
_WRAPPER_NAMES = "ins moveTo hyperlink smartTag customXml dir bdo sdtContent rubyBase"
_WRAPPERS = frozenset(_WRAPPER_NAMES.split())
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)\b")
_LAYOUT_BLANKS = re.compile(r"[\t\r\n]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Stands for a page's number, which differs from page to page; XML holds no such character.
PAGE_NUMBER = "\x00"
_CHECKED, _UNCHECKED = "☒", "☐"


class NoteMark(NamedTuple):
    """A place that refers to a note; `own_sign` where its author chose the sign, which the
    note then holds itself."""

    kind: str
    name: str
    own_sign: bool = False


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: its text, notes it refers to, and boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    notes: list[NoteMark] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class InlineReader:
    """Reads paragraphs of one part in their order; fields may reach over several.

    In a running head, `PAGE_NUMBER` stands for numbers of pages.
    """

    def __init__(self, styles: Styles, found: Counter[str], in_running_head: bool = False) -> None:
        self._styles = styles
        # What is left out, counted for the report.
        self._found = found
        self._in_running_head = in_running_head
        # Of each open field: its instruction, and whether its result has begun.
        self._fields: list[tuple[list[str], bool]] = []

    def read(self, paragraph: Element, style: Style, into: Inline) -> None:
        """Add a paragraph's content to `into`."""
        self._children(paragraph, style, into)
        # A field that never shows a result must not hide the rest of the document.
        self._fields = [one for one in self._fields if one[1]]

    def _children(self, element: Element, style: Style, into: Inline) -> None:
        for one in element:
            kind = local(one)
            if kind in _DELETED:
                continue
            if kind == "r" and one.tag.startswith(W):
                self._run(one, style, into)
            elif kind == "sdt":
                content = child(one, "sdtContent")
                if content is not None:
                    self._children(content, style, into)
            elif kind == "fldSimple":
                self._simple_field(one, style, into)
            elif kind in _WRAPPERS:
                self._children(one, style, into)
            elif kind == "AlternateContent":
                self._choice(one, style, into)
            elif kind in ("oMath", "oMathPara"):
                self._show(linear(one).strip(), into)

    def _simple_field(self, element: Element, style: Style, into: Inline) -> None:
        self._fields.append(([element.get(W + "instr") or ""], True))
        self._children(element, style, into)
        self._fields.pop()

    def _choice(self, element: Element, style: Style, into: Inline) -> None:
        """Of a choice for newer and older Words only one is shown: the first that holds
        anything."""
        for one in element:
            before = len(into.parts), len(into.boxes)
            self._run_content(one, style, into, "")
            self._children(one, style, into)
            if (len(into.parts), len(into.boxes)) != before:
                return

    def _run(self, run: Element, style: Style, into: Inline) -> None:
        properties = child(run, "rPr")
        hidden = switched_on(properties, "vanish")
        if hidden is None:
            hidden = self._styles.run(properties).hidden
        if hidden is None:
            hidden = style.hidden
        if hidden:
            if any(local(one) == "t" and (one.text or "").strip() for one in run):
                self._found["hidden"] += 1
            for one in run:
                if local(one) in ("fldChar", "instrText"):
                    self._field(one, into)
            return
        fonts = child(properties, "rFonts")
        font = (fonts.get(W + "ascii") if fonts is not None else None) or ""
        before = len(into.parts)
        self._run_content(run, style, into, font)
        shift = value(properties, "vertAlign")
        if shift in ("superscript", "subscript"):
            text = "".join(into.parts[before:])
            moved = raised(text) if shift == "superscript" else lowered(text)
            if moved is not None:
                into.parts[before:] = [moved]

    def _run_content(self, run: Element, style: Style, into: Inline, font: str) -> None:
        for one in run:
            kind = local(one)
            if kind == "t":
                self._show(self._plain(one.text or "", font), into)
            elif kind in ("tab", "ptab"):
                self._show("\t", into)
            elif kind in ("br", "cr"):
                self._show("\n", into)
            elif kind == "noBreakHyphen":
                self._show("-", into)
            elif kind == "sym":
                self._show(self._symbol(one), into)
            elif kind in ("fldChar", "instrText"):
                self._field(one, into)
            elif kind in ("footnoteReference", "endnoteReference"):
                mark = self._note(one, kind.removesuffix("Reference"), into)
                if mark.own_sign:
                    # What follows in the run is the sign.
                    return
            elif kind in ("drawing", "pict", "object"):
                self._box(one, into, kind)
            elif kind == "AlternateContent":
                self._choice(one, style, into)
            elif kind == "ruby":
                self._ruby(one, style, into)
            elif kind == "commentReference":
                self._found["comment"] += 1

    def _show(self, text: str, into: Inline) -> None:
        if not text or not all(shown for _, shown in self._fields):
            return
        if self._in_running_head and any(_PAGE_FIELD.match("".join(c)) for c, _ in self._fields):
            text = PAGE_NUMBER if text.strip() else text
        into.parts.append(text)

    def _plain(self, text: str, font: str) -> str:
        text = _LAYOUT_BLANKS.sub(" ", text)
        if not _PRIVATE.search(text):
            return text

        def drawn(match: re.Match[str]) -> str:
            symbol = drawn_symbol(ord(match[0]), font or "symbol")
            self._found["symbol"] += not symbol
            return symbol

        return _PRIVATE.sub(drawn, text)

    def _symbol(self, element: Element) -> str:
        code = element.get(W + "char") or ""
        try:
            place = int(code, 16) if len(code) <= 6 else 0
        except ValueError:
            place = 0
        drawn = drawn_symbol(place, element.get(W + "font") or "")
        self._found["symbol"] += not drawn
        return drawn

    def _field(self, element: Element, into: Inline) -> None:
        if local(element) == "instrText":
            if self._fields and not self._fields[-1][1]:
                self._fields[-1][0].append(element.text or "")
            return
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            form = child(element, "ffData")
            if form is not None:
                self._show(_form_value(form), into)
            self._fields.append(([], False))
        elif kind == "separate" and self._fields:
            code, _ = self._fields.pop()
            self._fields.append((code, True))
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, element: Element, kind: str, into: Inline) -> NoteMark:
        own_sign = element.get(W + "customMarkFollows") in ("1", "true", "on")
        mark = NoteMark(kind, element.get(W + "id") or "", own_sign)
        if all(shown for _, shown in self._fields):
            into.notes.append(mark)
        return mark

    def _ruby(self, element: Element, style: Style, into: Inline) -> None:
        """A word and the small text above it: `word (text)`."""
        base, above = child(element, "rubyBase"), child(element, "rt")
        if base is not None:
            self._children(base, style, into)
        if above is not None:
            inner = Inline()
            self._children(above, style, inner)
            if inner.text.strip():
                self._show(f" ({inner.text.strip()})", into)

    def _box(self, element: Element, into: Inline, kind: str) -> None:
        """Text boxes, drawn words, diagrams; pictures are counted only."""
        boxes = list(_boxes(element))
        into.boxes.extend(boxes)
        if not boxes:
            self._found["embedded" if kind == "object" else "picture"] += 1


def _form_value(form: Element) -> str:
    """What an old form field shows: a ticked box, or the chosen entry of a list."""
    box = child(form, "checkBox")
    if box is not None:
        ticked = switched_on(box, "checked")
        ticked = switched_on(box, "default") if ticked is None else ticked
        return _CHECKED if ticked else _UNCHECKED
    entries = child(form, "ddList")
    if entries is None:
        return ""
    chosen = number(value(entries, "result")) or number(value(entries, "default")) or 0
    texts = [entry.get(W + "val") or "" for entry in entries.findall(W + "listEntry")]
    return texts[chosen] if 0 <= chosen < len(texts) else ""


def _boxes(element: Element) -> Iterator[Element]:
    """Contents of text boxes below a drawing; nested ones are met when their box is read."""
    for one in element:
        kind = local(one)
        if kind == "AlternateContent":
            found: list[Element] = next(filter(None, (list(_boxes(c)) for c in one)), [])
            yield from found
        elif kind == "txbxContent" or _draws_words(one, kind):
            yield one
        else:
            yield from _boxes(one)


def _draws_words(element: Element, kind: str) -> bool:
    """WordArt, or a diagram or chart that lies in a part of its own."""
    if kind == "textpath":
        return bool(element.get("string"))
    return kind in ("relIds", "chart") and any(name.startswith(R) for name in element.attrib)
