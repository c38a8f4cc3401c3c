"""Fit the weights of `qa/retrieval/weights.json` on development questions.

    python scripts/fit_retrieval.py ../shared/eval [--write]

Signals come from the real `Searcher`; the weights maximise the likelihood of
the right passage under a softmax over a question's candidates, every set
counting the same, with a slight pull towards equal weights.  No signal's may be
negative.  Three are bounded by hand: the sets are indifferent to the weights of
shared words (0 to 12) and sounds (0 to 3), but an archive of names and numbers
is not, so they are held at 8 and 2; and the handicap of the question's own
language stops at -3, where what it takes from that language begins to exceed
what it gives to others.
The weight of constraints is not fitted: the sets have no documents to speak
of, and the corpus is too small to fit on.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.evaluation.datasets import RetrievalSet
from qa.evaluation.retrieval import indexed, remembering, retrieval_sets
from qa.questions.question import analyse
from qa.retrieval.rank import SIGNALS, WEIGHTS_PATH, relative
from qa.retrieval.search import Searcher
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE, Language

CANDIDATES = 100
PULL = 0.00001
EQUAL = 5.0
HELD = {"lexical": 8.0, "sound": 2.0}
HANDICAP = -3.0
FOLDS = 4

Questions = list[tuple[NDArray[np.float32], NDArray[np.bool_]]]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates: raw signals (n, s), their languages, which are right (n,)."""

    asked_in: Language
    signals: NDArray[np.float32]
    languages: list[Language]
    right: NDArray[np.bool_]

    def compared(self) -> NDArray[np.float32]:
        """Relative signals with a last column for the question's own language."""
        own = np.array([[language is self.asked_in] for language in self.languages], np.float32)
        return np.hstack([relative(self.signals, self.languages), own])


def examples(chosen: RetrievalSet, searcher: Searcher) -> list[Example]:
    found = []
    for asked in chosen.questions:
        question = analyse(asked.text)
        hits = searcher.rank(WHOLE_ARCHIVE, question, top_k=CANDIDATES).hits
        signals = np.array([[hit.signals[name] for name in SIGNALS] for hit in hits], np.float32)
        right = np.array([hit.document.source in asked.relevant for hit in hits])
        languages = [hit.passage.language for hit in hits]
        found.append(Example(question.language, signals, languages, right))
    return found


def fit(sets: list[Questions]) -> NDArray[np.float64]:
    """Weights (s + 1,) of the signals and of the own language."""
    equal = np.append(np.full(len(SIGNALS), EQUAL), 0.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = weights - equal
        total, gradient = PULL * float(away @ away), 2 * PULL * away
        for questions in sets:
            for signals, right in questions:
                scores = signals @ weights
                scores -= scores.max()
                odds = np.exp(scores)
                odds /= odds.sum()
                share = odds[right].sum()
                total -= np.log(max(share, 1e-12)) / len(questions) / len(sets)
                inside = odds * right / max(share, 1e-12)
                gradient = gradient - (inside - odds) @ signals / len(questions) / len(sets)
        return total, gradient

    bounds: list[tuple[float, float | None]] = [(0.0, None)] * len(SIGNALS)
    for name, weight in HELD.items():
        bounds[SIGNALS.index(name)] = (weight, weight)
    bounds.append((HANDICAP, 0.0))
    return minimize(loss, equal, jac=True, method="L-BFGS-B", bounds=bounds).x


def accuracy(questions: Questions, weights: NDArray[np.float64]) -> float:
    return float(np.mean([right[np.argmax(signals @ weights)] for signals, right in questions]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    settings = read_settings()
    compared = {}
    with remembering(settings) as encoder:
        for chosen in retrieval_sets(arguments.data, "dev"):
            with indexed(chosen.archive, encoder, settings) as index:
                found = examples(chosen, Searcher(index, encoder, settings))
            compared[chosen.name] = [(example.compared(), example.right) for example in found]
            print(chosen.name, len(found), "candidates hold the answer:",
                  f"{np.mean([e.right.any() for e in found]):.3f}")  # fmt: skip
    usable = [[(s, r) for s, r in questions if r.any()] for questions in compared.values()]
    # Folds are contiguous, so that an article's questions stay together.
    held_out = dict.fromkeys(compared, 0.0)
    for fold in range(FOLDS):
        training = [
            [q for place, q in enumerate(qs) if place * FOLDS // len(qs) != fold] for qs in usable
        ]
        weights = fit(training)
        for name, qs in compared.items():
            part = [q for place, q in enumerate(qs) if place * FOLDS // len(qs) == fold]
            held_out[name] += accuracy(part, weights) * len(part) / len(qs)
    weights = fit(usable)
    for name, qs in compared.items():
        print(f"{name:10} R@1 held out {held_out[name]:.3f}, fitted {accuracy(qs, weights):.3f}")
    named = {name: round(float(w), 2) for name, w in zip(SIGNALS, weights[:-1], strict=True)}
    fitted = {"signals": named, "own_language": round(float(weights[-1]), 2)}
    kept = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))["constraints"]
    text = json.dumps({**fitted, "constraints": kept}, indent=1)
    print(text)
    if arguments.write:
        WEIGHTS_PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
