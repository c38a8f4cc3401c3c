"""Single numbers: digits with their separators and endings, number words, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.language.numerals import NumberWord, number_word, roman_value
from qa.language.tokens import Token
from qa.language.word_list import words
from qa.types import Language


@dataclass(frozen=True, slots=True)
class Number:
    """A number that covers tokens `[first, stop)`.

    `scale` is the multiplier word it ends with (1000 for "60 thousand"), 1
    without one; `digits` the count of digits of a plain digit run, else 0.
    """

    value: Decimal
    ordinal: bool
    first: int
    stop: int
    weak: bool = False
    roman: bool = False
    scale: int = 1
    digits: int = 0


_HYPHENS = frozenset("-‑–−")
# Three groups at most need looking at; every repetition is of fixed-width groups.
_LITERAL = re.compile(
    r"(?P<grouped>\d{1,3}(?:(?:[ \u00a0\u2009\u202f]\d{3})+|(?:,\d{3})+|(?:\.\d{3}){2,}|\.000))"
    r"(?P<fraction>[.,]\d{1,6})?(?![\d]|[.,]\d)"
    r"|(?P<plain>\d+[.,]\d{1,9})(?![\d]|[.,]\d)"
)
_LONGEST_LITERAL = 30
_SCALE = {
    "тыс": 10**3, "млн": 10**6, "млрд": 10**9, "трлн": 10**12, "мин": 0, "mln": 10**6,
    "m": 0, "bn": 10**9, "mlrd": 10**9, "tys": 10**3,
}  # fmt: skip


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
    return _words(tokens, index) or _roman(tokens, index)


# --- digits -------------------------------------------------------------------

_ENGLISH_ENDING = frozenset(("st", "nd", "rd", "th"))
_RUSSIAN_ORDINAL = frozenset(
    words("й я е го му м х ю ая ой ый ий ого ому его ему ую ым ом ое ые ых ыми ей ья ье ью ми")
)
_KAZAKH_ORDINAL = re.compile("(?:[ыи]?н)?ш[ыи]|sh[iyı]|ş[iıy]|n?sh[iyı]\\w*|[iyı]?n[sş]h?[iyı]\\w*")
_KAZAKH_CASE = re.compile(
    "(?:[гк][ае]|[дт][ае]|[днт][ае]н|[ндт][ыи]н|[ндт][ыи]|с?[ыи]н?[ае]?|[мбп]ен|[дт][ае]й|"
    "g[ae]|k[ae]|q[ae]|ğ[ae]|[dtn][ae]n|[dtn][yiı]ñ?n?|m?en)"
)
# Russian nouns and adjectives that count: `20-летие`, `5-этажный`, not `34-сессия`.
_RUSSIAN_COUNTED = re.compile(
    "(?:лет|дневн|этажн|месячн|часов|процентн|кратн|минутн|метров|тысячн|миллион|местн|бальн|"
    "килом|градус|секунд|разов|значн|ступ|гранн|угольн|комнатн|томн|серийн|страничн|ти|ка$)"
)


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
    return _scaled(tokens, Number(value, False, index, stop, digits=digits))


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
    if literal["grouped"] is not None and not literal["grouped"].startswith("0"):
        whole = re.sub(r"\D", "", literal["grouped"])
        fraction = (literal["fraction"] or "")[1:]
        return Decimal(f"{int(whole)}.{int(fraction or 0):0{max(len(fraction), 1)}d}")
    whole, fraction = re.split("[.,]", literal[0].replace(" ", ""), maxsplit=1)
    return Decimal(f"{int(whole)}.{''.join(str(int(d)) for d in fraction)}")


def _suffix(tokens: Sequence[Token], index: int, value: Decimal) -> tuple[bool, int] | None:
    """(ordinal, stop) when an ending is glued to the digits, perhaps by a hyphen."""
    at = index + 1
    if at >= len(tokens) or tokens[at].start != tokens[index].end:
        return None
    hyphen = tokens[at].raw in _HYPHENS
    if hyphen:
        at += 1
        if at >= len(tokens) or tokens[at].start != tokens[at - 1].end:
            return None
    token = tokens[at]
    if not token.letters:
        return None
    word = token.word
    if word in _ENGLISH_ENDING or _KAZAKH_ORDINAL.fullmatch(word):
        return True, at + 1
    if _KAZAKH_ORDINAL.match(word) and hyphen and word[-1] in "ыинаеіyiı":
        return True, at + 1
    if hyphen and word in _RUSSIAN_ORDINAL:
        # "2-х" is "двух", "5-ми" "пятью"-like: counted, not ranked.
        counted = (word == "х" and value <= 4) or word == "ми" or (word == "ю" and value == 5)
        return not counted, at + 1
    if hyphen and _KAZAKH_CASE.fullmatch(word):
        return False, at + 1
    if hyphen and len(word) > 2 and "а" <= word[0] <= "я":
        # Kazakh writes "34-сессия" for the 34th; the noun itself is no part of the value.
        return not _RUSSIAN_COUNTED.match(word), index + 1
    return None


def _scaled(tokens: Sequence[Token], number: Number) -> Number:
    """The number times the multiplier words after it: `2 млн 300 тыс.` stays two numbers."""
    value, stop, scale = number.value, number.stop, 1
    while stop < len(tokens) and tokens[stop].letters:
        word = tokens[stop].word
        factor = _SCALE.get(word)
        if factor is None:
            found = number_word(word)
            good = found is not None and not found.ordinal and found.value >= 100
            good = good and (found.value > 100 or found.language is not Language.RUSSIAN)  # type: ignore[union-attr]
            factor = found.value if good and found is not None else 0
        if not factor or (tokens[stop].raw == "мин"):
            break
        value, scale, stop = value * factor, scale * factor, stop + 1
    return Number(
        value, False, number.first, stop, scale=scale, digits=number.digits if scale == 1 else 0
    )


# --- words --------------------------------------------------------------------


def _words(tokens: Sequence[Token], index: int) -> Number | None:
    """The longest number that the words from `index` on say together."""
    first = number_word(tokens[index].word)
    if first is None:
        return None
    total, current, place, ceiling = 0, 0, 0, 10**18
    at, stop, scale = index, index, 1
    word: NumberWord | None = first
    ordinal = False
    while word is not None and not ordinal:
        if at > index and word.language is not first.language:
            break
        value = word.value
        if value >= 1000 and not (word.ordinal and value == 2000):
            if value >= ceiling or (at == index and not _may_lead(word, tokens, index)):
                break
            total, current, place, ceiling = total + max(current, 1) * value, 0, 0, value
        elif value == 100 and 1 <= current <= 9 and word.language is not Language.RUSSIAN:
            current, place = current * 100, 100
        elif at == index or (place > value and (value < 10 or value < place)) or current == 0:
            if place and not _fits(value, place, word):
                break
            current, place = current + value, _place(value, word)
        else:
            break
        ordinal, stop = word.ordinal, at + 1
        scale = value if value >= 1000 else 1
        at, word = _next_word(tokens, stop, first.language)
    if stop == index:
        return None
    weak = first.weak and stop == index + 1 and not _confirmed(tokens, index, first)
    if first.language is not Language.ENGLISH and tokens[index].word.isascii() and \
            _among_english(tokens, index):  # fmt: skip
        return None
    if weak and first.value != 1:
        return None
    if _other_sense(tokens, index, stop, first):
        return None
    value_ = Decimal(total + current)
    return Number(value_, ordinal, index, stop, weak=weak, scale=scale)


def _place(value: int, word: NumberWord) -> int:
    """What the next part must stay below: 10 after twenty, 100 after hundreds, 0 = nothing."""
    if value >= 100:
        return 100
    if value >= 20 or (value == 10 and word.language is Language.KAZAKH):
        return 10
    return 1


def _fits(value: int, place: int, word: NumberWord) -> bool:
    return 0 < value < place or (value == place == 10 and False)


def _may_lead(word: NumberWord, tokens: Sequence[Token], index: int) -> bool:
    """Whether a multiplier without a number before it is one: "мың", "a thousand", not "тысячи"."""
    raw = tokens[index].word
    if word.ordinal:
        return True
    if word.language is Language.ENGLISH:
        return index > 0 and tokens[index - 1].word in {"a", "one", "per"}
    if word.language is Language.RUSSIAN:
        return raw in {"тысяча", "тысячу", "миллион", "миллиард"}
    return True


def _next_word(
    tokens: Sequence[Token], at: int, language: Language
) -> tuple[int, NumberWord | None]:
    """The number word at `at`, past one hyphen or an English "and"."""
    if at >= len(tokens):
        return at, None
    token = tokens[at]
    glued = token.raw in _HYPHENS and token.start == tokens[at - 1].end
    linked = token.word == "and" and language is Language.ENGLISH and tokens[at - 1].word in {
        "hundred", "thousand", "million"}  # fmt: skip
    if (glued or linked) and at + 1 < len(tokens):
        at += 1
    word = number_word(tokens[at].word) if tokens[at].letters else None
    return at, word


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
    """Homonyms: a second of time, the Kazakh hordes (`Ұлы жүз`) and quarters (`бірінші тоқсан`)."""
    before = tokens[index - 1].word if index else ""
    single = stop == index + 1
    if word.language is Language.ENGLISH and single:
        if word.value == 2 and word.ordinal:
            return before in {"a", "per", "each", "every", "one", "split"} or bool(
                index and tokens[index - 1].digits
            )
        return word.ordinal and before in {"a", "one", "two"} and word.value > 2
    if word.language is Language.KAZAKH and single:
        if word.value == 100:
            return before in {"улы", "орта", "киши"}
        if word.value == 90:
            found = number_word(before)
            return (found is not None and found.ordinal) or roman_value(before) is not None
    return False


# --- Roman numerals -----------------------------------------------------------

_NUMBERED = frozenset(
    words(
        "war chapter part volume phase article section act class book type title pope king "
        "queen глава том часть раздел война статья тарау болим том бап"
    )
)
_OWN_LETTERS = frozenset("XVIХІ")


def _roman(tokens: Sequence[Token], index: int) -> Number | None:
    token = tokens[index]
    if len(token.raw) > 15:
        return None
    value = roman_value(token.raw)
    if value is None or not _is_numeral(tokens, index, value):
        return None
    stop = index + 1
    if stop + 1 < len(tokens) and tokens[stop].raw in _HYPHENS and tokens[stop].start == token.end:
        ending = tokens[stop + 1].word if tokens[stop + 1].start == tokens[stop].end else ""
        if ending in _RUSSIAN_ORDINAL or _KAZAKH_ORDINAL.match(ending):
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
    if letters & set("CDMСМ"):
        return len(raw) >= 4 and 1000 <= value <= 2100
    return len(raw) >= 3


def _single_letter(raw: str, token: Token, before: Token | None, after: Token | None) -> bool:
    if raw not in {"I", "V", "X", "І", "Х"} or after is None:
        named = before is not None and (before.raw.istitle() and raw == "V")
        return raw in {"I", "V", "X"} and (
            named or (before is not None and before.word in _NUMBERED)
        )
    if after.raw == "." or after.raw in "'’" or (before is not None and before.raw == "."):
        return False
    if before is not None and before.word in _NUMBERED:
        return True
    if after.raw in _HYPHENS and after.start == token.end:
        return True
    if after.letters and after.raw.islower() and not after.raw.isascii():
        return True
    return raw == "V" and before is not None and before.letters and before.raw.istitle() and (
        not after.letters or after.raw.islower())  # fmt: skip
