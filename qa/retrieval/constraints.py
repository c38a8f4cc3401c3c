"""What a question says about the document it wants, matched against documents' facts.

"What did the President instruct at the 26th session?" is answered by sentences
that never say "26th session": only their document does.  So an event, a date or
a place that the question names is looked up among the facts that indexing
extracted, and the documents that meet it are preferred: soft evidence, more of
it the more particular the match is.  Numbers, dates and place keys are
canonical, so the spelling and the language don't matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa.documents.facts import DocumentFacts, from_json
from qa.documents.organisations import find_places
from qa.language.events import GATHERINGS, Event, event_kind, find_events
from qa.language.tokens import tokenize
from qa.language.values import ValueKind, find_values

# How much a document's own event, its mention of one, its date or its place says.
_OWN = 1.0
_OTHER_SCOPE = 0.6
_MENTIONED = 0.5
_ONLY_MENTIONED = 0.8
_KIND = 0.25
_OWN_DATE = 0.6
_DATE = 0.4
_PLACE = 0.3


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something the document should be about.

    `kind` is `event`, `event kind`, `date` or `place`; `value` is canonical
    (`session 26`, `2022-04-29`, a place key), `text` the question's wording.
    """

    kind: str
    value: str
    text: str
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class ConstraintMatch:
    """Which documents meet a constraint: strength in (0, 1] by document id.

    `certain` when it names one event by number and a document is about it.
    """

    constraint: Constraint
    documents: Mapping[str, float]
    certain: bool = False


def read_constraints(text: str) -> tuple[Constraint, ...]:
    """The constraints a question states, in order of kinds: events, dates, places."""
    events = [event for event in find_events(text) if event.kind in GATHERINGS]
    found = [
        Constraint("event", _event_value(event), event.text, event)
        for event in events
        if event.number or event.kind == "round table"
    ]
    tokens = tokenize(text)
    covered = {index for e in events for index in range(e.start, e.end)}
    for token in tokens:
        kind = event_kind(token.word) if token.letters else ""
        if kind in GATHERINGS and token.start not in covered:
            found.append(Constraint("event kind", kind, token.raw))
    found += [
        Constraint("date", value.value, value.text)
        for value in find_values(text)
        if value.kind in (ValueKind.DATE, ValueKind.YEAR) and not value.weak
    ]
    found += [Constraint("place", place.key, place.name) for place in find_places(tokens)]
    return tuple({(c.kind, c.value): c for c in found}.values())


def _event_value(event: Event) -> str:
    parts = (event.kind, event.number, event.level, event.place_key)
    return " ".join(part for part in parts if part)


class FactIndex:
    """The facts of all documents, arranged for looking constraints up."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._own: defaultdict[str, list[tuple[str, Event]]] = defaultdict(list)
        self._mentioned: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._own_dates: dict[str, str] = {}
        self._dates: defaultdict[str, set[str]] = defaultdict(set)
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        for document_id, data in facts.items():
            self._add(document_id, from_json(data))

    def _add(self, document_id: str, facts: DocumentFacts) -> None:
        if facts.own_event is not None:
            self._own[facts.own_event.kind].append((document_id, facts.own_event))
        for event in facts.events:
            self._mentioned[event.kind, event.number].add(document_id)
        self._own_dates[document_id] = facts.date
        for date in facts.dates:
            for form in _date_forms(date):
                self._dates[form].add(document_id)
        for form in _date_forms(facts.date):
            self._dates[form].add(document_id)
        for place in facts.places:
            self._places[place.key].add(document_id)

    def match(self, constraint: Constraint) -> ConstraintMatch:
        """The documents that meet the constraint; none when the archive has none."""
        if constraint.event is not None:
            return self._match_event(constraint, constraint.event)
        if constraint.kind == "event kind":
            own = {document: _KIND for document, _ in self._own[constraint.value]}
            return ConstraintMatch(constraint, own)
        if constraint.kind == "date":
            return ConstraintMatch(constraint, self._match_date(constraint.value))
        return ConstraintMatch(
            constraint, dict.fromkeys(self._places.get(constraint.value, ()), _PLACE)
        )

    def _match_event(self, constraint: Constraint, asked: Event) -> ConstraintMatch:
        strengths = dict.fromkeys(self._mentioned.get((asked.kind, asked.number), ()), _MENTIONED)
        certain = False
        for document, own in self._own[asked.kind]:
            if own.number == asked.number:
                same = _same_scope(asked, own)
                strengths[document] = _OWN if same else _OTHER_SCOPE
                certain |= same
        if strengths and max(strengths.values()) == _MENTIONED:
            strengths = dict.fromkeys(strengths, _ONLY_MENTIONED)
        return ConstraintMatch(constraint, strengths, certain)

    def _match_date(self, date: str) -> dict[str, float]:
        strengths = dict.fromkeys(self._dates.get(date, ()), _DATE)
        for document in strengths:
            if date in _date_forms(self._own_dates.get(document, "")):
                strengths[document] = _OWN_DATE
        return strengths


def _same_scope(asked: Event, own: Event) -> bool:
    """A place asked for must be the event's; none asked for means the event without one."""
    if asked.place_key and own.place_key:
        return asked.place_key == own.place_key
    return bool(asked.level or asked.place_key) == bool(own.level or own.place_key)


def _date_forms(date: str) -> Iterable[str]:
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


def strengths(matches: Iterable[ConstraintMatch]) -> dict[str, float]:
    """By document, what its constraints say together.

    Events asked for side by side ("at the 26th and the 34th session") are
    alternatives, so of a kind of constraint only the strongest counts.
    """
    by_kind: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for match in matches:
        found = by_kind[match.constraint.kind]
        for document, strength in match.documents.items():
            found[document] = max(strength, found.get(document, 0.0))
    total: defaultdict[str, float] = defaultdict(float)
    for found in by_kind.values():
        for document, strength in found.items():
            total[document] += strength
    return dict(total)
