"""What Russian needs code for."""

from __future__ import annotations

from qa.language.packs.ru.parts import part_of
from qa.language.plain_grammar import as_written, in_place_of, no_number
from qa.language.snowball import snowball

__all__ = ["expand", "number", "ordinal", "part_of", "romanised_number", "stem"]

stem = snowball("russian")
expand = as_written
number = no_number
romanised_number = no_number
_TWO_LETTERS = ("го", "му", "ми")


def ordinal(number: int, written: str = "", like: str = "") -> str:
    """With the case of its word: `шестом` is `6-м`, `третьего` `3-го`."""
    if written[:1].isdigit() and not written.isdigit():
        return written
    if written and not written.isdigit():
        ending = written[-2:] if written.endswith(_TWO_LETTERS) else written[-1:]
        return f"{number}-{ending}"
    return in_place_of(number, like) or f"{number}-й"
