"""What a sentence holds, whatever is asked, and whether that is of a kind asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.rules.contacts import CONTACTS, holds_contact
from qa.answering.rules.places import asks_building, find_place_words, names_building
from qa.answering.rules.typed import (
    counts_what_is_asked,
    has_year,
    is_date,
    plain_of,
    says_hour,
    wants_hour,
    wants_money,
    wants_population,
    wants_year,
)
from qa.language.events import find_events
from qa.language.names import find_names
from qa.language.people import find_people
from qa.language.terms import search_terms
from qa.language.values import Value, ValueKind, find_values
from qa.questions.intent import Kind
from qa.questions.question import Question
from qa.types import Language


@dataclass(frozen=True, slots=True)
class Traits:
    """Of a sentence: its `terms` by family, `people` by their name keys, words of `places`,
    numbered `events`, how many `quoted` titles, and whether it says an `hour`."""

    terms: Mapping[str, frozenset[str]]
    values: tuple[Value, ...]
    people: tuple[tuple[str, ...], ...]
    places: frozenset[str]
    events: frozenset[tuple[str, str]]
    quoted: int
    hour: bool


@lru_cache(maxsize=8192)
def traits_of(text: str, language: Language) -> Traits:
    """Kept for the sentences that come up again and again."""
    return Traits(
        families(search_terms(text, language)),
        find_values(plain_of(text)),
        tuple(person.keys for person in find_people(text)),
        find_place_words(text),
        frozenset((event.kind, event.number) for event in find_events(text)),
        sum(name.quoted for name in find_names(text)),
        says_hour(text),
    )


def families(terms: Sequence[str]) -> dict[str, frozenset[str]]:
    """Lexical terms by the letter that tells their family."""
    found: dict[str, set[str]] = {}
    for term in terms:
        found.setdefault(term[:1], set()).add(term)
    return {family: frozenset(members) for family, members in found.items()}


def holds(kind: Kind, text: str, language: Language, question: Question) -> bool:
    """Whether a sentence has a thing of the kind asked for that the question lacks."""
    traits = traits_of(text, language)
    known = {v.value for v in question.values}
    values = [v for v in traits.values if v.value not in known]
    if kind is Kind.PERSON:
        keys = set(question.name_keys)
        return any(not keys.intersection(own) for own in traits.people if own)
    if kind is Kind.TIME:
        year = wants_year(question)
        if traits.hour and wants_hour(question):
            return True
        return any(is_date(v) and (has_year(v) or not year) for v in values)
    if kind is Kind.NUMBER and not counts_what_is_asked(
        text, money=wants_money(question), people=wants_population(question)
    ):
        return False
    if kind is Kind.NUMBER:
        # An ordinal answers `what number`, a date or a year never does.
        return any(v.kind not in (ValueKind.DATE, ValueKind.YEAR) for v in values)
    if kind is Kind.PLACE:
        asked = question.spellings[0]
        if asks_building(asked) and not names_building(text):
            return False
        return bool(traits.places - find_place_words(asked))
    if kind in CONTACTS:
        return holds_contact(kind, text)
    if kind in (Kind.TITLE, Kind.THEME):
        return traits.quoted > 0
    return True
