"""Who did it to whom, and who said it: people in the parts that a sentence gives them.

`A accused B` and `B accused A` have the same words, names and vectors.  What
differs is the part each plays: in Kazakh and Russian the ending of the name
tells it, in English its place before or after the verb.  People are names, and
offices where no name stands by them.  A part that is not certain is no part,
so nothing is said of sentences that this plain grammar doesn't reach.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from qa.checking.naming import same_name
from qa.checking.parts import Part, Person
from qa.checking.people import find_people, in_part, same_person
from qa.checking.reading import Content, Reading
from qa.checking.speaking import (
    HE_SPEAKS,
    find_speakers,
    people_of,
    speakers_before,
    unquoted,
)
from qa.language.offices import same_office
from qa.language.packs import either
from qa.types import Span


class Exchange(NamedTuple):
    """People whose parts differ.  `kind` tells how: `parts` have changed places, the words of one
    `speaker` are another's, or somebody has another `office`."""

    claim: str
    evidence: str
    kind: Literal["parts", "speaker", "office"]


# Among more people than these the plain grammar loses its way.
_CROWD = 4
_OWNER = re.compile(either(lambda pack: pack.people.owned))
# What stands between a person and the office that a sentence gives him.
_IS = re.compile(
    r"\s*[—–-]\s*(?:[\w-]+\s){0,2}|(?:\s+[\w-]+)?\s*[—–-]\s*|"
    rf"{either(lambda pack: pack.names.being)}",
    re.IGNORECASE,
)


def find_exchange(
    claim: Reading,
    said: Content,
    evidence: Reading,
    there: Content,
    before: Sequence[Reading] = (),
) -> Exchange | None:
    """The first people whose parts differ, None where nothing certain does.

    `before` are the sentences before the evidence, the nearest first, which tell who `he` is.
    """
    mine = find_people(claim, _with_openers(said, there))
    theirs = find_people(evidence, _with_openers(there, said))
    for agent in in_part(mine, Part.AGENT):
        for other in in_part(mine, Part.OTHER):
            if _linked(agent, other, claim.text) or max(len(mine), len(theirs)) > _CROWD:
                continue
            if _plays(agent, Part.OTHER, theirs) and _plays(other, Part.AGENT, theirs):
                return Exchange(agent.text, other.text, "parts")
    speaker, speakers = find_speakers(claim, mine), find_speakers(evidence, theirs)
    known = list(theirs)
    if speaker and not speakers and (he := HE_SPEAKS.search(evidence.text)):
        # Of two sentences that are evidence together, the first may tell.
        actors = unquoted(in_part(theirs, Part.AGENT), evidence.text)
        here = [person for person in actors if person.span.end <= he.start()]
        speakers = tuple(here) or speakers_before(before)
        known += people_of(before)
    apart = all(same_person(a, b) is False for a in speaker for b in speakers)
    # Somebody whom the evidence doesn't know is a missing name, no exchange.
    if (speaker and speakers and apart) and (
        not speaker[0].words or any(same_person(speaker[0], other) for other in known)
    ):
        return Exchange(speaker[0].text, speakers[0].text, "speaker")
    return _other_office(mine, claim.text, theirs, evidence.text)


def _with_openers(content: Content, other: Content) -> Content:
    """The content with those openers as names which the other side uses as names."""
    heard = [
        word
        for word in content.openers
        if any(same_name(word.text, name.text) for name in (*other.names, *other.openers))
    ]
    if not heard:
        return content
    names = sorted((*content.names, *heard), key=lambda word: word.span.start)
    return replace(content, names=tuple(names))


def _other_office(
    mine: Sequence[Person], claim: str, theirs: Sequence[Person], evidence: str
) -> Exchange | None:
    """Somebody with another office than the evidence gives: `Minister X` and `Prosecutor X`, or
    `the teacher` who does what `the governor` did."""
    held = _holders(theirs, evidence)
    loose = {p.office for p in theirs} - {holder.office for holder in held}
    for person in _holders(mine, claim):
        offices = [holder for holder in held if same_person(person, holder)]
        if person.office in loose or not offices:
            continue
        if all(same_office(person.office, other.office) is False for other in offices):
            return Exchange(person.text, offices[0].text, "office")
    said, there = {p.office for p in mine}, {p.office for p in theirs}
    for person in _nameless_agents(mine):
        for other in _nameless_agents(theirs):
            unsaid = person.office not in there and other.office not in said
            if unsaid and same_office(person.office, other.office) is False:
                return Exchange(person.text, other.text, "office")
    return None


def _nameless_agents(people: Sequence[Person]) -> list[Person]:
    return [p for p in in_part(people, Part.AGENT) if p.office and not p.words]


def _holders(people: Sequence[Person], text: str) -> list[Person]:
    """Those whose office is told: beside the name, or by `is`, `назначен`, `болып`."""
    holders = [person for person in people if person.words and person.office]
    for first, second in itertools.pairwise(people):
        gap = text[first.span.end : second.span.start]
        if not (_IS.fullmatch(gap) or (not gap.strip() and first.words)):
            continue
        name, office = (first, second) if first.words else (second, first)
        if _OWNER.search(office.text):  # `ректордың кеңесшісі`
            continue
        if name.words and not name.office and office.office and not office.words:
            span = Span(first.span.start, second.span.end)
            holders.append(replace(name, text=text[span.start : span.end], office=office.office))
    return holders


def _linked(one: Person, other: Person, text: str) -> bool:
    """Whether one is said to be the other: `председателями были Ли и Ким`."""
    first, second = sorted((one, other), key=lambda person: person.span.start)
    return _IS.fullmatch(text[first.span.end : second.span.start]) is not None


def _plays(person: Person, part: Part, people: Sequence[Person]) -> bool:
    """Whether the person is among `people`, in that part and no other."""
    parts = {other.part for other in people if same_person(person, other)}
    return parts == {part}
