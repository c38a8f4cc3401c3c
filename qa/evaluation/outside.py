"""Questions from outside: asked of an archive that cannot answer them, or by nobody of ours.

A box on a page receives every kind of question.  Those on other archives have to be
refused, however near some passage looks; KazQAD's, which were set for exams, say whether
what is cited holds the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.archive import Archive
from qa.embedding import Encoder
from qa.evaluation.answer_judging import UNANSWERABLE, Item
from qa.evaluation.datasets import Split, kazqad_set, read_lines
from qa.evaluation.retrieval import indexed
from qa.settings import Settings
from qa.types import Status

_XQUAD = 150
"""XQuAD's questions that are asked of the corpus, in the languages as they come."""


@dataclass(frozen=True, slots=True)
class CitedAnswers:
    """Of `questions`, how many got a citation that holds a known answer, and were refused."""

    questions: int
    holding: int
    refused: int


def foreign_items(items: Sequence[Item]) -> list[Item]:
    """Questions that another archive answers, as questions without an answer."""
    return [
        replace(item, kind=UNANSWERABLE, evidence=(), must_have=())
        for item in items
        if item.answerable
    ]


def xquad_items(data: Path, split: Split) -> list[Item]:
    """English and Russian questions on XQuAD's articles, without an answer elsewhere."""
    rows = [
        row
        for row in read_lines(data / "xquad" / "questions.jsonl")
        if split in ("all", row["split"]) and row["language"] in ("en", "ru")
    ]
    chosen = rows[:: max(1, len(rows) // _XQUAD)][:_XQUAD]
    return [
        Item(row["id"], row["question"], row["language"], UNANSWERABLE, split, ()) for row in chosen
    ]


def measure_cited(settings: Settings, data: Path, split: Split, encoder: Encoder) -> CitedAnswers:
    """Whether a citation holds one of KazQAD's known answers, letter case aside."""
    chosen = kazqad_set(data, split)
    known = {
        row["id"]: [answer.casefold() for answer in row["answers"]]
        for row in read_lines(data / "kazqad" / "questions.jsonl")
    }
    holding = refused = 0
    with indexed(chosen.archive, encoder, settings) as index:
        archive = Archive(index, encoder, settings)
        for asked in chosen.questions:
            answer = archive.ask(asked.text)
            refused += answer.status is Status.REFUSED
            quoted = " ".join(citation.quote for citation in answer.citations).casefold()
            holding += any(one in quoted for one in known[asked.id])
    return CitedAnswers(len(chosen.questions), holding, refused)
