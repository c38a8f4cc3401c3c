"""Fit the weights by which `qa.answering.judge` turns signals into a probability.

    python scripts/fit_claims.py [../shared/eval]

Reads `claims/claims.jsonl`, computes the signals with the product's own code,
fits both probabilities of the judge together on the dev split, prints what ten
folds of dev say of the fit, and writes `qa/answering/claim_weights.json`.
Changed numbers and swapped names weigh more than other false claims: they are
rarer in the data than they are in bad answers.  Negated claims are made from
the supported ones (`scripts/negate_claims.py`).  The folds are runs of the
file, which keeps its stories together, so no story is on both sides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from negate_claims import negated
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.answering.alignment import SUBJECT_SIGNALS, Signals
from qa.answering.judge import WEIGHTS
from qa.answering.matching import Readers, nearest
from qa.embedding import TokenEncoder
from qa.evaluation.claims import ClaimItem, read_claims
from qa.evaluation.classification import auc, balanced_accuracy, reliability
from qa.evaluation.retrieval import remembering
from qa.language.sentences import split_sentences
from qa.settings import read_settings

EXTRA_WEIGHT = {"entity": 1.5, "number": 1.5, "negation": 5.0, "negated": 0.3}
# A number or a name that stands nowhere in the sources is enough for no: the data, where
# translators drop and convert them, would allow less.  Opposites and exchanged people do not
# occur in it; `tests/answering/altered.jsonl` has them.
AT_LEAST = {
    "missing_number": 2.5,
    "missing_name": 2.6,
    "denial": 2.6,
    "opposite": 3.5,
    "exchange": 3.5,
}
PENALTY = 0.003
FOLDS = 10
NAMES = Signals.names()
SUBJECT, DIFFERENCE = NAMES[:SUBJECT_SIGNALS], NAMES[SUBJECT_SIGNALS:]

Rows = NDArray[np.float64]
Folds = NDArray[np.int_]


def fit(rows: Rows, supported: NDArray[np.bool_], weight: Rows) -> Rows:
    """Weights of the signals, then both biases, by maximum likelihood with an L2 penalty.

    p = σ(a + w·subject) · σ(b - v·difference), all w and v at least zero, on
    signals divided by their deviation; both classes weigh the same in sum.
    """
    scale = rows.std(axis=0) + 1e-6
    x = rows / scale
    subject, difference = x[:, :SUBJECT_SIGNALS], x[:, SUBJECT_SIGNALS:]
    centre = subject.mean(axis=0)
    subject = subject - centre
    share = np.where(supported, weight[~supported].sum() / weight[supported].sum(), 1.0) * weight
    share /= share.sum()
    n = x.shape[1]

    def loss(p: Rows) -> tuple[float, Rows]:
        same = logistic(p[n] + subject @ p[:SUBJECT_SIGNALS])
        unaltered = logistic(p[n + 1] - difference @ p[SUBJECT_SIGNALS:n])
        q = np.clip(same * unaltered, 1e-9, 1 - 1e-9)
        value = -(share * np.where(supported, np.log(q), np.log(1 - q))).sum()
        slope = share * np.where(supported, -1 / q, 1 / (1 - q)) * q
        by_same, by_unaltered = slope * (1 - same), slope * (1 - unaltered)
        gradient = np.concatenate(
            [
                subject.T @ by_same,
                -difference.T @ by_unaltered,
                [by_same.sum(), by_unaltered.sum()],
            ]
        )
        gradient[:n] += 2 * PENALTY * p[:n]
        return value + PENALTY * (p[:n] ** 2).sum(), gradient

    start = np.concatenate([np.full(n, 0.3), [0.0, 2.0]])
    least = [AT_LEAST.get(name, 0.0) * s for name, s in zip(NAMES, scale, strict=True)]
    bounds = [(low, None) for low in [*least, None, None]]
    found = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)
    found[n] -= centre @ found[:SUBJECT_SIGNALS]
    found[:n] /= scale
    return found


def predict(found: Rows, rows: Rows) -> Rows:
    n = rows.shape[1]
    same = logistic(found[n] + rows[:, :SUBJECT_SIGNALS] @ found[:SUBJECT_SIGNALS])
    return same * logistic(found[n + 1] - rows[:, SUBJECT_SIGNALS:] @ found[SUBJECT_SIGNALS:n])


def logistic(logit: Rows) -> Rows:
    return 1 / (1 + np.exp(-np.clip(logit, -30, 30)))


def cross_validate(rows: Rows, supported: NDArray[np.bool_], weight: Rows, fold: Folds) -> Rows:
    """Each item's probability by a model that was not fitted on its story."""
    found = np.zeros(len(rows))
    for number in range(FOLDS):
        out = fold == number
        found[out] = predict(fit(rows[~out], supported[~out], weight[~out]), rows[out])
    return found


def with_negated(items: Sequence[ClaimItem]) -> tuple[list[ClaimItem], Folds]:
    """The items, the negated copies of the supported ones, and every item's fold, int (n,)."""
    fold = [place * FOLDS // len(items) for place in range(len(items))]
    copies = [
        (replace(item, id=f"{item.id}n", claim=text, kind="negated", supported=False), number)
        for item, number in zip(items, fold, strict=True)
        if item.supported
        for text in negated(item.claim, item.claim_language)
    ]
    return [*items, *(c for c, _ in copies)], np.array([*fold, *(number for _, number in copies)])


def measure_signals(encoder: TokenEncoder, items: Sequence[ClaimItem]) -> Rows:
    """Signals of each claim with its passage's nearest sentence, float64 (n, signals)."""
    readers = Readers(encoder)
    rows = []
    for item in items:
        spans = split_sentences(item.passage, item.passage_language)
        readings = readers.read([item.passage[start:end] for start, end in spans])
        found = nearest(readers.read([item.claim])[0], readings)
        assert found is not None
        rows.append(found.comparison.signals.row())
    return np.stack(rows).astype(np.float64)


def centres(encoder: TokenEncoder, items: Sequence[ClaimItem]) -> dict[str, list[float]]:
    """Mean token state of each language's passages."""
    found = {}
    for language in ("kk", "ru", "en"):
        texts = sorted({i.passage for i in items if i.passage_language == language})
        states = np.concatenate([e.states for e in encoder.encode_passage_tokens(texts)])
        found[language] = [round(float(v), 4) for v in states.mean(axis=0)]
    return found


def report(probability: Rows, items: Sequence[ClaimItem]) -> None:
    supported = np.array([item.supported for item in items])
    judged = probability >= 0.5
    given = np.array([item.kind != "negated" for item in items])
    print(f"balanced accuracy {balanced_accuracy(judged[given], supported[given]):.3f}, ", end="")
    print(f"AUC {auc(probability[given], supported[given]):.3f}")
    for kind in sorted({item.kind for item in items}):
        inside = np.array([item.kind == kind for item in items])
        print(f"  {kind}: {(judged == supported)[inside].mean():.2f} of {inside.sum()}")
    for found in reliability(probability, supported):
        print(f"  {found.low:.1f}: {found.items}, {found.mean_score:.2f}, {found.share_true:.2f}")


def write(found: Rows, model: str, means: dict[str, list[float]]) -> None:
    n = len(NAMES)
    weights = [round(float(w), 4) for w in found[:n]]
    content = {
        "model": model,
        "threshold": 0.5,
        "same_subject": {
            "bias": round(float(found[n]), 4),
            "weights": dict(zip(SUBJECT, weights, strict=False)),
        },
        "unaltered": {
            "bias": round(float(found[n + 1]), 4),
            "weights": {k: -w for k, w in zip(DIFFERENCE, weights[SUBJECT_SIGNALS:], strict=True)},
        },
    }
    head = json.dumps(content, indent=1).removesuffix("\n}")
    lines = ",\n".join(f'  "{code}": {json.dumps(mean)}' for code, mean in means.items())
    WEIGHTS.write_text(f'{head},\n "centres": {{\n{lines}\n }}\n}}\n')


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    items, fold = with_negated([item for item in read_claims(data) if item.split == "dev"])
    supported = np.array([item.supported for item in items])
    weight = np.array([EXTRA_WEIGHT.get(item.kind, 1.0) for item in items])
    with remembering(read_settings()) as encoder:
        means = centres(encoder, items)
        unfitted = np.zeros(len(NAMES) + 2)
        write(unfitted, encoder.name, means)  # the signals need the centres
        rows = measure_signals(encoder, items)
        report(cross_validate(rows, supported, weight, fold), items)
        write(fit(rows, supported, weight), encoder.name, means)


if __name__ == "__main__":
    main()
