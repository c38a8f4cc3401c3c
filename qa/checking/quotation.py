"""Quotations: found in the sources to the letter, or shown where they differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from qa.checking.reading import WORD, plain

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
            start = _find_whole(source, wanted)
            if start >= 0:
                return source_id, start, start + len(wanted), wanted
    return None


def _find_whole(source: str, wanted: str) -> int:
    """Where `wanted` stands without cutting a word or a number; -1 for nowhere."""
    start = source.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        cuts_first = wanted[0].isalnum() and source[start - 1 : start].isalnum()
        cuts_last = wanted[-1].isalnum() and source[end : end + 1].isalnum()
        if not (cuts_first or cuts_last):
            return start
        start = source.find(wanted, start + 1)
    return -1


def find_difference(quotation: str, sentences: Iterable[str]) -> tuple[str, str] | None:
    """The words in which a quotation departs from the sentence most like it, and that
    sentence's words; None when nothing is like it (a quotation of something else, or a
    translated one) or nothing differs that a person can see."""
    words = WORD.findall(plain(quotation))
    counts = Counter(words)
    best: tuple[SequenceMatcher[str], list[str]] | None = None
    best_ratio = _ALIKE
    for sentence in sentences:
        others = WORD.findall(sentence)
        # A cheap upper bound: most sentences share too few words to be compared in order.
        if (counts & Counter(others)).total() < best_ratio * len(words):
            continue
        matcher = SequenceMatcher(None, words, others, autojunk=False)
        ratio = sum(block.size for block in matcher.get_matching_blocks()) / len(words)
        if best is None or ratio > best_ratio:
            best, best_ratio = (matcher, others), max(ratio, best_ratio)
    if best is None:
        return None
    matcher, others = best
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind in ("replace", "delete"):
            return " ".join(words[a:b]), " ".join(others[c:d]) or "…"
        if kind == "insert" and 0 < a < len(words):  # words left out inside the quotation
            return " ".join(words[a - 1 : a + 1]), " ".join(others[c - 1 : d + 1])
    return None
