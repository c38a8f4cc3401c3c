"""Values of the very kind asked for: a year, a sum of money, how many people live somewhere.

A near miss holds a date or a number, only not of this kind: a month where a year
is asked for, pupils where a salary is.
"""

from __future__ import annotations

import re

from qa.language.folding import fold_text
from qa.language.packs import either
from qa.language.values import Value, ValueKind
from qa.questions.question import Question

_DATED = (ValueKind.DATE, ValueKind.YEAR)
_TITLE_OR_HOUR = re.compile(r"[«“][^«»“”]*[»”]|(?<!\d)\d{1,2}[:.]\d\d(?![\d.])")
_HOUR = re.compile(
    rf"(?<!\d)\d{{1,2}}:\d\d(?!\d)"
    rf"|(?<!\w)(?:{either(lambda pack: pack.wanted.before_hour)})\s+\d{{1,2}}\s?"
    rf"(?:{either(lambda pack: pack.wanted.after_hour)})(?!\w)"
    rf"|(?<!\w)(?:{either(lambda pack: pack.wanted.hour)})\s+\d",
    re.IGNORECASE,
)
_HOUR_ASKED = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.hour_asked)})(?!\w)")
_YEAR_ASKED = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.year_asked)})(?!\w)")
_MONEY_ASKED = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.money_asked)})(?!\w)")
_MONEY = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.money)})|[₸₽$€]", re.IGNORECASE)
_LIVE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.live)})(?!\w)")
_DATES = re.compile(r"(?:\d{4}|--?\d\d)\S*\.\.(?:\d{4}|--?\d\d)\S*")
_PEOPLE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.people)})(?!\w)")
_COUNTED_PEOPLE = re.compile(
    rf"\d\S*(?: \S+){{0,3}}? (?:{either(lambda pack: pack.wanted.people)})(?!\w)"
    rf"|(?:{either(lambda pack: pack.wanted.population)})\D{{0,30}}\d"
)


def wants_year(question: Question) -> bool:
    """Whether a year is asked for, which a day or a month does not answer."""
    return bool(_YEAR_ASKED.search(fold_text(question.spellings[0])))


def wants_money(question: Question) -> bool:
    """Whether a sum of money is asked for, which a number of something else does not answer."""
    return bool(_MONEY_ASKED.search(fold_text(question.spellings[0])))


def wants_population(question: Question) -> bool:
    """Whether it is asked how many people live somewhere."""
    plain = fold_text(question.spellings[0])
    return bool(_LIVE.search(plain) and _PEOPLE.search(plain))


def counts_what_is_asked(text: str, *, money: bool, people: bool) -> bool:
    """Whether a text's numbers can be of what is counted: sums of money, or people."""
    if money and not _MONEY.search(text):
        return False
    return not people or bool(_COUNTED_PEOPLE.search(fold_text(text)))


def wants_hour(question: Question) -> bool:
    """Whether a time of day answers: `во сколько`, `when does it open`."""
    return bool(_HOUR_ASKED.search(fold_text(question.spellings[0])))


def says_hour(text: str) -> bool:
    """Whether a text holds a time of day."""
    return bool(_HOUR.search(text))


def plain_of(text: str) -> str:
    """The text with titles and times of day blanked, whose numbers count nothing."""
    return _TITLE_OR_HOUR.sub(lambda found: " " * len(found[0]), text)


def is_date(value: Value) -> bool:
    """Whether a value is a date, a year or a range of such; `5–10` is none."""
    return value.kind in _DATED or (
        value.kind is ValueKind.RANGE and bool(_DATES.fullmatch(value.value))
    )


def is_sum(value: Value, text: str) -> bool:
    """Whether a number is a sum of money: the word or sign for it is in it or beside it."""
    around = text[max(0, value.start - 2) : value.end + 14]
    return counts_what_is_asked(around, money=True, people=False)


def has_year(value: Value) -> bool:
    """Whether a date says its year (`2022-04-29`, not `--04-29`)."""
    return is_date(value) and value.value[:1].isdigit()
