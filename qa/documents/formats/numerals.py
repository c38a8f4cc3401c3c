"""A number in the shapes that Word can draw it in (`w:numFmt`)."""

from __future__ import annotations

import re

from qa.language.spelling import in_digits, spelled
from qa.types import Language

SPELLED = ("ordinal", "cardinalText", "ordinalText")
# Word leaves out ё, й, ъ and ь.
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = {
    1000: "m",
    900: "cm",
    500: "d",
    400: "cd",
    100: "c",
    90: "xc",
    50: "l",
    40: "xl",
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}
_SIGNS = "*†‡§"
# The longest run of a repeated letter that is drawn; beyond it no one counts letters.
_LONGEST = 30
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def numeral(count: int, shape: str, custom: str = "", language: Language = Language.OTHER) -> str:
    """`count` as `shape` draws it in a language; in digits what cannot be drawn."""
    if shape == "none":
        return ""
    if shape in SPELLED:
        return _in_words(count, shape, language) or str(count)
    if shape == "custom":
        return _padded(count, custom)
    if shape == "decimalZero":
        return f"{count:02}"
    if shape == "numberInDash":
        return f"- {count} -"
    if shape == "hex":
        return f"{count:X}"
    if shape == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if shape == "decimalEnclosedParen" and 1 <= count <= 20:
        return chr(0x2474 + count - 1)
    if shape == "decimalEnclosedFullstop" and 1 <= count <= 20:
        return chr(0x2488 + count - 1)
    if count >= 1 and (drawn := _letters(count, shape)):
        return drawn
    return str(count)


def _in_words(count: int, shape: str, language: Language) -> str | None:
    if shape == "ordinal":
        return in_digits(count, language)
    return spelled(count, language, ordinal=shape == "ordinalText")


def _letters(count: int, shape: str) -> str:
    if shape in ("lowerRoman", "upperRoman"):
        drawn = roman(count)
    elif shape in ("lowerLetter", "upperLetter"):
        drawn = _repeated(count, _LATIN)
    elif shape in ("russianLower", "russianUpper"):
        drawn = _repeated(count, _RUSSIAN)
    elif shape == "chicago":
        drawn = _repeated(count, _SIGNS)
    else:
        return ""
    return drawn.upper() if shape.startswith("upper") or shape.endswith("Upper") else drawn


def roman(count: int) -> str:
    """In small letters, 1 to 3999; digits beyond."""
    if not 1 <= count <= 3999:
        return str(count)
    drawn = ""
    for size, letters in _ROMAN.items():
        times, count = divmod(count, size)
        drawn += letters * times
    return drawn


def raised(text: str) -> str | None:
    """Digits as superscripts (`10` and `²`); None where a character has no such form."""
    return _translated(text, _SUPERSCRIPTS)


def lowered(text: str) -> str | None:
    """Digits as subscripts; None where a character has no such form."""
    return _translated(text, _SUBSCRIPTS)


def _translated(text: str, table: dict[int, int]) -> str | None:
    core = text.strip()
    if not core or any(ord(character) not in table for character in core):
        return None
    return text.translate(table)


def _repeated(count: int, alphabet: str) -> str:
    """a … z, aa … zz: the letter again for each time round."""
    times, index = divmod(count - 1, len(alphabet))
    return alphabet[index] * (times + 1) if times < _LONGEST else ""


def _padded(count: int, custom: str) -> str:
    """`001, 002, …` shows how many digits are drawn."""
    first = re.match(r"\s*(0*\d)", custom)
    return f"{count:0{len(first[1])}}" if first and len(first[1]) <= 10 else str(count)
