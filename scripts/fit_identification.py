"""Fit the letter model of `qa.language.letter_model` and write it beside that module.

    python scripts/fit_identification.py [--check]

Training material is written for this project: the word lists of
the packs and `scripts/identification`, and the texts of `corpus/`.
From them come short random fragments of each language, spelled properly and in
the ways of `scripts/identification/romanise.py`, with names that any language
may hold mixed in, so that a name decides nothing.  A softmax regression over
letter n-grams and whole words is fitted for each script, pruned and rounded.
The fragments are drawn with a fixed seed.  Needs scikit-learn (extra
`sentence-transformers`).
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
PACKS = ROOT / "qa/language/packs"
MATERIAL = ROOT / "scripts" / "identification"
sys.path[:0] = [str(ROOT), str(MATERIAL)]

from romanise import latin_kazakh, latin_russian, plain_kazakh  # noqa: E402

from qa.language.folding import normalise  # noqa: E402
from qa.language.letter_model import MODEL_PATH, features  # noqa: E402

SAMPLES = 4000
SEED = 20260101
STRENGTH = 1.0
KEEP = 0.2
SCALE = 100

Change = Callable[[str, random.Random], str]


def _keep(text: str, _chance: random.Random) -> str:
    return text


def _lines(language: str) -> list[list[str]]:
    """Runs of words of one language: a line of a list, a line of a corpus text."""
    paths = [MATERIAL / f"{language}.txt", PACKS / language / "common.txt"]
    paths += sorted((ROOT / "corpus").glob(f"{language}-*.txt"))
    lines = []
    for path in paths:
        if path.exists():
            for line in normalise(path.read_text("utf-8")).splitlines():
                words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", line)
                if words:
                    lines.append(words)
    return lines


def _fragments(language: str, change: Change, count: int, names: list[str]) -> list[str]:
    chance = random.Random(f"{SEED}{language}{change.__name__}")
    lines = _lines(language)
    weights = [len(line) for line in lines]
    found = []
    for _ in range(count):
        line = chance.choices(lines, weights)[0]
        length = min(len(line), chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8)))
        start = chance.randrange(len(line) - length + 1)
        words = change(" ".join(line[start : start + length]), chance).split()
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            words.insert(chance.randrange(len(words) + 1), chance.choice(names))
        found.append(" ".join(words))
    return found


def _matrix(texts: list[str], vocabulary: dict[str, int]) -> csr_matrix:
    data, columns, rows = [], [], [0]
    for text in texts:
        for gram, value in features(text).items():
            if gram in vocabulary:
                columns.append(vocabulary[gram])
                data.append(value)
        rows.append(len(columns))
    return csr_matrix((data, columns, rows), shape=(len(texts), len(vocabulary)), dtype=np.float32)


def fit(sources: Iterable[tuple[str, str, Change, float]], names: list[str]) -> dict[str, object]:
    """The weights for one script: class label, language's lists, spelling, share of samples."""
    texts: list[str] = []
    labels: list[str] = []
    for label, language, change, share in sources:
        found = _fragments(language, change, int(SAMPLES * share), names)
        texts += found
        labels += [label] * len(found)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(features(text).keys())
    vocabulary = {
        gram: index for index, gram in enumerate(sorted(g for g, n in counts.items() if n >= 10))
    }
    model = LogisticRegression(C=STRENGTH, max_iter=300, solver="lbfgs")
    model.fit(_matrix(texts, vocabulary), labels)
    weights = model.coef_ - model.coef_.mean(axis=0)
    bias = model.intercept_ - model.intercept_.mean()
    grams = {
        gram: [
            [column, round(float(weights[column, index]) * SCALE)]
            for column in range(len(model.classes_))
            if abs(weights[column, index]) >= KEEP
        ]
        for gram, index in vocabulary.items()
    }
    return {
        "classes": list(model.classes_),
        "bias": [round(float(value) * SCALE) for value in bias],
        "grams": {gram: pairs for gram, pairs in grams.items() if pairs},
    }


def main() -> None:
    cyrillic_names, latin_names = (MATERIAL / "names.txt").read_text("utf-8").split("\n")[:2]
    others = {"cyrillic": ["uk", "bg", "ky", "tt", "mn", "uzc", "be"]}
    others["latin"] = ["az", "uz", "tk", "fr", "de", "es", "it", "pt", "pl", "nl", "id", "cs", "sv"]
    cyrillic: list[tuple[str, str, Change, float]] = [
        ("kk", "kk", _keep, 1.0),
        ("kk", "kk", plain_kazakh, 2.0),
        ("ru", "ru", _keep, 3.0),
        *((code, code, _keep, 0.3) for code in others["cyrillic"]),
    ]
    latin: list[tuple[str, str, Change, float]] = [
        ("kk", "kk", latin_kazakh, 2.5),
        ("ru", "ru", latin_russian, 2.0),
        ("en", "en", _keep, 2.5),
        ("tr", "tr", _keep, 1.5),
        *((code, code, _keep, 0.35) for code in others["latin"]),
    ]
    model = {
        "scale": SCALE,
        "cyrillic": fit(cyrillic, cyrillic_names.split()),
        "latin": fit(latin, latin_names.split()),
    }
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n"
    MODEL_PATH.write_text(text, "utf-8")
    print(f"{MODEL_PATH}: {len(text.encode()) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
