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

from qa.language.events import GATHERINGS, Event, event_kind, find_events
from qa.language.organisations import find_places
from qa.language.tokens import tokenize
from qa.language.values import ValueKind, find_values


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something the document should be about.

    `kind` is `event`, `event kind`, `date` or `place`, or what the archive's own
    names tell (see `qa.retrieval.name_index`): `person`, `organisation`, `title`.
    `value` is canonical (`session 26`, `2022-04-29`, a place key), `text` the
    question's wording.
    """

    kind: str
    value: str
    text: str
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class ConstraintMatch:
    """Which documents meet a constraint: strength in (0, 1] by document id.

    `certain` when it names one event by number and a document is about it.  `common` when so
    many documents meet it that `documents` are only those that were found otherwise.
    """

    constraint: Constraint
    documents: Mapping[str, float]
    certain: bool = False
    common: bool = False

    @property
    def met(self) -> bool:
        """Whether any document meets it."""
        return self.common or bool(self.documents)


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
