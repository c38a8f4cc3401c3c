"""Words inside drawings that are no text boxes: WordArt, diagrams, charts."""

from __future__ import annotations

from collections.abc import Iterator

from qa.documents.formats.word.package import Element, Package, R, local

_MAX_VALUES = 2_000


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
        yield from _chart(root)
    else:
        yield from _paragraphs(root)


def _paragraphs(root: Element) -> Iterator[str]:
    for paragraph in root.iter():
        if local(paragraph) == "p":
            text = "".join(one.text or "" for one in paragraph.iter() if local(one) == "t")
            if text.strip():
                yield text


def _chart(root: Element) -> Iterator[str]:
    """Titles, then a row for each series: its name, and its values by their categories."""
    yield from _paragraphs(root)
    for series in root.iter():
        if local(series) != "ser":
            continue
        parts = {local(one): _cached(one) for one in series if local(one) in ("tx", "cat", "val")}
        names, values = parts.get("cat", []), parts.get("val", [])
        cells = parts.get("tx", [])[:1]
        if len(names) == len(values):
            cells += [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
        else:
            cells += names + values
        if cells:
            yield " | ".join(cells)


def _cached(element: Element) -> list[str]:
    found = [(one.text or "").strip() for one in element.iter() if local(one) == "v"]
    return found[:_MAX_VALUES]
