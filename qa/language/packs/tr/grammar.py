"""What Turkish needs code for: endings behind an apostrophe, and numbers written as one word."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qa.language.packs import pack_of
from qa.language.packs.tr.parts import part_of
from qa.language.plain_grammar import in_place_of, no_number
from qa.language.snowball import snowball
from qa.types import Language

__all__ = ["expand", "number", "ordinal", "part_of", "romanised_number", "stem"]

_CASE = (
    "(?:l[ae]r)?(?:[ıiuü]m[ıiuü]z|s?[ıiuü])?"
    "(?:n?[ıiuü]n|[yn]?[ae]|[yn]?[ıiuü]|n?[dt][ae]n?|[yn]?l[ae])?(?:ki)?"
)
_SNOWBALL = snowball("turkish")
# As they are typed where the keyboard has no Turkish letters.
_PLAIN = str.maketrans("çğıöşüâîû", "cgiosuaiu")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    return _SNOWBALL(word.partition("'")[0]).translate(_PLAIN)


def expand(pattern: str) -> str:
    """With endings for `{case}`, after an apostrophe or without."""
    return pattern.replace("{case}", f"(?:'?{_CASE})")


_ENDING = re.compile(f"'?{_CASE}")
_SHORT = frozenset(("on", "bin", "yüz", "bir", "altı", "elli", "kırk", "yedi"))
"""Their inflected forms are other words: "onun" is "his", "binin" "get on"."""
_MOST = 5


@cache
def _values() -> dict[str, int]:
    pack = pack_of(Language("tr"))
    assert pack is not None
    return {word: int(v) for v, row in pack.numerals.cardinals.items() for word in row}


def number(word: str) -> tuple[int, bool] | None:
    """`onbeş`, `ikiyüz`, and listed words with an ending (`üçünü`)."""
    for length in range(len(word), 1, -1):
        value = _value(word[:length])
        if value is not None and _ENDING.fullmatch(word, length):
            return (value, False) if length == len(word) or word[:length] not in _SHORT else None
    return None


romanised_number = no_number


def _value(word: str) -> int | None:
    """What a word says that is one or several number words in falling size."""
    total = group = 0
    left, ceiling = word, 10**18
    for _ in range(_MOST):
        part = next(
            (left[:n] for n in range(min(len(left), 8), 1, -1) if left[:n] in _values()), ""
        )
        value = _values().get(part, 0)
        if not value:
            return None
        if value >= 1000 and value < ceiling:
            total, group, ceiling = total + (group or 1) * value, 0, value
        elif value == 100 and group < 10:
            group = (group or 1) * 100
        elif not group or group % (10 if value < 10 else 100) == 0:
            group += value
        else:
            return None
        left = left[len(part) :]
        if not left:
            return total + group
    return None


def ordinal(number: int, written: str = "", like: str = "") -> str:
    return in_place_of(number, like) or f"{number}."
