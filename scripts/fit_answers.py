"""Fit how `qa.answering` picks the sentence that answers, and when it refuses.

    python scripts/fit_answers.py [../shared/eval]

Sentences: listwise softmax over the candidates of each question, right where the
sentence holds the evidence (the dev questions of this project) or the answer
string of the parallel question (XQuAD dev, three language pairs; KazQAD dev).
Refusal: logistic regression, given those sentences, on XQuAD dev with sentences and
paragraphs left out, and the dev questions on this project's own documents.  Writes
`qa/answering/rules/answer_weights.json`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from qa.answering.late_reader import LateInteractionReader
from qa.answering.learned import LearnedReader
from qa.answering.reader import SIGNS, Reader
from qa.answering.rules.asked import read_asked
from qa.answering.rules.evidence import (
    FEATURES,
    WEIGHTS_PATH,
    SentenceCandidate,
    candidates,
    read_weights,
)
from qa.answering.rules.refusal import EVIDENCE, evidence_row
from qa.evaluation.answer_judging import Item, occurrences, read_items
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import (
    Archive,
    RetrievalSet,
    Split,
    as_document,
    kazqad_set,
    read_lines,
    xquad_sets,
)
from qa.evaluation.retrieval import indexed, remembering
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.language.identify import identify
from qa.language.sentences import split_sentences
from qa.questions.intent import read_intent
from qa.questions.question import Question, analyse
from qa.retrieval.search import Searcher, SearchResult
from qa.settings import Settings, read_settings
from qa.types import WHOLE_ARCHIVE

ROOT = Path(__file__).parents[1]
OWN = (
    ("second", ROOT / "tests/archive/questions.jsonl", ROOT / "tests/archive/documents"),
    ("corpus", ROOT / "tests/corpus_questions/questions.jsonl", ROOT / "corpus"),
)
SENTENCE_PENALTY = 0.0025
REFUSAL_PENALTY = 0.03
COMMON = 0.2
# What weights should be before any example: few questions tell.
EXPECTED = {
    "numbers_missing": -1.5,
    "names_missing": -1.5,
    "people_missing": -3.0,
    "time_missing": -4.0,
    "number_missing": -4.0,
    "place_missing": -1.0,
    "theme_missing": -3.0,
    "focus_missing": -1.5,
    "meaning_missing": -0.5,
    "event_unmet": -3.0,
}
SHARES = {"own": 1.0, "xquad": 1.0, "kazqad": 0.2}
"""How much each family of questions weighs for sentences, however many it has; many of
KazQAD's right passages are not marked."""
PAIRS = ("en→ru", "ru→en", "ru→ru")

Right = Callable[[SentenceCandidate], bool]


@dataclass(frozen=True)
class Case:
    """A question with what was found for it; `right` tells the sentences that answer."""

    group: str
    question: Question
    found: SearchResult
    right: Right
    answerable: bool

    @property
    def family(self) -> str:
        if self.group.split()[0] in {name for name, _, _ in OWN}:
            return "own"
        return "kazqad" if self.group == "kazqad" else "xquad"


@dataclass(frozen=True)
class Example:
    """One question: candidates' features (n, f), which are right, evidence for an answer with
    the reader's signs behind it."""

    group: str
    family: str
    rows: np.ndarray
    right: np.ndarray
    evidence: np.ndarray
    answerable: bool


def example(case: Case, reader: Reader) -> Example | None:
    """None when nothing was found."""
    intent = read_intent(case.question.spellings)
    asked = read_asked(case.question, intent, case.found, reader)
    ranked = candidates(asked)
    if not ranked:
        return None
    return Example(
        case.group,
        case.family,
        np.array([c.features for c in ranked]),
        np.array([case.right(c) for c in ranked]),
        np.array([*evidence_row(asked, ranked), *asked.readings.whole().signs]),
        case.answerable,
    )


def own_cases(
    encoder: CachedEncoder, settings: Settings, questions: Path, documents: Path, group: str
) -> Iterator[Case]:
    """The dev questions of a file of this project: on its documents as they are, twice more
    with the sentences cut that answer every other question, and those with an answer beside
    questions on other documents."""
    items = _dev_items(questions)
    answerable = [item for item in items if item.answerable]
    foreign = [
        replace(item, evidence=())
        for _, others, _ in OWN
        if others != questions
        for item in _dev_items(others)
    ]
    with tempfile.TemporaryDirectory() as folder:
        yield from _asked(encoder, settings, items, documents, group)
        yield from _asked(encoder, settings, answerable + foreign, documents, f"{group} foreign")
        for turn in range(2):
            cut = Path(folder) / str(turn)
            gone = {item.id for number, item in enumerate(answerable) if number % 2 == turn}
            _write_without(documents, cut, [i for i in answerable if i.id in gone])
            left = [replace(i, evidence=()) if i.id in gone else i for i in answerable]
            yield from _asked(encoder, settings, left, cut, f"{group} cut")


def _dev_items(questions: Path) -> list[Item]:
    return [item for item in read_items(questions) if item.split == "dev"]


def _asked(
    encoder: CachedEncoder, settings: Settings, items: Sequence[Item], documents: Path, group: str
) -> Iterator[Case]:
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.open(Path(folder), index_settings(settings, encoder), create=True)
        Indexer(index, encoder, settings).update([documents])
        searcher = Searcher(index, encoder, settings)
        for item in items:
            question = analyse(item.question)
            right = Holding(item.evidence)
            found = searcher.rank(WHOLE_ARCHIVE, question)
            yield Case(group, question, found, right, item.answerable)
        index.close()


def _write_without(documents: Path, target: Path, items: Sequence[Item]) -> None:
    """The text files of a folder without the sentences that hold these questions' evidence."""
    target.mkdir()
    for path in sorted(documents.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        cuts = [
            place
            for item in items
            for source, evidence in item.evidence
            if source == path.name
            for place in occurrences(evidence, text)
        ]
        sentences = split_sentences(text, identify(text[:4000]).language)
        for start, end in reversed(sentences):
            if any(cut.start < end and start < cut.end for cut in cuts):
                text = text[:start] + text[end:]
        (target / path.name).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Holding:
    """Whether a sentence overlaps a piece of evidence, (source, text)."""

    evidence: tuple[tuple[str, str], ...]

    def __call__(self, candidate: SentenceCandidate) -> bool:
        document = candidate.hit.document
        return any(
            source == document.source
            and any(
                place.start < candidate.span.end and place.end > candidate.span.start
                for place in occurrences(text, document.text)
            )
            for source, text in self.evidence
        )


@dataclass(frozen=True)
class Saying:
    """Whether a sentence of a right passage holds one of the known answers."""

    sources: frozenset[str]
    known: tuple[str, ...]

    def __call__(self, candidate: SentenceCandidate) -> bool:
        return candidate.hit.document.source in self.sources and any(
            answer in candidate.text for answer in self.known
        )


def share_of(text: str) -> int:
    """A number from 0 to 3 that is always the same for a text."""
    return sum(text.encode()) % 4


def outside_cases(
    encoder: CachedEncoder, settings: Settings, data: Path, split: Split
) -> Iterator[Case]:
    """XQuAD and KazQAD in archives that lack some answers.

    A quarter of the paragraphs is left out.  Of half of them the sentences are cut that answer
    every other question: the passage is on the very subject and lacks the one fact, which is
    what people ask most often in vain.
    """
    answers: dict[tuple[str, str], list[str]] = {}
    for name in ("xquad", "kazqad"):
        for row in read_lines(data / name / "questions.jsonl"):
            answers[row["id"].split("-")[0], row["language"]] = row["answers"]
    sets = [s for s in xquad_sets(data, split) if s.name in PAIRS]
    for chosen in (*sets, kazqad_set(data, split)):
        language = "kk" if chosen.name == "kazqad" else chosen.name[-2:]
        known = {
            asked.id: tuple(answers.get((asked.id.split("-")[0], language), ()))
            for asked in chosen.questions
        }
        archive = _lacking(chosen, known)
        texts = {document.source: document.text for document, _ in archive.documents}
        with indexed(archive, encoder, settings) as index:
            searcher = Searcher(index, encoder, settings)
            for asked in chosen.questions:
                there = [texts[source] for source in asked.relevant if source in texts]
                answerable = any(answer in text for text in there for answer in known[asked.id])
                cut = any(share_of(s) in (1, 2) for s in asked.relevant) and chosen.name != "kazqad"
                question = analyse(asked.text)
                yield Case(
                    chosen.name + (" cut" if cut else ""),
                    question,
                    searcher.rank(WHOLE_ARCHIVE, question),
                    Saying(asked.relevant, known[asked.id]),
                    answerable,
                )


def _lacking(chosen: RetrievalSet, known: Mapping[str, tuple[str, ...]]) -> Archive:
    """The set's archive without some paragraphs, and others without some sentences."""
    kept = []
    for document, passage in chosen.archive.documents:
        share = share_of(document.source)
        if share == 0:
            continue
        if share in (1, 2) and chosen.name != "kazqad":
            own = [a for a in chosen.questions if document.source in a.relevant]
            gone = {k for a in own if share_of(a.text) % 2 for k in known[a.id]}
            sentences = [document.text[a:b] for a, b in passage.sentences]
            left = [s for s in sentences if not any(k in s for k in gone)]
            if not left:
                continue
            code = document.language.value
            kept.append(as_document(document.source, " ".join(left), code, ""))
            continue
        kept.append((document, passage))
    return Archive(chosen.name, tuple(kept), chosen.archive.languages)


def fit_sentences(examples: Sequence[Example]) -> dict[str, float]:
    """Listwise softmax: the probability mass on right sentences, as large as can be."""
    chosen = [
        e
        for e in examples
        if e.right.any() and not e.right.all() and not e.group.endswith("foreign")
    ]
    scale = _scale(np.concatenate([e.rows for e in chosen]))
    counts = Counter(e.family for e in chosen)
    weights = [SHARES[e.family] / counts[e.family] for e in chosen]
    total = sum(weights)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = 0.0, np.zeros_like(w)
        for e, weight in zip(chosen, weights, strict=True):
            x = e.rows / scale
            p = np.exp((z := x @ w) - z.max())
            p /= p.sum()
            mass = p[e.right].sum()
            value -= weight / total * np.log(mass + 1e-12)
            target = np.where(e.right, p, 0) / (mass + 1e-12)
            gradient -= weight / total * x.T @ (target - p)
        return value + SENTENCE_PENALTY * (w**2).sum(), gradient + 2 * SENTENCE_PENALTY * w

    w = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale
    return {name: round(float(v), 4) for name, v in zip(FEATURES, w, strict=True)}


def _scale(rows: np.ndarray) -> np.ndarray:
    """Each column's spread.  A flag that is seldom set is told by few examples: its weight
    costs as if it were common."""
    spread = rows.std(axis=0) + 1e-6
    flags = np.isin(rows, (0.0, 1.0)).all(axis=0)
    return np.where(flags, np.maximum(spread, COMMON), spread)


def fit_refusal(examples: Sequence[Example], names: Sequence[str]) -> dict[str, Any]:
    """The weights of the pieces of evidence called `names`."""
    columns = [(*EVIDENCE, *SIGNS).index(name) for name in names]
    rows = np.array([e.evidence for e in examples])[:, columns]
    y = np.array([e.answerable for e in examples], dtype=float)
    mean, scale = rows.mean(axis=0), _scale(rows)
    x = (rows - mean) / scale
    groups = np.array([e.group for e in examples])
    share = np.ones(len(y))
    # Every group weighs the same, half of it the questions that the archive answers.
    for group in set(groups):
        for label in (0, 1):
            chosen = (groups == group) & (y == label)
            share[chosen] = 1.0 / max(chosen.sum(), 1)
    share /= share.sum()

    # Before any example: what is asked for and missing speaks against an answer.
    expected = np.array([EXPECTED.get(name, 0.0) for name in names]) * scale

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        p = 1 / (1 + np.exp(-(x @ parameters[1:] + parameters[0])))
        value = -(share * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum()
        slope = share * (p - y)
        gradient = np.concatenate([[slope.sum()], x.T @ slope])
        away = parameters[1:] - expected
        gradient[1:] += 2 * REFUSAL_PENALTY * away
        return value + REFUSAL_PENALTY * (away**2).sum(), gradient

    # What is missing may only speak against an answer, what matches only for it.
    bounds = [(None, None)] + [_direction(name) for name in names]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[1:] / scale
    return {
        "bias": round(float(found[0] - mean @ weights), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)},
    }


def _direction(name: str) -> tuple[float | None, float | None]:
    if name == "same_language":
        return None, None
    against = name.endswith("_missing") or name in ("event_unmet", "uncovered")
    return (None, 0.0) if against else (0.0, None)


def cases(settings: Settings, data: Path, encoder: CachedEncoder) -> Iterator[Case]:
    """Every dev question with what is found for it."""
    for group, questions, documents in OWN:
        yield from own_cases(encoder, settings, questions, documents, group)
    yield from outside_cases(encoder, settings, data, "dev")


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    settings = read_settings()
    with remembering(settings) as encoder:
        asked = list(cases(settings, data, encoder))
        late, learned = LateInteractionReader(), LearnedReader.load(encoder)
        examples = [made for case in asked if (made := example(case, late))]
        _write({**read_weights(), "sentence": fit_sentences(examples)})
        # Refusal weighs the evidence for the sentence that is chosen now.
        _refusal(asked, late, "late", EVIDENCE)
        _refusal(asked, learned, "learned", (*EVIDENCE, *SIGNS))
    print(WEIGHTS_PATH.read_text())


def _refusal(asked: Sequence[Case], reader: Reader, name: str, evidence: Sequence[str]) -> None:
    # KazQAD's questions made refusal worse on the second archive's dev questions; where the
    # cut took the sentence that names the event, it is not the fact that is missing.
    unmet = EVIDENCE.index("event_unmet")
    examples = [
        made
        for case in asked
        if case.family != "kazqad"
        and (made := example(case, reader))
        and not (case.group.endswith("cut") and made.evidence[unmet])
    ]
    made = fit_refusal(examples, evidence)
    if reader.signs:
        signs = np.array([e.evidence[-len(SIGNS) :] for e in examples])
        made |= usual_signs(signs, made["weights"])
        print(f"passages are read for {_read(examples, made):.3f} of {len(examples)} questions")
    _write({**read_weights(), "refusal": {**read_weights()["refusal"], name: made}})


def _read(examples: Sequence[Example], made: Mapping[str, Any]) -> float:
    """The share of questions whose outcome reading can decide; see `probability`."""
    threshold = read_settings().refuse_below
    weights = np.array([made["weights"][name] for name in (*EVIDENCE, *SIGNS)])
    usual = [made["usual"][name] for name in SIGNS]
    rows = np.array([[*e.evidence[: len(EVIDENCE)], *usual] for e in examples])
    away = rows @ weights + made["bias"] - np.log(threshold / (1 - threshold))
    return float((np.abs(away) <= made["most_moved"]).mean())


def usual_signs(signs: np.ndarray, weights: Mapping[str, float]) -> dict[str, object]:
    """What the reader says on the average, and by how much it moved the log-odds at most away
    from what that makes of them; `signs` (questions, signs)."""
    usual = signs.mean(axis=0)
    moved = np.abs((signs - usual) @ np.array([weights[name] for name in SIGNS]))
    return {
        "usual": {name: round(float(own), 4) for name, own in zip(SIGNS, usual, strict=True)},
        "most_moved": round(float(moved.max()), 4),
    }


def _write(weights: dict[str, Any]) -> None:
    WEIGHTS_PATH.write_text(json.dumps(weights, indent=1) + "\n")
    read_weights.cache_clear()


if __name__ == "__main__":
    main()
