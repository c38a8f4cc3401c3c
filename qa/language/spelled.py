"""Numbers in words: `жиырма алтыншы`, `двадцать шестая`, `two hundred and five`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from qa.language.number import HYPHENS, Number
from qa.language.numerals import NumberWord, number_word
from qa.language.roman import roman_value
from qa.language.tokens import Token
from qa.language.word_list import words
from qa.types import Language


def read_words(tokens: Sequence[Token], index: int) -> Number | None:
    """The longest number that the words from `index` on say together, or None."""
    first = number_word(tokens[index].word)
    if first is None or not _may_lead(first, tokens, index):
        return None
    total, stop, last = _compose(tokens, index, first)
    weak = first.weak and stop == index + 1 and not _confirmed(tokens, index, first)
    if weak and first.value != 1:
        return None
    latin = first.language is not Language.ENGLISH and tokens[index].word.isascii()
    if (latin and _among_english(tokens, index)) or _other_sense(tokens, index, stop, first):
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
        elif value == 100 and 0 < group < 10 and word.language is not Language.RUSSIAN:
            group, free = group * 100, 100
        elif 0 < value < free or at == index:
            group, free = group + value, _room(word)
        else:
            break
        stop, last = at + 1, word
        at, word = (at, None) if word.ordinal else _next_word(tokens, stop, first.language)
    return total + group, stop, last


def _room(word: NumberWord) -> int:
    """What the next part must stay below: 100 after hundreds, 10 after twenty or `он`, else 0."""
    if word.value >= 100:
        return 100
    tens = word.value >= 20 or (word.value == 10 and word.language is Language.KAZAKH)
    return 10 if tens else 0


def _may_lead(word: NumberWord, tokens: Sequence[Token], index: int) -> bool:
    """Whether a number may begin with the word: "мың", "a thousand", not "тысячи людей"."""
    if (
        word.ordinal
        or word.value < 100
        or (word.value < 1000 and word.language is Language.RUSSIAN)
    ):
        return True
    before = tokens[index - 1].word if index else ""
    if word.language is Language.ENGLISH:
        return before in {"a", "per"}
    if word.language is Language.RUSSIAN:
        return tokens[index].word in {"тысяча", "тысячу", "миллион", "миллиард"}
    return True


def _next_word(
    tokens: Sequence[Token], at: int, language: Language
) -> tuple[int, NumberWord | None]:
    """The number word at `at` of the same language, past one hyphen or an English "and"."""
    if at >= len(tokens):
        return at, None
    glued = tokens[at].raw in HYPHENS and tokens[at].start == tokens[at - 1].end
    linked = tokens[at].word == "and" and tokens[at - 1].word in _BEFORE_AND
    if (glued or linked) and at + 1 < len(tokens):
        at += 1
    word = number_word(tokens[at].word) if tokens[at].letters else None
    # "миллион" is Kazakh and Russian.
    same = word is not None and (word.language is language or word.value >= 10**6)
    return at, word if same else None


_BEFORE_AND = frozenset(words("hundred thousand million"))
_ENGLISH_COMMON = frozenset(
    words(
        "the of and is was were in to at what who which did does how on for when are by from "
        "with that this it as be has had have a an"
    )
)


def _among_english(tokens: Sequence[Token], index: int) -> bool:
    near = tokens[max(0, index - 8) : index + 9]
    return sum(token.word in _ENGLISH_COMMON for token in near) >= 2


_KAZAKH_LETTER = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_KAZAKH_COMMON = frozenset(
    words(
        "канша кандай кандаи кай каи кашан неше болды бар жок мен бойынша боиынша туралы "
        "кайда ким адам жыл жылы жылдан деп тапсырма бул осы рет мушеси мушелери депутат "
        "сессия"
    )
)


def _confirmed(tokens: Sequence[Token], index: int, word: NumberWord) -> bool:
    """Whether a word that may be something else is a number here.

    `он` is "he" in Russian and ten in Kazakh, `торт` a cake and four: Kazakh
    letters or everyday Kazakh words nearby decide.
    """
    if word.value == 1:
        return False
    if word.language is not Language.KAZAKH:
        return not _among_english(tokens, index) and len(tokens[index].word) > 2
    if tokens[index].word.isascii():
        return word.value != 10
    near = tokens[max(0, index - 6) : index + 7]
    return any(_KAZAKH_LETTER.search(t.raw) or t.word in _KAZAKH_COMMON for t in near)


def _other_sense(tokens: Sequence[Token], index: int, stop: int, word: NumberWord) -> bool:
    """Homonyms: a second of time, the Kazakh hordes (`Ұлы жүз`) and quarters (`бірінші тоқсан`),
    and `оң` (right, positive), which is ten (`он`) once folded."""
    before = tokens[index - 1].word if index else ""
    single = stop == index + 1
    if word.language is Language.ENGLISH and single:
        if word.value == 2 and word.ordinal:
            return before in {"a", "per", "each", "every", "one", "split"} or bool(
                index and tokens[index - 1].digits
            )
        return word.ordinal and before in {"a", "one", "two"} and word.value > 2
    if word.language is Language.KAZAKH and single:
        if word.value == 10:
            return "ң" in tokens[index].raw.lower()
        if word.value == 100:
            return before in {"улы", "орта", "киши"}
        if word.value == 90:
            found = number_word(before)
            return (found is not None and found.ordinal) or roman_value(before) is not None
    return False
