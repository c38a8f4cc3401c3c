"""The walk over a page's elements in reading order, without recursion: pages nested
thousands deep exist."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qa.documents.formats.grid import GivenCell, table_blocks
from qa.documents.formats.html_shape import check_shape
from qa.documents.formats.html_signs import CountedList, new_list, shifted, whole
from qa.documents.formats.layout import Block
from qa.documents.formats.numerals import lowered, numeral, raised

_SKIPPED_TAGS = """
    script style noscript template head canvas audio video defs metadata datalist title rp
    progress meter"""
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCK_TAGS = """
    p div section article main header nav footer aside form fieldset legend h1 h2 h3 h4 h5 h6 ul ol
    menu li table tr td th blockquote pre dl dt dd figure figcaption address hr tbody thead tfoot
    caption details summary center body html dialog object text label button textarea option
    marquee blink xmp listing plaintext"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_EDGES = frozenset(("nav", "footer"))
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = frozenset(("ol", "ul", "menu"))
_VALUE_INPUTS = frozenset(("", "text", "number", "date", "email", "tel", "url", "month", "time"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_SPAN = 100
_LONGEST_TERM = 100
# A line at a page's edge says something from here on; a shorter one is a button.
_FEWEST_WORDS = 4
_FEWEST_DIGITS = 5
_DEEPEST_FRAME = 2


@dataclass(slots=True)
class _Table:
    """`rows` hold each cell, and whether it is a heading's."""

    rows: list[list[tuple[GivenCell, bool]]] = field(default_factory=list)
    lays_out: bool = False


class Walk:
    """Collects the blocks of one page, as it is shown where its scripts run or
    `without_scripts`.  `left_out` counts what is not among them, by kind."""

    def __init__(
        self, article: LexborNode | None, depth: int = 0, *, without_scripts: bool = False
    ) -> None:
        self.left_out: Counter[str] = Counter()
        self._article = article.mem_id if article is not None else None
        self._in_article = article is None
        self._depth = depth
        self._skipped = _SKIPPED - {"noscript"} if without_scripts else _SKIPPED
        self._sinks: list[list[Block]] = [[]]
        self._tables: list[_Table] = []
        self._lists: list[CountedList] = []
        self._parts: list[str] = []
        self._marker = ""
        self._term = ""
        self._level = 0
        self._edges = 0
        self._links = 0
        self._linked = 0
        self._preformatted = 0
        self._shifts: list[tuple[int, int, str]] = []

    def blocks(self, root: LexborNode | None) -> list[Block]:
        node = root
        entering = True
        while node is not None and root is not None:
            tag = node.tag or ""
            if entering and self._enter(node, tag) and node.child is not None:
                node = node.child
                continue
            if not entering or self._entered:
                self._leave(node, tag)
            if node.mem_id == root.mem_id:
                break
            if node.next is not None:
                node, entering = node.next, True
            else:
                node, entering = node.parent, False
        self._flush()
        return self._sinks[0]

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Whether to go into the element; `_entered` says whether it must be left again."""
        self._entered = False
        if tag == "-text":
            self._add(node.text_content or "")
            return False
        if tag.startswith("-") or tag in self._skipped or self._is_left_out(node, tag):
            return False
        if tag == "br":
            self._parts.append("\n")
            return False
        if tag in ("input", "select", "iframe"):
            self._show_value(node, tag)
            return False
        self._entered = True
        if node.mem_id == self._article:
            self._flush()
            self._in_article = True
        if tag in _BLOCKS:
            self._flush()
            self._open_block(node, tag)
        elif tag in ("q", "rt"):
            self._parts.append("«" if tag == "q" else " (")
        elif way := shifted(node, tag):
            self._shifts.append((node.mem_id, len(self._parts), way))
        self._links += tag == "a"
        return True

    def _is_left_out(self, node: LexborNode, tag: str) -> bool:
        if tag in ("del", "frame"):
            self.left_out["deleted" if tag == "del" else "frame"] += 1
            return True
        attributes = node.attributes
        hidden = "hidden" in attributes or _HIDING.search(attributes.get("style") or "")
        if hidden or (tag == "dialog" and "open" not in attributes):
            self.left_out["hidden"] += 1
            return True
        return False

    def _open_block(self, node: LexborNode, tag: str) -> None:
        self._edges += _is_edge(node, tag)
        self._preformatted += tag in ("pre", "textarea")
        self._level = _HEADINGS.get(tag, self._level)
        if tag in _LISTS:
            self._lists.append(new_list(node, tag))
        elif tag == "li":
            self._marker = self._next_marker(node)
        elif tag == "table":
            self._tables.append(_Table())
            role = node.attributes.get("role")
            self._tables[-1].lays_out = role in ("presentation", "none")
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables:
            self._sinks.append([])
        elif tag == "dt":
            self._give_term()

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._close_block(node, tag)
        elif tag in ("q", "rt"):
            self._parts.append("»" if tag == "q" else ")")
        elif self._shifts and self._shifts[-1][0] == node.mem_id:
            self._shift()
        self._links -= tag == "a"
        if node.mem_id == self._article:
            self._flush()
            self._in_article = False

    def _close_block(self, node: LexborNode, tag: str) -> None:
        if tag == "dt":
            self._keep_term()
        elif tag == "option" or (tag == "button" and self._is_short()):
            self._parts.clear()
        self._flush()
        self._level = 0 if tag in _HEADINGS else self._level
        self._edges -= _is_edge(node, tag)
        self._preformatted -= tag in ("pre", "textarea")
        if tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        elif tag == "dd" or tag == "dl":
            self._give_term()
        elif tag in ("td", "th") and self._tables and len(self._sinks) > 1:
            self._close_cell(node, tag)
        elif tag == "table" and self._tables:
            self._sinks[-1].extend(_rows(self._tables.pop()))

    def _is_short(self) -> bool:
        return len("".join(self._parts).split()) < _FEWEST_WORDS - 1

    def _close_cell(self, node: LexborNode, tag: str) -> None:
        blocks = self._sinks.pop()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        attributes = node.attributes
        across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"), 10_000)
        table.rows[-1].append((GivenCell(tuple(blocks), across, down), tag == "th"))
        table.lays_out |= any(block.level for block in blocks)

    def _add(self, text: str) -> None:
        if not self._preformatted:
            text = _BLANKS.sub(" ", text)
        self._parts.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _shift(self) -> None:
        """Raised digits as such: `10<sup>6</sup>` is not `106`."""
        _, start, way = self._shifts.pop()
        text = "".join(self._parts[start:])
        moved = raised(text) if way == "sup" else lowered(text)
        if moved is not None:
            self._parts[start:] = [moved]

    def _keep_term(self) -> None:
        """A short term goes in front of what is said of it."""
        term = " ".join("".join(self._parts).split())
        if 0 < len(term) <= _LONGEST_TERM:
            self._parts.clear()
            self._term = term if term[-1] in ".:?!–—-" else f"{term}:"

    def _give_term(self) -> None:
        """A term of which nothing is said stands alone."""
        if self._term:
            term, self._term = self._term, ""
            self._sinks[-1].append(Block(term))

    def _show_value(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if tag == "input" and (attributes.get("type") or "").lower() in _VALUE_INPUTS:
            self._parts.append(f" {attributes.get('value') or ''} ")
        elif tag == "select" and (chosen := node.css_first("option[selected]")) is not None:
            self._parts.append(f" {chosen.text()} ")
        elif tag == "iframe":
            self._read_frame(attributes.get("srcdoc") or "")

    def _read_frame(self, html: str) -> None:
        if not html or self._depth >= _DEEPEST_FRAME:
            self.left_out["frame"] += 1
            return
        self._flush()
        check_shape(html)
        inner = Walk(None, self._depth + 1)
        self._sinks[-1].extend(inner.blocks(LexborHTMLParser(html).body))
        self.left_out += inner.left_out

    def _next_marker(self, node: LexborNode) -> str:
        if not self._lists or self._lists[-1].shape is None:
            return "• "
        counted = self._lists[-1]
        number = whole(node.attributes.get("value"), counted.next)
        counted.next = number + counted.step
        return f"{numeral(number, counted.shape or '')}. "

    def _flush(self) -> None:
        text = re.sub(r" *\n *", "\n", "".join(self._parts))
        linked, self._linked = self._linked, 0
        self._parts.clear()
        self._shifts.clear()
        text = text.strip(" \n")
        if not text:
            return
        at_edge = bool(self._edges) or not self._in_article
        if at_edge and not _says_something(text, linked):
            self.left_out["edge"] += 1
            return
        if self._term:
            text, self._term = f"{self._term} {text}", ""
        marker, self._marker = self._marker, ""
        level = 0 if at_edge else self._level
        self._sinks[-1].append(Block(marker + text, level, tight=bool(marker), furniture=at_edge))


def _is_edge(node: LexborNode, tag: str) -> bool:
    """The foot of a quotation or a picture says whose it is."""
    above = node.parent.tag if node.parent is not None else ""
    return tag in _EDGES and above not in ("blockquote", "figure")


def _says_something(text: str, linked: int) -> bool:
    if 2 * linked > len(text):
        return False
    digits = sum(map(str.isdigit, text))
    return len(text.split()) >= _FEWEST_WORDS or digits >= _FEWEST_DIGITS or "@" in text


def _span(text: str | None, most: int = _MAX_SPAN) -> int:
    return max(1, min(whole(text, 1), most))


def _rows(table: _Table) -> list[Block]:
    if table.lays_out:
        cells = (cell for row in table.rows for cell, _ in row)
        return [replace(block, tight=False) for cell in cells for block in cell.blocks]
    rows = (([c for c, _ in row], all(is_head for _, is_head in row)) for row in table.rows)
    return list(table_blocks(rows))
