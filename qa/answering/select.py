"""Which quotations make the answer: whole lists, the rows that are named, otherwise the
one sentence that answers with what it leans on.  No more than the question needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qa.answering.compared import documents_compared
from qa.answering.dated import chosen_edition, editions
from qa.answering.quote import DocumentTexts, Quotation
from qa.answering.rules.asked import Asked
from qa.answering.rules.comparison import names_cell
from qa.answering.rules.enumerations import listed, with_enumeration
from qa.answering.rules.evidence import SentenceCandidate
from qa.answering.rules.speakers import asks_who_said, with_speaker
from qa.answering.rules.tables import BAR
from qa.answering.rules.traits import holds
from qa.language.events import GATHERINGS, find_events
from qa.language.names import find_names
from qa.language.packs import either
from qa.questions.constraints import ConstraintMatch
from qa.questions.intent import Kind
from qa.questions.question import Question
from qa.types import Document, Span

# How far back a person or an occasion is looked for, in sentences.
_BACK = 15

_CHECKED = frozenset((Kind.TIME, Kind.NUMBER, Kind.PERSON))
_LEANING = re.compile(
    rf"[«“\"–—-]?\s*(?:(?:{either(lambda pack: pack.pointing.before_leaning)}) )?"
    rf"(?:{either(lambda pack: pack.pointing.leaning)})\b",
    re.IGNORECASE,
)


def select(
    asked: Asked, ranked: Sequence[SentenceCandidate], texts: DocumentTexts
) -> list[Quotation]:
    """The quotations that answer, in the order in which they are shown; empty for none."""
    if not ranked:
        return []
    intent, constraints = asked.intent, asked.found.constraints
    numbers = _numbers_of(constraints)
    chosen = _dated(asked, ranked, texts)
    for documents in documents_compared(intent, constraints) if not chosen else []:
        own = [c for c in ranked if c.hit.document.id in documents]
        if own:
            chosen += _one_side(asked, own, texts, occasions=numbers)
    if not chosen:
        occasions = numbers if Kind.YES_NO in intent.kinds else None
        if Kind.EVENT in intent.kinds:
            occasions = frozenset()
        chosen = _one_side(asked, ranked, texts, occasions=occasions)
    return _once(chosen)


def _dated(
    asked: Asked, ranked: Sequence[SentenceCandidate], texts: DocumentTexts
) -> list[Quotation]:
    """The best sentence in each of its editions, or in the one that is asked for; empty where
    it has no others."""
    found = editions(ranked[0], ranked)
    if len(found) == 1:
        return []
    shown = chosen_edition(found, asked.question.values, asked.intent.newest) or found
    made = (texts.quotation(one.hit.document, one.span, one.score) for one in shown)
    quotations = [quotation for quotation in made if quotation]
    if len(quotations) == 1:
        return quotations
    return [replace(q, date=q.document.date or "") for q in quotations]


def _one_side(
    asked: Asked,
    ranked: Sequence[SentenceCandidate],
    texts: DocumentTexts,
    *,
    occasions: frozenset[str] | None,
) -> list[Quotation]:
    """`occasions` are the numbers of the events one of which a quotation has to name, empty
    for any event; None where the occasion doesn't matter."""
    question, intent = asked.question, asked.intent
    items = listed(asked, ranked, texts)
    if items:
        return items
    document = ranked[0].hit.document
    sentences = texts.sentences(document)
    best = ranked[0]
    score, language = best.score, best.hit.passage.language
    place = sentences.index(best.span)
    span = best.span
    rows = _named_rows(asked, ranked)
    if len(rows) > 1:
        made = (texts.quotation(document, row.span, row.score) for row in rows)
        return [quotation for quotation in made if quotation]
    if place and _leans(document.text, sentences[place - 1], best):
        span = Span(sentences[place - 1].start, span.end)
    if Kind.LIST in intent.kinds:
        span = with_enumeration(document.text, sentences, place, span)
    spans = [span]
    who_said = Kind.PERSON in intent.kinds and asks_who_said(question)
    if who_said:
        spans = with_speaker(document.text, sentences, place, span)

    def said(kind: Kind) -> bool:
        quoted = (document.text[a:b] for a, b in spans)
        return any(holds(kind, text, language, question) for text in quoted)

    unnamed = Kind.PERSON in intent.kinds and not said(Kind.PERSON)
    if unnamed and (who_said or not _names_other(question, best)):
        spans += _before(
            document, sentences, place, lambda t: holds(Kind.PERSON, t, language, question)
        )
    if intent.several:
        for kind in intent.kinds & _CHECKED:
            if not said(kind):
                others = [c for c in ranked if c.hit.document.id == document.id]
                spans += [c.span for c in others if holds(kind, c.text, language, question)][:1]
    if occasions is not None:
        quoted = [document.text[a:b] for a, b in spans]
        if not any(_names_occasion(t, occasions) for t in quoted):
            spans += _before(document, sentences, place, lambda t: _names_occasion(t, occasions))
    quotations = (texts.quotation(document, span, score) for span in spans)
    return [quotation for quotation in quotations if quotation]


def _named_rows(asked: Asked, ranked: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """The rows of the best one's table whose first cells the question names, as they stand."""
    best = ranked[0]
    rows = [
        one
        for one in ranked
        if best.header
        and (one.hit.document.id, one.header) == (best.hit.document.id, best.header)
        and names_cell(asked, one.text.split(BAR)[0])
    ]
    return sorted(rows, key=lambda row: row.span.start) if best in rows else []


def _leans(text: str, before: Span, best: SentenceCandidate) -> bool:
    """Whether a sentence needs the one before it, in the same paragraph."""
    between = text[before.end : best.span.start]
    return bool(_LEANING.match(best.text)) and "\n\n" not in between and text[before.end - 1] != "?"


def _names_other(question: Question, best: SentenceCandidate) -> bool:
    """Whether the sentence names something else than the question does, which may be who is
    asked for: a society, a ministry."""
    known = set(question.name_keys)
    return any(
        not name.weak and not known.intersection(name.keys) for name in find_names(best.text)
    )


def _names_occasion(text: str, numbers: frozenset[str]) -> bool:
    events = [e for e in find_events(text) if e.kind in GATHERINGS and e.number]
    return any(not numbers or event.number in numbers for event in events)


def _numbers_of(constraints: Sequence[ConstraintMatch]) -> frozenset[str] | None:
    """The numbers of the events that the question names; None for no event."""
    events = [m.constraint.event for m in constraints if m.constraint.event is not None]
    return frozenset(event.number for event in events if event.number) or None


def _before(
    document: Document, sentences: Sequence[Span], place: int, intent: Callable[[str], bool]
) -> list[Span]:
    """The nearest sentence before `place` that has what is intent."""
    near = (sentences[i] for i in range(place - 1, max(-1, place - 1 - _BACK), -1))
    return next(([s] for s in near if intent(document.text[s.start : s.end])), [])


def _once(quotations: Iterable[Quotation]) -> list[Quotation]:
    """Without those that lie inside others."""
    kept: list[Quotation] = []
    for quotation in quotations:
        inside = any(
            k.document.id == quotation.document.id
            and k.span.start <= quotation.span.start
            and quotation.span.end <= k.span.end
            for k in kept
        )
        if not inside:
            kept.append(quotation)
    return kept
