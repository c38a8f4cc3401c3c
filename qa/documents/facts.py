"""What a document is about, as data that its passages inherit.

The sentence that answers seldom repeats what the question names: the eight
instructions never say "26th session", only their document does.  So at
indexing each document gives its events, dates, people, places, organisations,
acronyms and headings, found by form alone (numbers, capitals, titles of
office), with no list of names.  Questions are read with the same functions, so
both sides meet in canonical values and name keys.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa.language.events import GATHERINGS, Event, event_kind, find_events
from qa.language.organisations import Organisation, Place, find_organisations, find_places
from qa.language.packs import merged
from qa.language.people import Person, find_people
from qa.language.tokens import tokenize
from qa.language.values import Value, ValueKind, find_values
from qa.types import Document


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts of one document; spans are code points of its text.

    `own_event` is the event the document reports on, if any (its `number` is
    empty for one without a number).  `dates` are canonical values in order of
    frequency; `date` is the document's own.
    """

    title: str
    date: str
    own_event: Event | None
    events: tuple[Event, ...]
    dates: tuple[str, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    organisations: tuple[Organisation, ...]
    headings: tuple[str, ...]


_ANALYSED = 200_000
"""Characters of a very long document that are read for facts."""


def extract_facts(document: Document) -> DocumentFacts:
    """The facts of a document; empty fields where it has none."""
    text = document.text[:_ANALYSED]
    tokens = tokenize(text)
    values = find_values(text)
    events = find_events(text)
    return DocumentFacts(
        title=document.title,
        date=_own_date(document, values),
        own_event=_own_event(document.title, text),
        events=_distinct(events),
        dates=_dates(values),
        people=find_people(text),
        places=find_places(tokens),
        organisations=find_organisations(text, tokens),
        headings=_headings(text),
    )


def _distinct(events: Iterable[Event]) -> tuple[Event, ...]:
    """Each event once, at its first mention."""
    first: dict[tuple[str, str, str, str], Event] = {}
    for event in events:
        first.setdefault((event.kind, event.number, event.level, event.place_key), event)
    return tuple(first.values())


_DATED = (ValueKind.DATE, ValueKind.YEAR, ValueKind.RANGE)
_DATE_FORM = re.compile(r"(?:\d{4}|-)(?:-\d{2}){0,2}(?:\.\.\d{4}(?:-\d{2}){0,2})?")


def _dates(values: Iterable[Value]) -> tuple[str, ...]:
    counted = Counter(
        value.value
        for value in values
        if value.kind in _DATED and not value.weak and _DATE_FORM.fullmatch(value.value)
    )
    return tuple(date for date, _ in counted.most_common())


def _own_date(document: Document, values: Iterable[Value]) -> str:
    """The date in the metadata, else a full date among the first lines, else empty."""
    given = document.metadata.get("date")
    if isinstance(given, str) and given:
        return given
    for value in values:
        if value.start > 400:
            break
        if value.kind in (ValueKind.DATE, ValueKind.RANGE) and re.match(r"\d{4}-\d\d", value.value):
            return value.value
    return ""


_HELD = merged(lambda pack: pack.events.held)
_OPENING = 900
_OWN = 3
"""Score from which an event is the document's own: a title, or a verb of being held."""
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")


def _own_event(title: str, body: str) -> Event | None:
    """The gathering that the title and the opening report on.

    Mentions count by where they stand (title, opening sentences) and by a verb
    of being held in the same sentence; a numbered event beats its unnumbered
    mentions.  Its span is its first mention in the body, empty if there is none.
    """
    shift = len(title) + 1
    opening = f"{title}\n{body[:_OPENING]}"
    scores: Counter[tuple[str, str, str]] = Counter()
    mentions: dict[tuple[str, str, str], list[Event]] = {}
    for event in [*find_events(opening), *_unnumbered(opening)]:
        if event.kind in GATHERINGS:
            key = (event.kind, event.number, event.place_key)
            mentions.setdefault(key, []).append(event)
            scores[key] += _mention_score(opening, event, shift)
    for kind, number, place in list(scores):
        if number:
            scores[kind, number, place] += scores.get((kind, "", ""), 0) + 1
    if not scores or max(scores.values()) < _OWN:
        return None
    found = mentions[max(scores, key=lambda key: scores[key])]
    event = next((event for event in found if event.start >= shift), found[0])
    if event.start < shift:
        return replace(event, start=0, end=0)
    return replace(event, start=event.start - shift, end=event.end - shift)


def _mention_score(text: str, event: Event, body: int) -> int:
    before = [m.end() for m in _SENTENCE_END.finditer(text, 0, event.start)]
    start = before[-1] if before else 0
    end_match = _SENTENCE_END.search(text, event.end)
    sentence = text[start : end_match.start() if end_match else len(text)]
    held = any(token.word.startswith(_HELD) for token in tokenize(sentence))
    score = 3 if event.start < body else 0
    return score + (3 if held else 0) + (1 if len(before) <= 5 else 0)


def _unnumbered(text: str) -> list[Event]:
    """Gatherings named without a number."""
    found = []
    for token in tokenize(text):
        kind = event_kind(token.word) if token.letters else ""
        if kind in GATHERINGS:
            found.append(Event(kind, "", "", "", "", token.start, token.end, token.raw))
    return found


_HEADING_END = tuple(".!?,;:…")
_LONGEST_HEADING = 120


def _headings(text: str) -> tuple[str, ...]:
    """Short lines that stand alone and end without a full stop, and Markdown headings."""
    found: dict[str, None] = {}
    lines = text.split("\n")
    for index, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith("#"):
            found[stripped.lstrip("# ")] = None
            continue
        alone = (index == 0 or not lines[index - 1].strip()) and (
            index + 1 == len(lines) or not lines[index + 1].strip()
        )
        good = 8 <= len(stripped) <= _LONGEST_HEADING and not stripped.endswith(_HEADING_END)
        if alone and good and stripped[0].isupper():
            found[stripped] = None
    return tuple(found)[:50]


def describe(facts: DocumentFacts, limit: int = 200) -> str:
    """One line of context for a passage: title, own event, date; at most `limit` characters."""
    parts = [facts.title]
    event = facts.own_event
    if event is not None and event.text not in facts.title:
        parts.append(" ".join(part for part in (event.place, event.text) if part))
    if facts.date:
        parts.append(facts.date)
    return " · ".join(part for part in parts if part)[:limit]


def to_json(facts: DocumentFacts) -> str:
    """The facts as one JSON object; `from_json` gives equal facts back."""
    return json.dumps(asdict(facts), ensure_ascii=False)


def from_json(data: str) -> DocumentFacts:
    """The facts that `to_json` wrote."""
    raw: dict[str, Any] = json.loads(data)
    event = raw["own_event"]
    return DocumentFacts(
        title=raw["title"],
        date=raw["date"],
        own_event=Event(**event) if event else None,
        events=tuple(Event(**item) for item in raw["events"]),
        dates=tuple(raw["dates"]),
        people=tuple(Person(**{**item, "keys": tuple(item["keys"])}) for item in raw["people"]),
        places=tuple(Place(**item) for item in raw["places"]),
        organisations=tuple(
            Organisation(item["name"], item["acronym"], tuple(item["keys"]))
            for item in raw["organisations"]
        ),
        headings=tuple(raw["headings"]),
    )
