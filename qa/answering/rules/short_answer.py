"""The number, date or name asked for, taken to the letter from the quotation that holds it.

`Answer: …` looks certain, so it is said only where the value is tied to the
question: a number to the noun that it counts, a person to the office asked for
and to whose office it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.absent import CAPITAL
from qa.answering.quote import Quotation
from qa.answering.rules.asked import Asked
from qa.answering.rules.counted import counts, read_counted
from qa.answering.rules.holders import any_shared, holders, offices_asked, offices_in
from qa.answering.rules.tables import cell_asked_for, cell_of, header_of, is_row
from qa.answering.rules.typed import (
    has_year,
    is_date,
    is_sum,
    plain_of,
    wants_money,
    wants_year,
)
from qa.documents.split import document_headings
from qa.language.names import ONE_NAME, find_names, name_similarity
from qa.language.packs import either, merged
from qa.language.people import find_people
from qa.language.values import Value, ValueKind, find_values
from qa.questions.intent import Kind
from qa.questions.question import Question
from qa.types import Span

_OF_ONE_FACT = frozenset((Kind.NUMBER, Kind.TIME, Kind.PERSON, Kind.PLACE))
_NUMBERS = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.RANGE)
# `more than 600`, `свыше 600`; in Kazakh such words follow.
_ABOUT = re.compile(rf"(?:{either(lambda pack: pack.telling.before_number)})\s+$", re.IGNORECASE)
_ABOUT_AFTER = re.compile(rf"\s+(?:{either(lambda pack: pack.telling.behind_number)})(?!\w)")
# What is counted, with one adjective before it.
_COUNTED = re.compile(
    rf"\s+(?:(?:{either(lambda pack: pack.telling.adjectives)})\s+)?"
    rf"(?!(?:{either(lambda pack: pack.telling.uncounted)})\s)"
    rf"(?:{either(lambda pack: pack.telling.counted)})(?!\w)"
)
# The first day of two: `8 and 9 July`.
_DAY_BEFORE = re.compile(
    rf"(?<!\d)\d{{1,2}}\s*(?:{either(lambda pack: pack.telling.between_days)}|–|-|,)\s*$"
)
_TITLES = merged(lambda pack: pack.telling.titles)
_RUN_ON = re.compile(r"(?:\s+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w’'-]+)+")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.$")
# Another capitalised word joined to a name: `Anna Sotova and Daniel Park`.
_JOINED = rf"(?:{either(lambda pack: pack.telling.joining)})"
_JOINED_AFTER = re.compile(rf"\s+{_JOINED}\s+(\w)")
_JOINED_BEFORE = re.compile(rf"(\w)[\w.’'-]*\s+{_JOINED}\s+$")
# A word of the question is met from this likeness on: each in one language, where they are more
# alike, and on average in two.
_MET = 0.32
_MET_ON_AVERAGE = 0.36
# What stands before a sentence says of whom it speaks, so many characters back.
_BACK = 600


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The `words` that answer; `span` is their place in the quotation's text, and None where they
    are a table's cell, told with its column."""

    words: str
    span: Span | None


def short_answer(asked: Asked, quotation: Quotation) -> ShortAnswer | None:
    """The only thing of the kind asked for that the quotation holds and the question lacks;
    None when there is none or more than one, since choosing would be guessing."""
    kinds = asked.intent.kinds
    # One value would be half of the answer to "when and where".
    if len(kinds & _OF_ONE_FACT) > 1 or _of_another_year(asked.question, quotation.text):
        return None
    if Kind.NUMBER in kinds:
        return None if _misses(asked, quotation) else _number(asked.question, quotation)
    if Kind.TIME in kinds:
        return _time(asked.question, quotation.text)
    if Kind.PERSON in kinds:
        return _person(asked.question, quotation)
    return _title(asked.question, quotation.text) if kinds & {Kind.TITLE, Kind.THEME} else None


def _cut(text: str, start: int, end: int) -> ShortAnswer:
    return ShortAnswer(text[start:end], Span(start, end))


def _cell(found: Sequence[str] | None) -> ShortAnswer | None:
    return ShortAnswer(": ".join(found), None) if found else None


def _of_another_year(question: Question, text: str) -> bool:
    """Whether the quotation tells of a year, and of none of those that the question names."""
    asked = {value.value[:4] for value in question.values if has_year(value)}
    told = {value.value[:4] for value in find_values(text) if has_year(value)}
    return bool(asked and told) and asked.isdisjoint(told)


def _misses(asked: Asked, quotation: Quotation) -> bool:
    """Whether the quotation leaves words of the question unmet, so that its number is of
    something else of the same name: pupils of another school."""
    if is_row(quotation.text):
        return False  # what its columns are called tells
    met = asked.met_by(quotation.document.id, quotation.span)
    words = [met[own] for span in asked.words.content if (own := asked.tokens_of(span)).any()]
    if not len(met) or not words:
        return False
    means = [float(word.mean()) for word in words]
    least = min(means) if asked.question.language is quotation.passage.language else _MET
    return least < _MET or sum(means) / len(means) < _MET_ON_AVERAGE


def _new_values(question: Question, text: str) -> list[Value]:
    known = {value.value for value in question.values}
    return [v for v in find_values(plain_of(text)) if v.value not in known and not v.weak]


def _time(question: Question, text: str) -> ShortAnswer | None:
    year = wants_year(question)
    found = [v for v in _new_values(question, text) if is_date(v) and (has_year(v) or not year)]
    return _shown(text, found[0]) if len(found) == 1 else None


def _number(question: Question, quotation: Quotation) -> ShortAnswer | None:
    text, language = quotation.text, quotation.passage.language
    counted = read_counted(question.spellings[0], question.language)
    span = header_of(quotation.document.text, quotation.span)
    if span is not None:
        header = quotation.document.text[span.start : span.end]
        return _cell(cell_asked_for(question, counted, header, text, language))
    values = [v for v in _new_values(question, text) if v.kind in _NUMBERS and not has_year(v)]
    if wants_money(question):
        apt = [v for v in values if is_sum(v, text)]
    else:
        apt = [v for v in values if counts(counted, v, text, language)]
    return _shown(text, apt[0]) if len(apt) == 1 else None


def _shown(text: str, value: Value) -> ShortAnswer:
    """The value's words with what is counted, and without `году` after a year's digits."""
    start, end = value.start, value.end
    if value.kind is ValueKind.YEAR or (value.kind is ValueKind.RANGE and value.text[0].isdigit()):
        digits = re.search(r".*\d", value.text, re.DOTALL)
        return _cut(text, start, start + digits.end() if digits else end)
    if value.kind is ValueKind.DATE:
        before = _DAY_BEFORE.search(text, 0, start)
        return _cut(text, before.start() if before else start, end)
    if about := _ABOUT.search(text, max(0, start - 20), start):
        start = about.start()
    for following in (_ABOUT_AFTER, _COUNTED):
        if value.kind is ValueKind.NUMBER and (match := following.match(text, end)):
            end = match.end()
    return _cut(text, start, end)


def _person(question: Question, quotation: Quotation) -> ShortAnswer | None:
    """The only holder of the office asked for; where none is, the only person, else the only
    other name."""
    text = quotation.text
    # The first chair is not the one that holds the chair.
    told = {value.value for value in find_values(text)}
    if any(v.kind is ValueKind.ORDINAL and v.value not in told for v in question.values):
        return None
    keys = set(question.name_keys)
    offices = offices_asked(question.spellings[0], question.language)
    if offices and (span := header_of(quotation.document.text, quotation.span)):
        header = quotation.document.text[span.start : span.end]
        return _cell(cell_of(lambda name: any_shared(offices, offices_in(name)), header, text))
    if offices:
        held = {p.name for p in holders(text, offices) if not keys.intersection(p.keys)}
        return _whole(text, held.pop()) if len(held) == 1 and _whose(question, quotation) else None
    people = find_people(text)
    found = {p.name: (p.start, p.end) for p in people if not keys.intersection(p.keys)}
    if not people:
        found = {
            name.text: (name.start, name.end)
            for name in find_names(text)
            if not (name.weak or name.quoted or name.acronym) and not keys.intersection(name.keys)
        }
    if len(found) != 1 or any(_joined(text, *span) for span in found.values()):
        return None
    return _whole(text, next(iter(found)))


def _title(question: Question, text: str) -> ShortAnswer | None:
    """The only title in quotation marks that the question does not name, marks and all."""
    titles = [
        Span(name.start - 1, name.end + 1)
        for name in find_names(text)
        if name.quoted and name.text.casefold() not in question.text.casefold()
    ]
    return _cut(text, *titles[0]) if len(titles) == 1 else None


def _whole(text: str, name: str) -> ShortAnswer:
    """A name with the capitalised words right behind it: `Dr. Saule` is half of one."""
    start = text.index(name)
    end = start + len(name)
    rest = _RUN_ON.match(text, end)
    end = rest.end() if rest and name.startswith(_TITLES) else end
    # An initial ends in a full stop of its own, and `Lee.` in the sentence's.
    sentence_ends = text[start:end].endswith(".") and not _INITIAL.search(text, start, end)
    return _cut(text, start, end - sentence_ends)


def _whose(question: Question, quotation: Quotation) -> bool:
    """Whether what the question names (a club, a town) is named where the quotation stands:
    in it, before it in its paragraph or section, or in the title."""
    names = [name.text for name in find_names(question.spellings[0]) if not name.weak]
    document, start = quotation.document, quotation.span.start
    headings = [h for h in document_headings(document) if h.start <= start]
    opened = max(document.text.rfind("\n\n", 0, start), start - _BACK, 0)
    around = [document.title, document.text[opened : quotation.span.end]]
    around += [document.text[h.start : h.end] for h in headings[-1:]]
    there = {word for text in around for word in CAPITAL.findall(text)}
    return all(
        any(name_similarity(word, other) >= ONE_NAME for other in there)
        for name in names
        for word in CAPITAL.findall(name)[-1:]
    )


def _joined(text: str, start: int, end: int) -> bool:
    """Whether a name stands beside another that was not recognised as a person's."""
    after = _JOINED_AFTER.match(text, end)
    before = _JOINED_BEFORE.search(text, max(0, start - 60), start)
    return any(found is not None and found[1].isupper() for found in (after, before))
