"""Single numbers: digits with their separators and endings, number words, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from qa.language.number import HYPHENS, Number
from qa.language.number_words import (
    APOSTROPHISED,
    APOSTROPHISED_CASES,
    CASES,
    COUNTED,
    COUNTED_NOUNS,
    GLUED,
    HALVES,
    HYPHENED,
    MULTIPLIERS,
    ONE_AND_A_HALF,
)
from qa.language.numerals import number_word
from qa.language.packs import packs
from qa.language.roman import read_roman
from qa.language.spelled import read_words
from qa.language.tokens import Token

# Three groups at most need looking at; every repetition is of fixed-width groups.  What begins
# with 0 is grouped otherwise, as a telephone number is.
_LITERAL = re.compile(
    r"(?P<grouped>[1-9]\d{0,2}"
    r"(?:(?:[ \u00a0\u2009\u202f]\d{3})+|(?:,\d{3})+|(?:\.\d{3}){2,}|\.000))"
    r"(?P<fraction>[.,]\d{1,6})?(?![\d]|[.,]\d)"
    r"|(?P<plain>\d+[.,]\d{1,9})(?![\d]|[.,]\d)"
)
_LONGEST_LITERAL = 30


def read_numbers(text: str, tokens: Sequence[Token]) -> dict[int, Number]:
    """Every single number of the text by the index of its first token."""
    numbers: dict[int, Number] = {}
    index = 0
    while index < len(tokens):
        number = _read(text, tokens, index)
        if number is None:
            index += 1
            continue
        numbers[index] = number
        index = number.stop
    return numbers


def _read(text: str, tokens: Sequence[Token], index: int) -> Number | None:
    token = tokens[index]
    if token.digits:
        return _digits(text, tokens, index)
    if not token.letters:
        return None
    if token.word in ONE_AND_A_HALF:
        return _scaled(text, tokens, Number(Decimal("1.5"), False, index, index + 1))
    said = read_words(tokens, index)
    if said is not None and not said.ordinal and said.scale == 1 and _half(tokens, said.stop)[0]:
        return _scaled(text, tokens, said)
    return said or read_roman(tokens, index)


# --- digits -------------------------------------------------------------------


def _digits(text: str, tokens: Sequence[Token], index: int) -> Number | None:
    token = tokens[index]
    if len(token.raw) > _LONGEST_LITERAL:
        return None
    value, end = Decimal(str(int(token.raw))), token.end
    if not _continues_digits(tokens, index):
        literal = _LITERAL.match(text, token.start, token.start + _LONGEST_LITERAL)
        if literal is not None and not _is_date_part(literal[0]):
            value, end = _literal_value(literal), literal.end()
    stop = index + 1
    while stop < len(tokens) and tokens[stop].start < end:
        stop += 1
    digits = len(token.raw) if stop == index + 1 else 0
    if digits and value < 10**6:
        suffixed = _suffix(tokens, index, value)
        if suffixed is not None:
            ordinal, stop = suffixed
            return Number(value, ordinal, index, stop, digits=digits)
    return _scaled(text, tokens, Number(value, False, index, stop, digits=digits))


def _continues_digits(tokens: Sequence[Token], index: int) -> bool:
    """Whether the digits follow others after a point or comma (`1.2.3`)."""
    if index < 2 or tokens[index - 1].raw not in ".,":
        return False
    mark, before = tokens[index - 1], tokens[index - 2]
    return before.digits and before.end == mark.start and mark.end == tokens[index].start


def _is_date_part(literal: str) -> bool:
    """`26.04` of `26.04.2024` is excluded by the pattern; `2021,2022` is two years."""
    whole, _, fraction = literal.partition(",")
    return len(whole) == 4 and len(fraction) == 4


def _literal_value(literal: re.Match[str]) -> Decimal:
    if literal["grouped"] is not None:
        whole = re.sub(r"\D", "", literal["grouped"])
        fraction = (literal["fraction"] or "")[1:]
        return Decimal(f"{int(whole)}.{int(fraction or 0):0{max(len(fraction), 1)}d}")
    whole, fraction = re.split("[.,]", literal[0], maxsplit=1)
    return Decimal(f"{int(whole)}.{''.join(str(int(d)) for d in fraction)}")


def _suffix(tokens: Sequence[Token], index: int, value: Decimal) -> tuple[bool, int] | None:
    """(ordinal, stop) when an ending is glued to the digits, perhaps by a hyphen."""
    at = index + 1
    if at >= len(tokens) or tokens[at].start != tokens[index].end:
        return None
    mark = tokens[at].raw
    hyphen, apostrophe = mark in HYPHENS, mark in "'’"
    if hyphen or apostrophe:
        at += 1
        if at >= len(tokens) or tokens[at].start != tokens[at - 1].end:
            return None
    token = tokens[at]
    if not token.letters:
        return None
    word = token.word
    if apostrophe:
        ranks = bool(APOSTROPHISED.fullmatch(word))
        return (ranks, at + 1) if ranks or APOSTROPHISED_CASES.fullmatch(word) else None
    if GLUED.fullmatch(word):
        return True, at + 1
    if hyphen and HYPHENED.fullmatch(word):
        return not COUNTED.fullmatch(f"{value}-{word}"), at + 1
    if hyphen and CASES.fullmatch(word):
        return False, at + 1
    if hyphen and len(word) > 2 and "а" <= word[0] <= "я":
        # Kazakh writes "34-сессия" for the 34th; the noun itself is no part of the value.
        return not COUNTED_NOUNS.match(word), index + 1
    return None


def _scaled(text: str, tokens: Sequence[Token], number: Number) -> Number:
    """The number times the multiplier words after it, with what belongs to it behind them."""
    half, stop = _half(tokens, number.stop)
    value, scale = number.value + half, 1
    while stop < len(tokens) and tokens[stop].letters:
        factor = _multiplier(tokens[stop].word) or _money(tokens, number.first, stop)
        if not factor:
            break
        value, scale, stop = value * factor, scale * factor, stop + 1
    if scale > 1 and (rest := _rest(text, tokens, stop, scale)) is not None:
        return Number(value + rest.value, False, number.first, rest.stop, scale=rest.scale)
    digits = number.digits if scale == 1 and not half else 0
    return Number(value, False, number.first, stop, scale=scale, digits=digits)


def _half(tokens: Sequence[Token], at: int) -> tuple[Decimal, int]:
    """The half that the words at `at` add to the number before them, and the index behind."""
    for stop in range(min(at + 3, len(tokens)), at, -1):
        if " ".join(token.word for token in tokens[at:stop]) in HALVES:
            return Decimal("0.5"), stop
    return Decimal(0), at


def _rest(text: str, tokens: Sequence[Token], stop: int, scale: int) -> Number | None:
    """What goes on where a number in thousands or millions seems to end: `2 млрд 300 млн`,
    `3 мың 400`.  Behind the full stop of `млн.` another sentence may begin with a number."""
    dotted = stop < len(tokens) and tokens[stop].raw == "." and tokens[stop - 1].word in MULTIPLIERS
    at = stop + dotted
    if at >= len(tokens) or not tokens[at].digits:
        return None
    rest = _digits(text, tokens, at)
    if rest is None or rest.ordinal or rest.value >= scale:
        return None
    plain = scale == 1000 and rest.digits in (2, 3) and not dotted
    return rest if plain or 1 < rest.scale < scale else None


def _multiplier(word: str) -> int:
    """What a word after digits multiplies them by (`мың`, `тыс`, `million`, Kazakh `жүз`), or 0."""
    if word in MULTIPLIERS:
        return MULTIPLIERS[word]
    found = number_word(word)
    if found is None or found.ordinal or found.value < 100:
        return 0
    multiplies = any(
        pack.numerals.hundred_multiplies for pack in packs() if pack.language in found.languages
    )
    return found.value if found.value >= 1000 or multiplies else 0


_MONEY = {"m": 10**6, "b": 10**9, "k": 10**3}


def _money(tokens: Sequence[Token], first: int, stop: int) -> int:
    """The multiplier letter of `$125m`, or 0."""
    glued = tokens[stop].start == tokens[stop - 1].end
    currency = first > 0 and tokens[first - 1].raw in "$£€₸₽"
    return _MONEY.get(tokens[stop].word, 0) if glued and currency else 0
