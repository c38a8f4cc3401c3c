"""Writes a trained reader into the package: rounds the weights, fits what they weigh beside
late interaction, and measures.

    python scripts/export_reader.py --data DIR --eval-data DIR --work DIR

`--data`, `--work` as for `scripts/train_reader.py`, `--eval-data` the evaluation data.  What is
fitted (a dozen numbers) is fitted on sets that the network was not trained with: XQuAD's and
SQuAD 2's dev articles, KazQAD dev, and this project's own dev questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from reader.network import tensors_of
from scipy.optimize import minimize

from qa.answering.joint import JointRead
from qa.answering.learned import (
    ANSWERABLE_SIGNS,
    SENTENCE_SIGNS,
    LearnedReader,
    answerable_row,
    passage_answers,
    sentence_rows,
)
from qa.answering.reader_file import FOLDER, read_manifest, write
from qa.embedding.load import load_encoder
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import Archive, as_document
from qa.evaluation.reading import Case, cases, figures, make_case, table
from qa.evaluation.retrieval import indexed, remembering
from qa.retrieval.search import Searcher
from qa.settings import read_settings
from qa.types import Hit, Span

_PENALTY = 0.002
_HUMAN = 120
"""Questions of SQuAD 2, half of them with an answer."""
_START = {
    "sentence": dict.fromkeys(SENTENCE_SIGNS, 1.0),
    "answerable": dict.fromkeys(ANSWERABLE_SIGNS, 0.0),
    "bias": 0.0,
    "passage": [1.0, 0.0],
}


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A case read: sentences' signs by hit, and what the answerability is told from."""

    case: Case
    read: list[JointRead]
    rows: list[np.ndarray]

    @property
    def right(self) -> np.ndarray:
        return np.array([
            (place, number) in self.case.right
            for place, own in enumerate(self.rows) for number in range(len(own))
        ])  # fmt: skip

    @property
    def flat(self) -> np.ndarray:
        return np.concatenate(self.rows)


def human_cases(data: Path, encoder: CachedEncoder) -> Iterator[Case]:
    """SQuAD 2's questions, half of them written by people as near misses of a paragraph."""
    with gzip.open(data / "squad2-dev-articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    contexts = dict.fromkeys(q["context"] for q in questions)
    keys = {context: f"squad{number}" for number, context in enumerate(contexts)}
    documents = tuple(as_document(keys[c], c, "en", "") for c in contexts)
    archive = Archive("squad2", documents, dict.fromkeys(keys.values(), "en"))
    chosen = [
        q
        for wanted in (True, False)
        for q in sorted(
            (q for q in questions if bool(q["answers"]) is wanted), key=lambda q: q["id"][::-1]
        )[: _HUMAN // 2]
    ]
    with indexed(archive, encoder, read_settings()) as index:
        searcher = Searcher(index, encoder, read_settings())
        for question in chosen:
            spans = [Span(a["start"], a["start"] + len(a["text"])) for a in question["answers"]]

            def right(hit: Hit, span: Span, q: dict = question, spans: list = spans) -> bool:
                return hit.document.source == keys[q["context"]] and any(
                    a.start < span.end and span.start < a.end for a in spans
                )

            kind = "whole" if question["answers"] else "cut out"
            told = tuple(a["text"] for a in question["answers"])
            yield make_case(searcher, "squad2 (people's)", kind, question["question"], right, told)


def balanced(rows: Sequence[Row], label: Callable[[Row], object]) -> np.ndarray:
    """Weights by which every group and label in it counts the same."""
    keys = [(row.case.group, label(row)) for row in rows]
    counts = {key: keys.count(key) for key in keys}
    share = np.array([1 / counts[key] for key in keys])
    return share / share.sum()


def fit_sentence(rows: Sequence[Row], signs: Sequence[int]) -> np.ndarray:
    """Weights of the signs (others stay zero): the share of right sentences, as large as can
    be; none is negative."""
    chosen = [row for row in rows if row.right.any() and not row.right.all()]
    share = balanced(chosen, lambda _: "")
    scale = np.concatenate([row.flat for row in chosen]).std(axis=0) + 1e-6
    prepared = [(row.flat[:, signs] / scale[list(signs)], row.right) for row in chosen]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = _PENALTY * (w**2).sum(), 2 * _PENALTY * w
        for (x, right), weight in zip(prepared, share, strict=True):
            p = np.exp((z := x @ w) - z.max())
            p /= p.sum()
            mass = p[right].sum() + 1e-12
            value -= weight * np.log(mass)
            gradient = gradient - weight * x.T @ (np.where(right, p, 0) / mass - p)
        return value, gradient

    found = minimize(loss, np.ones(len(signs)), jac=True, method="L-BFGS-B",
                     bounds=[(0, None)] * len(signs)).x  # fmt: skip
    weights = np.zeros(len(SENTENCE_SIGNS))
    weights[list(signs)] = found / scale[list(signs)]
    return weights


def fit_logistic(
    x: np.ndarray, y: np.ndarray, share: np.ndarray, bounds: Sequence[tuple]
) -> tuple[np.ndarray, float]:
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - mean) / scale

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = parameters[:-1], parameters[-1]
        told = z @ w + b
        value = (share * (np.logaddexp(0, told) - y * told)).sum() + _PENALTY * (w**2).sum()
        slope = share * (1 / (1 + np.exp(-told)) - y)
        return value, np.append(z.T @ slope + 2 * _PENALTY * w, slope.sum())

    found = minimize(loss, np.append(np.zeros(x.shape[1]), 0.0), jac=True, method="L-BFGS-B",
                     bounds=[*bounds, (None, None)]).x  # fmt: skip
    weights = found[:-1] / scale
    return weights, float(found[-1] - mean @ weights)


def scores_of(row: Row, sentence: np.ndarray) -> list[np.ndarray]:
    return [own @ sentence for own in row.rows]


def answer_rows(rows: Sequence[Row], sentence: np.ndarray) -> np.ndarray:
    return np.array([
        answerable_row(row.read, row.case.found, scores_of(row, sentence)) for row in rows
    ])  # fmt: skip


def directions(signs: Sequence[int]) -> list[tuple]:
    """What speaks for an answer may only do that, a second as good only against it."""
    names = [ANSWERABLE_SIGNS[sign] for sign in signs]
    return [(None, 0.0) if name == "second" else (0.0, None) for name in names]


READERS = {
    "late interaction": ((2, 3, 4), (4, 5)),
    "joint layers": ((0, 1), (0, 1, 2)),
    "both": (range(len(SENTENCE_SIGNS)), range(len(ANSWERABLE_SIGNS))),
}
"""Signs of sentences and of answerability that a reader has."""


def fit(rows: Sequence[Row], reader: str) -> tuple[np.ndarray, np.ndarray, float]:
    signs, telling = (list(one) for one in READERS[reader])
    sentence = fit_sentence(rows, signs)
    x = answer_rows(rows, sentence)[:, telling]
    y = np.array([row.case.answerable for row in rows], float)
    share = balanced(rows, lambda row: row.case.answerable)
    found, bias = fit_logistic(x, y, share, directions(telling))
    weights = np.zeros(len(ANSWERABLE_SIGNS))
    weights[telling] = found
    return sentence, weights, bias


def left_out_figures(rows: Sequence[Row], reader: str) -> tuple[list[bool], list[float]]:
    """For each row whether the first sentence is right and how surely anything answers, by
    weights fitted on the other families of groups."""
    firsts, scores = [False] * len(rows), [0.0] * len(rows)
    families = [family(row.case.group) for row in rows]
    for one in dict.fromkeys(families):
        sentence, weights, bias = fit(
            [row for row, own in zip(rows, families, strict=True) if own != one], reader
        )
        places = [place for place, own in enumerate(families) if own == one]
        told = answer_rows([rows[place] for place in places], sentence) @ weights + bias
        for place, score in zip(places, told, strict=True):
            best = int(np.argmax(np.concatenate(scores_of(rows[place], sentence))))
            firsts[place], scores[place] = bool(rows[place].right[best]), float(score)
    return firsts, scores


def family(group: str) -> str:
    """XQuAD's pairs and SQuAD 2 are of the same articles."""
    return "articles" if "→" in group or group.startswith("squad") else group


def fit_passage(rows: Sequence[Row]) -> tuple[float, float]:
    x, y, share = [], [], []
    for row, weight in zip(rows, balanced(rows, lambda r: r.case.answerable), strict=True):
        answers = passage_answers(row.read, row.case.found)[: len(row.read)]
        holding = {place for place, _ in row.case.right}
        x += answers
        y += [float(place in holding) for place in range(len(answers))]
        share += [weight / len(answers)] * len(answers)
    weights, bias = fit_logistic(np.array(x)[:, None], np.array(y), np.array(share), [(0, None)])
    return float(weights[0]), bias


def main() -> None:
    arguments = _arguments()
    kept = torch.load(arguments.work / f"{arguments.name}.pt", weights_only=True)
    told = json.loads(kept["told"])
    settings = read_settings()
    manifest = {
        "encoder": load_encoder(settings).name,
        "lower": told["lower"],
        "seed": told["seed"],
        "steps": kept["step"],
        "questions a step": told["batch"],
        "data": told["data"],
        **({"start": told["start"]} if "start" in told else {}),
        "weighing": _START,
    }
    target = arguments.target
    write(target, tensors_of(kept["network"], told["lower"]), manifest)
    with remembering(settings) as encoder:
        reader = LearnedReader.load(encoder, target)
        asked = [
            *human_cases(arguments.data, encoder),
            *cases(settings, arguments.eval_data, "dev", encoder,
                   lambda said: print(said, flush=True), arguments.most),
        ]  # fmt: skip
        rows = []
        for number, case in enumerate(asked):
            if case.found.hits:
                read = reader.read_jointly(case.question, case.found)
                rows.append(Row(case, read, sentence_rows(read, case.found)))
            if number % 100 == 99:
                print(f"read {number + 1} of {len(asked)}", flush=True)
    chosen = [row.case for row in rows]
    made = {name: figures(chosen, *left_out_figures(rows, name)) for name in READERS}
    print(table(made))
    sentence, weights, bias = fit(rows, "both")
    passage = fit_passage(rows)
    late_sentence, late_weights, late_bias = fit(rows, "late interaction")
    print("late interaction alone:", late_sentence, late_weights, late_bias)
    weighing = {
        "sentence": named(SENTENCE_SIGNS, sentence),
        "answerable": named(ANSWERABLE_SIGNS, weights),
        "bias": round(bias, 4),
        "passage": [round(value, 4) for value in passage],
    }
    print(json.dumps(weighing, indent=1))
    shown = {one.group: [_rounded(one.first), _rounded(one.left_out), _rounded(one.cut_out)]
             for one in made["both"]}  # fmt: skip
    manifest |= {"weighing": weighing, "figures": shown}
    write(target, tensors_of(kept["network"], told["lower"]), manifest)
    print(f"wrote {target}: {read_manifest(target)['sha256'][:12]}")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--eval-data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="reader", help="of the checkpoint")
    parser.add_argument("--target", type=Path, default=FOLDER)
    parser.add_argument("--most", type=int, default=60, help="questions of each kind and group")
    return parser.parse_args()


if __name__ == "__main__":
    main()
