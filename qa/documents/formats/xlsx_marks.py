"""What a sheet of a newer workbook says beside its values: how numbers are drawn, what is hidden,
what stands in drawings and in the heads of printed pages."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import islice

from lxml import etree

from qa.documents.formats.charts import drawn_paragraphs
from qa.documents.formats.number_formats import BUILT_IN
from qa.documents.formats.zipped import Container, attribute, local, related

_WORKBOOK = "xl/workbook.xml"
_MAX_XML = 60_000_000
_MAX_ERRORS = 10_000
_MAX_STYLES = 65_000
_MAX_STYLED = 300_000
_MAX_COLUMNS = 16_384
# A tree of two million cells would take a minute, which a search for these few takes in seconds.
_TAG = rb"<(?:\w+:)?"
_PLACED = rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
_CELL = re.compile(_TAG + rb"c\b(?=[^<>]*\ss=[\"'](\d{1,5})[\"'])[^<>]*?" + _PLACED)
_FORMULA = _TAG + rb"f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
_ERROR = re.compile(
    _TAG
    + rb"c\b(?=[^<>]*\st=[\"']e[\"'])[^<>]*?"
    + _PLACED
    + rb"[^<>]*>\s*(?:"
    + _FORMULA
    + rb")?"
    + _TAG
    + rb"v>([^<]{1,20})<"
)
_UNFINISHED = re.compile(_FORMULA + rb"</(?:\w+:)?c>")
_HIDDEN = rb"(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])"
_HIDDEN_ROW = re.compile(_TAG + rb"row\b" + _HIDDEN + rb"[^<>]*?\sr=[\"'](\d{1,7})[\"']")
_COLUMN = re.compile(_TAG + rb"col\b" + _HIDDEN + rb"[^<>]*>")
_EDGES = tuple(re.compile(rb"\s" + key + rb"=[\"'](\d{1,5})[\"']") for key in (rb"min", rb"max"))
_HEAD = re.compile(_TAG + rb"(?:odd|even|first)(?:Header|Footer)\b[^<>]*>([^<]{1,1000})<")
# Of a printed head: where a part stands, its font, size, colour, and numbers of pages and times.
_HEAD_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f]{6}|\d+|[A-Z+-])")


@dataclass(slots=True)
class SheetMarks:
    """Rows and columns are counted from 0.  `unfinished` are formulas without a value, `comments`
    are those that were left out; `is_cut` where there are too many cells to know how all of them
    are drawn."""

    codes: Sequence[str] = ()
    styles: dict[int, array[int]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    is_cut: bool = False
    unfinished: int = 0
    comments: int = 0
    heads: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def code(self, row: int, column: int) -> str:
        """How the cell is drawn; empty where nothing is said."""
        styles = self.styles.get(row)
        style = styles[column] if styles is not None and column < len(styles) else 0
        return self.codes[style] if style < len(self.codes) else ""


def read_marks(parts: Container) -> dict[str, SheetMarks]:
    """By the names of sheets; raises the errors of reading the parts."""
    targets = related(parts, _WORKBOOK)
    styles = next((name for name in targets.values() if name.endswith("styles.xml")), "")
    codes = list(_codes(parts.xml(styles))) if styles in parts else []
    found: dict[str, SheetMarks] = {}
    for sheet in parts.xml(_WORKBOOK).iter():
        name = targets.get(attribute(sheet, "id"), "")
        if local(sheet) == "sheet" and name in parts and parts.size(name) <= _MAX_XML:
            found[attribute(sheet, "name")] = _sheet(parts, name, codes)
    return found


def _codes(root: etree._Element) -> Iterator[str]:
    """The code of each style of cells."""
    own = {
        attribute(one, "numFmtId"): attribute(one, "formatCode")
        for one in root.iter()
        if local(one) == "numFmt"
    }
    known = {str(number): code for number, code in BUILT_IN.items()} | own
    for group in root:
        if local(group) == "cellXfs":
            yield from (known.get(attribute(one, "numFmtId"), "") for one in group)


def _sheet(parts: Container, name: str, codes: Sequence[str]) -> SheetMarks:
    data = parts.read(name)
    marks = SheetMarks(codes)
    if any(codes):
        _read_styles(marks, data)
    for cell in islice(_ERROR.finditer(data), _MAX_ERRORS):
        marks.errors[int(cell[2]) - 1, _column(cell[1])] = unescape(
            cell[3].decode("ascii", "replace")
        )
    marks.hidden_rows = {int(row[1]) - 1 for row in _HIDDEN_ROW.finditer(data)}
    for column in _COLUMN.finditer(data):
        first, last = (int(found[1]) if (found := key.search(column[0])) else 0 for key in _EDGES)
        marks.hidden_columns |= set(range(first - 1, min(last, _MAX_COLUMNS)))
    marks.filtered = b"filterColumn" in data
    marks.unfinished = sum(1 for _ in _UNFINISHED.finditer(data))
    heads = (unescape(found[1].decode("utf-8", "replace")) for found in _HEAD.finditer(data))
    marks.heads = tuple(dict.fromkeys(text for head in heads for text in head_texts(head)))
    texts: list[str] = []
    for other in related(parts, name).values():
        if other not in parts:
            continue
        if "/drawings/drawing" in other:
            texts += drawn_paragraphs(parts.xml(other))
            charts = (one for one in related(parts, other).values() if "/charts/chart" in one)
            for chart in charts:
                texts += drawn_paragraphs(parts.xml(chart)) if chart in parts else ()
        elif posixpath.basename(other).startswith("comments"):
            marks.comments += sum(local(one) == "comment" for one in parts.xml(other).iter())
        elif "/tables/" in other:
            marks.filtered |= b"filterColumn" in parts.read(other)
    marks.texts = tuple(texts)
    return marks


def _read_styles(marks: SheetMarks, data: bytes) -> None:
    """Of the first cells; more would take longer than a file may."""
    named = {b"%d" % style: style for style, code in enumerate(marks.codes[:_MAX_STYLES]) if code}
    row = b""
    styles = array("H")
    styled = 0
    for cell in _CELL.finditer(data):
        name, letters, number = cell.groups()
        if name not in named:
            continue
        styled += 1
        if styled > _MAX_STYLED:
            marks.is_cut = True
            return
        if number != row:
            row = number
            styles = marks.styles.setdefault(int(number) - 1, array("H"))
        column = _column(letters)
        if column >= len(styles):
            styles.extend([0] * (column + 1 - len(styles)))
        styles[column] = named[name]


@lru_cache(maxsize=20_000)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def head_texts(codes: str) -> Iterator[str]:
    """Left, middle and right part of a printed page's head, without what only counts pages."""
    for part in re.split(r"&[LCR]", codes.replace("&&", "＆")):
        words = _HEAD_CODE.sub("", part).replace("＆", "&").split()
        counts_pages = "&P" in part or "&N" in part
        if any(map(str.isalpha, "".join(words))) and len(words) > 2 * counts_pages:
            yield " ".join(words)
