"""What a question says of its document, looked up among what documents are filed under."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection
from dataclasses import replace

from qa.index.labels import TOO_COMMON, About, LabelKind, Labels, event_key, read_about
from qa.language.events import Event
from qa.questions.constraints import Constraint, ConstraintMatch

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
    """Events, dates and places that documents say they are about."""

    def __init__(self, labels: Labels, documents: int) -> None:
        self._labels = labels
        self._documents = documents

    def match(self, constraint: Constraint) -> ConstraintMatch:
        """The documents that meet the constraint; none when the archive has none, and none yet
        when more than `TOO_COMMON` do."""
        if self._is_common(constraint):
            return ConstraintMatch(constraint, {}, common=True)
        return self._match(constraint, None)

    def among(self, match: ConstraintMatch, documents: Collection[str]) -> ConstraintMatch:
        """A match that is common, with those of the `documents` that meet it."""
        return replace(self._match(match.constraint, documents), common=True)

    def _is_common(self, constraint: Constraint) -> bool:
        if self._documents <= TOO_COMMON:
            return False
        kinds, key = _filed(constraint)
        counts = (self._labels.label_counts(kind, [key]) for kind in kinds)
        return any(count.get(key, 0) > TOO_COMMON for count in counts)

    def _match(self, constraint: Constraint, among: Collection[str] | None) -> ConstraintMatch:
        if constraint.event is not None:
            return self._match_event(constraint, constraint.event, among)
        (kind,), key = _filed(constraint)
        found = self._labels.labelled(kind, [key], among)
        if kind is LabelKind.DATE:
            strengths = {d.document_id: _OWN_DATE if d.value else _DATE for d in found}
        else:
            strength = _KIND if kind is LabelKind.EVENT else _PLACE
            strengths = {one.document_id: strength for one in found}
        return ConstraintMatch(constraint, strengths)

    def differ(self, documents: Collection[str]) -> Callable[[str, str], bool]:
        """Tells whether two of the documents report on different events, or on days far apart."""
        found = self._labels.labelled(LabelKind.ABOUT, documents)
        known = {one.key: read_about(one.value) for one in found}
        nothing = About("", "", "", "", ())
        return lambda a, b: _differ(known.get(a, nothing), known.get(b, nothing))

    def _match_event(
        self, constraint: Constraint, asked: Event, among: Collection[str] | None
    ) -> ConstraintMatch:
        key = event_key(asked)
        mentioned = self._labels.labelled(LabelKind.MENTIONED, [key], among)
        strengths = {one.document_id: _MENTIONED for one in mentioned}
        certain = False
        for one in self._labels.labelled(LabelKind.EVENT, [key], among):
            _, level, place_key = json.loads(one.value)
            same = _same_scope(asked, level, place_key)
            strengths[one.document_id] = _OWN if same else _OTHER_SCOPE
            certain |= same
        if strengths and max(strengths.values()) == _MENTIONED and not (
            among is not None and self._labels.label_counts(LabelKind.EVENT, [key])
        ):  # fmt: skip
            strengths = dict.fromkeys(strengths, _ONLY_MENTIONED)
        return ConstraintMatch(constraint, strengths, certain)


def _filed(constraint: Constraint) -> tuple[tuple[LabelKind, ...], str]:
    """Under which kinds of labels, and which key, the documents are filed that meet it."""
    if constraint.event is not None:
        return (LabelKind.MENTIONED, LabelKind.EVENT), event_key(constraint.event)
    kinds = {"event kind": LabelKind.EVENT, "date": LabelKind.DATE}
    return (kinds.get(constraint.kind, LabelKind.PLACE),), constraint.value


def _same_scope(asked: Event, level: str, place_key: str) -> bool:
    """A place asked for must be the event's; none asked for means the event without one."""
    if asked.place_key and place_key:
        return asked.place_key == place_key
    return bool(asked.level or asked.place_key) == bool(level or place_key)


def _differ(first: About, second: About) -> bool:
    if first.kind and first.kind == second.kind:
        numbers, places = {first.number, second.number}, {first.place_key, second.place_key}
        if any(len(values) == 2 and "" not in values for values in (numbers, places)):
            return True
    one, other = _day(first.date), _day(second.date)
    return bool(one and other and abs((one - other).days) > _FAR_APART)


def _day(date: str) -> datetime.date | None:
    """The first day of a full date or a range of them."""
    try:
        return datetime.date.fromisoformat(date[:10])
    except ValueError:
        return None
