"""What English needs code for."""

from __future__ import annotations

from qa.language.packs.en.parts import part_of
from qa.language.plain_grammar import as_written, no_number
from qa.language.snowball import snowball

__all__ = ["expand", "number", "ordinal", "part_of", "romanised_number", "stem"]

stem = snowball("english")
expand = as_written
number = no_number
romanised_number = no_number


def ordinal(number: int, written: str = "", like: str = "") -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{_ENDINGS.get(number % 10, 'th')}"


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
