"""Subtitles (srt, vtt): what is said, without the numbers and times.

A sentence is cut over several of them, so lines are joined until one ends.
"""

from __future__ import annotations

import html
import re

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble

_TIMES = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^{}]*\}|<\d[\d:.]*>")
_ENDS = (".", "!", "?", "…", "»", '"', "”", ":")
_MAX_PARAGRAPH = 600


def load_srt(data: bytes) -> Layout:
    """Raises DamagedDocument for binary data."""
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs: list[str] = []
    spoken = ""
    for cue in re.split(r"\n[ \t]*\n", text):
        lines = cue.strip().split("\n")
        times = next((n for n, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if times is None:
            continue
        said = " ".join(_TAG.sub("", html.unescape(" ".join(lines[times + 1 :]))).split())
        spoken = f"{spoken} {said}".strip()
        if spoken.endswith(_ENDS) and len(spoken) > _MAX_PARAGRAPH:
            paragraphs.append(spoken)
            spoken = ""
    paragraphs.append(spoken)
    notes = (decoded.note,) if decoded.note else ()
    return assemble(map(Block, paragraphs), {"encoding": decoded.encoding}, notes)
