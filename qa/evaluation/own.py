"""`qa eval own`: an owner's own questions to the owner's own archive.

A line of the file is a JSON object: `question`; `document` (a source or an id) and `quotation`
(words of it, or several), either or both, where the archive has the answer, and neither where it
has none; perhaps `language`, `kind` and `id`.  With `"reviewed": false`, as lines made from
readers' ratings have it until somebody fills them in, it is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.archive import Archive
from qa.checking.reading import language_of
from qa.errors import BadInput, NotFound
from qa.evaluation.answer_judging import (
    UNANSWERABLE,
    Item,
    Judged,
    given_answer,
    judge,
)
from qa.evaluation.datasets import read_lines
from qa.types import Document

_PAGE = 200
_KNOWN = {"id", "question", "document", "quotation", "language", "kind", "reviewed", "reason"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """`quotations` is empty where any words of `document` will do; both are where the archive
    has no answer."""

    id: str
    question: str
    language: str
    kind: str
    document: str | None
    quotations: tuple[str, ...]


def read_own(path: Path) -> tuple[list[OwnQuestion], int]:
    """The questions, and how many are not reviewed yet.

    Raises BadInput naming the line for what is no such question.
    """
    found, waiting = [], 0
    for number, raw in enumerate(read_lines(path), 1):
        if not isinstance(raw, dict) or not str(raw.get("question") or "").strip():
            raise BadInput(f"{path}: line {number} has no question")
        if unknown := sorted(raw.keys() - _KNOWN):
            raise BadInput(
                f"{path}: line {number} has unknown fields {', '.join(unknown)}; the known ones "
                f"are {', '.join(sorted(_KNOWN))}"
            )
        if raw.get("reviewed") is False:
            waiting += 1
            continue
        found.append(_question(raw, number))
    if not found:
        raise BadInput(f"{path} holds no question that is ready; {waiting} wait to be reviewed")
    return found, waiting


def _question(raw: dict[str, Any], number: int) -> OwnQuestion:
    quoted = raw.get("quotation") or ()
    quotations = (quoted,) if isinstance(quoted, str) else tuple(map(str, quoted))
    document = raw.get("document")
    question = str(raw["question"])
    return OwnQuestion(
        str(raw.get("id") or number),
        question,
        str(raw.get("language") or language_of(question).value),
        str(raw.get("kind") or ("fact" if quotations or document else UNANSWERABLE)),
        None if document is None else str(document),
        quotations,
    )


def judge_own(archive: Archive, questions: Sequence[OwnQuestion]) -> list[Judged]:
    """Ask the archive each of the questions and judge what it says.

    Raises BadInput for a document that is not there, or a quotation that is in none.
    """
    holdings = _Holdings(archive)
    return [_ask(archive, question, holdings) for question in questions]


def _ask(archive: Archive, question: OwnQuestion, holdings: _Holdings) -> Judged:
    expected = holdings.expected(question)
    # Any words of the document will do: what is cited of it is right.
    evidence = tuple(
        (document.source, text) for document, text in expected if text is not None
    ) or tuple((document.source, document.text) for document, _ in expected)
    item = Item(question.id, question.question, question.language, question.kind, "own", evidence)
    began = time.perf_counter()
    answer = archive.ask(question.question)
    taken = (time.perf_counter() - began) * 1000
    documents = {document.source: document for document, _ in expected}
    for citation in answer.citations:
        documents.setdefault(citation.source, archive.document(citation.document_id))
    given = given_answer(answer, documents, taken)
    judged = judge(item, given, documents)
    if not expected or any(text is not None for _, text in expected):
        return judged
    found = any(judged.right)
    faults = tuple(fault for fault in judged.faults if not fault.startswith("evidence"))
    if not found and not given.refused:
        faults = (f"cites nothing of {evidence[0][0]}", *faults)
    return replace(judged, covered=(found,) * len(judged.covered), faults=faults)


class _Holdings:
    """The archive's documents, by what an owner calls them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._ids: dict[str, str] = {}
        total = 1
        while len(set(self._ids.values())) < total:
            page = archive.documents("", len(set(self._ids.values())), _PAGE)
            total = page.total
            for one in page.documents:
                self._ids |= {one.id: one.id, one.source: one.id}
            if not page.documents:
                break

    def expected(self, question: OwnQuestion) -> list[tuple[Document, str | None]]:
        """The documents that hold the answer, each with the words, None for any of them."""
        if question.document is not None:
            document = self._named(question)
            for text in question.quotations:
                if text not in document.text and " ".join(text.split()) not in " ".join(
                    document.text.split()
                ):
                    raise BadInput(
                        f"question {question.id}: {document.source} does not hold {text!r}"
                    )
            return [(document, text) for text in question.quotations] or [(document, None)]
        return [(self._holding(question, text), text) for text in question.quotations]

    def _named(self, question: OwnQuestion) -> Document:
        assert question.document is not None
        try:
            return self._archive.document(self._ids.get(question.document, question.document))
        except NotFound as error:
            raise BadInput(
                f"question {question.id}: no document {question.document!r} in the archive; "
                "`qa documents` lists those there are"
            ) from error

    def _holding(self, question: OwnQuestion, text: str) -> Document:
        for document_id in dict.fromkeys(self._ids.values()):
            document = self._archive.document(document_id)
            if text in document.text:
                return document
        raise BadInput(f"question {question.id}: no document of the archive holds {text!r}")
