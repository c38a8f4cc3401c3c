"""Events, dates and places of all documents, arranged for looking constraints up."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from qa.language.events import Event
from qa.questions.constraints import Constraint, ConstraintMatch
from qa.retrieval.facts import DocumentFacts

# How much a document's own event, its mention of one, its date or its place says.
_OWN = 1.0
_OTHER_SCOPE = 0.6
_MENTIONED = 0.5
_ONLY_MENTIONED = 0.8
_KIND = 0.25
_OWN_DATE = 0.6
_DATE = 0.4
_PLACE = 0.3
_FAR_APART = 14
"""Days between two reports on one event at most: a translation may come later."""


class FactIndex:
    """What documents say they are about; made anew when the archive changes."""

    def __init__(self, facts: Mapping[str, DocumentFacts]) -> None:
        self._own: defaultdict[str, list[tuple[str, Event]]] = defaultdict(list)
        self._mentioned: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._own_events: dict[str, Event] = {}
        self._own_dates: dict[str, str] = {}
        self._dates: defaultdict[str, set[str]] = defaultdict(set)
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        for document_id, known in facts.items():
            self._add(document_id, known)

    def _add(self, document_id: str, facts: DocumentFacts) -> None:
        if facts.own_event is not None:
            self._own[facts.own_event.kind].append((document_id, facts.own_event))
            self._own_events[document_id] = facts.own_event
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

    def differ(self, a: str, b: str) -> bool:
        """Whether two documents report on different events, or on days far apart."""
        first, second = self._own_events.get(a), self._own_events.get(b)
        if first and second and first.kind == second.kind:
            numbers, places = {first.number, second.number}, {first.place_key, second.place_key}
            if any(len(values) == 2 and "" not in values for values in (numbers, places)):
                return True
        one, other = (_day(self._own_dates.get(document, "")) for document in (a, b))
        return bool(one and other and abs((one - other).days) > _FAR_APART)

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


def _day(date: str) -> datetime.date | None:
    """The first day of a full date or a range of them."""
    try:
        return datetime.date.fromisoformat(date[:10])
    except ValueError:
        return None


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
