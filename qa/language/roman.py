"""Roman numerals in letters of either alphabet, told apart from initials, sizes and pronouns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from qa.language.folding import normalise
from qa.language.number import HYPHENS, Number
from qa.language.number_words import PARTS, is_ordinal_ending
from qa.language.tokens import Token

_LETTERS = str.maketrans("хіисмуӀ", "XIICMVI")
_ROMAN = re.compile(
    "(?P<thousands>M{0,3})(?P<hundreds>CM|CD|D?C{0,3})(?P<tens>XC|XL|L?X{0,3})"
    "(?P<ones>IX|IV|V?I{0,3})"
)
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Typewriters had no Roman digits: `ХХП` is 22 and `ХХШ` 23.
_TYPEWRITER = re.compile("[ХX]{2,3}[УV]?[ПШ]")


@lru_cache(maxsize=1 << 14)
def roman_value(word: str) -> int | None:
    """The value of a Roman numeral in capitals of either alphabet, or in small `xvi`; else None.

    Well-formed numerals only (`XIV`, not `XIIII`); whether a numeral is meant
    is for the caller to judge by what stands around.
    """
    if len(word) > 15 or not (word.isupper() or set(word) <= set("xviхі")):
        return None
    if _TYPEWRITER.fullmatch(word):
        word = word.replace("П", "II").replace("Ш", "III")
    latin = normalise(word).translate(_LETTERS).upper()
    if not latin or not _ROMAN.fullmatch(latin):
        return None
    values = [_ROMAN_VALUE[letter] for letter in latin]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


_OWN_LETTERS = frozenset("XVIХІ")


def read_roman(tokens: Sequence[Token], index: int) -> Number | None:
    token = tokens[index]
    if len(token.raw) > 15:
        return None
    value = roman_value(token.raw)
    if value is None or not _is_numeral(tokens, index, value):
        return None
    stop = index + 1
    if stop + 1 < len(tokens) and tokens[stop].raw in HYPHENS and tokens[stop].start == token.end:
        ending = tokens[stop + 1].word if tokens[stop + 1].start == tokens[stop].end else ""
        if is_ordinal_ending(ending):
            stop += 2
    return Number(Decimal(value), True, index, stop, roman=True)


def _is_numeral(tokens: Sequence[Token], index: int, value: int) -> bool:
    """Whether letters that could be a Roman numeral are one: not initials, sizes or pronouns."""
    token = tokens[index]
    raw = token.raw
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is not None and before.raw in "'’.&" and before.end == token.start:
        return False
    if not raw.isupper():
        followed = before is not None and after is not None and after.letters
        return len(raw) > 2 or (len(raw) == 2 and followed and raw not in {"xi", "vi", "хі"})
    letters = set(raw)
    if len(raw) == 1:
        return _single_letter(raw, token, before, after)
    if letters <= _OWN_LETTERS or value in range(1, 40):
        return True
    if len(raw) >= 4:
        return bool(letters & _OWN_LETTERS) or 1000 <= value <= 2100
    if letters & set("CDMСМ"):
        return False
    # "XL" is a size, "XL сессия" a session.
    numbered = after is not None and after.raw.islower() and not after.raw.isascii()
    suffixed = after is not None and after.raw in HYPHENS and after.start == token.end
    return len(raw) == 3 or numbered or suffixed


def _single_letter(raw: str, token: Token, before: Token | None, after: Token | None) -> bool:
    if raw not in {"I", "V", "X", "І", "Х"} or after is None:
        named = before is not None and (before.raw.istitle() and raw == "V")
        return raw in {"I", "V", "X"} and (named or (before is not None and before.word in PARTS))
    if after.raw == "." or after.raw in "'’" or (before is not None and before.raw == "."):
        return False
    if before is not None and before.word in PARTS:
        return True
    if after.raw in HYPHENS and after.start == token.end:
        return True
    if after.letters and after.raw.islower() and not after.raw.isascii():
        return True
    return raw == "V" and before is not None and before.letters and before.raw.istitle() and (
        not after.letters or after.raw.islower())  # fmt: skip
