"""Signs that a page draws by itself: numbers of lists, and what stands above or below its line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_SHAPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
_SHIFTING = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b((?:lower|upper)-(?:alpha|latin|roman))", re.IGNORECASE
)


@dataclass(slots=True)
class CountedList:
    """`shape` is None where items have no numbers."""

    shape: str | None
    next: int = 1
    step: int = 1


def new_list(node: LexborNode, tag: str) -> CountedList:
    if tag != "ol":
        return CountedList(None)
    attributes = node.attributes
    styled = _LIST_STYLE.search(attributes.get("style") or "")
    shape = _SHAPES.get(attributes.get("type") or "", "decimal")
    if styled:
        shape = _STYLES[styled[1].lower()]
    backwards = "reversed" in attributes
    first = len([child for child in node.iter() if child.tag == "li"]) if backwards else 1
    return CountedList(shape, whole(attributes.get("start"), first), -1 if backwards else 1)


def whole(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def shifted(node: LexborNode, tag: str) -> str:
    """`sup` or `sub` for what is drawn above or below its line; the mark of a note is."""
    if tag in ("sup", "sub"):
        return tag
    if tag not in ("a", "span", "font"):
        return ""
    attributes = node.attributes
    roles = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}"
    if "noteref" in roles:
        return "sup"
    found = _SHIFTING.search(attributes.get("style") or "")
    return found[1].lower()[:3] if found else ""
