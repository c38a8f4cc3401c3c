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
from dataclasses import dataclass
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
        common, seen = _common(), _Seen()
        for word, count in Counter(normalise(word) for word in vocabulary).items():
            seen.add(word, count, common.seen)
        self._spellings = common.spelling | _most_frequent(seen.spellings)
        self._contexts = common.context | _most_frequent(seen.contexts)

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


class _Seen:
    """How often each spelling, and each letter between its neighbours, was seen."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.spellings: dict[str, dict[str, int]] = {}
        self.contexts: dict[str, dict[str, int]] = {}

    def add(self, word: str, count: int, former: _Seen | None = None) -> None:
        """Count a word on top of what `former` counted; its letters count once."""
        if not _CYRILLIC_WORD.fullmatch(word):
            return
        key = _loose(word)
        _count(self.spellings, key, word, count, former.spellings if former else {})
        if former and word in former.words:
            return
        self.words.add(word)
        for index, char in enumerate(word):
            if key[index] in _VARIANTS:
                for context in _contexts(key, index):
                    _count(self.contexts, context, char, 1, former.contexts if former else {})


@dataclass(frozen=True, slots=True)
class _Common:
    """What the common words alone say, made once: every archive's words come on top."""

    seen: _Seen
    spelling: dict[str, str]
    context: dict[str, str]


@cache
def _common() -> _Common:
    seen = _Seen()
    for word, count in Counter(common_words(Language.KAZAKH)).items():
        seen.add(word, count)
    return _Common(seen, _most_frequent(seen.spellings), _most_frequent(seen.contexts))


def _count(
    counts: dict[str, dict[str, int]],
    key: str,
    seen: str,
    count: int,
    former: Mapping[str, Mapping[str, int]],
) -> None:
    found = counts.get(key)
    if found is None:
        found = counts[key] = dict(former.get(key, {}))
    found[seen] = found.get(seen, 0) + count


def _most_frequent(counts: dict[str, dict[str, int]]) -> dict[str, str]:
    return {key: max(found, key=lambda one: (found[one], one)) for key, found in counts.items()}


def _contexts(key: str, index: int) -> list[str]:
    """The letter with its neighbours, the widest view first."""
    framed = f"____{key}____"
    at = index + _WIDEST
    return [
        f"{framed[at - left : at]}|{framed[at : at + right + 1]}"
        for left, right in (
            (4, 4),
            (4, 2),
            (2, 4),
            (3, 2),
            (2, 3),
            (2, 2),
            (3, 1),
            (1, 2),
            (2, 1),
            (1, 1),
        )
    ]


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
