"""Quotations: found in the sources to the letter, or shown where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_QUOTED = re.compile(r"«([^«»]{1,2000})»|“([^“”]{1,2000})”|„([^„“]{1,2000})“|\"([^\"]{1,2000})\"")
# Shorter quoted words are names of things rather than quotations.
_MIN_WORDS = 4
_MIN_VERBATIM = 12
# From this share of equal characters on, a difference is a changed quotation.
_ALIKE = 0.75


def quotations(text: str) -> list[str]:
    """What stands in quotation marks and is long enough to be somebody's words."""
    found = [next(group for group in m.groups() if group) for m in _QUOTED.finditer(text)]
    return [quotation.strip() for quotation in found if len(quotation.split()) >= _MIN_WORDS]


def find_verbatim(
    text: str, sources: Iterable[tuple[str, str]]
) -> tuple[str, int, int, str] | None:
    """Source id, start, end and quote of `text` in the first source that holds it to the
    letter, the statement's own final full stop and quotation marks aside."""
    bare = text.strip().strip('«»“”„"').rstrip(".").strip('«»“”„"').strip()
    if len(bare) < _MIN_VERBATIM:
        return None
    for source_id, source in sources:
        for wanted in (text, bare):
            start = source.find(wanted)
            if start >= 0:
                return source_id, start, start + len(wanted), wanted
    return None


def find_difference(quotation: str, sentences: Iterable[str]) -> tuple[str, str] | None:
    """The words in which a quotation departs from the sentence most like it, and that
    sentence's words; None when nothing is like it (a quotation of something else, or a
    translated one)."""
    words = quotation.split()
    best, best_ratio = None, _ALIKE
    for sentence in sentences:
        matcher = SequenceMatcher(None, words, sentence.split(), autojunk=False)
        size = sum(block.size for block in matcher.get_matching_blocks())
        ratio = size / len(words)
        if ratio >= best_ratio:
            best, best_ratio = (matcher, sentence.split()), ratio
    if best is None:
        return None
    matcher, others = best
    blocks = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    inner = [op for op in blocks if op[2] > op[1] and op[4] >= op[3]]
    if not inner:
        return None
    _, a, b, c, d = inner[0]
    return " ".join(words[a:b]), " ".join(others[c:d]) or "…"
