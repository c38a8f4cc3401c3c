"""Precision and recall of name keys and of name similarity on hand-written pairs.

    python scripts/measure_names.py

Same names: every pair in different spellings of a line of `names.tsv`.
Different names: its hand-written near misses, and for each line the line whose
last spelling shares most letters with it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from qa.language.names import name_keys, name_similarity

PAIRS = Path(__file__).parent.parent / "tests" / "language" / "names.tsv"
Pair = tuple[str, str]


def read_pairs(path: Path = PAIRS) -> tuple[list[Pair], list[Pair]]:
    """Pairs of one name, pairs of two names."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line[0] not in "#!"]
    same = [pair for row in rows for pair in combinations(dict.fromkeys(row), 2)]
    other = [tuple(line[2:].split("\t")) for line in lines if line.startswith("!")]
    for row in rows:
        near = max(
            (r for r in rows if r is not row),
            key=lambda r: SequenceMatcher(None, r[-1].lower(), row[-1].lower()).ratio(),
        )
        other.append((row[0], near[-1]))
    return same, [(a, b) for a, b in other]


def main() -> None:
    same, other = read_pairs()
    print(f"{len(same)} pairs of one name, {len(other)} near misses")
    shared = [bool(set(name_keys(a)) & set(name_keys(b))) for a, b in same + other]
    report("a key in common", shared, len(same))
    likeness = [name_similarity(a, b) for a, b in same + other]
    for floor in (0.70, 0.75, 0.80, 0.85, 0.90):
        report(f"similarity >= {floor:.2f}", [score >= floor for score in likeness], len(same))
    for (a, b), score in zip(same + other, likeness, strict=True):
        if (score >= 0.8) != ((a, b) in same):
            print(f"  miss at 0.80: {a} / {b} {score:.2f}")


def report(name: str, said: list[bool], positives: int) -> None:
    right = sum(said[:positives])
    precision = right / max(sum(said), 1)
    print(f"{name:<20} precision {precision:.3f}  recall {right / positives:.3f}")


if __name__ == "__main__":
    main()
