"""What Kazakh needs code for: its endings, and the number words that take them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from qa.language.packs import pack_of
from qa.language.packs.kk.parts import part_of
from qa.language.plain_grammar import in_place_of
from qa.language.romanised import CYRILLIC_LETTERS, collapse
from qa.language.word_list import words
from qa.types import Language

__all__ = ["expand", "number", "ordinal", "part_of", "romanised_number", "stem"]

# --- stems ---------------------------------------------------------------------
# Endings go off from the last to the first, as the grammar stacks them: stem + plural +
# possessive + case (+ relative `ғы`), or stem + tense + person.

_SHORTEST = 3
"""Letters that must remain of a stem."""

# Folded endings; each row is one slot of the word.
_CASE = (
    "нын нин дын дин тын тин ны ни ды ди ты ти га ге ка ке на не да де та те нда нде "
    "нан нен дан ден тан тен мен бен пен менен"
)
_POSSESSIVE = "ым им м ын ин н ы и сы си ымыз имиз мыз миз лары лери дары дери тары тери"
_PLURAL = "лар лер дар дер тар тер"
_RELATIVE = "дагы деги тагы теги ндагы ндеги дики тики ники"
_PERSON = "мын мин бын бин пын пин сын син мыз миз быз биз пыз пиз сындар синдер сыз сиз"


def _endings(*rows: str) -> tuple[str, ...]:
    return tuple(sorted({e for row in rows for e in row.split()}, key=lambda e: (-len(e), e)))


_SLOTS = (
    re.compile(f"(?:{'|'.join(_endings(_RELATIVE))})$"),
    re.compile(f"(?:{'|'.join(_endings(_CASE, _PERSON))})$"),
    re.compile(f"(?:{'|'.join(_endings(_POSSESSIVE))})$"),
    re.compile(f"(?:{'|'.join(_endings(_PLURAL))})$"),
)
_VOWEL = re.compile("[аеиоуыэюя]")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    for slot in _SLOTS:
        match = slot.search(word)
        if match and match.start() >= _SHORTEST and _VOWEL.search(word[: match.start()]):
            word = word[: match.start()]
    return word


# --- endings in harmony ----------------------------------------------------------

_BACK, _FRONT = ("а", "ы"), ("е", "и")


def _in_harmony(vowels: tuple[str, str]) -> str:
    """Pattern of plural, possessive and case endings; `vowels` are the open and the close one."""
    a, y = vowels
    return (
        f"(?:[лдт]{a}р)?(?:с?{y}|{y}м|{y}н|{y}?м{y}з)?"
        f"(?:[ндт]{y}н|[гк]{a}|н?{a}|[ндт]{y}|н?[дт]{a}|[ндт]?{a}н|[мбп]ен|[дт]{a}й)?(?:[гк]{y})?"
    )


_ENDINGS = {vowels: re.compile(_in_harmony(vowels)) for vowels in (_BACK, _FRONT)}
# In Latin letters both harmonies' close vowels collapse to `i`.
_LATIN_ENDINGS = re.compile(_in_harmony(("[аe]", "i")).translate(CYRILLIC_LETTERS))
_LATIN_MONTH = "(?:d[ae]|[dt][ae]n|i|in|inda|inde|n?[iı]n|g[ae]|g[iı]|dag[iı]|indag[iı]|deg[iı])?"


def expand(pattern: str) -> str:
    """With endings for `{back}` and `{front}`, and for a collapsed month's `{month}`."""
    return (
        pattern.replace("{back}", _in_harmony(_BACK))
        .replace("{front}", _in_harmony(_FRONT))
        .replace("{month}", _LATIN_MONTH)
    )


# --- number words ------------------------------------------------------------------

_BACK_STEMS = frozenset(
    words(
        "алты тогыз он жиырма жийырма отыз кырык алпыс токсан мын миллион миллиард триллион алтау"
    )
)
_ORDINAL = ("ншы", "нши", "ыншы", "инши", "сыншы")
# Short stems whose inflected forms are other words: "оның" is "his", "жүзінде" "in the world".
_ONLY: Mapping[str, frozenset[str]] = {
    stem: frozenset(forms.split())
    for stem, forms in {
        "он": "он онга оннан",
        "бир": "бир",
        "жуз": "жуз жузге жузден жуздей",
        "уш": "уш уштен ушке уштин ушти",
        "торт": "торт торттен тортке торттин тортти",
        "алты": "алты алтыга алтыдан алтыда алтыдай алтысы алтысын алтысына",
        "токсан": "токсан токсанга токсаннан",
        "елу": "елу елуге елуден елудей елуи",
    }.items()
}
_Entry = tuple[str, int, bool, tuple[str, str]]


@cache
def _stems() -> dict[str, _Entry]:
    """Stem → itself, its value, whether it is an ordinal, the vowels of its endings."""
    pack = pack_of(Language.KAZAKH)
    assert pack is not None
    found: dict[str, _Entry] = {}
    ranked = {"кырк": 40}
    for value, row in pack.numerals.cardinals.items():
        for word in row:
            found[word] = (word, int(value), False, _BACK if word in _BACK_STEMS else _FRONT)
            ranked[word] = int(value)
    for word, number in ranked.items():
        for suffix in _ORDINAL:
            vowels = _FRONT if suffix.endswith("и") else _BACK
            found[word + suffix] = (word + suffix, number, True, vowels)
    return found


@cache
def _latin_stems() -> dict[str, _Entry]:
    return {collapse(stem): entry for stem, entry in _stems().items()}


def number(word: str) -> tuple[int, bool] | None:
    for length in range(min(len(word), _longest()), 1, -1):
        entry = _stems().get(word[:length])
        if entry is None:
            continue
        stem, value, ordinal, vowels = entry
        allowed = None if ordinal else _ONLY.get(stem)
        # "Біріншіден" is "firstly": still the first of a list.
        if (word in allowed) if allowed else _ENDINGS[vowels].fullmatch(word, length):
            return value, ordinal
    return None


def romanised_number(word: str) -> tuple[int, bool] | None:
    for length in range(min(len(word), _longest()), 1, -1):
        entry = _latin_stems().get(word[:length])
        if entry is None:
            continue
        stem, value, ordinal, _ = entry
        allowed = None if ordinal else _ONLY.get(stem)
        whole = word in set(map(collapse, allowed)) if allowed else None
        if whole if whole is not None else _LATIN_ENDINGS.fullmatch(word, length):
            return value, ordinal
    return None


@cache
def _longest() -> int:
    return max(map(len, _stems()))


def ordinal(number: int, written: str = "", like: str = "") -> str:
    return in_place_of(number, like) or f"{number}-{_ordinal_ending(number)}"


def _ordinal_ending(number: int) -> str:
    """In harmony with the last word of the number."""
    if number % 10:
        hard = number % 10 in (6, 9)
    elif number % 100:
        hard = number % 100 in (10, 20, 30, 40, 60, 90)
    else:
        # `мың` and `миллион`, but `жүз`.
        hard = number % 1000 == 0
    return "шы" if hard else "ші"
