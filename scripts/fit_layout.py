"""Count the letter pairs by which `qa.language.keyboard` tells words from keys in the wrong layout.

    python scripts/fit_layout.py

Reads the same hand-written material as `scripts/fit_identification.py` and
writes `qa/language/letter_pairs.json`: for each script the logarithm (base e,
in hundredths) of the probability of a letter after another, `_` being a word's
edge; pairs never seen share the floor.
"""

from __future__ import annotations

import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MATERIAL = ROOT / "scripts" / "identification"
sys.path[:0] = [str(ROOT), str(MATERIAL)]

from romanise import latin_kazakh, latin_russian, plain_kazakh  # noqa: E402

from qa.language.folding import normalise  # noqa: E402
from qa.language.keyboard import PAIRS_PATH  # noqa: E402

SCALE = 100
SMOOTHING = 0.3


def _words(path: Path) -> list[str]:
    return re.findall(r"[^\W\d_]+", normalise(path.read_text("utf-8")))


def main() -> None:
    chance = random.Random(7)
    lists = ROOT / "qa/language/packs"
    corpus = sorted((ROOT / "corpus").glob("*.txt"))
    kazakh, russian = _words(lists / "kk/common.txt"), _words(lists / "ru/common.txt")
    cyrillic = set(kazakh) | set(russian) | {w for path in corpus for w in _words(path)}
    cyrillic |= {plain_kazakh(word, chance) for word in sorted(cyrillic)}
    latin = set(_words(MATERIAL / "en.txt"))
    latin |= {latin_kazakh(word, chance) for word in kazakh}
    latin |= {latin_russian(word, chance) for word in russian}
    cyrillic_names, latin_names = (MATERIAL / "names.txt").read_text("utf-8").split("\n")[:2]
    tables = {
        "cyrillic": _table(sorted(cyrillic | set(cyrillic_names.split()))),
        "latin": _table(sorted(latin | set(latin_names.split()))),
    }
    PAIRS_PATH.write_text(
        json.dumps({"scale": SCALE, **tables}, ensure_ascii=False, separators=(",", ":")) + "\n",
        "utf-8",
    )


def _table(words: list[str]) -> dict[str, object]:
    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for word in words:
        framed = f"_{word}_"
        for first, second in pairwise(framed):
            pairs[first + second] += 1
            firsts[first] += 1
    size = len(firsts)
    by_first: dict[str, dict[str, int]] = defaultdict(dict)
    for pair, count in sorted(pairs.items()):
        share = (count + SMOOTHING) / (firsts[pair[0]] + SMOOTHING * size)
        by_first[pair[0]][pair[1]] = round(math.log(share) * SCALE)
    return {"floor": round(math.log(SMOOTHING / 2000) * SCALE), "pairs": by_first}


if __name__ == "__main__":
    main()
