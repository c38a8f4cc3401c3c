"""Prose into statements, the units that are checked."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.identify import identify
from qa.language.sentences import split_sentences

# Citation markers and list bullets belong to the prose's layout, not to what it says.
_MARKERS = re.compile(r"(?:\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\])+")
_BULLET = re.compile(r"\s*(?:[-–—•*]\s+|\d{1,3}[.)]\s+)*")


class Statement(NamedTuple):
    """`text` is what the prose says at `[start, end)`, without citation markers."""

    text: str
    start: int
    end: int


def split_statements(text: str) -> list[Statement]:
    """The sentences of `text` that say something, in order."""
    statements = []
    for start, end in split_sentences(text, identify(text[:4000]).language):
        start += len(_BULLET.match(text[start:end]).group())  # type: ignore[union-attr]
        said = _MARKERS.sub("", text[start:end]).strip()
        if any(c.isalpha() for c in said):
            statements.append(Statement(said, start, end))
    return statements
