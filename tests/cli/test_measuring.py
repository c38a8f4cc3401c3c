"""`qa eval` and `qa bench` call the suite that was asked for and show what it found."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qa.settings import Settings
from tests.cli.conftest import Qa


@dataclass
class FakeReport:
    """What a suite finds, with what it was called with."""

    data: str
    split: str = "test"
    without: tuple[str, ...] = ()
    recall: float = 0.75

    def to_json(self) -> str:
        return json.dumps(asdict(self))


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> list[FakeReport]:
    """Stands in for every suite; returns what they found."""
    made: list[FakeReport] = []

    def run(
        _: Settings,
        data: Path,
        split: str = "test",
        without: frozenset[str] = frozenset(),
        say: Any = None,
    ) -> FakeReport:
        made.append(FakeReport(str(data), split, tuple(sorted(without))))
        return made[-1]

    def table(report: FakeReport) -> str:
        return f"recall {report.recall}"

    for name in ("retrieval", "answers", "claims", "report"):
        module = ModuleType(name)
        vars(module).update(run=run, table=table, as_table=table, save_plot=save_plot)
        monkeypatch.setitem(sys.modules, f"qa.evaluation.{name}", module)
        monkeypatch.setattr(f"qa.evaluation.{name}", module, raising=False)
    return made


def save_plot(report: FakeReport, path: Path) -> None:
    path.write_text(f"plot of {report.recall}", encoding="utf-8")


@pytest.mark.parametrize("name", ["retrieval", "answers", "claims"])
def test_eval(qa: Qa, suite: list[FakeReport], tmp_path: Path, name: str) -> None:
    report = tmp_path / "report.json"
    result = qa("eval", name, "--eval-data", str(tmp_path), "--report", str(report))
    assert (result.stdout, result.exit_code) == ("recall 0.75\n", 0)
    assert suite == [FakeReport(str(tmp_path))]
    assert json.loads(report.read_text(encoding="utf-8")) == json.loads(suite[0].to_json())
    result = qa("eval", name, "--eval-data", str(tmp_path), "--split", "dev", "--json")
    assert json.loads(result.stdout)["split"] == "dev"


def test_eval_of_parts_of_retrieval(qa: Qa, suite: list[FakeReport], tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"
    parts = ["--without", "dense", "--without", "sound", "--plot", str(plot)]
    assert qa("eval", "retrieval", "--eval-data", str(tmp_path), *parts).exit_code == 0
    assert suite[0].without == ("dense", "sound")
    assert plot.read_text(encoding="utf-8") == "plot of 0.75"
    result = qa("eval", "claims", "--eval-data", str(tmp_path), *parts)
    assert result.exit_code == 2
    assert "are for the retrieval suite" in result.stderr


def test_absent_data_is_said(qa: Qa, suite: list[FakeReport], tmp_path: Path) -> None:
    result = qa("eval", "answers", "--eval-data", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "give its folder with --eval-data DIR" in result.stderr
    assert suite == []


def test_a_report_that_cannot_be_written(qa: Qa, suite: list[FakeReport], tmp_path: Path) -> None:
    target = str(tmp_path / "no/such/folder")
    result = qa("eval", "answers", "--eval-data", str(tmp_path), "--report", target)
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_bench(qa: Qa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = ModuleType("bench_encode")
    vars(module).update(
        run=lambda _, data: {"ratio": 2.5, "data": str(data)}, table=lambda r: f"ratio {r['ratio']}"
    )
    monkeypatch.setitem(sys.modules, "qa.evaluation.bench_encode", module)
    monkeypatch.setattr("qa.evaluation.bench_encode", module, raising=False)
    assert qa("bench", "encode", "--eval-data", str(tmp_path)).stdout == "ratio 2.5\n"
    found = json.loads(qa("bench", "encode", "--eval-data", str(tmp_path), "--json").stdout)
    assert found == {"ratio": 2.5, "data": str(tmp_path)}


@pytest.mark.parametrize("command", ["eval", "bench"])
def test_an_unknown_suite(qa: Qa, command: str) -> None:
    result = qa(command, "everything")
    assert result.exit_code == 2
    assert "everything" in result.stderr
