"""Fit the weights by which `qa.answering.judge` turns signals into a probability.

    python scripts/fit_claims.py [../shared/eval]

Reads `claims/claims.jsonl`, computes the signals with the product's own code,
fits a logistic model on the dev split and writes `qa/answering/claim_weights.json`.
Changed numbers, swapped names and negations weigh more than other false claims:
they are rarer in the data than they are in bad answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from qa.answering.alignment import Signals
from qa.answering.judge import WEIGHTS
from qa.embedding import TokenEncoder, load_encoder
from qa.evaluation.claims import ClaimItem, measure_signals, read_claims
from qa.settings import read_settings

EXTRA_WEIGHT = {"entity": 2.0, "number": 3.0, "negation": 4.0}
PENALTY = 0.02


def fit(rows: np.ndarray, supported: np.ndarray, weight: np.ndarray) -> dict[str, object]:
    """Logistic regression with an L2 penalty on standardised signals, classes balanced."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    x = (rows - mean) / scale
    y = supported.astype(float)
    share = np.where(y > 0, weight[y == 0].sum() / weight[y > 0].sum(), 1.0) * weight
    share /= share.sum()

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logit = x @ parameters[1:] + parameters[0]
        p = 1 / (1 + np.exp(-logit))
        value = -(share * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum()
        slope = share * (p - y)
        gradient = np.concatenate([[slope.sum()], x.T @ slope + 2 * PENALTY * parameters[1:]])
        return value + PENALTY * (parameters[1:] ** 2).sum(), gradient

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = found[1:] / scale
    return {
        "bias": float(found[0] - mean @ weights),
        "weights": {n: round(float(w), 4) for n, w in zip(Signals.names(), weights, strict=True)},
    }


def centres(encoder: TokenEncoder, items: list[ClaimItem]) -> dict[str, list[float]]:
    """Mean token state of each language's passages in dev."""
    found = {}
    for language in ("kk", "ru", "en"):
        texts = sorted({i.passage for i in items if i.passage_language == language})
        states = np.concatenate([e.states for e in encoder.encode_passage_tokens(texts)])
        found[language] = [round(float(v), 4) for v in states.mean(axis=0)]
    return found


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    items = [item for item in read_claims(data) if item.split == "dev"]
    encoder = load_encoder(read_settings())
    assert isinstance(encoder, TokenEncoder)
    model: dict[str, object] = {"model": encoder.name, "centres": centres(encoder, items)}
    model |= {"bias": 0.0, "weights": dict.fromkeys(Signals.names(), 0.0), "threshold": 0.5}
    WEIGHTS.write_text(json.dumps(model))
    rows = measure_signals(encoder, items)
    weight = np.array([EXTRA_WEIGHT.get(item.kind, 1.0) for item in items])
    model |= fit(rows, np.array([item.supported for item in items]), weight)
    WEIGHTS.write_text(json.dumps(model, indent=1) + "\n")
    print({k: v for k, v in model.items() if k != "centres"})


if __name__ == "__main__":
    main()
