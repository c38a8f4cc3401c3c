"""Common words of all languages by meaning.

What a question asks about ("the salary", "зарплата", "жалақы") is found again in a text
of another language only by what it means, and a model of vectors takes every noun of
one subject for every other.  For the few hundred words that are asked about most a
list is surer: each pack's `meanings.toml` has folded stems under keys that are one
in all languages; one with a full stop, as in `farm.`, is a whole word or stem.
"""

from __future__ import annotations

from functools import cache, lru_cache

from qa.language.numerals import fold_word
from qa.language.packs import packs, spoken
from qa.language.stems import stem

_SHORT = 3
"""Entries of so many letters are whole words or stems; longer ones begin a word."""


@cache
def _entries() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """Meanings by short entry and by long one."""
    short: dict[str, frozenset[int]] = {}
    long: dict[str, frozenset[int]] = {}
    meant = (
        (key, entry) for p in packs() for key, row in p.meanings.words.items() for entry in row
    )
    numbers: dict[str, int] = {}
    for key, entry in meant:
        number = numbers.setdefault(key, len(numbers))
        if entry:
            whole = entry.removesuffix(".")
            part = short if len(whole) <= _SHORT or whole != entry else long
            part[whole] = part.get(whole, frozenset()) | {number}
    return short, long


@lru_cache(maxsize=16384)
def meanings(word: str) -> frozenset[int]:
    """Which of the listed meanings a word may have; most words have none."""
    short, long = _entries()
    folded = fold_word(word)
    found: frozenset[int] = frozenset()
    for form in {folded, *(fold_word(stem(word, language)) for language in spoken())}:
        found |= short.get(form, frozenset())
    for end in range(_SHORT + 1, len(folded) + 1):
        found |= long.get(folded[:end], frozenset())
    return found
