"""Does the score tell what an archive answers from what it does not?

XQuAD's paragraphs are parallel, so an archive can be made that holds the
answers to some questions and has lost those of others, while it still holds
the neighbouring paragraphs of the same articles: the hard case, in which
every question finds passages on its subject.  Two such archives, each with
the half that the other lacks, let every question be asked both ways.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.archive import Archive
from qa.evaluation.answer_judging import auc
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import Archive as PassageSet
from qa.evaluation.datasets import Asked, RetrievalSet, Split, as_document, read_lines, xquad_sets
from qa.evaluation.retrieval import indexed
from qa.evaluation.stock import StockSearch
from qa.settings import Settings
from qa.types import Answer, Status

PAIRS = ("en→ru", "ru→en", "ru→ru")
QUESTIONS = 300
"""Kept questions, and as many whose paragraph is left out."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one language pair's kept and left-out questions, ours and the model's cosine.

    `right` is the share of kept questions whose first citation is in their
    paragraph; a refused one has none.
    """

    pair: str
    kept: tuple[float, ...]
    left_out: tuple[float, ...]
    refused_kept: int
    refused_left_out: int
    right: float
    cosine_kept: tuple[float, ...]
    cosine_left_out: tuple[float, ...]

    @property
    def auc(self) -> float:
        return auc(self.kept, self.left_out)

    @property
    def cosine_auc(self) -> float:
        return auc(self.cosine_kept, self.cosine_left_out)


@dataclass(frozen=True, slots=True)
class Halved:
    """An archive that answers `kept` and has lost the paragraphs of `left_out`."""

    archive: PassageSet
    kept: tuple[Asked, ...]
    left_out: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Half:
    asked: Halved
    kept: list[Answer]
    left_out: list[Answer]
    cosine_kept: list[float]
    cosine_left_out: list[float]


def halve(
    chosen: RetrievalSet,
    most: int = QUESTIONS,
    answers: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Halved, Halved]:
    """Two archives, each without the half of the paragraphs that the other keeps.

    Paragraphs go by a hash, so the halves are the same in every run and
    language; `most` questions are kept, and as many left out, in both together.
    With `answers` by question, each archive keeps all paragraphs and lacks only the
    sentences that answer every other question: a near miss.
    """
    if answers is not None:
        order = sorted(chosen.questions, key=lambda q: hashlib.sha256(q.id.encode()).hexdigest())
        first, second = order[::2][: most // 2], order[1::2][: most - most // 2]
        return _cut(chosen, first, second, answers), _cut(chosen, second, first, answers)
    paragraphs = sorted({question.relevant for question in chosen.questions}, key=_order)
    early, late = paragraphs[::2], paragraphs[1::2]
    return _lose(chosen, early, most // 2), _lose(chosen, late, most - most // 2)


def _cut(
    chosen: RetrievalSet,
    lost: Sequence[Asked],
    kept: Sequence[Asked],
    answers: Mapping[str, Sequence[str]],
) -> Halved:
    """The archive without the sentences that hold the answers of `lost`; of `kept` those whose
    own sentence went with them are left out."""
    documents, gone_from = [], {}
    for document, passage in chosen.archive.documents:
        own = [q for q in lost if document.source in q.relevant]
        gone = {answer for question in own for answer in answers[question.id]}
        sentences = [document.text[a:b] for a, b in passage.sentences]
        left = [s for s in sentences if not any(answer in s for answer in gone)]
        gone_from[document.source] = left
        if len(left) == len(sentences):
            documents.append((document, passage))
        elif left:
            code = document.language.value
            documents.append(as_document(document.source, " ".join(left), code, document.title))
    still = tuple(
        question
        for question in kept
        if any(
            answer in sentence
            for source in question.relevant
            for sentence in gone_from.get(source, ())
            for answer in answers[question.id]
        )
    )
    archive = PassageSet(chosen.archive.name, tuple(documents), chosen.archive.languages)
    return Halved(archive, still, tuple(lost))


def _lose(chosen: RetrievalSet, lost: Sequence[frozenset[str]], most: int) -> Halved:
    gone = frozenset[str]().union(*lost)
    kept = tuple(q for q in chosen.questions if not q.relevant & gone)
    left_out = tuple(q for q in chosen.questions if q.relevant & gone)
    documents = tuple(d for d in chosen.archive.documents if d[0].source not in gone)
    archive = PassageSet(chosen.archive.name, documents, chosen.archive.languages)
    return Halved(archive, kept[:most], left_out[:most])


def _order(paragraph: frozenset[str]) -> str:
    # The key ends in the language ("a02p0-en"): every pair leaves the same paragraphs out.
    key = min(paragraph).rpartition("-")[0]
    return hashlib.sha256(key.encode()).hexdigest()


def measure_answerability(
    settings: Settings,
    data: Path,
    split: Split,
    encoder: CachedEncoder,
    *,
    ours: bool = True,
    cut: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> list[Scores]:
    """Scores of each pair; without `ours` only the cosine's, which takes seconds.  What is left
    out are paragraphs, or with `cut` only the sentences that answer."""
    known = _answers(data) if cut else {}
    found = []
    for chosen in xquad_sets(data, split):
        if chosen.name in PAIRS:
            say(f"{chosen.name}: {len(chosen.questions)} questions")
            language = chosen.name[-2:]
            answers = {q.id: known[q.id.split("-")[0], language] for q in chosen.questions if cut}
            halves = halve(chosen, answers=answers if cut else None)
            name = f"{chosen.name}, cut" if cut else chosen.name
            found.append(_joined(name, [_measure(h, encoder, settings, ours) for h in halves]))
    return found


def _answers(data: Path) -> dict[tuple[str, str], Sequence[str]]:
    """Known answers by question and the language of the text that they stand in."""
    rows = read_lines(data / "xquad" / "questions.jsonl")
    return {(row["id"].split("-")[0], row["language"]): row["answers"] for row in rows}


def _measure(half: Halved, encoder: CachedEncoder, settings: Settings, ours: bool) -> _Half:
    with indexed(half.archive, encoder, settings) as index:
        archive = Archive(index, encoder, settings)
        baseline = StockSearch(index, encoder)

        def ask(questions: Sequence[Asked]) -> list[Answer]:
            return [archive.ask(question.text) for question in questions] if ours else []

        def cosines(questions: Sequence[Asked]) -> list[float]:
            encoder.encode_questions([question.text for question in questions])
            return [baseline.search(q.text, 1)[0].score for q in questions]

        return _Half(half, ask(half.kept), ask(half.left_out), cosines(half.kept),
                     cosines(half.left_out))  # fmt: skip


def _joined(pair: str, halves: Sequence[_Half]) -> Scores:
    kept = [answer for half in halves for answer in half.kept]
    left_out = [answer for half in halves for answer in half.left_out]
    right = [
        bool(answer.citations) and answer.citations[0].source in question.relevant
        for half in halves
        for question, answer in zip(half.asked.kept, half.kept, strict=False)
    ]
    return Scores(
        pair,
        tuple(answer.score for answer in kept),
        tuple(answer.score for answer in left_out),
        sum(answer.status is Status.REFUSED for answer in kept),
        sum(answer.status is Status.REFUSED for answer in left_out),
        sum(right) / max(len(right), 1),
        tuple(score for half in halves for score in half.cosine_kept),
        tuple(score for half in halves for score in half.cosine_left_out),
    )
