"""Proper spelling given back to words typed with letters missing.

Kazakh is often typed on a Russian keyboard: `когамдык келисимди` for
`қоғамдық келісімді`.  Folding both sides serves lexical search, but an
embedding model knows only the proper spelling.  The archive itself shows how
its words are spelled: a word whose folded form occurs there gets the most
frequent spelling of that form, and any other word is spelled letter by letter,
each as it most often stands between the same neighbours.  Nothing is learned
but counts, so what is indexed decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from qa.language.folding import fold_kazakh, normalise
from qa.language.packs import pack_of
from qa.types import Language

_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")
_KAZAKH_ONLY = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
# One letter typed may stand for any of these.
_VARIANTS = {"а": "аә", "г": "гғ", "к": "кқ", "н": "нң", "о": "оө", "у": "уұү", "х": "хһ"}
_VARIANTS |= {"и": "иіы", "ы": "ыі"}
_WIDEST = 4
_VIEWS = ((4, 4), (4, 2), (2, 4), (3, 2), (2, 3), (2, 2), (3, 1), (1, 2), (2, 1), (1, 1))
"""Letters before and after one that its context holds, the widest view first."""
Context = tuple[int, str]
"""How many letters stand before the one that is meant, and all of them with it."""
_SPELLED_BY = 10_000
"""Commonest words by which letters of unknown ones are chosen: they show what stands where, and
the neighbours of each letter of each take time."""


def _loose(word: str) -> str:
    """A lower-case word with every letter that careless typing confuses made one."""
    return fold_kazakh(word).replace("ы", "и")


class KazakhRestorer:
    """Kazakh letters put back by the counts of a vocabulary.

    `vocabulary` is the words of the archive's Kazakh texts in running order or
    any other; a word given more often counts more.  The package's own list of
    common words is always added, so an empty vocabulary works a little.
    """

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._counts = _counted(vocabulary)
        # Made when a word is met that is not among them; see `_contexts_of`.
        self._contexts: Mapping[Context, str] | None = None
        self._spellings: dict[str, str] = {}
        for word, count in self._counts.items():
            key = _loose(word)
            known = self._spellings.get(key)
            if known is None or (count, word) > (self._counts[known], known):
                self._spellings[key] = word

    def restore(self, text: str) -> str:
        """The text with its plainly typed Cyrillic words spelled in full; the length is kept.

        Words that hold a Kazakh letter, and text in other scripts, stay.  Only
        for text known to be Kazakh: Russian words would suffer.
        """
        return _CYRILLIC_WORD.sub(lambda match: self._restore_word(match[0]), text)

    def _restore_word(self, word: str) -> str:
        if _KAZAKH_ONLY.search(word):
            return word
        lower = word.lower().replace("ё", "е")
        key = _loose(lower)
        restored = self._spellings.get(key) or self._spell(lower, key)
        return "".join(
            new.upper() if old.isupper() else new for old, new in zip(word, restored, strict=True)
        )

    def _spell(self, word: str, key: str) -> str:
        if self._contexts is None:
            self._contexts = _contexts_of(self._counts)
        letters = list(word)
        for index, char in enumerate(word):
            variants = _VARIANTS.get(char)
            if variants is None or (char == "ы" and "е" not in word):
                # ы is typed for і too, but і keeps company with е.
                continue
            for context in _contexts(key, index):
                known = self._contexts.get(context)
                if known is not None and known in variants:
                    letters[index] = known
                    break
        return "".join(letters)


def _counted(vocabulary: Iterable[str]) -> Counter[str]:
    """Cyrillic words, normalised, with how often they are given; the common ones once more."""
    counts: Counter[str] = Counter()
    for word, count in Counter(vocabulary).items():
        if _CYRILLIC_WORD.fullmatch(known := normalise(word)):
            counts[known] += count
    counts.update(common_words(Language.KAZAKH))
    return counts


def _contexts_of(counts: Counter[str]) -> dict[Context, str]:
    """The letter that stands most often, among different words, between the same neighbours."""
    seen = Counter(
        (context, char)
        for word, _ in counts.most_common(_SPELLED_BY)
        for key in (_loose(word),)
        for index, char in enumerate(word)
        if key[index] in _VARIANTS
        for context in _contexts(key, index)
    )
    contexts: dict[Context, str] = {}
    for (context, char), count in seen.items():
        known = contexts.get(context)
        if known is None or (count, char) > (seen[context, known], known):
            contexts[context] = char
    return contexts


def _contexts(key: str, index: int) -> list[Context]:
    """The letter with its neighbours, the widest view first."""
    framed = f"____{key}____"
    at = index + _WIDEST
    return [(left, framed[at - left : at + right + 1]) for left, right in _VIEWS]


@cache
def common_words(language: Language) -> tuple[str, ...]:
    """The pack's common words in Cyrillic letters, normalised."""
    pack = pack_of(language)
    return tuple(_CYRILLIC_WORD.findall(normalise(pack.common))) if pack else ()


_SHORTEST_STEM = 5
# What Latin spelling leaves out or confuses, beyond what Russian keyboards do.
_LATIN_LOSSES = {
    Language.KAZAKH: str.maketrans({"й": "и", "х": "к", "я": "иа", "ю": "иу", "ц": "тс", "э": "е"}),
    Language.RUSSIAN: str.maketrans(
        {"ь": "", "ъ": "", "й": "и", "ы": "и", "э": "е", "щ": "ш", "я": "иа", "ю": "иу", "ц": "тс"}
    ),
}
_DOUBLED = re.compile(r"([^\W\d_])\1+")


def _latin_key(word: str, language: Language) -> str:
    if language is Language.KAZAKH:
        # Only loans lose a doubled letter (`sesia`); elsewhere it parts stem and suffix.
        return _loose(word).translate(_LATIN_LOSSES[language]).replace("сс", "с")
    return _DOUBLED.sub(r"\1", word.translate(_LATIN_LOSSES[language]))


@cache
def _common_spellings(language: Language) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for word in common_words(language):
        spellings.setdefault(_latin_key(word, language), word)
    return spellings


@cache
def _longest_spelling(language: Language) -> int:
    return max(map(len, _common_spellings(language)))


def common_spelling(word: str, language: Language) -> str | None:
    """The common word that a lower-case word rewritten from Latin must be, if there is one.

    In Kazakh, which adds suffixes and changes no stem, a common word may also
    be the beginning; the rest stays as it is.
    """
    spellings = _common_spellings(language)
    if language is not Language.KAZAKH:
        return spellings.get(_latin_key(word, language))
    longest = 2 * _longest_spelling(language)  # a doubled letter may count once
    for end in range(min(len(word), longest), _SHORTEST_STEM - 1, -1):
        found = spellings.get(_latin_key(word[:end], language))
        if found is not None:
            return found + word[end:]
    return spellings.get(_latin_key(word, language))
