"""Dates and years in the word orders of all languages, over tokens and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qa.language.number import HYPHENS, Number
from qa.language.pack import Pack
from qa.language.packs import either, merged, packs
from qa.language.romanised import CYRILLIC, collapse
from qa.language.tokens import Token

Numbers = Mapping[int, Number]


class Date(NamedTuple):
    """A canonical date or range that ends before token `stop`."""

    value: str
    stop: int
    weak: bool = False


def _months(patterns: Callable[[Pack], Sequence[str]]) -> re.Pattern[str]:
    """One pattern of all packs' months, twelve groups a pack."""
    groups = [f"({pack.grammar.expand(p)})" for pack in packs() for p in patterns(pack)]
    return re.compile("|".join(groups))


_MONTH = _months(lambda pack: pack.dates.months)
_ROMANISED_MONTH = _months(lambda pack: pack.dates.romanised_months)
_LONGEST = 20


@lru_cache(maxsize=4096)
def month(word: str) -> int:
    """The month that a folded word names in any of the languages, or 0."""
    if not 3 <= len(word) <= _LONGEST:
        return 0
    match = _MONTH.fullmatch(word)
    if match is None and not CYRILLIC.search(word):
        match = _ROMANISED_MONTH.fullmatch(collapse(word))
    return ((match.lastindex or 1) - 1) % 12 + 1 if match else 0


# Alone, these are also oil, spring holidays, seasons, a pot, verbs and names.
_AMBIGUOUS = frozenset(merged(lambda pack: pack.dates.ambiguous))
_SHORT_MONTHS = {
    word: number
    for pack in packs()
    for number, words in enumerate(pack.dates.short_months, 1)
    for word in words.split()
}
_BEFORE_MONTH = frozenset(merged(lambda pack: pack.dates.before_month))
_VERBS = frozenset(merged(lambda pack: pack.dates.verbs))
_YEAR_WORD = re.compile(either(lambda pack: pack.dates.year_words))
_ATTRIBUTIVE = re.compile(either(lambda pack: pack.dates.attributive_years))
_WITHIN_YEAR = re.compile(either(lambda pack: pack.dates.within_years))
_DECADE = re.compile(either(lambda pack: pack.dates.decades))
_BEFORE_YEAR = frozenset(merged(lambda pack: pack.dates.before_year))
_BEFORE_BARE_YEAR = frozenset(("", "(", *merged(lambda pack: pack.dates.before_bare_year)))
_OWNING = re.compile(either(lambda pack: pack.dates.owning))
_MONTH_NOUNS = frozenset(merged(lambda pack: pack.dates.month_nouns))
_JOINING = frozenset(merged(lambda pack: pack.dates.joining))
_OF = frozenset(merged(lambda pack: pack.dates.of))
_DASHES = frozenset("-–—‑−‒―")


def is_year_word(word: str) -> bool:
    """Whether a folded word means years in any of the languages."""
    return bool(_YEAR_WORD.fullmatch(word))


def read_year(tokens: Sequence[Token], numbers: Numbers, index: int) -> Date | None:
    """A year at `index`: `2022 жылғы`, `1995 году`, `in 1995`, the decade `1990-х`; else None."""
    number = numbers[index]
    value = int(number.value)
    if value != number.value or number.scale > 1:
        return None
    stop = number.stop
    following = tokens[stop].word if stop < len(tokens) else ""
    named = bool(_YEAR_WORD.fullmatch(following))
    if named and stop + 1 < len(tokens) and tokens[stop + 1].raw == "." and len(following) <= 2:
        named_stop = stop + 2
    else:
        named_stop = stop + 1 if named else stop
    decade = bool(_DECADE.fullmatch(following)) and value % 10 == 0
    if number.digits == 4 and following == "s" and tokens[stop].start == tokens[stop - 1].end:
        return Date(f"{value}..{value + 9}", stop + 1)
    if decade and 1000 <= value <= 2100 and not _after_dash(tokens, index):
        return Date(f"{value}..{value + 9}", named_stop)
    if decade and number.ordinal and 20 <= value <= 90:
        return Date(f"{1900 + value}..{1909 + value}", named_stop)
    if not 1000 <= value <= 2100 or number.roman:
        return None
    if named:
        return Date(str(value), named_stop)
    if number.digits != 4 or number.ordinal or value < 1500:
        return None
    before = tokens[index - 1].word if index else ""
    # `1995'te`: nobody counts so.
    cased = stop > index + 1 and tokens[index + 1].raw in "'’"
    if cased or before in _BEFORE_YEAR or month(before):
        return Date(str(value), stop)
    # "2,000 people" is a count; a bare "2014" before a mark or at the end is a year.
    bare = stop >= len(tokens) or not tokens[stop].letters
    return Date(str(value), stop) if bare and before in _BEFORE_BARE_YEAR else None


def _after_dash(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].raw in _DASHES


def read_date(tokens: Sequence[Token], numbers: Numbers, index: int) -> Date | None:
    """The date that starts at token `index`, longest reading first; else None."""
    token = tokens[index]
    if index in numbers:
        return (
            _numeric(tokens, index)
            or _year_first(tokens, numbers, index)
            or _day_first(tokens, numbers, index)
        )
    return _month_first(tokens, numbers, index) if token.letters and month(token.word) else None


def _numeric(tokens: Sequence[Token], index: int) -> Date | None:
    """`26.04.2024`, `26/04/2024`, `2024-04-26`, `2024.04.26`."""
    parts = tokens[index : index + 5]
    if len(parts) < 5 or parts[4].end - parts[0].start > 10:
        return None
    first, mark, second, mark2, third = parts
    glued = all(a.end == b.start for a, b in pairwise(parts))
    if not (glued and first.digits and second.digits and third.digits):
        return None
    if mark.raw != mark2.raw or mark.raw not in "./-–":
        return None
    if len(first.raw) == 4:
        year, number, day = int(first.raw), int(second.raw), int(third.raw)
    elif len(third.raw) == 4:
        day, number, year = int(first.raw), int(second.raw), int(third.raw)
        if number > 12 >= day:
            day, number = number, day
    else:
        return None
    return Date(_iso(year, number, day), index + 5) if _plausible(day, number) else None


def _plausible(day: int, number: int) -> bool:
    return 1 <= day <= 31 and 1 <= number <= 12


def _iso(year: int | None, number: int, day: int | None) -> str:
    head = f"{year:04d}" if year is not None else "-"
    return f"{head}-{number:02d}" + (f"-{day:02d}" if day is not None else "")


def _year_first(tokens: Sequence[Token], numbers: Numbers, index: int) -> Date | None:
    """`2021 жылғы 14-15 қазан`, `2022 жылдың сәуірінде`, `1990 жылы қазанның 25-інде`."""
    number = numbers[index]
    if not 1000 <= number.value <= 2100 or number.stop >= len(tokens) or number.value % 1:
        return None
    of_it = bool(_ATTRIBUTIVE.fullmatch(tokens[number.stop].word))
    if not of_it and not _WITHIN_YEAR.fullmatch(tokens[number.stop].word):
        return None
    at = number.stop + 1
    if at < len(tokens) and tokens[at].raw == ".":
        at += 1
    year = int(number.value)
    if at in numbers:
        date = _day_first(tokens, numbers, at, year)
        return date if date is not None and date.value.startswith(str(year)) else None
    if at < len(tokens) and month(tokens[at].word):
        name = month(tokens[at].word)
        first, last, stop = _owned_days(tokens, numbers, at)
        if first:
            return Date(_days(year, name, first, last), stop)
        if of_it or tokens[at].word not in _AMBIGUOUS:
            return Date(_iso(year, name, None), stop)
    return None


def _owned_days(tokens: Sequence[Token], numbers: Numbers, index: int) -> tuple[int, int, int]:
    """The days that are the month's at `index`, the first and the last of several, or 0, and the
    index behind: `қазанның 25-і`, `қазан айының 25-інде`, `сәуірдің 24-26 аралығында`."""
    at = index + 1
    owns = bool(_OWNING.fullmatch(tokens[index].word))
    if at < len(tokens) and tokens[at].word in _MONTH_NOUNS:
        owns, at = True, at + 1
    first = _day(numbers, at) if owns else 0
    if not first:
        return 0, 0, index + 1
    last, stop = _last_day(tokens, numbers, first, numbers[at].stop)
    return first, last, stop


def _last_day(
    tokens: Sequence[Token],
    numbers: Numbers,
    first: int,
    at: int,
    joining: frozenset[str] = frozenset(),
) -> tuple[int, int]:
    """The later day behind a dash at `at`, or one of the words `joining`, or 0, and the index
    behind."""
    joined = at < len(tokens) and (tokens[at].raw in _DASHES or tokens[at].word in joining)
    if joined and _day(numbers, at + 1) > first:
        return _day(numbers, at + 1), numbers[at + 1].stop
    return 0, at


def _days(year: int | None, number: int, first: int, last: int) -> str:
    """A day of a month, or the range of several."""
    day = _iso(year, number, first)
    return f"{day}..{_iso(year, number, last)}" if last else day


def _day(numbers: Numbers, index: int) -> int:
    """The day of a month that the number at `index` may be, or 0."""
    number = numbers.get(index)
    if number is None or number.roman or number.weak or number.value % 1:
        return 0
    return int(number.value) if 1 <= number.value <= 31 and number.scale == 1 else 0


def _day_first(
    tokens: Sequence[Token], numbers: Numbers, index: int, year: int | None = None
) -> Date | None:
    """`29 апреля 2022 года`, `14–15 October 2021`, `29 апреля – 2 мая`."""
    first = _day(numbers, index)
    if not first:
        return None
    joining = _JOINING if index else frozenset[str]()
    last, at = _last_day(tokens, numbers, first, numbers[index].stop, joining)
    if at < len(tokens) and (tokens[at].word in _OF or _hyphened(tokens, at)):
        at += 1
    name, stop = _month_behind_day(tokens, numbers, at)
    if not name:
        return None
    after, at = _year_after(tokens, numbers, stop)
    return Date(_days(after if after is not None else year, name, first, last), at)


def _hyphened(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen is set close on both sides: `29-сәуір`."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return tokens[at].raw in HYPHENS and after is not None and after.start == tokens[at].end


def _month_behind_day(tokens: Sequence[Token], numbers: Numbers, at: int) -> tuple[int, int]:
    """The month at `at`, in full or cut short, or 0, and the index behind."""
    if at >= len(tokens) or not tokens[at].letters:
        return 0, at
    name = month(tokens[at].word)
    if name:
        return (name, at + 1) if _capital(tokens[at]) else (0, at)
    short = _SHORT_MONTHS.get(tokens[at].word, 0)
    dotted = at + 1 < len(tokens) and tokens[at + 1].raw == "."
    if short and (dotted or _year_after(tokens, numbers, at + 1)[0] is not None):
        return short, at + 1 + dotted
    return 0, at


def _capital(token: Token) -> bool:
    """English "may" and "march" in small letters beside a number are mostly verbs."""
    return token.word not in _VERBS or token.raw[0].isupper()


def _month_first(tokens: Sequence[Token], numbers: Numbers, index: int) -> Date | None:
    """`April 29, 2022`, `October 14–15, 2021`, `апрель 2022`, a month alone."""
    name = month(tokens[index].word)
    owned, last, stop = _owned_days(tokens, numbers, index)
    if owned:
        return Date(_days(None, name, owned, last), stop)
    at = index + 1
    first = _day(numbers, at)
    if first and tokens[index].raw.isascii():
        last, at = _last_day(tokens, numbers, first, numbers[at].stop)
        year, at = _year_after(tokens, numbers, at)
        if _capital(tokens[index]) or year is not None:
            return Date(_days(year, name, first, last), at)
        return None
    year, at = _year_after(tokens, numbers, at)
    if year is not None:
        return Date(_iso(year, name, None), at)
    before = tokens[index - 1].word if index else ""
    word = tokens[index].word
    english = word.isascii()
    if english and (not tokens[index].raw[0].isupper() or len(word) < 4):
        return None
    weak = word in _AMBIGUOUS and before not in _BEFORE_MONTH
    if weak and english:
        return None
    if index and tokens[index - 1].raw in '«“"':
        return None
    return Date(f"--{name:02d}", at if at > index else index + 1, weak)


def _year_after(tokens: Sequence[Token], numbers: Numbers, index: int) -> tuple[int | None, int]:
    """The year after a day or month (past a comma or "of") and the index behind it."""
    at = index
    if at < len(tokens) and (tokens[at].raw == "," or tokens[at].word in _OF):
        at += 1
    number = numbers.get(at)
    if number is None or number.value % 1 or not 1000 <= number.value <= 2100 or number.roman:
        return None, index
    if not (number.digits == 4 or number.ordinal or number.scale == 1):
        return None, index
    stop = number.stop
    if stop < len(tokens) and _YEAR_WORD.fullmatch(tokens[stop].word):
        short = len(tokens[stop].word) <= 2
        stop += 1
        if short and stop < len(tokens) and tokens[stop].raw == ".":
            stop += 1
    return int(number.value), stop
