"""The sentences a model is shown: what the extractive answer quotes first, then the best hits.

Hits far behind the best one are about something else, and what a weak model makes of them is
true to them and no answer.  So they are not shown.

A passage that gives orders to a machine is withheld whole, and so is such a title:
the model cannot obey what it never reads, and no claim may rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.answering.quote import DocumentTexts
from qa.language.machine_orders import orders_a_machine
from qa.types import Citation, Document, Hit, Passage, Span

FAR_BEHIND = 7.0
"""By how much a hit's score lies below the best one's where it is left out.  Of 150 development
questions of KazQAD two lose their passage by it, of XQuAD's and of our own none, and half of the
hits go (docs/generation.md)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as the model is shown it, under `number`."""

    number: int
    document: Document
    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        return self.document.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`shown` sentences in the order of their numbers, from 1; `withheld` are texts that were
    kept from the model because they order it about."""

    shown: tuple[Shown, ...]
    withheld: tuple[str, ...]


def gather(
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    texts: DocumentTexts,
    fits: Callable[[str], bool],
) -> Evidence:
    """Sentences of whole passages for as long as each `fits`; it is asked once a sentence, in
    order, and what does not fit is left out."""
    shown: list[Shown] = []
    withheld: list[str] = []
    found = list(_passages(citations, hits, texts))
    for document, passage in found:
        if orders_a_machine(passage.text):
            withheld.append(passage.text)
            continue
        for span in passage.sentences:
            if fits(document.text[span.start : span.end]):
                shown.append(Shown(len(shown) + 1, document, passage, span))
    titles = {document.title for document, _ in found}
    withheld += sorted(title for title in titles if orders_a_machine(title))
    return Evidence(tuple(shown), tuple(withheld))


def _passages(
    citations: Sequence[Citation], hits: Sequence[Hit], texts: DocumentTexts
) -> Iterator[tuple[Document, Passage]]:
    seen: set[str] = set()
    for citation in citations:
        document = texts.document(citation.document_id)
        for passage in texts.passages(document):
            overlaps = passage.start < citation.end and citation.start < passage.end
            if overlaps and passage.id not in seen:
                seen.add(passage.id)
                yield document, passage
    for hit in hits:
        if hit.score < hits[0].score - FAR_BEHIND:
            break
        for passage in hit.passages or (hit.passage,):
            if passage.id not in seen:
                seen.add(passage.id)
                yield hit.document, passage
