"""The number, date or name asked for, taken to the letter from the quotation that holds it."""

from __future__ import annotations

import re

from qa.answering.quoting import Quotation
from qa.answering.typed import has_year, wants_year
from qa.answering.wanted import Kind, Wanted
from qa.documents.people import find_people
from qa.language.names import find_names
from qa.language.values import Value, ValueKind, find_values
from qa.retrieval.question import Question

_OF_KIND = {
    Kind.NUMBER: (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.RANGE),
    Kind.TIME: (ValueKind.DATE, ValueKind.YEAR, ValueKind.RANGE),
}
_TITLE = re.compile(r"[«“][^«»“”]*[»”]")
# `more than 600`, `свыше 600`; in Kazakh such words follow.
_ABOUT = re.compile(
    r"(?:более(?: чем)?|менее(?: чем)?|около|свыше|почти|до|порядка|примерно|не менее|не более"
    r"|more than|less than|fewer than|over|under|about|around|almost|nearly|up to|at least"
    r"|шамамен)\s+$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\s+(?:астам|жуық|аса|артық|кем)(?!\w)")
# What is counted, with one adjective before it; an English word after a number may be a verb.
_COUNTED = re.compile(
    r"\s+(?:[а-яёәғқңөұүһі]+(?:ых|их|ые|ие|ық|ік|дық|дік|тық|тік|лық|лік)\s+)?"
    r"(?!(?:и|жəне|және|мен|пен|в|на|из|от)\s)[а-яёәғқңөұүһі][\w’'-]+"
    r"|\s+(?:[a-z]+al\s+)?(?:[a-z-]{2,}s|people|men|women|children|tenge)(?!\w)"
)
# The first day of two: `8 and 9 July`.
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2}\s*(?:and|и|мен|пен|–|-|,)\s*$")

# Another capitalised word joined to a name: `Anna Sotova and Daniel Park`.
_JOINED = r"(?:and|&|и|мен|пен|бен|және|жəне)"
_JOINED_AFTER = re.compile(rf"\s+{_JOINED}\s+(\w)")
_JOINED_BEFORE = re.compile(rf"(\w)[\w.’'-]*\s+{_JOINED}\s+$")


def shown_first(question: Question, wanted: Wanted, quotation: Quotation) -> str:
    """The only thing of the kind asked for that the quotation holds and the question lacks;
    empty when there is none or more than one, since choosing would be guessing."""
    text = quotation.text
    for kind, values in _OF_KIND.items():
        if kind in wanted.kinds:
            known = {value.value for value in question.values}
            plain = _TITLE.sub(lambda title: " " * len(title[0]), text)
            found = [
                value
                for value in find_values(plain)
                if value.kind in values and value.value not in known and not value.weak
            ]
            if kind is Kind.TIME and wants_year(question):
                found = [value for value in found if has_year(value)]
            return _shown(text, found[0]) if len(found) == 1 else ""
    return _person(question, text) if Kind.PERSON in wanted.kinds else ""


def _shown(text: str, value: Value) -> str:
    """The value's words with what is counted, and without `году` after a year's digits."""
    start, end = value.start, value.end
    if value.kind is ValueKind.YEAR or (value.kind is ValueKind.RANGE and value.text[0].isdigit()):
        digits = re.search(r".*\d", value.text, re.DOTALL)
        return digits[0] if digits else value.text
    if value.kind is ValueKind.DATE:
        before = _DAY_BEFORE.search(text, 0, start)
        return text[before.start() if before else start : end]
    if about := _ABOUT.search(text, max(0, start - 20), start):
        start = about.start()
    for following in (_ABOUT_AFTER, _COUNTED):
        if value.kind is ValueKind.NUMBER and (match := following.match(text, end)):
            end = match.end()
    return text[start:end]


def _person(question: Question, text: str) -> str:
    """The only person, else the only other name."""
    keys = set(question.name_keys)
    people = find_people(text)
    found = {p.name: (p.start, p.end) for p in people if not keys.intersection(p.keys)}
    if not people:
        found = {
            name.text: (name.start, name.end)
            for name in find_names(text)
            if not (name.weak or name.quoted or name.acronym) and not keys.intersection(name.keys)
        }
    if len(found) != 1 or any(_joined(text, *span) for span in found.values()):
        return ""
    return next(iter(found))


def _joined(text: str, start: int, end: int) -> bool:
    """Whether a name stands beside another that was not recognised as a person's."""
    after = _JOINED_AFTER.match(text, end)
    before = _JOINED_BEFORE.search(text, max(0, start - 60), start)
    return any(found is not None and found[1].isupper() for found in (after, before))
