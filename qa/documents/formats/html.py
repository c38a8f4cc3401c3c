"""HTML: what a page shows, its menus and hidden parts left out.

What stands around an article is kept where it says something (an address, a
telephone), as furniture; links and buttons are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qa.documents.formats.encodings import decode
from qa.documents.formats.html_shape import check_shape
from qa.documents.formats.html_walk import Walk
from qa.documents.formats.layout import Layout, assemble
from qa.errors import EmptyDocument

_CHARSET = re.compile(
    rb"<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# An element chosen as the article must hold at least this many characters.
_MIN_ARTICLE = 200
_LONGEST_VALUE = 1_000
_LEFT_OUT = {
    "edge": "lines of menus left out",
    "hidden": "hidden elements left out",
    "deleted": "struck passages left out",
    "frame": "frames not read",
}


def load_html(data: bytes) -> Layout:
    """Text of the whole page; what lies outside `<main>` or the only `<article>` is furniture.

    Raises EmptyDocument for a page that holds frames only, DamagedDocument for one of a shape
    that no real page has.
    """
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    check_shape(decoded.text)
    tree = LexborHTMLParser(decoded.text)
    metadata = {"encoding": decoded.encoding, **_metadata(tree)}
    walk = Walk(_article(tree))
    blocks = walk.blocks(tree.body)
    if not blocks and tree.css_first("noscript") is not None:
        # Made by its scripts, which nobody runs here.
        blocks = Walk(None, without_scripts=True).blocks(tree.body)
    if not blocks and (frames := tree.css("frame")):
        names = ", ".join((frame.attributes.get("src") or "?")[:200] for frame in frames[:20])
        raise EmptyDocument(f"the page holds nothing but frames ({names}); index those files")
    notes = [decoded.note] if decoded.note else []
    return assemble(blocks, metadata, [*notes, *_notes(walk.left_out)])


def _notes(left_out: Counter[str]) -> Iterator[str]:
    for kind, words in _LEFT_OUT.items():
        if left_out[kind]:
            yield f"{left_out[kind]} {words}"


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
                found[key] = _BLANKS.sub(" ", value).strip()[:_LONGEST_VALUE]
                break
    return found


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in ("main", "[itemprop='articleBody']", "article"):
        nodes = tree.css(selector)
        if len(nodes) == 1 and len(nodes[0].text().strip()) >= _MIN_ARTICLE:
            return nodes[0]
    return None
