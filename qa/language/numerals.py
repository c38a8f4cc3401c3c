"""Number words of all languages.

One lookup serves every language: a text may mix them, a question may be typed
without Kazakh letters or in Latin script, and a numeral may be half Cyrillic
(`ХХVI`).  A word is folded to a bare form first, so each closed class is
written once and grammar supplies the endings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from qa.language.folding import fold_lookalikes, fold_text
from qa.language.packs import packs
from qa.language.romanised import CYRILLIC, collapse
from qa.types import Language


@dataclass(frozen=True, slots=True)
class NumberWord:
    """What one word says, in one language or several; a `weak` word is a number only in the
    right company."""

    word: str
    value: int
    ordinal: bool
    languages: frozenset[Language]
    weak: bool = False


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The word in lower case, of one alphabet, with Kazakh letters as Russian keyboards type them.

    A word wholly in Latin letters keeps its diacritics.
    """
    return fold_text(word if word.isascii() else fold_lookalikes(word))


@cache
def _listed(romanised: bool) -> dict[str, NumberWord]:
    """The words that packs list, as they are written or as they are typed in Latin letters."""
    found: dict[str, NumberWord] = {}
    for pack in packs():
        numerals = pack.numerals
        if romanised and not numerals.romanised:
            continue
        weak = frozenset(numerals.romanised_weak if romanised else numerals.weak)
        for table, ordinal in ((numerals.cardinals, False), (numerals.ordinals, True)):
            for value, words in table.items():
                for word in map(collapse, words) if romanised else words:
                    new = NumberWord(
                        word, int(value), ordinal, frozenset((pack.language,)), word in weak
                    )
                    found[word] = _together(found.get(word), new)
    return found


def _together(first: NumberWord | None, second: NumberWord) -> NumberWord:
    """A word of two languages that says one number in both; else the first."""
    if first is None:
        return second
    if (first.value, first.ordinal) != (second.value, second.ordinal):
        return first
    weak = first.weak or second.weak
    return replace(first, languages=first.languages | second.languages, weak=weak)


@lru_cache(maxsize=65536)
def number_word(word: str) -> NumberWord | None:
    """The number that a folded word of any language says, or None."""
    if len(word) < 2 or len(word) > 32:
        return None
    exact = _listed(romanised=False).get(word)
    if CYRILLIC.search(word):
        return exact or _inflected(word)
    latin = _latin_number(word)
    if exact is None:
        return latin or _inflected(word)
    return _together(exact, replace(latin, word=word)) if latin else exact


def _inflected(word: str) -> NumberWord | None:
    for pack in packs():
        if (found := pack.grammar.number(word)) is not None:
            return NumberWord(word, *found, frozenset((pack.language,)))
    return None


def _latin_number(word: str) -> NumberWord | None:
    """The number of a word whose language is mostly written in another alphabet."""
    word = collapse(word)
    if (listed := _listed(romanised=True).get(word)) is not None:
        return listed
    for pack in packs():
        if (found := pack.grammar.romanised_number(word)) is not None:
            weak = word in pack.numerals.romanised_weak
            return NumberWord(word, *found, frozenset((pack.language,)), weak)
    return None
