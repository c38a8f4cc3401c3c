"""Who did it instead: yes-or-no questions about somebody whom the occasion's document lacks.

"Did Tokayev speak at the 26th session?" is answered by the sentence that says
who did speak there in his office, not by everybody who spoke.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.answering.absent import READ
from qa.answering.quote import DocumentTexts
from qa.answering.rules.asked import Asked
from qa.answering.rules.evidence import SentenceCandidate
from qa.answering.rules.holders import holders, offices_in
from qa.language.names import ONE_NAME, name_similarity
from qa.language.people import Person, find_people
from qa.questions.intent import Kind
from qa.types import Document

# What speaks for the sentence that names the holder of the office, and nobody else, in units of
# the sentences' scores.
_INSTEAD = 6.0
# A sentence of whose people so many hold it needs no other.
_MOSTLY = 0.5
_NEARLY = 3.0
# So many documents are read for who is in them.
_READ_OCCASIONS = 3


def corrected(
    asked: Asked, ranked: Sequence[SentenceCandidate], texts: DocumentTexts
) -> list[SentenceCandidate]:
    """The candidates, those first that correct whom the question takes for granted."""
    occasion = {d for m in asked.found.constraints if m.constraint.event for d in m.documents}
    if Kind.YES_NO not in asked.intent.kinds or not ranked or not occasion:
        return list(ranked)
    there = [texts.document(document) for document in sorted(occasion)[:_READ_OCCASIONS]]
    offices: set[str] = set()
    for match in asked.found.constraints:
        name = match.constraint.text
        if match.constraint.kind == "person" and all(_roles(d, name) is None for d in there):
            for document in sorted(match.documents)[:_READ_OCCASIONS]:
                offices |= _roles(texts.document(document), name) or set()
    if not offices:
        return list(ranked)
    held = frozenset(offices)
    own = [c for c in ranked if c.hit.document.id in occasion]
    known = {name for c in own for name in _names(holders(c.text, held))}
    if _share(ranked[0].text, known) >= _MOSTLY:
        return list(ranked)
    raised = [
        replace(c, score=c.score + _INSTEAD * _share(c.text, _names(holders(c.text, held))))
        if c.hit.document.id in occasion
        else c
        for c in (*ranked, *_first_naming(own, held, texts))
    ]
    raised.sort(key=lambda c: -c.score)
    # A report says what somebody did there where it names him first.
    naming = [c for c in raised if c.hit.document.id in occasion and _mostly(c.text, held)]
    near = [c for c in naming if c.score >= naming[0].score - _NEARLY]
    first = min(near, key=lambda c: c.span.start, default=raised[0])
    if first.score >= raised[0].score - _NEARLY:
        first = replace(first, score=raised[0].score)
        raised = [first, *(c for c in raised if c.span != first.span)]
    return raised


def _first_naming(
    own: Sequence[SentenceCandidate], offices: frozenset[str], texts: DocumentTexts
) -> list[SentenceCandidate]:
    """The first sentence of the occasion's document that names the holder, where none of the
    candidates does."""
    if not own or any(_mostly(c.text, offices) for c in own):
        return []
    document = own[0].hit.document
    for span in texts.sentences(document):
        text = document.text[span.start : span.end]
        if _mostly(text, offices):
            return [replace(own[0], span=span, text=text)]
    return []


def _mostly(text: str, offices: frozenset[str]) -> bool:
    return _share(text, _names(holders(text, offices))) >= _MOSTLY


def _roles(document: Document, name: str) -> frozenset[str] | None:
    """The offices that a document gives somebody; None where it does not name the person."""
    last = name.split()[-1]
    people = _people(document.text[:READ])
    found = [p for p in people if name_similarity(p.name.split()[-1], last) >= ONE_NAME]
    if not found:
        return None
    return frozenset(office for person in found for office in offices_in(person.role))


@lru_cache(maxsize=64)
def _people(text: str) -> tuple[Person, ...]:
    """Kept, since a document's beginning takes long to read for people."""
    return find_people(text)


def _names(people: Sequence[Person]) -> set[str]:
    return {person.keys[-1] for person in people}


def _share(text: str, names: set[str]) -> float:
    """Which part of the people of a text has one of these names."""
    people = find_people(text)
    return sum(person.keys[-1] in names for person in people) / len(people) if people else 0.0
