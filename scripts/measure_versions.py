"""Measure what `docs/retrieval.md` reports about versions of one text in two languages.

    python scripts/measure_versions.py [../shared/eval] [--dev]

XQuAD holds each paragraph in several languages: those pairs should be found, and
pairs of different paragraphs of one article should not.  Thresholds were chosen on
the development half; without `--dev` the test half is reported.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qa.evaluation.datasets import as_document, read_lines  # noqa: E402
from qa.evaluation.retrieval import remembering  # noqa: E402
from qa.retrieval.prepare import encode  # noqa: E402
from qa.retrieval.typical import QuestionMeans  # noqa: E402
from qa.retrieval.versions import CLOSE, are_alike, centred  # noqa: E402
from qa.settings import read_settings  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--dev", action="store_true")
    given = parser.parse_args()
    rows = read_lines(given.data / "xquad" / "passages.jsonl")
    passages = [as_document(r["id"], r["text"], r["language"], "")[1] for r in rows]
    with remembering(read_settings()) as encoder:
        vectors = np.stack([embedding.vector for embedding in encode(passages, encoder)])
        usual = QuestionMeans(encoder)
        languages = np.array([passage.language.value for passage in passages])
        means = {
            passage.language: (vectors[own].mean(0), int(own.sum()))
            for passage in passages
            for own in [languages == passage.language.value]
        }
        known = centred(passages, vectors, means, lambda language: usual.of(language).vector)
    pairs: defaultdict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    chosen = [i for i, row in enumerate(rows) if row["split"] == ("dev" if given.dev else "test")]
    for i, j in combinations(chosen, 2):
        a, b = rows[i], rows[j]
        article = a["paragraph"].split("p")[0] == b["paragraph"].split("p")[0]
        if article and a["language"] != b["language"]:
            cosine = float(known[passages[i].id] @ known[passages[j].id])
            name = " ".join(sorted((a["language"], b["language"])))
            same = a["paragraph"] == b["paragraph"]
            pairs[name].append((same, are_alike(cosine, a["text"], b["text"]), cosine >= CLOSE))
    print("languages  paragraphs found  others taken for one  | the same by vectors alone")
    for name, found in pairs.items():
        right = [(alike, near) for same, alike, near in found if same]
        wrong = [(alike, near) for same, alike, near in found if not same]
        rule, alone = (sum(pair[k] for pair in right) / len(right) for k in (0, 1))
        bad, bad_alone = (sum(pair[k] for pair in wrong) for k in (0, 1))
        print(
            f"{name:9}  {rule:.3f} of {len(right):3}      {bad} of {len(wrong):3}"
            f"              | {alone:.3f}, {bad_alone}"
        )


if __name__ == "__main__":
    main()
