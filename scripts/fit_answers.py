"""Fit how `qa.answering` picks the sentence that answers, and when it refuses.

    python scripts/fit_answers.py [../shared/eval]

Sentences: listwise softmax over the candidates of each question, right where the
sentence holds the evidence (the second archive's dev questions) or the answer
string of the parallel question (XQuAD dev, three language pairs; KazQAD dev).
Refusal: logistic regression on XQuAD dev with half of the paragraphs left out,
and the second archive's dev questions.  Writes `qa/answering/answer_weights.json`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from qa.answering.evidence import FEATURES, WEIGHTS_PATH, Candidate, candidates
from qa.answering.refusal import EVIDENCE, evidence_row
from qa.answering.wanted import read_wanted
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import Archive, Asked, Split, kazqad_set, read_lines, xquad_sets
from qa.evaluation.retrieval import indexed, remembering
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.retrieval.question import analyse
from qa.retrieval.search import Searcher
from qa.settings import Settings, read_settings

OWN = Path(__file__).parents[1] / "tests" / "archive"
SENTENCE_PENALTY = 0.005
REFUSAL_PENALTY = 0.003
OWN_WEIGHT = 3.0
PAIRS = ("en→ru", "ru→en", "ru→ru")


Right = Callable[[Candidate], bool]


@dataclass(frozen=True)
class Example:
    """One question: candidates' features (n, f), which are right, evidence for an answer."""

    group: str
    rows: np.ndarray
    right: np.ndarray
    evidence: np.ndarray
    answerable: bool
    weight: float


def examples_of(
    searcher: Searcher, text: str, right_of: Right, answerable: bool, group: str, weight: float
) -> Iterator[Example]:
    """The question's example; none when nothing was found."""
    question = analyse(text)
    wanted = read_wanted(question.readings)
    found = searcher.search(question)
    ranked = candidates(question, wanted, found)
    if ranked:
        yield Example(
            group,
            np.array([c.features for c in ranked]),
            np.array([right_of(c) for c in ranked]),
            np.array(evidence_row(question, wanted, found, ranked)),
            answerable,
            weight,
        )


def own_examples(encoder: CachedEncoder, settings: Settings, split: str) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.open(Path(folder), index_settings(settings, encoder), create=True)
        Indexer(index, encoder, settings).update([OWN / "documents"])
        searcher = Searcher(index, encoder, settings)
        for row in read_lines(OWN / "questions.jsonl"):
            if row["split"] != split:
                continue

            def right_of(c: Candidate, row: dict[str, Any] = row) -> bool:
                text, span, source = c.hit.document.text, c.span, c.hit.document.source
                return source == row["doc"] and any(
                    (at := text.find(e)) >= 0 and at < span.end and at + len(e) > span.start
                    for e in row["evidence"]
                )

            answerable = row["doc"] is not None
            yield from examples_of(
                searcher, row["question"], right_of, answerable, "own", OWN_WEIGHT
            )
        index.close()


def left_out(paragraph: str) -> bool:
    """Half of the paragraphs, the same ones every time."""
    return sum(paragraph.encode()) % 2 == 0


def outside_examples(
    encoder: CachedEncoder, settings: Settings, data: Path, split: Split
) -> Iterator[Example]:
    """XQuAD and KazQAD with half of the paragraphs left out of the archive."""
    answers: dict[tuple[str, str], list[str]] = {}
    for name in ("xquad", "kazqad"):
        for row in read_lines(data / name / "questions.jsonl"):
            answers[row["id"].split("-")[0], row["language"]] = row["answers"]
    sets = [s for s in xquad_sets(data, split) if s.name in PAIRS]
    for chosen in (*sets, kazqad_set(data, split)):
        kept = tuple(d for d in chosen.archive.documents if not left_out(d[0].source))
        archive = Archive(chosen.name, kept, chosen.archive.languages)
        with indexed(archive, encoder, settings) as index:
            searcher = Searcher(index, encoder, settings)
            for asked in chosen.questions:
                language = "kk" if chosen.name == "kazqad" else chosen.name[-2:]
                known = answers.get((asked.id.split("-")[0], language), [])
                out = all(left_out(source) for source in asked.relevant)

                def right_of(c: Candidate, asked: Asked = asked, known: list[str] = known) -> bool:
                    return c.hit.document.source in asked.relevant and any(
                        k in c.text for k in known
                    )

                yield from examples_of(searcher, asked.text, right_of, not out, chosen.name, 1.0)


def fit_sentences(examples: Sequence[Example]) -> dict[str, float]:
    """Listwise softmax: the probability mass on right sentences, as large as can be."""
    chosen = [e for e in examples if e.right.any() and not e.right.all()]
    scale = np.concatenate([e.rows for e in chosen]).std(axis=0) + 1e-6

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = 0.0, np.zeros_like(w)
        for e in chosen:
            x = e.rows / scale
            p = np.exp((z := x @ w) - z.max())
            p /= p.sum()
            mass = p[e.right].sum()
            value -= e.weight * np.log(mass + 1e-12)
            target = np.where(e.right, p, 0) / (mass + 1e-12)
            gradient -= e.weight * x.T @ (target - p)
        n = sum(e.weight for e in chosen)
        return (
            value / n + SENTENCE_PENALTY * (w**2).sum(),
            gradient / n + 2 * SENTENCE_PENALTY * w,
        )

    w = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale
    return {name: round(float(v), 4) for name, v in zip(FEATURES, w, strict=True)}


def fit_refusal(examples: Sequence[Example]) -> dict[str, object]:
    rows = np.array([e.evidence for e in examples])
    y = np.array([e.answerable for e in examples], dtype=float)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    x = (rows - mean) / scale
    groups = np.array([e.group for e in examples])
    share = np.ones(len(y))
    # Every group weighs the same, half of it the questions that the archive answers.
    for group in set(groups):
        for label in (0, 1):
            chosen = (groups == group) & (y == label)
            share[chosen] = 1.0 / max(chosen.sum(), 1)
    share /= share.sum()

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        p = 1 / (1 + np.exp(-(x @ parameters[1:] + parameters[0])))
        value = -(share * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum()
        slope = share * (p - y)
        gradient = np.concatenate([[slope.sum()], x.T @ slope])
        gradient[1:] += 2 * REFUSAL_PENALTY * parameters[1:]
        return value + REFUSAL_PENALTY * (parameters[1:] ** 2).sum(), gradient

    # What is missing may only speak against an answer, what matches only for it.
    bounds = [(None, None)] + [_direction(name) for name in EVIDENCE]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[1:] / scale
    return {
        "bias": round(float(found[0] - mean @ weights), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(EVIDENCE, weights, strict=True)},
    }


def _direction(name: str) -> tuple[float | None, float | None]:
    if name == "same_language":
        return None, None
    against = name.endswith("_missing") or name in ("event_unmet", "uncovered")
    return (None, 0.0) if against else (0.0, None)


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    settings = read_settings()
    if not WEIGHTS_PATH.exists():
        start = {"late": 1.0, "mean": 1.0, "passage": 1.0}
        WEIGHTS_PATH.write_text(
            json.dumps({"sentence": start, "refusal": {"bias": 0.0, "weights": {}}})
        )
    with remembering(settings) as encoder:
        examples = [
            *own_examples(encoder, settings, "dev"),
            *outside_examples(encoder, settings, data, "dev"),
        ]
    # KazQAD's questions made refusal worse on the second archive's dev questions.
    refusable = [e for e in examples if e.group != "kazqad"]
    fitted = {"sentence": fit_sentences(examples), "refusal": fit_refusal(refusable)}
    WEIGHTS_PATH.write_text(json.dumps(fitted, indent=1) + "\n")
    print(json.dumps(fitted, indent=1))


if __name__ == "__main__":
    main()
