"""Whether a page can be parsed in good time, judged by its tags before it is.

A parser of HTML must repair whatever it is given, and some repairs cost the
square of their input: elements nested without end, emphasis never closed and
opened again in every paragraph, one tag with a hundred thousand attributes.
"""

from __future__ import annotations

import re
from collections import Counter

from qa.errors import DamagedDocument

_TAG = re.compile(r"<(?:(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)|!--)")
# These have no end tag, may leave it out, or (as links) end where the next begins.
_UNNESTED_TAGS = """
    br hr img input meta link area base col embed source track wbr p li dt dd tr td th option html
    head body a"""
_UNNESTED = frozenset(_UNNESTED_TAGS.split())
_FORMATTING_TAGS = "b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_TAGS.split())
# Their content is no markup.
_RAW = frozenset(("script", "style", "textarea", "title", "xmp"))
_MAX_DEPTH = 5_000
_MAX_REOPENED = 3_000_000
_MAX_ATTRIBUTES = 5_000
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_ATTRIBUTE = re.compile(r"\s[^\s=<>\"'/]")


def check_shape(html: str) -> None:
    """Raises DamagedDocument for what no real page holds and no parser reads in good time."""
    for long in _LONG_TAG.finditer(html):
        if len(_ATTRIBUTE.findall(long[0])) > _MAX_ATTRIBUTES:
            raise DamagedDocument(
                f"a tag of the page has more than {_MAX_ATTRIBUTES} attributes; no real page's has"
            )
    opened: Counter[str] = Counter()
    depth = formatting = reopened = at = 0
    while (tag := _TAG.search(html, at)) is not None:
        at = tag.end()
        name = (tag["name"] or "").lower()
        if not name or (name in _RAW and not tag["close"]):
            end = re.compile("-->" if not name else f"</{name}", re.IGNORECASE).search(html, at)
            if end is None:
                return
            at = end.end()
        elif tag["close"]:
            if opened[name]:
                opened[name] -= 1
                depth -= 1
                formatting -= name in _FORMATTING
        else:
            # Emphasis that is still open is opened again in each new element.
            reopened += formatting
            if name not in _UNNESTED:
                opened[name] += 1
                depth += 1
                formatting += name in _FORMATTING
            if depth > _MAX_DEPTH:
                raise DamagedDocument(
                    f"the page's elements are nested deeper than {_MAX_DEPTH}; no real page's are"
                )
            if reopened > _MAX_REOPENED:
                raise DamagedDocument(
                    "the page opens emphasis (as <b>) thousands of times without closing it"
                )
