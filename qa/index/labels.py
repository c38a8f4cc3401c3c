"""What a document is filed under, so that questions look it up instead of reading every document.

Its own event and those it mentions, its dates in every form in which one asks for them, its
places, the people and organisations it names by their phonetic keys, and the words of its title.
Labels follow from the stored facts alone: an archive that has none yet, or older ones, gets them
when it is opened, and nothing is embedded anew for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from qa.documents.facts import DocumentFacts, from_json
from qa.language.events import Event
from qa.language.names import name_keys
from qa.language.phonetics import sounds
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize

TOO_COMMON = 2_000
"""Documents beyond which a label tells little of each, and reading who is filed under it would take
longer than the rest of a search."""

VERSION = "1"
"""Grows whenever the same facts would be filed differently."""

_PREFIX = 5
_ROOT = 4
_HEARD = 3
"""Letters from which a title's word is filed under its sounds."""


class LabelKind(StrEnum):
    """What a label's `key` is, and its `value`.

    EVENT: the document's own, by its kind and by `event_key`; number, level and place.
    MENTIONED: any event, by `event_key`.  DATE: a form of it; `own` for the document's date.
    PLACE: its key.  PERSON: each key of the name; all keys and the initials.
    ORGANISATION: the root of each word; all roots.  ACRONYM: as spoken; the same roots.
    TITLE: each key of a word of it.  ABOUT: the document's id; its event, date and title.
    """

    EVENT = "event"
    MENTIONED = "mentioned"
    DATE = "date"
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    ACRONYM = "acronym"
    TITLE = "title"
    ABOUT = "about"


class Label(NamedTuple):
    kind: LabelKind
    key: str
    value: str = ""


class Filed(NamedTuple):
    """A document that was found under a key."""

    document_id: str
    key: str
    value: str


class Labels(Protocol):
    """Looking labels up; `PassageIndex` has these methods with a scope in front."""

    def labelled(
        self, kind: LabelKind, keys: Collection[str], among: Collection[str] | None = None
    ) -> list[Filed]: ...

    def label_counts(self, kind: LabelKind, keys: Collection[str]) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True)
class About:
    """What tells a document from others: the event it reports on, its date, and its title as
    the keys of each of its words."""

    kind: str
    number: str
    place_key: str
    date: str
    title: tuple[frozenset[str], ...]


def labels_of(document_id: str, facts: str) -> tuple[Label, ...]:
    """The labels of a document with these facts (JSON), each once; none without facts."""
    if facts == "{}":
        return ()
    return tuple(dict.fromkeys(_labels(document_id, from_json(facts))))


def _labels(document_id: str, facts: DocumentFacts) -> Iterator[Label]:
    own = facts.own_event
    if own is not None:
        told = _json([own.number, own.level, own.place_key])
        yield Label(LabelKind.EVENT, own.kind, told)
        yield Label(LabelKind.EVENT, event_key(own), told)
    for event in facts.events:
        yield Label(LabelKind.MENTIONED, event_key(event))
    of_it = set(date_forms(facts.date))
    for form in {*of_it, *(form for date in facts.dates for form in date_forms(date))}:
        yield Label(LabelKind.DATE, form, "own" if form in of_it else "")
    for place in facts.places:
        yield Label(LabelKind.PLACE, place.key)
    for person in facts.people:
        told = _json([person.keys, person.initials])
        for key in person.keys:
            yield Label(LabelKind.PERSON, key, told)
    for organisation in facts.organisations:
        roots = frozenset(map(root_of, organisation.keys))
        told = _json(sorted(roots))
        for root in roots:
            yield Label(LabelKind.ORGANISATION, root, told)
        if len(organisation.acronym) > 1:
            yield Label(LabelKind.ACRONYM, spoken(organisation.acronym), told)
    title = [title_keys(token) for token in content_words(facts.title)]
    for key in {key for keys in title for key in keys}:
        yield Label(LabelKind.TITLE, key)
    reported = [own.kind, own.number, own.place_key] if own is not None else ["", "", ""]
    about = _json([*reported, facts.date, [sorted(keys) for keys in title]])
    yield Label(LabelKind.ABOUT, document_id, about)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_about(value: str) -> About:
    """What an ABOUT label holds."""
    kind, number, place_key, date, title = json.loads(value)
    return About(kind, number, place_key, date, tuple(map(frozenset, title)))


def event_key(event: Event) -> str:
    return f"{event.kind}#{event.number}"


def date_forms(date: str) -> Iterable[str]:
    """`2021-10-14..2021-10-15` under itself, its days, months, years and yearless days."""
    forms: dict[str, None] = {}
    for part in date.replace("/", "..").split(".."):
        if not part:
            continue
        forms[part] = None
        pieces = part.split("-")
        if not part.startswith("-"):
            for length in range(1, len(pieces)):
                forms["-".join(pieces[:length])] = None
            if len(pieces) == 3:
                forms[f"--{pieces[1]}-{pieces[2]}"] = None
                forms[f"--{pieces[1]}"] = None
    return forms


def content_words(text: str) -> list[Token]:
    """The words that may be names or say something of a title."""
    return [token for token in tokenize(text) if token.letters and token.word not in STOP_WORDS]


def title_keys(token: Token) -> frozenset[str]:
    """Under its beginning within a script, under its sounds across scripts."""
    heard = {f"k:{key}" for key in name_keys(token.raw) if len(key) >= _HEARD}
    return frozenset({f"w:{token.word[:_PREFIX]}", *heard})


def root_of(key: str) -> str:
    """What a word keeps in the three languages: Kazakh adds endings to what is possessed
    (`Ассамблеясы`), and has қ where Russian has х (`Қазақстан`)."""
    return key.replace("h", "k")[:_ROOT]


def spoken(acronym: str) -> str:
    """An acronym's letters as sounds, so that ҚХА and QHA meet."""
    return " ".join(sounds(letter) for letter in acronym.lower())
