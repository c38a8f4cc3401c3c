"""How plausible true and misread text looks by its letters: what the thresholds rest on.

    python scripts/measure_letters.py FOLDER

FOLDER is the evaluation data, whose KazQAD and XQuAD passages are cut to pieces,
written in a code page and read as another.  Printed are the 1st, 50th and 99th
of a hundred pieces, in mean log share (`qa.documents.formats.letters.plausibility`).
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from qa.documents.formats.letters import plausibility

LENGTHS = (15, 40, 120, 600)
OWN = {"kk": "kz1048", "ru": "cp1251"}
WRONG = ("cp1251", "kz1048", "koi8-r", "mac-cyrillic", "cp866", "iso8859-5", "cp1252")
KAZAKH = set("әғқңөұүһі")
SAMPLE = 300


def pieces(folder: Path, language: str, length: int) -> list[str]:
    generator = random.Random(1)
    texts = [
        row["text"]
        for name in ("kazqad", "xquad")
        for row in map(
            json.loads, (folder / name / "passages.jsonl").read_text("utf-8").split("\n")[:-1]
        )
        if row["language"] == language
    ]
    found = []
    for text in generator.sample(texts, min(SAMPLE, len(texts))):
        start = generator.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if language != "kk" or KAZAKH & set(piece):
            found.append(piece.encode(OWN[language], "ignore").decode(OWN[language]))
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    print("| language | characters | read as | 1st | 50th | 99th |")
    print("| --- | --- | --- | --- | --- | --- |")
    for language, own in OWN.items():
        for length in LENGTHS:
            known = pieces(folder, language, length)
            for codec in (own, *(wrong for wrong in WRONG if wrong != own)):
                scores = sorted(
                    plausibility(text.encode(own).decode(codec, "replace")) for text in known
                )
                at = (scores[int(share * (len(scores) - 1))] for share in (0.01, 0.5, 0.99))
                figures = " | ".join(f"{score:.2f}" for score in at)
                print(f"| {language} | {length} | {codec} | {figures} |")


if __name__ == "__main__":
    main()
