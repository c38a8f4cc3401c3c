"""Words of charts and diagrams (DrawingML), whatever office file they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from qa.documents.formats.number_formats import shown_number
from qa.documents.formats.zipped import local

_MAX_VALUES = 2_000


def drawn_paragraphs(root: etree._Element) -> Iterator[str]:
    """Those with words, in the order in which the part stores them."""
    for paragraph in root.iter():
        if local(paragraph) == "p":
            text = "".join(one.text or "" for one in paragraph.iter() if local(one) == "t")
            if text.strip():
                yield text


def chart_texts(root: etree._Element) -> Iterator[str]:
    """Titles, then a row for each series: its name, and its values by their categories."""
    yield from drawn_paragraphs(root)
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


def _cached(element: etree._Element) -> list[str]:
    """The values that were drawn last, as their code draws them."""
    code = next((one.text or "" for one in element.iter() if local(one) == "formatCode"), "")
    found = [(one.text or "").strip() for one in element.iter() if local(one) == "v"]
    return [_drawn(value, code) for value in found[:_MAX_VALUES]]


def _drawn(value: str, code: str) -> str:
    if not code or code == "General":
        return value
    try:
        return shown_number(float(value), code) or value
    except ValueError:
        return value
