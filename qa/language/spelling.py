"""Numbers written in full: `Twenty-one`, `Двадцать первый`, `Жиырма бірінші`."""

from __future__ import annotations

from qa.language.packs import pack_of
from qa.types import Language


def spelled(number: int, language: Language, *, ordinal: bool) -> str | None:
    """With a capital, 1 to 99; None beyond, and where the language has no pack."""
    pack = pack_of(language)
    if pack is None or not 1 <= number <= 99:
        return None
    spelling = pack.spelling
    last = spelling.ordinals if ordinal else spelling.cardinals
    words = last.get(str(number))
    if words is None:
        tens, units = number // 10 * 10, number % 10
        words = f"{spelling.cardinals[str(tens)]}{spelling.joint}{last[str(units)]}"
    first = words[0]
    return spelling.capitals.get(first, first.upper()) + words[1:]


def in_digits(number: int, language: Language) -> str | None:
    """An ordinal in digits: `21st`, `21-й`; None where the language has no pack."""
    pack = pack_of(language)
    return None if pack is None else pack.grammar.ordinal(number)
