"""Who did it to whom, and who said it: people in the parts that a sentence gives them.

`A accused B` and `B accused A` have the same words, names and vectors.  What
differs is the part each plays: in Kazakh and Russian the ending of the name
tells it, in English its place before or after the verb.  People are names, and
offices where no name stands by them.  A part that is not certain is no part,
so nothing is said of sentences that this plain grammar doesn't reach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qa.answering.checking.naming import same_name
from qa.answering.checking.parts import Part, Person, part_of
from qa.answering.checking.reading import Content, NameWord, Reading
from qa.language.offices import find_offices
from qa.types import Language, Span


class Exchange(NamedTuple):
    """People whose parts differ; `speaking`: the claim gives the words of one to the other."""

    claim: str
    evidence: str
    speaking: bool


# A name and the office before or after it are one person: `аким города Серик Ахметов`.
_APART = re.compile(r"[\s,]{1,2}(?:[\w-]+\s)?(?:\w{1,2}\.\s?){0,2}")
# Kazakh puts names side by side: `Серік Ахметов Данияр Омаровты айыптады` holds two.
_NAME_ENDS = re.compile(
    r"(?:[оеё]ва?|[иы]на?|ұлы|улы|қызы|ск(?:ий|ая|ого|ому|им|ой|ую))"
    r"(?:[ндт][ыі]ң?|[гғкқ][ае]|[ндт][ае]н|[мбп]ен|у|ым|ой|е|ых)?$"
)
_QUOTED = re.compile(r"«[^»]*»|“[^”“]*[”“]|„[^“”]*[“”]|”[^”]*”|\"[^\"]*\"")

_SPEECH = {
    Language.ENGLISH: re.compile(
        r"(?<!\w)(?:said|says|told|added|announced|stated|noted|claimed|explained|reported|"
        r"promised|"
        r"warned|admitted|stressed|emphasi[sz]ed|declared|recalled|argued|insisted|believes)(?!\w)",
        re.IGNORECASE,
    ),
    Language.RUSSIAN: re.compile(
        r"(?<!\w)(?:(?:сказал|заявил|сообщил|отметил|добавил|подчеркнул|рассказал|пояснил|напомнил|"
        r"объявил|предупредил|признал|пообещал|обещал|уточнил|объяснил|утверждал)[аи]?|"
        r"считает|заявляет|говорит|утверждает|сообщает|отмечает|обещает|полагает)(?!\w)",
        re.IGNORECASE,
    ),
    Language.KAZAKH: re.compile(
        # `деп` alone may as well name or think something.
        r"(?<!\w)(?:де(?:ді|йді)|айт(?:ты|ады|қан)|мәлімдеді|хабарлады|атап өтті|қосты|"
        r"түсіндірді|ескертті|уәде (?:берді|етті)|жариялады|нақтылады|баяндады|толықтырды|"
        r"жауап (?:берді|қатты)|еске салды|баса айтты)(?!\w)",
        re.IGNORECASE,
    ),
}
_ACCORDING = re.compile(
    r"(?<!\w)(?:according to|in the words of|по словам|по мнению)\s+(?:the\s+)?$", re.IGNORECASE
)
_ACCORDING_KAZAKH = re.compile(r"\s*(?:айтуынша|сөзінше|пікірінше)", re.IGNORECASE)
# How many words may stand between a speaker and the verb.
_SPEECH_REACH = 3


def find_people(reading: Reading, content: Content) -> tuple[Person, ...]:
    """The people of a sentence in order, with the parts that are certain."""
    text = reading.text
    found = find_offices(text)
    named = [
        Person(
            text[words[0].span.start : words[-1].span.end],
            Span(words[0].span.start, words[-1].span.end),
            tuple(word.text for word in words),
            "",
        )
        for words in _names(content, [office.span for office in found])
    ]
    offices = [Person(o.text, o.span, (), o.key) for o in found]
    people = _merged(sorted([*named, *offices], key=lambda p: (p.span.start, -p.span.end)), text)
    return tuple(
        replace(p, part=part_of(people, number, text, reading.language))
        for number, p in enumerate(people)
    )


def _names(content: Content, offices: Sequence[Span]) -> list[list[NameWord]]:
    """The words of each name; a run of several surnames is several names."""
    taken = [*offices, *(Span(value.start, value.end) for value in content.values)]
    names: list[list[NameWord]] = []
    for word in content.names:
        if any(word.span.start < end and start < word.span.end for start, end in taken):
            continue
        last = names[-1] if names else None
        if last and last[-1].run == word.run and not _NAME_ENDS.search(last[-1].text):
            last.append(word)
        else:
            names.append([word])
    return names


def find_exchange(
    claim: Reading, said: Content, evidence: Reading, there: Content
) -> Exchange | None:
    """The first people whose parts differ, None where nothing certain does."""
    mine, theirs = find_people(claim, said), find_people(evidence, there)
    for agent in _of(mine, Part.AGENT):
        for other in _of(mine, Part.OTHER):
            if _plays(agent, Part.OTHER, theirs) and _plays(other, Part.AGENT, theirs):
                return Exchange(agent.text, other.text, speaking=False)
    speaker, speakers = find_speakers(claim, mine), find_speakers(evidence, theirs)
    if not speaker or any(_same(a, b) is not False for a in speaker for b in speakers):
        return None
    # Somebody whom the evidence doesn't know is a missing name, no exchange.
    known = not speaker[0].words or any(_same(speaker[0], other) for other in theirs)
    return (
        Exchange(speaker[0].text, speakers[0].text, speaking=True) if known and speakers else None
    )


def find_speakers(reading: Reading, people: Sequence[Person]) -> tuple[Person, ...]:
    """Those whose words or thoughts the sentence gives."""
    verb = _SPEECH.get(reading.language)
    if verb is None:
        return ()
    text = reading.text
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    people = [p for p in people if not any(a <= p.span.start < b for a, b in quoted)]
    found = [p for p in people if _speaks(text, p, people, verb, reading.language)]
    if not found and reading.language is Language.KAZAKH and verb.search(text):
        # The verb ends the sentence, so its subject is the one who acts.
        end = [m.end() for m in verb.finditer(text)][-1]
        found = [p for p in people if p.part is Part.AGENT and p.span.end < end]
        found = found if len(found) == 1 else []
    return tuple(found)


def _speaks(
    text: str, person: Person, people: Sequence[Person], verb: re.Pattern[str], language: Language
) -> bool:
    before, after = text[: person.span.start], text[person.span.end :]
    if _ACCORDING.search(before) or _ACCORDING_KAZAKH.match(after):
        return True
    if language is not Language.ENGLISH and person.part is not Part.AGENT:
        return False
    nearest = max((m.end() for m in verb.finditer(before)), default=-1)
    if nearest >= 0 and len(before[nearest:].split()) <= 1 and not before[nearest:].strip(" \n,—-"):
        return True
    if language is Language.KAZAKH:
        return False
    following = verb.search(after)
    if following is None:
        return False
    between = Span(person.span.end, person.span.end + following.start())
    crossed = any(between.start <= p.span.start < between.end for p in people)
    return not crossed and len(text[between.start : between.end].split()) <= _SPEECH_REACH


def _of(people: Sequence[Person], part: Part) -> list[Person]:
    return [person for person in people if person.part is part]


def _plays(person: Person, part: Part, people: Sequence[Person]) -> bool:
    """Whether the person is among `people`, in that part and no other."""
    parts = {other.part for other in people if _same(person, other)}
    return parts == {part}


def _same(one: Person, other: Person) -> bool | None:
    """None where a name stands beside an office only, which may be his or another's."""
    if one.words and other.words:
        if min(len(one.words), len(other.words)) > 1:  # a first name alone is anybody's
            return same_name(one.words[-1], other.words[-1])
        return any(same_name(a, b) for a in one.words for b in other.words)
    if one.office and other.office:
        return one.office == other.office
    return None


def _merged(people: Sequence[Person], text: str) -> list[Person]:
    """An office beside a name belongs to it; what stands inside a name is part of it."""
    merged: list[Person] = []
    for person in people:
        last = merged[-1] if merged else None
        if last and person.span.start < last.span.end:
            merged[-1] = Person(last.text, last.span, last.words, last.office or person.office)
        elif last and _is_one(last, person, text):
            span = Span(last.span.start, person.span.end)
            words, office = (last.words or person.words), (last.office or person.office)
            merged[-1] = Person(text[span.start : span.end], span, words, office)
        else:
            merged.append(person)
    return merged


def _is_one(first: Person, second: Person, text: str) -> bool:
    gap = text[first.span.end : second.span.start]
    return (
        bool(first.words) != bool(second.words)
        and bool(_APART.fullmatch(gap))
        and (not first.words or "," in gap)
    )
