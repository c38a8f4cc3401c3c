"""Which quotations make the answer: whole lists, both sides of a comparison, otherwise the
one sentence that answers with what it leans on.  No more than the question needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from qa.answering.evidence import Candidate, holds, parts_of
from qa.answering.wanted import Kind, Wanted
from qa.documents.lists import ItemList, find_lists
from qa.index.passage_index import PassageIndex
from qa.language.events import find_events
from qa.retrieval.constraints import ConstraintMatch
from qa.retrieval.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Document, Passage, Span

# An item longer than this is quoted by its first sentence.
_LONG_ITEM = 600
_MOST_ITEMS = 20
# How far back a speaker or an occasion is looked for, in sentences.
_BACK = 15
_LIST_SENTENCES = 5
# From so many parts between commas on, a sentence enumerates.
_ENUMERATES = 4

_CHECKED = frozenset((Kind.TIME, Kind.NUMBER, Kind.PERSON))
_QUOTING = re.compile(r"(?<!\w )[–—-]\s|[«“„\"]")
_SPEECH = re.compile(
    r"(?<!\w)(?:де(?:ді|п|ген|йді)|айтты|атап өтті|сказал\w*|заявил\w*|отметил\w*|пояснил\w*"
    r"|подчеркнул\w*|сообщил\w*|said|says|told|added|stated)(?!\w)",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"[«“\"–—-]?\s*(?:ол|олар\w*|бұл|осы\w*|соның|сол\s|сондай|оған|оның|мұнда|онда|осылайша"
    r"|он|она|они|оно|это|эти|этот|эта|его|её|их|им|там|тогда|поэтому|такой|такая|также он"
    r"|he|she|it|they|this|these|those|his|her|their|that|according to (?:him|her|them)|there)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a document to be quoted, perhaps an item of a list that is quoted whole;
    `passage` is where it begins."""

    document: Document
    passage: Passage
    span: Span
    score: float
    item: bool = False

    @property
    def text(self) -> str:
        return self.document.text[self.span.start : self.span.end]


class Reader:
    """Documents of one question, with their passages and sentences in order."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._passages: dict[str, list[Passage]] = {}

    def passages(self, document: Document) -> list[Passage]:
        if document.id not in self._passages:
            found = self._index.document_passages(document.id)
            self._passages[document.id] = list(found.values())
        return self._passages[document.id]

    def sentences(self, document: Document) -> list[Span]:
        return [span for passage in self.passages(document) for span in passage.sentences]

    def lists(self, document: Document) -> Sequence[ItemList]:
        return find_lists(document.text, self.sentences(document), document.language)

    def quotation(self, document: Document, span: Span, score: float) -> Quotation | None:
        for passage in self.passages(document):
            if passage.start <= span.start < passage.end:
                return Quotation(document, passage, span, score)
        return None


def select(
    question: Question,
    wanted: Wanted,
    found: SearchResult,
    ranked: Sequence[Candidate],
    reader: Reader,
) -> list[Quotation]:
    """The quotations that answer, in the order in which they are shown; empty for none."""
    if not ranked:
        return []
    sides = _sides(found.constraints)
    if len(sides) > 1:
        chosen: list[Quotation] = []
        for documents in sides:
            own = [c for c in ranked if c.hit.document.id in documents]
            if own:
                chosen += _one_side(question, wanted, own, reader, with_occasion=True)
        return _once(chosen)
    occasion = Kind.YES_NO in wanted.kinds or Kind.EVENT in wanted.kinds
    return _once(_one_side(question, wanted, ranked, reader, with_occasion=occasion))


def _one_side(
    question: Question,
    wanted: Wanted,
    ranked: Sequence[Candidate],
    reader: Reader,
    *,
    with_occasion: bool,
) -> list[Quotation]:
    items = _whole_list(wanted, ranked, reader)
    if items:
        return items
    # A marker alone on its line (`Екінші`) says nothing by itself.
    ranked = [c for c in ranked if len(c.text.split()) > 1] or ranked
    document = ranked[0].hit.document
    sentences = reader.sentences(document)
    best = _enumerating(ranked, sentences) if Kind.LIST in wanted.kinds else ranked[0]
    score, language = best.score, best.hit.passage.language
    place = sentences.index(best.span)
    span = best.span
    if place and _LEANING.match(best.text):
        span = Span(sentences[place - 1].start, span.end)
    if Kind.PERSON in wanted.kinds:
        span = _with_attribution(document.text, sentences, place, span)
    if Kind.LIST in wanted.kinds:
        span = _with_enumeration(document.text, sentences, place, span)
    spans = [span]

    def said(kind: Kind) -> bool:
        texts = (document.text[a:b] for a, b in spans)
        return any(holds(kind, text, language, question) for text in texts)

    if Kind.PERSON in wanted.kinds and not said(Kind.PERSON):
        spans += _before(
            document, sentences, place, lambda t: holds(Kind.PERSON, t, language, question)
        )
    if wanted.several:
        for kind in wanted.kinds & _CHECKED:
            if not said(kind):
                others = [c for c in ranked if c.hit.document.id == document.id]
                spans += [c.span for c in others if holds(kind, c.text, language, question)][:1]
    texts = [document.text[a:b] for a, b in spans]
    if with_occasion and not any(e.number for t in texts for e in find_events(t)):
        spans += _before(
            document, sentences, place, lambda t: any(e.number for e in find_events(t))
        )
    quotations = (reader.quotation(document, span, score) for span in spans)
    return [quotation for quotation in quotations if quotation]


def _enumerating(ranked: Sequence[Candidate], sentences: Sequence[Span]) -> Candidate:
    """The best sentence of its document that names several things or announces one that does,
    among the first few; the best of all where none does."""
    text = ranked[0].hit.document.text
    for candidate in ranked[:_LIST_SENTENCES]:
        if candidate.hit.document.id == ranked[0].hit.document.id:
            span = candidate.span
            named = _with_enumeration(text, sentences, sentences.index(span), span)
            if parts_of(text[named.start : named.end]) >= _ENUMERATES:
                return candidate
    return ranked[0]


def _with_enumeration(text: str, sentences: Sequence[Span], place: int, span: Span) -> Span:
    """A sentence that announces things together with the next one or two, where those name
    them: `… took part. They were A, B and C.`"""
    if parts_of(text[span.start : span.end]) >= _ENUMERATES:
        return span
    for after in sentences[place + 1 : place + 3]:
        if parts_of(text[after.start : after.end]) >= _ENUMERATES:
            return Span(span.start, after.end)
    return span


def _with_attribution(text: str, sentences: Sequence[Span], place: int, span: Span) -> Span:
    """A quoted sentence together with the words after it that say whose it is."""
    if _SPEECH.search(text, span.start, span.end) or not _QUOTING.search(text, *span):
        return span
    for after in sentences[place + 1 : place + 4]:
        if _SPEECH.search(text, after.start, after.end):
            return Span(span.start, after.end)
        if text.find("\n", span.end, after.start) >= 0:
            break
    return span


def _whole_list(wanted: Wanted, ranked: Sequence[Candidate], reader: Reader) -> list[Quotation]:
    """The items of the list that the best sentences announce or belong to, if a list is asked
    for or the best sentence announces one."""
    document = ranked[0].hit.document
    own = [c for c in ranked if c.hit.document.id == document.id]
    top = [c for c in ranked[:_LIST_SENTENCES] if c.hit.document.id == document.id]
    best: tuple[float, ItemList] | None = None
    for items in reader.lists(document):
        announcing = [c for c in own if items.introduction and _holds(c, items.introduction)]
        leads = bool(announcing) and announcing[0] is ranked[0]
        inside = [items.span.start <= c.span.start < items.span.end for c in top]
        counted = wanted.count == len(items.items)
        listed = Kind.LIST in wanted.kinds or counted
        near = bool(announcing) and announcing[0] in top
        open_ended = Kind.OTHER in wanted.kinds and near and announcing[0] in top[:2]
        if not (leads or (listed and (near or inside[0] or sum(inside) > 1)) or open_ended):
            continue
        points = 3.0 * counted + (announcing[0].score if announcing else own[-1].score)
        if best is None or points > best[0]:
            best = points, items
    if best is None:
        return []
    spans = [_item_span(item.head, item.span) for item in best[1].items[:_MOST_ITEMS]]
    made = (reader.quotation(document, span, ranked[0].score) for span in spans)
    return [replace(quotation, item=True) for quotation in made if quotation]


def _holds(candidate: Candidate, span: Span) -> bool:
    return candidate.span.start <= span.start < candidate.span.end


def _item_span(head: Span, span: Span) -> Span:
    return Span(head.start, span.end) if span.end - head.start <= _LONG_ITEM else head


def _sides(constraints: Sequence[ConstraintMatch]) -> list[set[str]]:
    """For a question on several numbered events, the documents of each."""
    events = [m for m in constraints if m.constraint.event is not None and m.documents]
    numbered = [m for m in events if m.constraint.event and m.constraint.event.number]
    if len({m.constraint.value for m in numbered}) < 2:
        return []
    sides = []
    for match in numbered:
        strongest = max(match.documents.values())
        sides.append({d for d, strength in match.documents.items() if strength == strongest})
    return sides


def _before(
    document: Document, sentences: Sequence[Span], place: int, wanted: Callable[[str], bool]
) -> list[Span]:
    """The nearest sentence before `place` (then the one after) that has what is wanted."""
    order = [*range(place - 1, max(-1, place - 1 - _BACK), -1), place + 1]
    near = (sentences[i] for i in order if 0 <= i < len(sentences))
    return next(([s] for s in near if wanted(document.text[s.start : s.end])), [])


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
