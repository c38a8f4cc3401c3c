"""Who acts in a English sentence, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language.parts import Part, Person

_ARTICLE = r"(?:\s+(?:the|a|an|his|her|their|its))?\s+$"
_BY = re.compile(rf"(?<!\w)by{_ARTICLE}", re.IGNORECASE)
_OTHER = re.compile(rf"(?<!\w)(?:to|against|from|with|for){_ARTICLE}", re.IGNORECASE)
_NONE = re.compile(
    r"(?<!\w)(?:in|at|of|on|near|about|than|and|or|under|over|between|behind|after|before|into|as)"
    r"(?:\s+[a-z-]+)?\s+$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?<!\w)(?:was|were|is|are|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|nt|ght|ld|de|id|"
    r"ne)\b.{0,80}?\bby\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<!\w)that(?:\s+[\w-]+){0,2}\s+$")
_VERB = re.compile(r"(?<!\w)(?!(?:and|or|the|a|an|of|with|his|her|their)\b)[a-z]{3,}")


def part_of(people: Sequence[Person], number: int, text: str) -> Part | None:
    person = people[number]
    before, after = text[: person.span.start], text[person.span.end :]
    if _BY.search(before):
        return Part.AGENT
    if _OTHER.search(before):
        return Part.OTHER
    if _NONE.search(before) or re.match(r"['’]s\b", after):
        return None
    gap = text[people[number - 1].span.end : person.span.start] if number else before
    if _CLAUSE.search(gap):
        return Part.OTHER if _PASSIVE.match(after.lstrip()) else Part.AGENT
    if number and _VERB.search(gap) and not re.search(r"[.;:!?,]", gap):
        return Part.OTHER
    if number and not re.search(r"[.;:!?]", gap):
        return None
    return Part.OTHER if _PASSIVE.match(after.lstrip()) else Part.AGENT
