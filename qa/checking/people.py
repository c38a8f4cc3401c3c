"""Who is named in a sentence: names, offices, and both where they are one person's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.checking.naming import same_name
from qa.checking.parts import Part, Person, part_of
from qa.checking.reading import Content, NameWord, Reading
from qa.language.offices import find_offices, same_office
from qa.language.packs import either
from qa.types import Span

_VERBS = either(lambda pack: pack.names.apart)
# A name and the office before or after it are one person: `аким города Серик Ахметов`.
_APART = re.compile(
    rf"[\s,]{{1,2}}(?:(?!\w+(?:{_VERBS})\s)[а-яёәғқңөұүһі-]{{4,}}\s)?"
    r"(?:\w{1,2}\.\s?){0,2}"
)
# Kazakh puts names side by side: `Серік Ахметов Данияр Омаровты айыптады` holds two.
_NAME_ENDS = re.compile(
    rf"(?:{either(lambda pack: pack.names.ends)})"
    rf"(?:{either(lambda pack: pack.names.end_cases)})?$"
)


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
    # Four words that end in no known way are two people still: `Олег Дудник Иван Шевчукты`.
    return [part for words in names for part in (_halves(words) if len(words) == 4 else [words])]


def _halves(words: list[NameWord]) -> list[list[NameWord]]:
    return [words[:2], words[2:]]


def same_person(one: Person, other: Person) -> bool | None:
    """None where a name stands beside an office only, which may be his or another's."""
    if one.words and other.words:
        if min(len(one.words), len(other.words)) > 1:  # a first name alone is anybody's
            return same_name(one.words[-1], other.words[-1])
        return any(same_name(a, b) for a in one.words for b in other.words)
    return same_office(one.office, other.office) if one.office and other.office else None


def in_part(people: Sequence[Person], part: Part) -> list[Person]:
    """Those who surely play a part."""
    return [person for person in people if person.part is part]


def _merged(people: Sequence[Person], text: str) -> list[Person]:
    """An office beside a name belongs to it; what stands inside a name is part of it."""
    merged: list[Person] = []
    for number, person in enumerate(people):
        last = merged[-1] if merged else None
        following = people[number + 1] if number + 1 < len(people) else None
        if last and person.span.start < last.span.end:
            merged[-1] = Person(last.text, last.span, last.words, last.office or person.office)
        elif (
            last
            and _is_one(last, person, text)
            and not (
                # `Б. Жүсіпов, директор Г. Омарова`: the office is the next one's.
                last.words and following and _is_one(person, following, text)
            )
        ):
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
