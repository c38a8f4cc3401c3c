"""Who acts in a Kazakh sentence, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language.offices import is_bare
from qa.language.parts import Part, Person

_OTHER = re.compile(r"(?:[ндт][ыі]|[гғкқ][ае]|[ндт][ае]н|[мбп]ен|(?<=[ыі])н[ае]?)$")
_OWNER = re.compile(r"[ндт][ыі]ң$")
_UPON = re.compile(r"\s*(?:үстінен|туралы|жөнінде|қарсы)", re.IGNORECASE)
_PLACE = re.compile(r"(?:[дт][ае](?:[ғг][ыі]\w*)?)$")
# `Вермонт сенаторы`, `Der Spiegel басылымын`: the name belongs to the noun after it.
_NOUN = re.compile(
    r"\s+(?=[а-яәғқңөұүһі])\w{2,}?(?:[^\Wтдш][ыі]|[ыі](?:н[ае]?|нда|нде|нан|нен|н[ыі]ң))(?!\w)"
)
_BY = re.compile(r"\s*(?:тарапынан|арқылы)", re.IGNORECASE)


def part_of(people: Sequence[Person], number: int, text: str) -> Part | None:
    person = people[number]
    last = re.findall(r"\w+", person.text)[-1].lower()
    after = text[person.span.end :]
    if _BY.match(after):
        return Part.AGENT
    if len(last) < 5 or is_bare(last):
        return Part.AGENT
    if _UPON.match(after):
        return Part.OTHER
    if _OWNER.search(last) or _PLACE.search(last):
        return None
    if _OTHER.search(last):
        return Part.OTHER
    if _NOUN.match(after):
        return None
    by = any(_BY.match(text[p.span.end :]) for p in people if p is not person)
    return Part.OTHER if by else Part.AGENT
