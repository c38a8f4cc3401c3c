"""Shares of a file's words that reading gives back: at all, and in their order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qa.documents.read import read_data
from qa.settings import Settings
from tests.documents.fidelity.made import Made

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Fidelity:
    """`present` and `in_order` are shares of the `words` expected; `extra` is the share of
    words read that no one wrote."""

    words: int
    present: float
    in_order: float
    extra: float


def read_text(made: Made) -> str:
    """The stored texts of what is in a file, as an index would hold them."""
    found = read_data(made.data, made.name, Settings())
    return "\n".join(one.document.text for one in found.documents)


def measure(made: Made) -> Fidelity:
    expected, got = words_of(made.text), words_of(read_text(made))
    common = sum((Counter(expected) & Counter(got)).values())
    return Fidelity(
        len(expected),
        common / len(expected),
        longest_common(expected, got) / len(expected),
        1 - common / max(1, len(got)),
    )


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence (Hunt and Szymanski, 1977)."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(other):
        places[word].append(at)
    ends: list[int] = []
    for word in one:
        for at in reversed(places.get(word, ())):
            index = bisect_left(ends, at)
            ends[index : index + 1] = [at]
    return len(ends)
