"""Documents that a question puts side by side: two numbered events, or two things that it names."""

from __future__ import annotations

from collections.abc import Sequence

from qa.questions.constraints import ConstraintMatch
from qa.questions.intent import Intent


def documents_compared(
    intent: Intent, constraints: Sequence[ConstraintMatch]
) -> list[frozenset[str]]:
    """The documents of each thing that is put beside another: of several numbered events, and
    where the question compares, of all that it names; fewer than two are none."""
    numbered = {
        m.constraint.value: _strongest(m)
        for m in constraints
        if m.documents and m.constraint.event is not None and m.constraint.event.number
    }
    if len(numbered) > 1:
        return list(numbered.values())
    if not intent.compares:
        return []
    sides: list[frozenset[str]] = []
    for match in sorted(constraints, key=lambda m: -max(m.documents.values(), default=0.0)):
        documents = _strongest(match)
        if len(documents) == 1 and not match.common and documents not in sides:
            sides.append(documents)
    return sides if len(sides) > 1 else []


def _strongest(match: ConstraintMatch) -> frozenset[str]:
    strongest = max(match.documents.values(), default=0.0)
    return frozenset(d for d, strength in match.documents.items() if strength == strongest)
