"""Number words of three languages, and Roman numerals typed in two alphabets.

One lookup serves every language: a text may mix them, a question may be typed
without Kazakh letters or in Latin script, and a numeral may be half Cyrillic
(`ХХVI`).  A word is folded to a bare form first, so each closed class is
written once and grammar supplies the endings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.language.folding import fold_lookalikes, fold_text
from qa.language.number_words import (
    BACK,
    ENGLISH,
    ENGLISH_ORDINAL,
    FRONT,
    KAZAKH,
    KAZAKH_ONLY,
    KAZAKH_ORDINAL,
    KAZAKH_TOGETHER,
    KAZAKH_WEAK,
    RUSSIAN,
    RUSSIAN_ORDINAL,
)
from qa.types import Language


@dataclass(frozen=True, slots=True)
class NumberWord:
    """What one word says; a `weak` word is a number only in the right company."""

    value: int
    ordinal: bool
    language: Language
    weak: bool = False


_CYRILLIC = re.compile("[\u0400-\u052f]")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The word in lower case, of one alphabet, with Kazakh letters as Russian keyboards type them.

    A word wholly in Latin letters keeps its diacritics.
    """
    return fold_text(word if word.isascii() else fold_lookalikes(word))


_DIGRAPHS = (
    ("shch", "sh"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ts", "c"), ("ş", "sh"), ("š", "sh"),
    ("ž", "j"), ("ya", "ia"), ("yu", "iu"), ("yo", "io"), ("ye", "e"),
)  # fmt: skip
_LATIN_LETTERS = str.maketrans("qğǵñńŋäáöóüúūıyïíý", "kggnnnaaoouuuiiiii", "'")
_CYRILLIC_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
_RUN_OF_I = re.compile("i{2,}")


@lru_cache(maxsize=65536)
def collapse(word: str) -> str:
    """One rough Latin spelling for a folded word of either alphabet (`жиырма` → `jirma`)."""
    if _CYRILLIC.search(word):
        word = word.translate(_CYRILLIC_LETTERS)
    else:
        for old, new in _DIGRAPHS:
            word = word.replace(old, new)
        word = word.translate(_LATIN_LETTERS)
    return _RUN_OF_I.sub("i", word)


def kazakh_endings(vowels: tuple[str, str]) -> str:
    """Pattern of plural, possessive and case endings; `vowels` are the open and the close one."""
    a, y = vowels
    return (
        f"(?:[лдт]{a}р)?(?:с?{y}|{y}м|{y}н|{y}?м{y}з)?"
        f"(?:[ндт]{y}н|[гк]{a}|н?{a}|[ндт]{y}|н?[дт]{a}|[ндт]?{a}н|[мбп]ен|[дт]{a}й)?(?:[гк]{y})?"
    )


ANY = ("", "")
_ENDINGS = {
    BACK: re.compile(kazakh_endings(BACK)),
    FRONT: re.compile(kazakh_endings(FRONT)),
    # Latin script: both harmonies' close vowels collapse to `i`.
    ANY: re.compile(kazakh_endings(("[аe]", "i")).translate(_CYRILLIC_LETTERS)),
}


def _kazakh_stems() -> dict[str, tuple[int, bool, tuple[str, str]]]:
    """Stem → value, whether ordinal, vowels of its endings."""
    stems = {stem: (value, False, vowels) for stem, (value, vowels) in KAZAKH.items()}
    for stem, value in KAZAKH_TOGETHER.items():
        stems[stem] = (value, False, BACK if "а" in stem else FRONT)
    for stem, (value, _) in [*KAZAKH.items(), ("кырк", (40, BACK))]:
        for suffix in KAZAKH_ORDINAL:
            stems[stem + suffix] = (value, True, FRONT if suffix.endswith("и") else BACK)
    return stems


_KAZAKH_STEMS = _kazakh_stems()
_LATIN_STEMS = {collapse(stem): (stem, *entry[:2]) for stem, entry in _KAZAKH_STEMS.items()}
_RUSSIAN_LATIN = {
    collapse(word): (value, ordinal)
    for words, ordinal in ((RUSSIAN, False), (RUSSIAN_ORDINAL, True))
    for word, value in words.items()
    if len(word) > 2
}
# Latin spellings that are everyday words or names elsewhere.
_LATIN_WEAK = {"on", "bir", "min", "bes", "tort", "elu", "ush", "jeti", "tri", "sto", "sem", "dva"}
_LONGEST = max(map(len, _KAZAKH_STEMS))


@lru_cache(maxsize=65536)
def number_word(word: str) -> NumberWord | None:
    """The number that a folded word of any of the three languages says, or None."""
    if len(word) < 2 or len(word) > 32:
        return None
    if word.isascii() and (value := ENGLISH.get(word)) is not None:
        return NumberWord(value, False, Language.ENGLISH, word in {"one", "dozen"})
    if word.isascii() and (value := ENGLISH_ORDINAL.get(word)) is not None:
        return NumberWord(value, True, Language.ENGLISH)
    if not _CYRILLIC.search(word):
        return _latin_number(collapse(word))
    if (value := RUSSIAN.get(word)) is not None:
        return NumberWord(value, False, Language.RUSSIAN, value == 1)
    if (value := RUSSIAN_ORDINAL.get(word)) is not None:
        return NumberWord(value, True, Language.RUSSIAN)
    return _kazakh_number(word)


def _kazakh_number(word: str) -> NumberWord | None:
    for length in range(min(len(word), _LONGEST), 1, -1):
        entry = _KAZAKH_STEMS.get(word[:length])
        if entry is None:
            continue
        value, ordinal, vowels = entry
        allowed = None if ordinal else KAZAKH_ONLY.get(word[:length])
        rest = word[length:]
        # "Біріншіден" is "firstly": still the first of a list.
        if (word in allowed) if allowed else _ENDINGS[vowels].fullmatch(rest):
            return NumberWord(value, ordinal, Language.KAZAKH, word in KAZAKH_WEAK)
    return None


def _latin_number(word: str) -> NumberWord | None:
    """The same for a collapsed word: Kazakh or Russian in Latin letters."""
    if (found := _RUSSIAN_LATIN.get(word)) is not None:
        return NumberWord(*found, Language.RUSSIAN, weak=word in _LATIN_WEAK or found == (1, False))
    for length in range(min(len(word), _LONGEST), 1, -1):
        entry = _LATIN_STEMS.get(word[:length])
        if entry is None:
            continue
        stem, value, ordinal = entry
        allowed = None if ordinal else KAZAKH_ONLY.get(stem)
        rest = word[length:]
        if (word in set(map(collapse, allowed))) if allowed else _ENDINGS[ANY].fullmatch(rest):
            return NumberWord(value, ordinal, Language.KAZAKH, weak=word in _LATIN_WEAK)
    return None
