"""The waiting time over HTTP: a real server in its own process over a small archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import QaError
from qa.evaluation import bench_http
from qa.evaluation.bench_http import Waiting, measure_http, table
from qa.pipeline import build
from qa.settings import read_settings


def test_questions_are_asked_of_a_server_and_the_first_are_not_timed(
    tmp_path: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "bridge.txt").write_text("The bridge opened in 1951.", encoding="utf-8")
    settings = read_settings(data_dir=tmp_path / "data")
    build([tmp_path / "texts"], settings)
    monkeypatch.setattr(bench_http, "WARM_UP", 1)
    found = measure_http(settings, ["When did the bridge open?", "What opened in 1951?"])
    assert [(w.path, w.questions) for w in found] == [("/v1/search", 1), ("/v1/answers", 1)]
    assert all(0 < w.p50_ms <= w.p95_ms for w in found)


def test_a_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"no database")
    with pytest.raises(QaError, match=r"did not start.*index\.db"):
        measure_http(read_settings(data_dir=tmp_path), ["a question"])


def test_the_table() -> None:
    assert table([Waiting("/v1/search", 55, 25.0, 40.5)]).splitlines()[-1] == (
        "| /v1/search | 55 | 25.0 | 40.5 |"
    )
