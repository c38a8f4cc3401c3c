from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import Vectors
from qa.errors import BadInput
from qa.evaluation.bench_choices import measure_choices
from qa.evaluation.bench_encode import read_texts, run, sample_cosines, table
from qa.evaluation.timing import compare, median_ratio
from qa.settings import Settings
from tests.embedding.tiny_models import make_model
from tests.fakes import FakeTokenEncoder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [{"language": language, "text": f"text {language}"} for language in ("kk", "ru", "en")]
    for name in ("kazqad", "xquad"):
        (tmp_path / name).mkdir()
        for kind, field in (("passages", "text"), ("questions", "question")):
            lines = [json.dumps({**row, field: row["text"]}) for row in rows]
            (tmp_path / name / f"{kind}.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_the_median_turn_decides() -> None:
    assert median_ratio([6.0, 2.0, 90.0], [2.0, 1.0, 9.0]) == 3.0


def test_both_paths_get_every_turn_after_one_uncounted() -> None:
    seen: list[tuple[str, str]] = []

    def path(name: str) -> object:
        def encode(texts: Sequence[str]) -> Vectors:
            seen.append((name, texts[0]))
            return np.zeros((1, 1), np.float32)

        return encode

    first, second = compare(path("a"), path("b"), [["x"], ["y"]])  # type: ignore[arg-type]
    assert [len(first), len(second)] == [2, 2]
    turns = [("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")]
    assert seen == [("a", "x"), ("b", "x"), *turns]


def test_the_sample_has_three_languages_and_both_kinds(data: Path) -> None:
    cosines = sample_cosines(FakeTokenEncoder(), FakeTokenEncoder(), data)
    assert cosines.tolist() == pytest.approx([1.0] * (3 + 1 + 1 + 3 + 3))


def test_reads_one_language(data: Path) -> None:
    path = data / "xquad" / "passages.jsonl"
    assert read_texts(path, "text", "ru") == ["text ru"]
    assert len(read_texts(path, "text")) == 3


def test_absent_data(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no evaluation data at .*--eval-data DIR"):
        run(Settings(), tmp_path)


def test_table() -> None:
    report = {
        "model": "m@1",
        "passages": 4,
        "passages_per_second": 20.0,
        "plain_passages_per_second": 8.0,
        "passages_ratio": 2.5,
        "question_ms": 5.0,
        "plain_question_ms": 30.0,
        "question_ratio": 6.0,
        "cosine_texts": 11,
        "lowest_cosine": 0.99998,
        "targets": {"passages_ratio": 2.0, "question_ratio": 2.5, "lowest_cosine": 0.99},
        "choices": {"this against that": 1.25},
    }
    assert table(report).splitlines()[1:] == [
        "passages/s          20.0       8.0   2.50x    2.0x",
        "ms a question        5.0      30.0   6.00x    2.5x",
        "lowest cosine of 11 texts: 0.999980 (target 0.99)",
        "  1.25x  this against that",
        "(4 Kazakh passages, model m@1)",
    ]


def test_each_choice_is_a_ratio_of_its_own(tmp_path: Path) -> None:
    make_model(tmp_path / "m")
    found = measure_choices(tmp_path / "m", ["мен сен", "ол біз", "the of", "сен"], ["ол"], 2)
    assert len(found) == len({what.partition(" against ")[0] for what in found}) == 4
    assert all(ratio > 0 for ratio in found.values())
