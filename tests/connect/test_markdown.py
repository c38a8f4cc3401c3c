"""Markdown whose only links are the server's own."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from qa.connect.markdown import Renderer, escape
from qa.types import Citation, Language

HOSTILE = [
    "![x](https://evil.example/p.png)",
    "[click](https://evil.example)",
    "<img src=https://evil.example/p.png>",
    "<https://evil.example>",
    "see https://evil.example/x and www.evil.example or a@evil.example",
    "[x]: https://evil.example",
    "&#91;x&#93;(https://evil.example)",
    "# heading\n- item\n1. one\n> quoted",
    "\\[x](https://evil.example)",
]


def rendered(text: str) -> str:
    return MarkdownIt("commonmark").render(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_renders_to_itself(text: str) -> None:
    html = rendered(escape(text))
    assert "<a" not in html
    assert "<img" not in html
    assert "<h1" not in html
    assert "<li" not in html


def test_marks_become_links_and_others_stay_text() -> None:
    citation = Citation(1, "d 1", "a.txt", "T", Language.ENGLISH, "p", 2, 5, "abc", 0.5)
    renderer = Renderer("http://host/")
    first = renderer.take("Said. [1] And [7].", {1: citation})
    assert first == "Said. [\\[1\\]](http://host/documents/d%201#char=2,5) And \\[7\\]."
    assert renderer.take("Said. [1] And [7]. More *x*", {1: citation}) == " More \\*x\\*"
    (link,) = renderer.links
    assert renderer.text[link.start : link.end].startswith("[\\[1\\]](http://host")
