"""Recall of BM25 over each family of lexical terms, alone and together.

    python scripts/measure_lexical.py [--data ../shared/eval] [--split test]

XQuAD: questions of one language against the passages of another; KazQAD:
Kazakh against Kazakh.  Choices are made on `dev` and reported on `test`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from qa.language.terms import search_terms
from qa.types import Language

K1, B = 1.2, 0.75
Row = dict[str, object]


class Bm25:
    """Okapi BM25 over bags of terms; `scores` are shares of the best attainable score."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.lengths = [max(len(terms), 1) for terms in passages]
        self.mean = sum(self.lengths) / max(len(passages), 1)
        for number, terms in enumerate(passages):
            for term, count in Counter(terms).items():
                self.postings[term].append((number, count))

    def scores(self, question: Iterable[str]) -> list[float]:
        total = [0.0] * len(self.lengths)
        attainable = 1e-9
        for term in set(question):
            found = self.postings.get(term, [])
            rarity = math.log(1 + (len(total) - len(found) + 0.5) / (len(found) + 0.5))
            attainable += rarity * (K1 + 1)
            for number, count in found:
                norm = K1 * (1 - B + B * self.lengths[number] / self.mean)
                total[number] += rarity * count * (K1 + 1) / (count + norm)
        return [score / attainable for score in total]


def read_rows(path: Path) -> list[Row]:
    if not path.exists():
        raise SystemExit(f"{path} is missing; give the folder of the evaluation data with --data")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load(data: Path, pair: str, split: str) -> tuple[list[Row], list[Row], list[set[object]]]:
    """Questions, passages and the right passage ids of each question."""
    asked, held = pair.split("-")
    if pair == "kk-kk":
        questions = [q for q in read_rows(data / "kazqad/questions.jsonl") if q["split"] == split]
        passages = read_rows(data / "kazqad/passages.jsonl")
        return questions, passages, [set(q["relevant"]) for q in questions]  # type: ignore[call-overload]
    questions = [
        q
        for q in read_rows(data / "xquad/questions.jsonl")
        if q["language"] == asked and q["split"] == split
    ]
    passages = [
        {**p, "id": p["paragraph"]}
        for p in read_rows(data / "xquad/passages.jsonl")
        if p["language"] == held
    ]
    return questions, passages, [{q["paragraph"]} for q in questions]


def measure(data: Path, pair: str, split: str, recipes: dict[str, dict[str, float]]) -> None:
    questions, passages, right = load(data, pair, split)
    asked, held = (Language(code) for code in pair.split("-"))
    families = sorted({family for recipe in recipes.values() for family in recipe})
    stored = [search_terms(f"{p.get('title', '')}\n{p['text']}", held) for p in passages]
    wanted = [search_terms(str(q["question"]), asked) for q in questions]
    scores: dict[str, list[list[float]]] = {}
    for family in families:
        index = Bm25([[t for t in terms if t[0] in family] for terms in stored])
        scores[family] = [index.scores(t for t in terms if t[0] in family) for terms in wanted]
    for name, recipe in recipes.items():
        first = five = reciprocal = 0.0
        for number, answers in enumerate(right):
            total = [
                sum(w * scores[family][number][i] for family, w in recipe.items())
                for i in range(len(passages))
            ]
            order = sorted(range(len(total)), key=lambda i: -total[i])[:10]
            rank = next((r for r, i in enumerate(order, 1) if passages[i]["id"] in answers), 0)
            first += rank == 1
            five += 0 < rank <= 5
            reciprocal += 1 / rank if rank else 0
        n = len(questions)
        print(
            f"{pair}  {name:<12} R@1 {first / n:.3f}  R@5 {five / n:.3f}  MRR {reciprocal / n:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--pairs", default="kk-kk,ru-ru,en-en,en-ru,ru-en")
    arguments = parser.parse_args()
    recipes = {
        "w": {"w": 1.0},
        "g": {"g": 1.0},
        "k": {"k": 1.0},
        "p": {"p": 1.0},
        "n": {"n": 1.0},
        "w+g pooled": {"wg": 1.0},
        "w+g": {"w": 0.5, "g": 0.5},
        "w+g+n": {"w": 0.5, "g": 0.5, "n": 0.2},
        "w+g+n+k": {"w": 0.5, "g": 0.5, "n": 0.2, "k": 0.4},
        "k+p+n": {"k": 0.5, "p": 0.5, "n": 0.3},
        "all": {"w": 0.5, "g": 0.5, "n": 0.3, "k": 0.5, "p": 0.5},
    }
    for pair in arguments.pairs.split(","):
        measure(arguments.data, pair, arguments.split, recipes)


if __name__ == "__main__":
    main()
