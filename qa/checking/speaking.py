"""Who speaks in a sentence: `said X`, `по словам X`, or `he` who is told of before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.checking.parts import Part, Person
from qa.checking.people import find_people, in_part
from qa.checking.reading import Reading, content
from qa.language.claim_concepts import Speech
from qa.language.packs import either, pack_or_fallback, packs
from qa.types import Language, Span

_QUOTED = re.compile(r"«[^»]*»|“[^”“]*[”“]|„[^“”]*[“”]|”[^”]*”|\"[^\"]*\"")

_ARTICLES = f"(?:{either(lambda pack: pack.following.articles)})"
_SPEECH = {
    pack.language: re.compile(rf"(?<!\w)(?:{'|'.join(pack.speech.verbs)})(?!\w)", re.IGNORECASE)
    for pack in packs()
}
_ACCORDING = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.speech.according)})\s+(?:{_ARTICLES}\s+)?$",
    re.IGNORECASE,
)
_ACCORDING_BEHIND = re.compile(
    rf"\s*(?:{either(lambda pack: pack.speech.according_behind)})", re.IGNORECASE
)
# `По его словам`, `деді ол`: who speaks is told before.
HE_SPEAKS = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.speech.unnamed)})(?!\w)", re.IGNORECASE
)
_NEXT = re.compile(r"[\s,—–-]*(?:\w{1,2}\.\s?){0,2}")
# How many words may stand between a speaker and the verb.
_SPEECH_REACH = 3


def _speech_of(language: Language) -> Speech:
    return pack_or_fallback(language).speech


def find_speakers(reading: Reading, people: Sequence[Person]) -> tuple[Person, ...]:
    """Those whose words or thoughts the sentence gives."""
    verb = _SPEECH.get(reading.language)
    if verb is None:
        return ()
    text = reading.text
    people = unquoted(people, text)
    found = [p for p in people if _speaks(text, p, people, verb, reading.language)]
    if not found and _speech_of(reading.language).verb_last and verb.search(text):
        # The verb ends the sentence, so its subject is the one who acts.
        end = [m.end() for m in verb.finditer(text)][-1]
        found = [p for p in people if p.part is Part.AGENT and p.span.end < end]
        found = found if len(found) == 1 else []
    return tuple(found)


def unquoted(people: Sequence[Person], text: str) -> list[Person]:
    """Those who are not named in somebody's words."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return [p for p in people if not any(a <= p.span.start < b for a, b in quoted)]


def _speaks(
    text: str, person: Person, people: Sequence[Person], verb: re.Pattern[str], language: Language
) -> bool:
    before, after = text[: person.span.start], text[person.span.end :]
    if _ACCORDING.search(before) or _ACCORDING_BEHIND.match(after):
        return True
    speech = _speech_of(language)
    if speech.by_case and person.part is not Part.AGENT:
        return False
    nearest = max((m.end() for m in verb.finditer(before)), default=-1)
    if nearest >= 0 and _NEXT.fullmatch(before[nearest:]):
        return True
    if speech.verb_last:
        return False
    following = verb.search(after)
    if following is None:
        return False
    between = Span(person.span.end, person.span.end + following.start())
    crossed = any(between.start <= p.span.start < between.end for p in people)
    return not crossed and len(text[between.start : between.end].split()) <= _SPEECH_REACH


def people_of(readings: Sequence[Reading]) -> list[Person]:
    """Everybody named in some sentences, in order."""
    return [
        person
        for reading in readings
        for person in find_people(reading, content(reading.text, reading.language))
    ]


def speakers_before(before: Sequence[Reading]) -> tuple[Person, ...]:
    """Who was speaking, or was the only one spoken of, in the nearest sentence that tells."""
    for reading in before:
        people = find_people(reading, content(reading.text, reading.language))
        if found := find_speakers(reading, people):
            return found
        actors = in_part(people, Part.AGENT)
        if len(actors) == 1:
            return (actors[0],)
        if actors:
            return ()
    return ()
