"""Values of the very kind asked for: a year, a sum of money, how many people live somewhere.

A near miss holds a date or a number, only not of this kind: a month where a year
is asked for, pupils where a salary is.
"""

from __future__ import annotations

import re

from qa.language.folding import fold_text
from qa.language.values import Value, ValueKind
from qa.questions.question import Question

_DATED = (ValueKind.DATE, ValueKind.YEAR)
_TITLE_OR_HOUR = re.compile(r"[«“][^«»“”]*[»”]|(?<!\d)\d{1,2}[:.]\d\d(?![\d.])")
_HOUR = re.compile(
    r"(?<!\d)\d{1,2}:\d\d(?!\d)|(?<!\w)(?:сағат|в|с|до|at|from|until)\s+\d{1,2}\s?(?:час\w*|o.clock|[ap]\.?m"
    r"|утра|вечера)(?!\w)|(?<!\w)сағат\s+\d",
    re.IGNORECASE,
)
_HOUR_ASKED = re.compile(
    r"(?<!\w)(?:нешеде|сагат (?:нешеде|канша\w*)|во сколько|в котором часу|what time"
    r"|when (?:is|are|does|do) .*(?:open|clos|work|start|begin)\w*"
    r"|когда .*(?:открыва|закрыва|работа)\w*(?:ет|ют)\w*|когда .*открыт\w*"
    r"|кашан .*(?:ашык|ашылад|жабылад|истейд)\w*)(?!\w)"
)
_YEAR_ASKED = re.compile(
    r"(?<!\w)(?:(?:what|which) years?|в как(?:ом|ие) год\w*|как(?:ого|ой|ие) год\w*"
    r"|кай жыл\w*|нешинши жыл\w*)(?!\w)"
)
_MONEY_ASKED = re.compile(
    r"(?<!\w)(?:сколько (?:\w+ ){0,2}(?:стоит|стоят|стоил\w*|денег|получа\w+|заплат\w+|потрат\w+)"
    r"|зарплат\w*|стоимост\w*|цен[аыу]|бюджет\w*|жалакы\w*|каржы\w*|каражат\w*|акша\w*|багасы"
    r"|канша турады|how much money"
    r"|how much (?:does|did|do|is|was|will) (?:\w+ ){0,6}?(?:pay|paid|spen[dt]\w*|earn|receive"
    r"|raise|worth|charge|s[eo]ld?|buy|invest|allocat\w+)|cost|costs|price|salary|salaries|budget"
    r"|funding|(?:what|which) (?:is|was) the (?:\w+ )?value)(?!\w)"
)
_MONEY = re.compile(
    r"(?<!\w)(?:теңге|тенге|tenge|тг|руб|доллар|dollar|euro|евро|сом(?!\w)|миллион|млн|млрд|миллиард"
    r"|million|billion)|[₸₽$€]",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"(?<!\w)(?:live|lives|living|inhabit\w*|population|жив[еу]т|прожива\w+|населени\w*|турады"
    r"|турга\w*|тургын\w*|халкынын саны|халык саны)(?!\w)"
)
_DATES = re.compile(r"(?:\d{4}|--?\d\d)\S*\.\.(?:\d{4}|--?\d\d)\S*")
_PEOPLE_WORDS = (
    r"адам\w*|тургын\w*|киси\w*|халы[кг]\w*|человек|люд\w+|жител\w+|населени\w*"
    r"|people|persons|inhabitants|residents|population"
)
_PEOPLE = re.compile(rf"(?<!\w)(?:{_PEOPLE_WORDS})(?!\w)")
_COUNTED_PEOPLE = re.compile(
    rf"\d\S*(?: \S+){{0,3}}? (?:{_PEOPLE_WORDS})(?!\w)"
    r"|(?:население|халкы\w*|population)\D{0,30}\d"
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
