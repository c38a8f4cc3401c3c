"""Words inside drawings that are no text boxes: WordArt, diagrams, charts."""

from __future__ import annotations

from collections.abc import Iterator

from qa.documents.formats.charts import chart_texts, drawn_paragraphs
from qa.documents.formats.word.package import Element, Package, R, local


def drawing_texts(element: Element, package: Package, part: str) -> Iterator[str]:
    """Paragraphs of one drawing, in the order in which its part stores them."""
    if local(element) == "textpath":
        yield element.get("string") or ""
        return
    name = element.get(f"{R}dm") or element.get(f"{R}id") or ""
    target = package.relations(part).get(name, ("", ""))[1]
    root = package.part(target) if target else None
    if root is None:
        return
    if local(element) == "chart":
        yield from chart_texts(root)
    else:
        yield from drawn_paragraphs(root)
