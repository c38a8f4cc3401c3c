"""Fit the weights of `qa/retrieval/weights.json` on development questions.

    python scripts/fit_retrieval.py ../shared/eval [--write]

Signals come from the real `Searcher`; the weights maximise the likelihood of
the right passage under a softmax over a question's candidates, every set
counting the same, with a pull towards equal weights.  None may be negative.
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
from qa.retrieval.question import analyse
from qa.retrieval.rank import SIGNALS, WEIGHTS_PATH, relative
from qa.retrieval.search import Searcher
from qa.settings import read_settings

CANDIDATES = 100
PULL = 0.0005
CONSTRAINTS = 4.0
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates: raw signals (n, s), their languages, which are right (n,)."""

    signals: NDArray[np.float32]
    languages: list[str]
    right: NDArray[np.bool_]


def examples(chosen: RetrievalSet, searcher: Searcher) -> list[Example]:
    found = []
    for asked in chosen.questions:
        hits = searcher.search(analyse(asked.text), top_k=CANDIDATES).hits
        signals = np.array([[hit.signals[name] for name in SIGNALS] for hit in hits], np.float32)
        right = np.array([hit.document.source in asked.relevant for hit in hits])
        found.append(Example(signals, [hit.passage.language for hit in hits], right))
    return found


def fit(sets: list[list[tuple[NDArray[np.float32], NDArray[np.bool_]]]]) -> NDArray[np.float64]:
    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = PULL * float(weights @ weights), 2 * PULL * weights
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

    start = np.full(len(SIGNALS), 5.0)
    bounds = [(0.0, None)] * len(SIGNALS)
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def accuracy(
    questions: list[tuple[NDArray[np.float32], NDArray[np.bool_]]], weights: NDArray[np.float64]
) -> float:
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
            compared[chosen.name] = [
                (relative(example.signals, example.languages), example.right) for example in found
            ]
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
    named = {name: round(float(w), 2) for name, w in zip(SIGNALS, weights, strict=True)}
    text = json.dumps({"signals": named, "constraints": CONSTRAINTS}, indent=1)
    print(text)
    if arguments.write:
        WEIGHTS_PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
