"""Who acts in a Russian sentence, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language.parts import Part, Person

_NONE = re.compile(r"(?<!\w)(?:в|во|из|под|около|как|и|или)\s+$", re.IGNORECASE)
_TO = re.compile(r"(?<!\w)(?:на|о|об|против|к|ко|от|у|для|про|через)\s+$", re.IGNORECASE)
_OTHER = re.compile(r"(?:о[гм]о|[ое]му|ой|ою|ей|ом|ем|ём|ым|им|у|ю|(?<!и)е|ами|ями|ах|ам)$")
_BY = re.compile(r"(?:ом|ем|ём|ым|им|ой|ей|ою|ами|ями)$")
_WITH = re.compile(r"(?<!\w)(?:с|со|за|перед|над|между)\s+(?:\w+\s+)?$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"(?<!\w)\w{3,}(?:[аеё]н[аоы]?|[аеи]т[аоы]?|лся|лась|лось|лись|ется|ится|ются)(?!\w)"
)
_SHE = re.compile(r"\s+(?:не\s+)?\w{2,}ла(?:сь)?(?!\w)")
# Words with one form for who acts and whom it concerns.
_SAME = re.compile(r"(?:мать|ство|суд|банк|парламент|комитет)$")
_IN_A = re.compile(r"(?:глава|судья|полиция|компания|оппозиция|сестра)$")


def part_of(people: Sequence[Person], number: int, text: str) -> Part | None:
    person = people[number]
    before = text[: person.span.start]
    if _NONE.search(before):
        return None
    if _TO.search(before):
        return Part.OTHER
    if _is_by(person, before):
        return Part.AGENT if _PASSIVE.search(text) else Part.OTHER
    others = [p for p in people if p is not person]
    case = _case(person)
    if case is None:  # `Омарова` is a woman, or a man in another case
        if any(_case(p) is Part.AGENT for p in others):
            return Part.OTHER
        return Part.AGENT if not number or _SHE.match(text, person.span.end) else Part.OTHER
    acted_on = any(_is_by(p, text[: p.span.start]) for p in others)
    return Part.OTHER if acted_on and _PASSIVE.search(text) else case


def _is_by(person: Person, before: str) -> bool:
    """An instrumental without a preposition: `обвинён министром`."""
    last = person.words[-1] if person.words else person.text.split()[0]
    return len(last) > 4 and bool(_BY.search(last)) and not _WITH.search(before)


def _case(person: Person) -> Part | None:
    last = person.words[-1] if person.words else person.text.split()[0].lower()
    if len(person.words) > 1 and last[-1] in "ои":  # `Виктора Петренко`: the first name tells
        last = person.words[0]
        return Part.AGENT if last[-1] not in "аяуюеэ" and last[-2:] not in ("ом", "ем") else None
    if len(last) > 4 and _OTHER.search(last):
        return Part.OTHER
    if _SAME.search(last):
        return None
    if last[-1] not in "ая" or _IN_A.search(last):
        return Part.AGENT
    if not person.words:
        return Part.OTHER
    # A man's first name would have its ending too: `Айгуль Сеитова`, `Данияра Сеитова`.
    return Part.AGENT if len(person.words) > 1 and person.words[0][-1] not in "ая" else None
