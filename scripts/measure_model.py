"""A real model's answers over a real OpenAI-compatible server, for a person to mark.

The archive is the English half of XQuAD's dev articles, the questions are its own.  Every sentence
of the model's goes into a table, with the verdict and what it cites; whoever reads it writes into
the last column whether the sentence is true.  docs/generation.md has how the weak model of the
measured run is got and served.

    python scripts/measure_model.py --eval-data DIR --base-url http://127.0.0.1:8099/v1 \
        --model NAME --out marked.tsv
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from qa.answering.generation.chat import open_generator
from qa.archive import Archive
from qa.embedding import load_encoder
from qa.evaluation.datasets import read_lines
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import read_settings
from qa.types import Answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval-data", type=Path, required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=40)
    given = parser.parse_args()
    folder = given.eval_data / "xquad"
    passages = [p for p in read_lines(folder / "passages.jsonl") if _is_wanted(p)]
    questions = [q for q in read_lines(folder / "questions.jsonl") if _is_wanted(q)]
    asked = questions[:: max(1, len(questions) // given.questions)][: given.questions]
    counted: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as home,
        given.out.open("w", encoding="utf-8", newline="") as out,
    ):
        table = csv.writer(out, delimiter="\t")
        table.writerow(("question", "expected", "place", "verdict", "sentence", "cites", "true"))
        archive = _archive(Path(home), passages, f"openai:{given.model}", given.base_url)
        for question in asked:
            answer = archive.ask(question["question"])
            counted[f"note {_note(answer)}"] += 1
            for place, verdict, sentence, cites in _sentences(answer):
                counted[f"{place} {verdict}"] += 1
                table.writerow(
                    (question["question"], question["answers"][0], place, verdict, sentence, cites)
                )
            out.flush()
        archive.close()
    for what, count in counted.most_common():
        print(f"| {what} | {count} |")


def _is_wanted(row: dict[str, str]) -> bool:
    return row["language"] == "en" and row["split"] == "dev"


def _archive(home: Path, passages: list[dict[str, str]], model: str, base_url: str) -> Archive:
    texts = home / "texts"
    texts.mkdir()
    for passage in passages:
        text = f"{passage['title']}\n\n{passage['text']}\n"
        (texts / f"{passage['id']}.txt").write_text(text, encoding="utf-8")
    settings = read_settings(
        data_dir=home / "data",
        llm=model,
        llm_base_url=base_url,
        llm_context_tokens=1024,
        llm_max_tokens=120,
        llm_timeout_seconds=900.0,
    )
    encoder = load_encoder(settings)
    index = LocalIndex.open(settings.data_dir, index_settings(settings, encoder), create=True)
    Indexer(index, encoder, settings).update([texts])
    return Archive(index, encoder, settings, open_generator(settings))


def _note(answer: Answer) -> str:
    return "refused" if answer.generation is None else answer.generation.note or "well"


def _sentences(answer: Answer) -> Iterator[tuple[str, str, str, str]]:
    """Where each of the model's sentences went, with its verdict and what it cites."""
    if answer.generation is None:
        return
    if answer.mode.value == "generative":
        quotes = {citation.number: citation.quote for citation in answer.citations}
        for claim in answer.claims:
            cites = " | ".join(quotes[number] for number in claim.citations)
            yield "shown", claim.verdict.value, claim.text, cites
    for dropped in answer.generation.dropped:
        yield "dropped", dropped.verdict.value, dropped.text, "; ".join(dropped.reasons)


if __name__ == "__main__":
    main()
