"""The part a person plays in a sentence: who acts, and whom it concerns.

In Kazakh and Russian the ending of the name tells, in English its place before
or after the verb.  This is the plain grammar of news and minutes, a few rules a
language; where they don't reach, the part is not certain and None is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.language.offices import is_bare
from qa.types import Language, Span


class Part(Enum):
    """Who acts, and whom it concerns."""

    AGENT = "agent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a sentence: `words` of the name, `office` where one stands by it or
    instead of it, and the part played, None where it is not certain."""

    text: str
    span: Span
    words: tuple[str, ...]
    office: str
    part: Part | None = None


_ARTICLE = r"(?:\s+(?:the|a|an|his|her|their|its))?\s+$"
_ENGLISH_BY = re.compile(rf"(?<!\w)by{_ARTICLE}", re.IGNORECASE)
_ENGLISH_OTHER = re.compile(rf"(?<!\w)(?:to|against|from|with|for){_ARTICLE}", re.IGNORECASE)
_ENGLISH_NONE = re.compile(
    r"(?<!\w)(?:in|at|of|on|near|about|than|and|or|under|over|between|behind|after|before|into|as)"
    r"(?:\s+[a-z-]+)?\s+$",
    re.IGNORECASE,
)
_ENGLISH_PASSIVE = re.compile(
    r"(?<!\w)(?:was|were|is|are|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|nt|ght|ld|de|id|"
    r"ne)\b.{0,80}?\bby\b",
    re.IGNORECASE,
)
_ENGLISH_CLAUSE = re.compile(r"(?<!\w)that(?:\s+[\w-]+){0,2}\s+$")
_ENGLISH_VERB = re.compile(r"(?<!\w)(?!(?:and|or|the|a|an|of|with|his|her|their)\b)[a-z]{3,}")

_RUSSIAN_NONE = re.compile(r"(?<!\w)(?:в|во|из|под|около|как|и|или)\s+$", re.IGNORECASE)
_RUSSIAN_TO = re.compile(r"(?<!\w)(?:на|о|об|против|к|ко|от|у|для|про|через)\s+$", re.IGNORECASE)
_RUSSIAN_OTHER = re.compile(r"(?:о[гм]о|[ое]му|ой|ою|ей|ом|ем|ём|ым|им|у|ю|(?<!и)е|ами|ями|ах|ам)$")
_RUSSIAN_BY = re.compile(r"(?:ом|ем|ём|ым|им|ой|ей|ою|ами|ями)$")
_RUSSIAN_WITH = re.compile(r"(?<!\w)(?:с|со|за|перед|над|между)\s+(?:\w+\s+)?$", re.IGNORECASE)
_RUSSIAN_PASSIVE = re.compile(
    r"(?<!\w)\w{3,}(?:[аеё]н[аоы]?|[аеи]т[аоы]?|лся|лась|лось|лись|ется|ится|ются)(?!\w)"
)
_RUSSIAN_SHE = re.compile(r"\s+(?:не\s+)?\w{2,}ла(?:сь)?(?!\w)")
# Words with one form for who acts and whom it concerns.
_RUSSIAN_SAME = re.compile(r"(?:мать|ство|суд|банк|парламент|комитет)$")
_RUSSIAN_IN_A = re.compile(r"(?:глава|судья|полиция|компания|оппозиция|сестра)$")

_KAZAKH_OTHER = re.compile(r"(?:[ндт][ыі]|[гғкқ][ае]|[ндт][ае]н|[мбп]ен|(?<=[ыі])н[ае]?)$")
_KAZAKH_OWNER = re.compile(r"[ндт][ыі]ң$")
_KAZAKH_UPON = re.compile(r"\s*(?:үстінен|туралы|жөнінде|қарсы)", re.IGNORECASE)
_KAZAKH_PLACE = re.compile(r"(?:[дт][ае](?:[ғг][ыі]\w*)?)$")
# `Вермонт сенаторы`, `Der Spiegel басылымын`: the name belongs to the noun after it.
_KAZAKH_NOUN = re.compile(
    r"\s+(?=[а-яәғқңөұүһі])\w{2,}?(?:[^\Wтдш][ыі]|[ыі](?:н[ае]?|нда|нде|нан|нен|н[ыі]ң))(?!\w)"
)
_KAZAKH_BY = re.compile(r"\s*(?:тарапынан|арқылы)", re.IGNORECASE)


def part_of(people: Sequence[Person], number: int, text: str, language: Language) -> Part | None:
    """The part of `people[number]`, who stand in `text` in this order."""
    if language is Language.ENGLISH:
        return _english_part(text, people, number)
    if language is Language.RUSSIAN:
        return _russian_part(text, people, number)
    return _kazakh_part(text, people, number) if language is Language.KAZAKH else None


def _english_part(text: str, people: Sequence[Person], number: int) -> Part | None:
    person = people[number]
    before, after = text[: person.span.start], text[person.span.end :]
    if _ENGLISH_BY.search(before):
        return Part.AGENT
    if _ENGLISH_OTHER.search(before):
        return Part.OTHER
    if _ENGLISH_NONE.search(before) or re.match(r"['’]s\b", after):
        return None
    gap = text[people[number - 1].span.end : person.span.start] if number else before
    if _ENGLISH_CLAUSE.search(gap):
        return Part.OTHER if _ENGLISH_PASSIVE.match(after.lstrip()) else Part.AGENT
    if number and _ENGLISH_VERB.search(gap) and not re.search(r"[.;:!?,]", gap):
        return Part.OTHER
    if number and not re.search(r"[.;:!?]", gap):
        return None
    return Part.OTHER if _ENGLISH_PASSIVE.match(after.lstrip()) else Part.AGENT


def _russian_part(text: str, people: Sequence[Person], number: int) -> Part | None:
    person = people[number]
    before = text[: person.span.start]
    if _RUSSIAN_NONE.search(before):
        return None
    if _RUSSIAN_TO.search(before):
        return Part.OTHER
    if _is_by(person, before):
        return Part.AGENT if _RUSSIAN_PASSIVE.search(text) else Part.OTHER
    others = [p for p in people if p is not person]
    case = _russian_case(person)
    if case is None:  # `Омарова` is a woman, or a man in another case
        if any(_russian_case(p) is Part.AGENT for p in others):
            return Part.OTHER
        return Part.AGENT if not number or _RUSSIAN_SHE.match(text, person.span.end) else Part.OTHER
    acted_on = any(_is_by(p, text[: p.span.start]) for p in others)
    return Part.OTHER if acted_on and _RUSSIAN_PASSIVE.search(text) else case


def _is_by(person: Person, before: str) -> bool:
    """An instrumental without a preposition: `обвинён министром`."""
    last = person.words[-1] if person.words else person.text.split()[0]
    return len(last) > 4 and bool(_RUSSIAN_BY.search(last)) and not _RUSSIAN_WITH.search(before)


def _russian_case(person: Person) -> Part | None:
    last = person.words[-1] if person.words else person.text.split()[0].lower()
    if len(person.words) > 1 and last[-1] in "ои":  # `Виктора Петренко`: the first name tells
        last = person.words[0]
        return Part.AGENT if last[-1] not in "аяуюеэ" and last[-2:] not in ("ом", "ем") else None
    if len(last) > 4 and _RUSSIAN_OTHER.search(last):
        return Part.OTHER
    if _RUSSIAN_SAME.search(last):
        return None
    if last[-1] not in "ая" or _RUSSIAN_IN_A.search(last):
        return Part.AGENT
    if not person.words:
        return Part.OTHER
    # A man's first name would have its ending too: `Айгуль Сеитова`, `Данияра Сеитова`.
    return Part.AGENT if len(person.words) > 1 and person.words[0][-1] not in "ая" else None


def _kazakh_part(text: str, people: Sequence[Person], number: int) -> Part | None:
    person = people[number]
    last = re.findall(r"\w+", person.text)[-1].lower()
    after = text[person.span.end :]
    if _KAZAKH_BY.match(after):
        return Part.AGENT
    if len(last) < 5 or is_bare(last):
        return Part.AGENT
    if _KAZAKH_UPON.match(after):
        return Part.OTHER
    if _KAZAKH_OWNER.search(last) or _KAZAKH_PLACE.search(last):
        return None
    if _KAZAKH_OTHER.search(last):
        return Part.OTHER
    if _KAZAKH_NOUN.match(after):
        return None
    by = any(_KAZAKH_BY.match(text[p.span.end :]) for p in people if p is not person)
    return Part.OTHER if by else Part.AGENT
