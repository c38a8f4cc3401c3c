"""Who acts in a Turkish sentence, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language.parts import Part, Person

# Behind a name endings stand after an apostrophe.
_OTHER = re.compile(r"['’](?:[yn]?[ae]|[yn]?[ıiuü]|n?[dt][ae]n?)$")
_OWNER = re.compile(r"['’](?:n?[ıiuü]n|[dt][ae]ki)$")
_BY = re.compile(r"\s*(?:tarafından|aracılığıyla)", re.IGNORECASE)


def part_of(people: Sequence[Person], number: int, text: str) -> Part | None:
    person = people[number]
    if _BY.match(text, person.span.end):
        return Part.AGENT
    if _OWNER.search(person.text):
        return None
    if _OTHER.search(person.text):
        return Part.OTHER
    by = any(_BY.match(text, p.span.end) for p in people if p is not person)
    return Part.OTHER if by else Part.AGENT
