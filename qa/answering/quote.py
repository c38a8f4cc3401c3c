"""Documents as answers quote from them: spans with the passage they begin in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from qa.checking.windows import KnownSentence
from qa.documents.lists import ItemList, find_lists
from qa.embedding import TokenEmbedding
from qa.index.passage_index import PassageIndex
from qa.retrieval.sentence_states import states_within, unpacked
from qa.types import Citation, Document, Passage, Scope, Span

_BULLET = re.compile(r"[•●▪◦·*]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A span of a document to be quoted, perhaps an item of a list that is quoted whole;
    `passage` is where it begins; `date` is told before it where documents of different dates
    are quoted side by side."""

    document: Document
    passage: Passage
    span: Span
    score: float
    item: bool = False
    date: str = ""

    @property
    def text(self) -> str:
        return self.document.text[self.span.start : self.span.end]


def citation_of(number: int, quotation: Quotation, score: float) -> Citation:
    """Where a quotation stands; `score` is its answer's."""
    document, passage = quotation.document, quotation.passage
    return Citation(
        number,
        document.id,
        document.source,
        document.title,
        passage.language,
        passage.id,
        *quotation.span,
        quotation.text,
        round(score, 4),
        document.date,
        page=document.page_at(quotation.span.start),
        recognised=document.recognised,
    )


class DocumentTexts:
    """Documents of one question, with their passages and sentences in order."""

    def __init__(self, index: PassageIndex, scope: Scope) -> None:
        self._index = index
        self._scope = scope
        self._rows: dict[str, list[tuple[int, Passage]]] = {}
        self._read: dict[int, TokenEmbedding] = {}

    def passages(self, document: Document) -> list[Passage]:
        return [passage for _, passage in self._passages(document.id)]

    def _passages(self, document_id: str) -> list[tuple[int, Passage]]:
        """With their rows, in reading order."""
        if document_id not in self._rows:
            found = self._index.document_passages(self._scope, document_id)
            self._rows[document_id] = list(found.items())
        return self._rows[document_id]

    def known(self, document_id: str, span: Span) -> tuple[KnownSentence, ...]:
        """The sentences of a span as the index has read them, their places told from the span's
        beginning; without those that it has not read to their end."""
        passages = self._passages(document_id)
        first = bisect_right(passages, span.start, key=lambda held: held[1].start) - 1
        near = dict(
            takewhile(lambda held: held[1].start < span.end, islice(passages, max(0, first), None))
        )
        new = [row for row in near if row not in self._read]
        for row, stored in self._index.token_states(self._scope, new).items():
            self._read[row] = unpacked(stored, self._index.settings.dimension)
        found = []
        for row, passage in near.items():
            for sentence in passage.sentences if row in self._read else ():
                start, end = max(sentence.start, span.start), min(sentence.end, span.end)
                if start < end:
                    own = states_within(passage, self._read[row], Span(start, end))
                    place = Span(start - span.start, end - span.start)
                    found += [KnownSentence(place, own)] if own else []
        return tuple(found)

    def document(self, document_id: str) -> Document:
        return self._index.document(self._scope, document_id).document

    def sentences(self, document: Document) -> list[Span]:
        return [span for passage in self.passages(document) for span in passage.sentences]

    def lists(self, document: Document) -> Sequence[ItemList]:
        return find_lists(document.text, self.sentences(document), document.language)

    def quotation(self, document: Document, span: Span, score: float) -> Quotation | None:
        """The span as quoted, without a bullet before it; None where no passage holds it."""
        if bullet := _BULLET.match(document.text, span.start, span.end):
            span = Span(bullet.end(), span.end)
        for passage in self.passages(document):
            if passage.start <= span.start < passage.end:
                return Quotation(document, passage, span, score)
        return None
