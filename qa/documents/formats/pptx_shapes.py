"""What the shapes of a slide say: text with its automatic numbers, tables, charts, diagrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from qa.documents.formats.charts import chart_texts, drawn_paragraphs
from qa.documents.formats.grid import GivenCell, table_blocks
from qa.documents.formats.layout import Block
from qa.documents.formats.numerals import lowered, numeral, raised
from qa.documents.formats.pptx_order import Box, Item, in_order
from qa.documents.formats.word.equations import linear
from qa.documents.formats.zipped import Container, attribute, local, related

TITLES = ("title", "ctrTitle")
# Of a slide and its notes page: its number, its date, and the picture of the slide.
_LEFT_OUT = ("sldNum", "dt", "sldImg")
_HEADS = ("ftr", "hdr")
_SHAPES = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_SIGNS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Minus": "{} -", "Plain": "{}"}
_DEEPEST = 50
_MAX_START = 32_767
Holders = Mapping[tuple[str, str], Box]


class Slide:
    """A slide or its notes page.  After `blocks`, `heads` are what stands at its edge, and
    `hidden` counts shapes that are not shown."""

    def __init__(self, parts: Container, name: str) -> None:
        self._parts = parts
        self._root = parts.xml(name)
        self._places: Holders = {}
        self.related = related(parts, name)
        self.is_shown = self._root.get("show") not in ("0", "false")
        self.heads: dict[str, None] = {}
        self.hidden = 0

    def blocks(self, places: Holders) -> Iterator[Block]:
        """In the order of reading; `places` are for shapes that do not say where they are."""
        self._places = places
        for item in in_order(list(self._items(self._root))):
            yield from item.blocks

    def _items(self, root: etree._Element) -> Iterator[Item]:
        for tree in root.iter():
            if local(tree) == "spTree":
                yield from self._inside(tree, _Frame())
                return

    def _inside(self, tree: etree._Element, frame: _Frame, depth: int = 0) -> Iterator[Item]:
        for shape in tree:
            kind = local(shape)
            if kind == "AlternateContent":
                yield from self._alternatives(shape, frame, depth)
            elif _is_hidden(shape):
                self.hidden += 1
            elif kind == "grpSp" and depth < _DEEPEST:
                inside = list(self._inside(shape, frame.of_group(shape), depth + 1))
                yield _as_one(inside)
            elif kind == "graphicFrame":
                yield Item(tuple(self._graphic(shape)), frame.box(_placed(shape)))
            elif kind == "sp":
                yield from self._shape(shape, frame)

    def _alternatives(self, element: etree._Element, frame: _Frame, depth: int) -> Iterator[Item]:
        """The first that says something; the others say the same."""
        for alternative in element:
            found = list(self._inside(alternative, frame, depth))
            if any(item.blocks for item in found):
                yield from found
                return

    def _shape(self, shape: etree._Element, frame: _Frame) -> Iterator[Item]:
        holder = next((one for one in shape.iter() if local(one) == "ph"), None)
        kind = "" if holder is None else holder.get("type", "body")
        if kind in _LEFT_OUT:
            return
        blocks = [Block(b.text, 2 if kind in TITLES else 0, tight=b.tight) for b in _text(shape)]
        if kind in _HEADS:
            self.heads |= dict.fromkeys(block.text for block in blocks)
            return
        box = frame.box(_placed(shape))
        if box is None and holder is not None:
            index = holder.get("idx", "")
            box = self._places.get(("idx", index)) or self._places.get(("type", kind))
        yield Item(tuple(blocks), box, kind in TITLES)

    def _graphic(self, frame: etree._Element) -> Iterator[Block]:
        for element in frame.iter():
            kind = local(element)
            if kind == "tbl":
                yield from table_blocks(_rows(element))
                return
            name = attribute(element, "dm" if kind == "relIds" else "id")
            target = self.related.get(name, "") if name else ""
            if target in self._parts and kind in ("chart", "relIds"):
                texts = chart_texts if kind == "chart" else drawn_paragraphs
                yield from map(Block, texts(self._parts.xml(target)))
                return


def holders(parts: Container, layout: str) -> Holders:
    """Where a layout, or the master behind it, places what stands on slides."""
    found: dict[tuple[str, str], Box] = {}
    masters = [t for t in related(parts, layout).values() if "/slideMasters/" in t]
    for name in (*masters, layout):
        for shape in parts.xml(name).iter() if name in parts else ():
            if local(shape) != "sp" or (box := _placed(shape)) is None:
                continue
            for holder in shape.iter():
                if local(holder) == "ph":
                    found["type", holder.get("type", "body")] = box
                    if "idx" in holder.attrib and name == layout:
                        found["idx", str(holder.get("idx"))] = box
    return found


def edge_texts(parts: Container, layout: str) -> Iterator[str]:
    """What a layout draws on every slide."""
    for shape in parts.xml(layout).iter() if layout in parts else ():
        if local(shape) == "sp" and not any(local(one) == "ph" for one in shape.iter()):
            yield from (block.text for block in _text(shape))


@dataclass(frozen=True, slots=True)
class _Frame:
    """How places inside a group become places on the slide: times the scale, plus the shift."""

    scale: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.0)

    def box(self, box: Box | None) -> Box | None:
        if box is None:
            return None
        left, top, right, bottom = box
        (wide, high), (across, down) = self.scale, self.shift
        return left * wide + across, top * high + down, right * wide + across, bottom * high + down

    def of_group(self, group: etree._Element) -> _Frame:
        outer, inner = self.box(_placed(group)), _placed(group, "chOff", "chExt")
        if outer is None or inner is None:
            return self
        sizes = (
            (outer[2] - outer[0], inner[2] - inner[0]),
            (outer[3] - outer[1], inner[3] - inner[1]),
        )
        wide, high = (out / own if own else 1.0 for out, own in sizes)
        return _Frame((wide, high), (outer[0] - inner[0] * wide, outer[1] - inner[1] * high))


def _as_one(items: list[Item]) -> Item:
    """A group is read as one."""
    ordered = in_order(items)
    boxes = [item.box for item in ordered if item.box is not None]
    blocks = tuple(block for item in ordered for block in item.blocks)
    if len(boxes) < len(ordered) or not boxes:
        return Item(blocks)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Item(blocks, (min(lefts), min(tops), max(rights), max(bottoms)))


def _placed(shape: etree._Element, place: str = "off", size: str = "ext") -> Box | None:
    for frame in shape.iter():
        if local(frame) == "xfrm":
            found = {local(one): one for one in frame}
            if place not in found or size not in found:
                return None
            left, top = (_length(found[place], key) for key in ("x", "y"))
            width, height = (_length(found[size], key) for key in ("cx", "cy"))
            return left, top, left + width, top + height
        if local(frame) in ("txBody", "graphic", "sp") and frame is not shape:
            return None
    return None


def _length(element: etree._Element, key: str) -> float:
    try:
        return float(element.get(key, "0"))
    except ValueError:
        return 0.0


def _is_hidden(shape: etree._Element) -> bool:
    own = next((one for one in shape.iter() if local(one) == "cNvPr"), None)
    return own is not None and own.get("hidden") in ("1", "true")


def _rows(table: etree._Element) -> Iterator[tuple[list[GivenCell], bool]]:
    for row in table:
        if local(row) == "tr":
            cells = [cell for cell in row if local(cell) == "tc"]
            yield (
                [
                    GivenCell(tuple(_text(cell)), _span(cell, "gridSpan"), _span(cell, "rowSpan"))
                    for cell in cells
                    if not {"1", "true"} & {cell.get("hMerge"), cell.get("vMerge")}
                ],
                False,
            )


def _span(cell: etree._Element, key: str) -> int:
    value = cell.get(key, "1")
    return min(int(value), 1000) if value.isdecimal() and int(value) else 1


def _text(root: etree._Element) -> Iterator[Block]:
    """Paragraphs with their numbers, which go on while nothing of their level or of a higher one
    stands between."""
    counts: Counter[int] = Counter()
    kinds: dict[int, str] = {}
    before = False
    for paragraph in root.iter():
        if local(paragraph) != "p":
            continue
        text = _runs(paragraph)
        if not text.strip():
            continue
        level, kind, start = _numbering(paragraph)
        for deeper in [
            one for one in counts if one > level or (one == level and kinds[one] != kind)
        ]:
            del counts[deeper]
        if kind:
            kinds[level] = kind
            counts[level] += 1
            text = f"{_drawn(start - 1 + counts[level], kind)} {text}"
        yield Block(text, tight=bool(kind) and before)
        before = bool(kind)


def _numbering(paragraph: etree._Element) -> tuple[int, str, int]:
    """Level, kind (empty for none) and first number."""
    for properties in paragraph:
        if local(properties) == "pPr":
            level = properties.get("lvl", "0")
            own = next((one for one in properties if local(one) == "buAutoNum"), None)
            depth = int(level) if level.isdecimal() and len(level) < 3 else 0
            if own is None:
                return depth, "", 1
            start = own.get("startAt", "1")
            known = start.isdecimal() and len(start) < 6
            return depth, own.get("type", ""), min(int(start), _MAX_START) if known else 1
    return 0, "", 1


def _drawn(count: int, kind: str) -> str:
    sign = next((one for one in _SIGNS if kind.endswith(one)), "")
    return _SIGNS.get(sign, "{}").format(
        numeral(count, _SHAPES.get(kind[: -len(sign) or None], ""))
    )


def _runs(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for run in paragraph:
        kind = local(run)
        if kind in ("r", "fld"):
            parts.append(_run(run))
        elif kind == "br":
            parts.append("\n")
        elif kind == "AlternateContent":
            parts.append(next((text for one in run if (text := _runs(one))), ""))
        elif kind == "m":
            parts.append(linear(run))
    return "".join(parts)


def _run(run: etree._Element) -> str:
    text = "".join(one.text or "" for one in run if local(one) == "t")
    shift = next((one.get("baseline", "0") for one in run if local(one) == "rPr"), "0")
    if shift.startswith("-"):
        return lowered(text) or text
    return text if shift in ("0", "0%") else raised(text) or text
