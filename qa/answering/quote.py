"""Documents as answers quote from them: spans with the passage they begin in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.documents.lists import ItemList, find_lists
from qa.index.passage_index import PassageIndex
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
        self._passages: dict[str, list[Passage]] = {}

    def passages(self, document: Document) -> list[Passage]:
        if document.id not in self._passages:
            found = self._index.document_passages(self._scope, document.id)
            self._passages[document.id] = list(found.values())
        return self._passages[document.id]

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
