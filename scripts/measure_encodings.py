"""How often a legacy file's encoding is read right, by length of the text.

    python scripts/measure_encodings.py [EVALUATION_FOLDER]

Beginnings of Kazakh and Russian texts (the corpus; KazQAD and XQuAD passages of
the evaluation data) are written in a legacy code page and read again, by this
project and by charset-normalizer where it is installed.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from qa.documents.formats.encodings import decode

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CODECS = {"kk": ("kz1048",), "ru": ("cp1251", "koi8-r", "cp866")}
LENGTHS = (20, 40, 80, 200, 1000)
SAMPLE = 150


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(language, text) pairs."""
    for path in sorted(CORPUS.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if len(line) > 30:
                yield path.name[:2], line.strip()
    for name in ("kazqad", "xquad"):
        path = folder / name / "passages.jsonl"
        if not path.exists():
            print(f"({path} is absent; only the corpus is used)")
            continue
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield row["language"], row["text"]


def theirs(data: bytes) -> str | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    found = from_bytes(data).best()
    return str(found) if found else ""


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    known = list(texts(folder))
    print("| code page | characters | texts | right | charset-normalizer |")
    print("| --- | --- | --- | --- | --- |")
    for language, codecs in CODECS.items():
        chosen = [text for found, text in known if found == language]
        for codec in codecs:
            for length in LENGTHS:
                generator = random.Random(1)
                total = right = other = 0
                for text in generator.sample(chosen, min(SAMPLE, len(chosen))):
                    data = text[:length].rsplit(" ", 1)[0].encode(codec, "ignore")
                    expected = data.decode(codec)
                    special = any(c in "әғқңөұүһӘҒҚҢӨҰҮҺ" for c in expected)
                    if data.isascii() or (language == "kk" and not special):
                        continue
                    total += 1
                    right += decode(data).text == expected
                    other += theirs(data) == expected
                shares = f"{right / total:.3f} | {other / total:.3f}"
                print(f"| {codec} | {length} | {total} | {shares} |")


if __name__ == "__main__":
    main()
