"""How fast the default path embeds, beside plain sentence-transformers.

Both run the same model folder in the same process on the same texts, in turns of 32
passages and of one question; the figure is the median of the turns' ratios, so that
other work on the machine, which hits both alike, cancels out.  Then each choice of the
default path by itself (`bench_choices`).  Speed bought with other
vectors would be none: the cosine is taken on every text of a fixed sample of three
languages, and the lowest counts.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import numpy as np

from qa.embedding import Encoder, load_encoder
from qa.embedding.encoder import Vectors
from qa.embedding.fast import FastEncoder
from qa.embedding.model import model_path
from qa.embedding.sentence_transformer import SentenceTransformerEncoder
from qa.errors import BadInput
from qa.evaluation.bench_choices import measure_choices
from qa.evaluation.timing import compare, median_ratio
from qa.settings import Settings

TURN = 32
TARGETS = {"passages_ratio": 3.0, "question_ratio": 2.5, "lowest_cosine": 0.99}

Report = dict[str, Any]


def run(settings: Settings, data: Path, *, passages: int = 256, questions: int = 40) -> Report:
    """Measures the model of `settings`; about a minute on two cores.

    Rates are texts per second, times milliseconds.  Raises BadInput without the
    evaluation data in `data`, MissingExtra without sentence-transformers.
    """
    kazakh = read_texts(data / "kazqad" / "passages.jsonl", "text")[:passages]
    asked = read_texts(data / "kazqad" / "questions.jsonl", "question")[:questions]
    folder = model_path(settings, settings.model)
    fast = load_encoder(settings)
    plain = SentenceTransformerEncoder(folder, "plain")

    turns = [kazakh[start : start + TURN] for start in range(0, len(kazakh), TURN)]
    fast_s, plain_s = compare(fast.encode_passages, plain.encode_passages, turns)
    one_by_one = [[question] for question in asked]
    fast_q, plain_q = compare(fast.encode_questions, plain.encode_questions, one_by_one)
    cosines = sample_cosines(fast, plain, data)
    del plain
    quick = isinstance(fast, FastEncoder)
    report: Report = {
        "model": fast.name,
        "passages": len(kazakh),
        "passages_per_second": len(kazakh) / sum(fast_s),
        "plain_passages_per_second": len(kazakh) / sum(plain_s),
        "passages_ratio": median_ratio(plain_s, fast_s),
        "questions": len(asked),
        "question_ms": 1000 * statistics.median(fast_q),
        "plain_question_ms": 1000 * statistics.median(plain_q),
        "question_ratio": median_ratio(plain_q, fast_q),
        "cosine_texts": len(cosines),
        "lowest_cosine": float(cosines.min()),
        "targets": TARGETS,
        "choices": measure_choices(folder, kazakh[: 2 * TURN], asked, TURN // 4) if quick else {},
    }
    return report | {"met": all(report[name] >= floor for name, floor in TARGETS.items())}


def sample_cosines(fast: Encoder, plain: Encoder, data: Path) -> Vectors:
    """Cosines of the two paths on every text of the fixed sample of three languages."""
    kazakh = read_texts(data / "kazqad" / "passages.jsonl", "text")[-48:]
    russian = read_texts(data / "xquad" / "passages.jsonl", "text", "ru")[:48]
    english = read_texts(data / "xquad" / "passages.jsonl", "text", "en")[:48]
    texts = [*kazakh, *russian, *english]
    asked = read_texts(data / "xquad" / "questions.jsonl", "question")[:60]
    asked += read_texts(data / "kazqad" / "questions.jsonl", "question")[:60]
    pairs = [
        (fast.encode_passages(texts), plain.encode_passages(texts)),
        (fast.encode_questions(asked), plain.encode_questions(asked)),
    ]
    return np.concatenate([(left * right).sum(1) for left, right in pairs])


def read_texts(path: Path, field: str, language: str | None = None) -> list[str]:
    """One field of each line of a JSON Lines file, of one language or of all.

    Raises BadInput when the file is absent.
    """
    if not path.is_file():
        raise BadInput(f"no evaluation data at {path}; give its folder with --eval-data DIR")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [x[field] for x in lines if language in (None, x.get("language"))]


def table(report: Report) -> str:
    """The report for a terminal."""
    rows = [
        ("passages/s", "passages_per_second", "plain_passages_per_second", "passages_ratio"),
        ("ms a question", "question_ms", "plain_question_ms", "question_ratio"),
    ]
    lines = [f"{'':14}{'default':>10}{'plain':>10}{'ratio':>8}{'target':>8}"]
    for label, ours, theirs, ratio in rows:
        lines.append(
            f"{label:14}{report[ours]:10.1f}{report[theirs]:10.1f}"
            f"{report[ratio]:7.2f}x{report['targets'][ratio]:7.1f}x"
        )
    lowest, floor = report["lowest_cosine"], report["targets"]["lowest_cosine"]
    lines.append(f"lowest cosine of {report['cosine_texts']} texts: {lowest:.6f} (target {floor})")
    lines += [f"{ratio:6.2f}x  {what}" for what, ratio in report["choices"].items()]
    lines.append(f"({report['passages']} Kazakh passages, model {report['model']})")
    return "\n".join(lines)
