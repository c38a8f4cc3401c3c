"""HTML: the article's words, without menus, scripts and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble
from qa.errors import DamagedDocument

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_SKIPPED_TAGS = """
    script style noscript template nav footer aside form button select svg iframe head object
    canvas dialog"""
_BLOCK_TAGS = """
    p div section article main header h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote pre dl dt dd
    figure figcaption address hr tbody thead caption details summary center body html"""
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_ITEM = re.compile(r"(?:•|\d+\.) ")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)")
# These have no end tag, or may leave it out.
_UNNESTED_TAGS = """
    br hr img input meta link area base col embed source track wbr p li dt dd tr td th option html
    head body"""
_UNNESTED = frozenset(_UNNESTED_TAGS.split())
_MAX_DEPTH = 5_000
# An element chosen as the article must hold at least this many characters.
_MIN_ARTICLE = 200


def load_html(data: bytes) -> Layout:
    """Text of `<main>` or the only `<article>`, else of the whole body."""
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    _check_depth(decoded.text)
    tree = LexborHTMLParser(decoded.text)
    metadata = {"encoding": decoded.encoding, **_metadata(tree)}
    notes = (decoded.note,) if decoded.note else ()
    return assemble(_blocks(_article(tree)), metadata, notes)


def _check_depth(html: str) -> None:
    """The parser's time grows with the square of the nesting."""
    depth = 0
    for tag in _TAG.finditer(html):
        if tag["name"].lower() not in _UNNESTED:
            depth = max(0, depth - 1) if tag["close"] else depth + 1
            if depth > _MAX_DEPTH:
                raise DamagedDocument(
                    f"the page's elements are nested deeper than {_MAX_DEPTH}; no real page's are"
                )


def _metadata(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, selectors in {
        "title": ("meta[property='og:title']", "title"),
        "author": ("meta[name='author']", "meta[property='article:author']"),
        "date": (
            "meta[property='article:published_time']",
            "meta[name='date']",
            "meta[itemprop='datePublished']",
            "article time[datetime]",
        ),
        "language": ("html[lang]",),
    }.items():
        for selector in selectors:
            node = tree.css_first(selector)
            if node is None:
                continue
            attributes = node.attributes
            value = (
                attributes.get("content") or attributes.get("datetime") or attributes.get("lang")
                if selector != "title"
                else node.text()
            )
            if value and value.strip():
                found[key] = _BLANKS.sub(" ", value).strip()
                break
    return found


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in ("main", "[itemprop='articleBody']", "article"):
        nodes = tree.css(selector)
        if len(nodes) == 1 and len(nodes[0].text().strip()) >= _MIN_ARTICLE:
            return nodes[0]
    return tree.body


def _blocks(root: LexborNode | None) -> Iterator[Block]:
    """Walk without recursion: pages nested thousands deep exist."""
    if root is None:
        return
    parts: list[str] = []
    level = 0
    counters: list[int | None] = []
    node: LexborNode | None = root
    entering = True

    def flush(tight: bool = False) -> Iterator[Block]:
        text = re.sub(r" *\n *", "\n", "".join(parts)).strip(" \n")
        if _ITEM.fullmatch(text + " "):
            # An item's number waits for its first paragraph.
            return
        parts.clear()
        if text:
            yield Block(text, level, tight=tight)

    while node is not None:
        tag = node.tag or ""
        if entering:
            if tag == "-text":
                parts.append(_text(node))
            elif tag == "br":
                parts.append("\n")
            elif tag in _BLOCKS and tag not in _SKIPPED:
                yield from flush(_is_item(parts))
                level = _HEADINGS.get(tag, level)
                if tag in ("ol", "ul"):
                    counters.append(_first_number(node) if tag == "ol" else None)
                elif tag == "li":
                    parts.append(_marker(counters))
            elif tag in ("td", "th") and "".join(parts).strip():
                parts.append(" | ")
            if tag not in _SKIPPED and node.child is not None and not tag.startswith("-"):
                node = node.child
                continue
        if tag in _BLOCKS and tag not in _SKIPPED:
            yield from flush(_is_item(parts))
            level = 0 if tag in _HEADINGS else level
            if tag in ("ol", "ul") and counters:
                counters.pop()
        if node.mem_id == root.mem_id:
            break
        if node.next is not None:
            node, entering = node.next, True
        else:
            node, entering = node.parent, False
    yield from flush()


def _text(node: LexborNode) -> str:
    text = node.text_content or ""
    parent = node.parent
    return text if parent is not None and parent.tag == "pre" else _BLANKS.sub(" ", text)


def _first_number(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _marker(counters: list[int | None]) -> str:
    if not counters or counters[-1] is None:
        return "• "
    number = counters[-1]
    counters[-1] = number + 1
    return f"{number}. "


def _is_item(parts: list[str]) -> bool:
    first = next((p for p in parts if p.strip()), "")
    return _ITEM.match(first) is not None
