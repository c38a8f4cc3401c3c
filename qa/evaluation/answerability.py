"""Does the score tell what an archive answers from what it does not?

XQuAD's paragraphs are parallel, so an archive can be made that holds the
answers to some questions and has lost those of others, while it still holds
the neighbouring paragraphs of the same articles: the hard case, in which
every question finds passages on its subject.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.archive import Archive
from qa.evaluation.answer_judging import auc
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import Archive as PassageSet
from qa.evaluation.datasets import Asked, RetrievalSet, Split, xquad_sets
from qa.evaluation.retrieval import indexed, stock_search
from qa.settings import Settings
from qa.types import Status

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

    pair: str
    archive: PassageSet
    kept: tuple[Asked, ...]
    left_out: tuple[Asked, ...]


def halve(chosen: RetrievalSet, most: int = QUESTIONS) -> Halved:
    """Leave out whole paragraphs, in an order by hash, until `most` or half the questions' are."""
    by_paragraph: dict[frozenset[str], list[Asked]] = {}
    for question in chosen.questions:
        by_paragraph.setdefault(question.relevant, []).append(question)
    order = sorted(by_paragraph, key=_order)
    wanted = min(most, len(chosen.questions) // 2)
    left_out: list[Asked] = []
    lost: set[str] = set()
    while order and len(left_out) < wanted:
        paragraph = order.pop()
        lost |= paragraph
        left_out += by_paragraph[paragraph]
    kept = [question for paragraph in order for question in by_paragraph[paragraph]]
    documents = tuple(d for d in chosen.archive.documents if d[0].source not in lost)
    archive = PassageSet(chosen.archive.name, documents, chosen.archive.languages)
    return Halved(chosen.name, archive, tuple(kept[:most]), tuple(left_out[:most]))


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
    say: Callable[[str], None] = lambda _: None,
) -> list[Scores]:
    """Scores of each pair; without `ours` only the cosine's, which takes seconds."""
    sets = [chosen for chosen in xquad_sets(data, split) if chosen.name in PAIRS]
    return [_measure(halve(chosen), encoder, settings, ours, say) for chosen in sets]


def _measure(
    halved: Halved,
    encoder: CachedEncoder,
    settings: Settings,
    ours: bool,
    say: Callable[[str], None],
) -> Scores:
    say(f"{halved.pair}: {len(halved.kept)} questions kept, {len(halved.left_out)} left out")
    with indexed(halved.archive, encoder, settings) as index:

        def cosines(questions: Sequence[Asked]) -> tuple[float, ...]:
            encoder.encode_questions([question.text for question in questions])
            return tuple(stock_search(index, encoder, q.text)[0].score for q in questions)

        archive = Archive(index, encoder, settings)
        kept = [archive.ask(q.text) for q in halved.kept] if ours else []
        left_out = [archive.ask(q.text) for q in halved.left_out] if ours else []
        right = [
            bool(answer.citations) and answer.citations[0].source in question.relevant
            for answer, question in zip(kept, halved.kept, strict=bool(ours))
        ]
        return Scores(
            halved.pair,
            tuple(answer.score for answer in kept),
            tuple(answer.score for answer in left_out),
            sum(answer.status is Status.REFUSED for answer in kept),
            sum(answer.status is Status.REFUSED for answer in left_out),
            sum(right) / max(len(right), 1),
            cosines(halved.kept),
            cosines(halved.left_out),
        )
