"""What is read from one generation of an index once and used for every question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from qa.index.labels import Filed, LabelKind
from qa.index.passage_index import PassageIndex, Statistics
from qa.kept import Kept
from qa.questions.constraints import ConstraintMatch
from qa.questions.question import Question
from qa.retrieval.candidates import PassageCandidate
from qa.retrieval.fact_index import FactIndex
from qa.retrieval.late import PassageStates, passage_states
from qa.retrieval.name_index import NameIndex
from qa.types import Scope

_KEPT_STATES = 192
"""Passages whose unpacked states stay in memory, 0.3 MB each."""


KeptStates = Kept[tuple[int, int], PassageStates]

_numbers = count()
"""One for each view, because what is kept of a passage has its view's mean taken out."""


def kept_states() -> KeptStates:
    """Room for unpacked states, which the views of one archive share."""
    return Kept(_KEPT_STATES)


class View:
    """A scope's statistics at one version, its labels, and the token states of passages met
    lately.

    Without `centred` the archive's means count as nothing.
    """

    def __init__(self, index: PassageIndex, scope: Scope, centred: bool, kept: KeptStates) -> None:
        self.version = index.version(scope)
        self.statistics: Statistics = index.statistics(scope)
        if not centred:
            self.statistics = _without_means(self.statistics)
        labels = _Within(index, scope)
        self.facts = FactIndex(labels, self.statistics.documents)
        self.names = NameIndex(labels, self.statistics.documents)
        self._scope = scope
        self._kept = kept
        self._number = next(_numbers)

    def match(self, question: Question) -> tuple[ConstraintMatch, ...]:
        """What the question says of its document, with the documents that meet it."""
        found = [self.facts.match(constraint) for constraint in question.constraints]
        named = {
            (match.constraint.kind, match.constraint.value): match
            for spelling in reversed(question.spellings)
            for match in self.names.match(spelling)
        }
        return (*found, *named.values())

    def among(
        self, matches: Iterable[ConstraintMatch], documents: Collection[str]
    ) -> tuple[ConstraintMatch, ...]:
        """The matches, those that too many documents meet with what these `documents` meet."""
        return tuple(self.facts.among(m, documents) if m.common else m for m in matches)

    def states(
        self, index: PassageIndex, candidates: Sequence[PassageCandidate]
    ) -> dict[int, PassageStates]:
        """Unpacked states by row, of the candidates that have any, in their order."""
        known = self._kept.find((self._number, c.row) for c in candidates)
        found = {row: states for (_, row), states in known.items()}
        missing = {c.row: c.passage for c in candidates if c.row not in found}
        for row, stored in index.token_states(self._scope, missing).items():
            mean = self.statistics.languages[missing[row].language].mean_token
            found[row] = passage_states(missing[row], stored, mean)
            self._kept.keep((self._number, row), found[row])
        return {c.row: found[c.row] for c in candidates if c.row in found}


class _Within:
    """The labels that a scope allows."""

    def __init__(self, index: PassageIndex, scope: Scope) -> None:
        self._index = index
        self._scope = scope

    def labelled(
        self, kind: LabelKind, keys: Collection[str], among: Collection[str] | None = None
    ) -> list[Filed]:
        return self._index.labelled(self._scope, kind, keys, among) if keys else []

    def label_counts(self, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        return self._index.label_counts(self._scope, kind, keys) if keys else {}


def _without_means(statistics: Statistics) -> Statistics:
    return replace(
        statistics,
        languages={
            language: replace(
                known,
                mean_vector=np.zeros_like(known.mean_vector),
                mean_token=np.zeros_like(known.mean_token),
            )
            for language, known in statistics.languages.items()
        },
    )
