"""An answer as Markdown, whose only links lead to this server's own reader.

Front ends for chats render Markdown and show no annotations.  So every citation mark
becomes a link, and whatever a document or a model wrote is escaped: a quoted image or
address must neither load nor be clicked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa.connect.places import reader_url
from qa.types import Answer, Citation

_MARK = re.compile(r" \[(\d+)\]")
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&]|!(?=\\?\[)")
# GitHub's Markdown makes links of bare addresses too.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*)([#+-]|\d+(?=[.)]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Link:
    """A citation's mark in the Markdown, at `[start, end)`."""

    start: int
    end: int
    title: str
    url: str


def escape(text: str) -> str:
    """`text` as Markdown that renders to itself."""
    escaped = _ADDRESS.sub(r"\\", _SPECIAL.sub(r"\\\g<0>", text))
    return _LINE_START.sub(lambda m: f"{m[1]}{_escaped_start(m[2])}", escaped)


def _escaped_start(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


class Renderer:
    """Renders an answer's text piece by piece, with the links so far.

    A mark counts as one where the answer has that citation; any other `[3]` is text.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._taken = 0
        self.text = ""
        self.links: list[Link] = []

    def take(self, text: str, citations: Mapping[int, Citation]) -> str:
        """What is new since the last call, of which `text` must be a continuation."""
        new, before = text[self._taken :], len(self.text)
        self._taken, done = len(text), 0
        for match in _MARK.finditer(new):
            citation = citations.get(int(match[1]))
            if citation is None:
                continue
            self.text += escape(new[done : match.start()]) + " "
            url = reader_url(self._base, citation.document_id, citation.start, citation.end)
            mark, start = f"[\\[{match[1]}\\]]({url})", len(self.text)
            self.text += mark
            self.links.append(Link(start, len(self.text), citation.title, url))
            done = match.end()
        self.text += escape(new[done:])
        return self.text[before:]


def render(answer: Answer, base: str) -> Renderer:
    """The whole answer."""
    rendered = Renderer(base)
    rendered.take(answer.text, {c.number: c for c in answer.citations})
    return rendered
