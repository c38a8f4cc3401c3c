"""Numbers in words: `жиырма алтыншы`, `двадцать шестая`, `two hundred and five`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from qa.language.concepts import Numerals
from qa.language.number import HYPHENS, Number
from qa.language.number_words import LINKS, NOT_NUMBERS
from qa.language.numerals import NumberWord, number_word
from qa.language.packs import packs
from qa.language.tokens import Token


def read_words(tokens: Sequence[Token], index: int) -> Number | None:
    """The longest number that the words from `index` on say together, or None."""
    first = number_word(tokens[index].word)
    if first is None or not _may_lead(first, tokens, index):
        return None
    total, stop, last = _compose(tokens, index, first)
    weak = first.weak and stop == index + 1 and not _confirmed(tokens, index, first)
    if weak and first.value != 1:
        return None
    if _among_everyday(tokens, index, first) or _other_sense(tokens, index, stop):
        return None
    scale = last.value if last.value >= 1000 else 1
    return Number(Decimal(total), last.ordinal, index, stop, weak=weak, scale=scale)


def _compose(tokens: Sequence[Token], index: int, first: NumberWord) -> tuple[int, int, NumberWord]:
    """(value, index after it, last word) of the words from `index` on, in falling size.

    `group` gathers hundreds, tens and units until a thousand or million closes
    it; `free` is what the next part of the group must stay below.
    """
    total, group, free, ceiling = 0, 0, 1000, 10**18
    at, stop, last = index, index, first
    word: NumberWord | None = first
    while word is not None:
        value = word.value
        if value >= 1000 and value < ceiling:
            total, group, free, ceiling = total + (group or 1) * value, 0, 1000, value
        elif value == 100 and 0 < group < 10 and _multiplies(word):
            group, free = group * 100, 100
        elif 0 < value < free or at == index:
            group, free = group + value, _room(word)
        else:
            break
        stop, last = at + 1, word
        at, word = (at, None) if word.ordinal else _next_word(tokens, stop, first)
    return total + group, stop, last


def _numerals(word: NumberWord) -> list[Numerals]:
    """What the languages in which the word says a number tell of theirs."""
    return [pack.numerals for pack in packs() if pack.language in word.languages]


def _multiplies(word: NumberWord) -> bool:
    return any(numerals.hundred_multiplies for numerals in _numerals(word))


def _room(word: NumberWord) -> int:
    """What the next part must stay below: 100 after hundreds, 10 after twenty or `он`, else 0."""
    if word.value >= 100:
        return 100
    adds = word.value == 10 and any(numerals.ten_adds for numerals in _numerals(word))
    return 10 if word.value >= 20 or adds else 0


def _may_lead(word: NumberWord, tokens: Sequence[Token], index: int) -> bool:
    """Whether a number may begin with the word: "мың", "a thousand", not "тысячи людей"."""
    if word.ordinal or word.value < 100 or (word.value < 1000 and not _multiplies(word)):
        return True
    before = tokens[index - 1].word if index else ""
    return all(
        before in numerals.before_leading
        or any(re.fullmatch(pattern, tokens[index].word) for pattern in numerals.leading)
        for numerals in _numerals(word)
    )


def _next_word(
    tokens: Sequence[Token], at: int, first: NumberWord
) -> tuple[int, NumberWord | None]:
    """The number word at `at` of the same language, past one hyphen or a link (`hundred and`)."""
    if at >= len(tokens):
        return at, None
    glued = tokens[at].raw in HYPHENS and tokens[at].start == tokens[at - 1].end
    linked = f"{tokens[at - 1].word} {tokens[at].word}" in LINKS
    if (glued or linked) and at + 1 < len(tokens):
        at += 1
    word = number_word(tokens[at].word) if tokens[at].letters else None
    # "миллион" is Kazakh and Russian.
    same = word is not None and (word.languages & first.languages or word.value >= 10**6)
    return at, word if same else None


def _among_everyday(tokens: Sequence[Token], index: int, word: NumberWord) -> bool:
    """Whether everyday words of another language stand around: `on` and `bin` are English too."""
    if not tokens[index].word.isascii():
        return False
    near = tokens[max(0, index - 8) : index + 9]
    return any(
        sum(token.word in pack.numerals.everyday for token in near) >= 2
        for pack in packs()
        if pack.language not in word.languages
    )


def _confirmed(tokens: Sequence[Token], index: int, word: NumberWord) -> bool:
    """Whether a word that may be something else is a number here.

    `он` is "he" in Russian and ten in Kazakh, `торт` a cake and four: letters
    or everyday words of its language nearby decide.
    """
    if word.value == 1:
        return False
    near = tokens[max(0, index - 6) : index + 7]
    return any(_vouched(numerals, near, tokens[index], word) for numerals in _numerals(word))


def _vouched(numerals: Numerals, near: Sequence[Token], token: Token, word: NumberWord) -> bool:
    if word.word in numerals.never_alone:
        return False
    if word.word not in numerals.needs_company:
        return len(token.word) > 2 and not _among_everyday(near, near.index(token), word)
    letters = re.compile(numerals.company_letters)
    return any(letters.search(t.raw) or t.word in numerals.company for t in near)


def _other_sense(tokens: Sequence[Token], index: int, stop: int) -> bool:
    """Homonyms: a second of time, the Kazakh hordes (`Ұлы жүз`) and quarters."""
    before = tokens[index - 1].word if index else ""
    return stop == index + 1 and bool(
        NOT_NUMBERS.fullmatch(f"{before} {tokens[index].raw.lower()}")
    )
