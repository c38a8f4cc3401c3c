"""Equations (OMML) written on one line, as one would type them."""

from __future__ import annotations

from qa.documents.formats.numerals import lowered, raised
from qa.documents.formats.word.package import Element, local

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60


def linear(element: Element, depth: int = 0) -> str:
    """The text of an equation, its fractions, powers, roots and sums made plain."""
    if depth > _DEEPEST:
        return "".join(element.itertext())
    parts = {local(part): part for part in element}

    def text(name: str) -> str:
        return linear(parts[name], depth + 1) if name in parts else ""

    kind = local(element)
    if kind == "t":
        return element.text or ""
    if kind == "f":
        return f"{_grouped(text('num'))}/{_grouped(text('den'))}"
    if kind == "sSup":
        return text("e") + _above(text("sup"))
    if kind == "sSub":
        return text("e") + _below(text("sub"))
    if kind == "sSubSup":
        return text("e") + _below(text("sub")) + _above(text("sup"))
    if kind == "rad":
        return f"{raised(text('deg')) or text('deg')}√{_grouped(text('e'))}"
    if kind == "nary":
        sign = _property(parts.get("naryPr"), "chr") or "∫"
        return f"{sign}{_below(text('sub'))}{_above(text('sup'))} {text('e')}"
    if kind == "d":
        properties = parts.get("dPr")
        inner = [linear(part, depth + 1) for part in element if local(part) == "e"]
        first, last = _property(properties, "begChr"), _property(properties, "endChr")
        body = (_property(properties, "sepChr") or "|").join(inner)
        return f"{'(' if first is None else first}{body}{')' if last is None else last}"
    if kind.endswith("Pr"):
        return ""
    return "".join(linear(part, depth + 1) for part in element)


def _property(properties: Element | None, name: str) -> str | None:
    found = None if properties is None else properties.find(_M + name)
    return None if found is None else found.get(_M + "val", "")


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _above(text: str) -> str:
    return (raised(text) or f"^{_grouped(text)}") if text else ""


def _below(text: str) -> str:
    return (lowered(text) or f"_{_grouped(text)}") if text else ""
