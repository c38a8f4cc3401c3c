"""How much of generated files' text reading gives back, by format.

    python scripts/measure_fidelity.py [--files]

The files and what a person reads in them are made by `tests/documents/fidelity`.
`--files` lists each one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.documents.fidelity.all_files import GENERATORS
from tests.documents.fidelity.measure import measure


def main() -> None:
    listed = "--files" in sys.argv[1:]
    print("| format | files | words | present | in order | not in the file | ms a file |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    total = files = present = in_order = 0.0
    for name, generate in GENERATORS.items():
        made = list(generate())
        started = time.perf_counter()
        found = [measure(one) for one in made]
        each = 1000 * (time.perf_counter() - started) / len(made)
        words = sum(one.words for one in found)
        kept = sum(one.present * one.words for one in found)
        ordered = sum(one.in_order * one.words for one in found)
        extra = sum(one.extra for one in found) / len(found)
        shares = f"{kept / words:.4f} | {ordered / words:.4f} | {extra:.4f}"
        print(f"| {name} | {len(made)} | {words} | {shares} | {each:.0f} |")
        total, files = total + words, files + len(made)
        present, in_order = present + kept, in_order + ordered
        if listed:
            for one, figures in zip(made, found, strict=True):
                print(
                    f"|   {one.name} | | {figures.words} | {figures.present:.4f} | "
                    f"{figures.in_order:.4f} | {figures.extra:.4f} | |"
                )
    print(
        f"| all | {files:.0f} | {total:.0f} | {present / total:.4f} | {in_order / total:.4f} | | |"
    )


if __name__ == "__main__":
    main()
