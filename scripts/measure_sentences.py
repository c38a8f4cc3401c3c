"""Compare sentence splitters on the hand-marked texts: boundary precision, recall, F1.

    python scripts/measure_sentences.py [--errors] [--claims FILE]

Others are measured when they are installed (`pip install razdel pysbd syntok
blingfire sentencex`).  A boundary is counted in characters that are not blanks, so that
splitters which alter blanks are judged fairly.  `--claims` (default: the
evaluation data's `claims/claims.jsonl`) adds a check that nobody marked or
tuned: its news passages are four translated segments each, so the share of
passages cut into exactly four is counted.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from qa.language.sentences import split_sentences
from qa.types import Language

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "language"
MARK = "‖"
Splitter = Callable[[str, str], list[str]]


class Marked(NamedTuple):
    """A text with the boundaries between its sentences, in non-blank characters."""

    language: str
    name: str
    text: str
    boundaries: frozenset[int]


def read_marked(path: Path) -> list[Marked]:
    """The texts of a marked file."""
    found: list[Marked] = []
    for part in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, body = part.split("\n", 1)
        language, name = title.split(": ", 1)
        pieces = body.strip("\n").split(MARK)
        found.append(Marked(language, name, "".join(pieces), boundaries(pieces)))
    return found


def boundaries(sentences: list[str]) -> frozenset[int]:
    at, places = 0, []
    for sentence in sentences[:-1]:
        at += len("".join(sentence.split()))
        places.append(at)
    return frozenset(places)


def splitters() -> Iterator[tuple[str, Splitter]]:
    """This project's and every other one that is installed."""

    def ours(text: str, language: str) -> list[str]:
        return [text[s.start : s.end] for s in split_sentences(text, Language(language))]

    yield "qa", ours
    loaders: dict[str, Callable[[], Splitter]] = {
        "razdel": _razdel,
        "pysbd": _pysbd,
        "syntok": _syntok,
        "blingfire": _blingfire,
        "sentencex": _sentencex,
    }
    for name, load in loaders.items():
        try:
            yield name, load()
        except ImportError:
            print(f"({name} is not installed)")


def _razdel() -> Splitter:
    module = importlib.import_module("razdel")
    return lambda text, language: [s.text for s in module.sentenize(text)]


def _pysbd() -> Splitter:
    module = importlib.import_module("pysbd")
    return lambda text, language: list(
        module.Segmenter(language=language, clean=False).segment(text)
    )


def _syntok() -> Splitter:
    module = importlib.import_module("syntok.segmenter")
    return lambda text, language: [
        "".join(token.spacing + token.value for token in sentence)
        for paragraph in module.process(text)
        for sentence in paragraph
    ]


def _blingfire() -> Splitter:
    module = importlib.import_module("blingfire")
    return lambda text, language: list(module.text_to_sentences(text).split("\n"))


def _sentencex() -> Splitter:
    module = importlib.import_module("sentencex")
    return lambda text, language: list(module.segment(language, text))


def measure(split: Splitter, texts: list[Marked], errors: bool) -> str:
    right = given = wanted = 0
    for marked in texts:
        pieces = [piece for piece in split(marked.text, marked.language) if piece.strip()]
        found = boundaries(pieces)
        right += len(found & marked.boundaries)
        given += len(found)
        wanted += len(marked.boundaries)
        if errors:
            _show(marked, found)
    precision, recall = right / max(1, given), right / max(1, wanted)
    score = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{precision:.3f} / {recall:.3f} / {score:.3f}"


def measure_news(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    passages = {row["passage"]: row["passage_lang"] for row in rows}
    print(f"\nnews: {len(passages)} passages of four segments; share cut into exactly four")
    for name, split in splitters():
        cells = []
        for language in ("kk", "ru", "en"):
            chosen = [text for text, found in passages.items() if found == language]
            pieces = ([p for p in split(text, language) if p.strip()] for text in chosen)
            cells.append(f"{sum(len(p) == 4 for p in pieces) / len(chosen):.3f}")
        print(f"| {name} | " + " | ".join(cells) + " |")


def _show(marked: Marked, found: frozenset[int]) -> None:
    bare = "".join(marked.text.split())
    for kind, places in (
        ("missed", marked.boundaries - found),
        ("wrong", found - marked.boundaries),
    ):
        for at in sorted(places):
            print(
                f"  {kind} [{marked.language}] {bare[max(0, at - 25) : at]} ‖ {bare[at : at + 20]}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--errors", action="store_true", help="list this project's errors")
    parser.add_argument("--claims", type=Path, default=Path("../shared/eval/claims/claims.jsonl"))
    options = parser.parse_args()
    for part in ("dev", "test"):
        texts = read_marked(FOLDER / f"sentences_{part}.txt")
        count = sum(len(t.boundaries) + 1 for t in texts)
        print(f"\n{part}: {count} sentences; precision / recall / F1 of boundaries")
        for name, split in splitters():
            cells = []
            for language in ("kk", "ru", "en"):
                chosen = [t for t in texts if t.language == language]
                cells.append(measure(split, chosen, options.errors and name == "qa"))
            print(f"| {name} | " + " | ".join([*cells, measure(split, texts, False)]) + " |")
    if options.claims.exists():
        measure_news(options.claims)
    else:
        print(f"({options.claims} is absent; news is not measured)")


if __name__ == "__main__":
    main()
