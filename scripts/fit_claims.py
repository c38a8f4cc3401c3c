"""Fit the weights by which `qa.checking.judge` turns signals into a probability.

    python scripts/fit_claims.py [../shared/eval]

Reads the dev splits of `claims/claims.jsonl` and of `tests/archive`, computes the
signals with the product's own code, fits both probabilities of the judge
together, prints what ten folds say of the fit, and writes
`qa/checking/claim_weights.json`.
Changed numbers and swapped names weigh more than other false claims: they are
rarer in the data than they are in bad answers.  Negated claims are made from
the supported ones (`scripts/negate_claims.py`), and half-true ones, each a supported
claim joined with one of another story.  The folds are runs of the
file, which keeps its stories together, so no story is on both sides.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from negate_claims import negated
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.checking import judge
from qa.checking.alignment import SUBJECT_SIGNALS, Signals
from qa.checking.check import Source
from qa.checking.judge import WEIGHTS, Side
from qa.checking.matching import Readers, nearest
from qa.checking.windows import split_windows
from qa.embedding import TokenEncoder
from qa.evaluation.claim_items import ClaimItem, read_altered, read_claims, read_second
from qa.evaluation.classification import auc, balanced_accuracy, reliability
from qa.evaluation.retrieval import remembering
from qa.language.sentences import split_sentences
from qa.settings import read_settings
from qa.types import Language

EXTRA_WEIGHT = {
    "entity": 1.5,
    "number": 1.5,
    "negation": 5.0,
    "negated": 0.3,
    "own": 0.3,
    "joined": 0.3,
}
# Claims written for this project, on short plain sentences: `tests/archive`.
WRITTEN_WEIGHT = 0.2
# How a claim is joined with another; a longer one than so many characters is left out.
JOINTS = {Language.KAZAKH: ", және ", Language.RUSSIAN: ", и ", Language.ENGLISH: ", and "}
MOST_JOINED = 140
# A number or a name that stands nowhere in the sources is enough for no: the data, where
# translators drop and convert them, would allow less.  Opposites and exchanged people hardly
# occur in it.
AT_LEAST = {
    "missing_number": 3.3,
    "missing_name": 3.4,
    "denial": 2.8,
    "opposite": 3.6,
    "exchange": 3.6,
}
PENALTY = 0.003
FOLDS = 10
NAMES = Signals.names()
SUBJECT, DIFFERENCE = NAMES[:SUBJECT_SIGNALS], NAMES[SUBJECT_SIGNALS:]

Rows = NDArray[np.float64]
Means = dict[Side, dict[str, dict[str, list[float]]]]
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
        sources = item.sources or (Source(item.id, item.passage),)
        windows = [window for source in sources for window in split_windows(source)]
        of = [window.source.id for window in windows for _ in window.sentences]
        claim = readers.claims([item.claim])[0]
        found = nearest(claim, readers.evidence(windows), of)
        assert found is not None
        rows.append(found.comparison.signals.row())
    return np.stack(rows).astype(np.float64)


def own_language(items: Sequence[ClaimItem], folds: Folds) -> tuple[list[ClaimItem], Folds]:
    """False claims in the passage's own language: each with a passage of another story.

    The data has only pairs of two languages; an archive has sentences of the claim's own that
    speak of something else, and these are the nearer ones.
    """
    made, kept = [], []
    for place, item in enumerate(items):
        far = [
            other
            for step in range(len(items) // 3, len(items))
            if (other := items[(place + step) % len(items)]).passage_language is item.claim_language
        ]
        if far:
            passage, language = far[0].passage, far[0].passage_language
            made.append(
                replace(
                    item,
                    id=f"{item.id}o",
                    passage=passage,
                    passage_language=language,
                    supported=False,
                    kind="own",
                )
            )
            kept.append(folds[place])
    return made, np.array(kept)


def half_true(items: Sequence[ClaimItem], folds: Folds) -> tuple[list[ClaimItem], Folds]:
    """Supported claims, each joined with one of another story in its language, in either order."""
    rng = random.Random(3)
    made, kept = [], []
    for place, item in enumerate(items):
        others = [
            other.claim
            for other in items
            if other.supported
            and other.claim_language is item.claim_language
            and other.passage != item.passage
            and len(other.claim) < MOST_JOINED
        ]
        if item.supported and others:
            pair = [item.claim, rng.choice(others)]
            rng.shuffle(pair)
            first, second = pair
            joint = JOINTS[item.claim_language]
            text = f"{first.rstrip(' .')}{joint}{second[0].lower()}{second[1:]}"
            made.append(replace(item, id=f"{item.id}j", claim=text, supported=False, kind="joined"))
            kept.append(folds[place])
    return made, np.array(kept)


def means(encoder: TokenEncoder, items: Sequence[ClaimItem]) -> Means:
    """Mean token state and mean vector of each language's sentences, read alone as claims are and
    in their windows as evidence is."""
    found: Means = {side: {"states": {}, "vectors": {}} for side in Side}
    for language in ("kk", "ru", "en"):
        passages = sorted({i.passage for i in items if i.passage_language == language})
        texts = [
            text[start:end]
            for text in passages
            for start, end in split_sentences(text, Language(language))
        ]
        windows = [w for text in passages for w in split_windows(Source("", text))]
        for side, made in (
            (Side.CLAIM, encoder.encode_passage_tokens(texts)),
            (Side.EVIDENCE, Readers(encoder).embedded(windows)),
        ):
            for name, rows in (
                ("states", np.concatenate([e.states for e in made])),
                ("vectors", np.stack([e.vector for e in made])),
            ):
                mean = [round(float(v), 4) for v in rows.mean(axis=0)]
                found[side][name][language] = mean
    return found


def report(probability: Rows, items: Sequence[ClaimItem]) -> None:
    supported = np.array([item.supported for item in items])
    judged = probability >= 0.5
    given = np.array([item.id.startswith("c") and item.id[-1].isdigit() for item in items])
    given &= np.array([not item.sources for item in items])
    print(f"balanced accuracy {balanced_accuracy(judged[given], supported[given]):.3f}, ", end="")
    print(f"AUC {auc(probability[given], supported[given]):.3f}")
    for kind in sorted({item.kind for item in items}):
        inside = np.array([item.kind == kind for item in items])
        print(f"  {kind}: {(judged == supported)[inside].mean():.2f} of {inside.sum()}")
    for found in reliability(probability, supported):
        print(f"  {found.low:.1f}: {found.items}, {found.mean_score:.2f}, {found.share_true:.2f}")


def write(found: Rows, model: str, means: Means) -> None:
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
    parts = [json.dumps(content, indent=1).removesuffix("\n}")]
    for side, kinds in means.items():
        told = []
        for name, rows in kinds.items():
            lines = ",\n".join(f'   "{code}": {json.dumps(mean)}' for code, mean in rows.items())
            told.append(f'  "{name}": {{\n{lines}\n  }}')
        parts.append(f' "{side}": {{\n' + ",\n".join(told) + "\n }")
    WEIGHTS.write_text(",\n".join(parts) + "\n}\n")
    judge.weights.cache_clear()


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    given = [item for item in read_claims(data) if item.split == "dev"]
    items, fold = with_negated(given)
    foreign, folds = own_language(given, fold)
    halves, halves_folds = half_true(given, fold)
    written = [i for i in (*read_second(), *read_altered()) if i.split == "dev"]
    items = [*items, *foreign, *halves, *written]
    last = np.arange(len(written)) * FOLDS // len(written)
    fold = np.concatenate([fold, folds, halves_folds, last])
    supported = np.array([item.supported for item in items])
    weight = np.array([EXTRA_WEIGHT.get(item.kind, 1.0) for item in items])
    weight[len(items) - len(written) :] = WRITTEN_WEIGHT
    with remembering(read_settings()) as encoder:
        # The signals need the means; which sentence is meant, the weights of the last fit.
        middle = means(encoder, given)
        write(_as_fitted(judge.weights()), encoder.name, middle)
        rows = measure_signals(encoder, items)
        report(cross_validate(rows, supported, weight, fold), items)
        write(fit(rows, supported, weight), encoder.name, middle)


def _as_fitted(last: dict[str, Any]) -> Rows:
    same, unaltered = last["same_subject"], last["unaltered"]
    weights = [same["weights"].get(name, 0.0) for name in SUBJECT]
    weights += [-unaltered["weights"].get(name, 0.0) for name in DIFFERENCE]
    return np.array([*weights, same["bias"], unaltered["bias"]])


if __name__ == "__main__":
    main()
