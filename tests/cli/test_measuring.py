"""`qa eval` and `qa bench` call the suite that was asked for and show what it found."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qa.settings import Settings
from tests.cli.conftest import Qa


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, Path]]:
    """Stands in for every suite; returns what they were called with."""
    called: list[tuple[Settings, Path]] = []

    def run(settings: Settings, data: Path) -> dict[str, Any]:
        called.append((settings, data))
        return {"recall": 0.75, "misses": ["Қор?"]}

    for name in ("retrieval", "answers", "claims", "bench_encode"):
        module = ModuleType(name)
        module.run = run  # type: ignore[attr-defined]
        module.table = lambda report: f"recall {report['recall']}"  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, f"qa.evaluation.{name}", module)
        monkeypatch.setattr(f"qa.evaluation.{name}", module, raising=False)
    return called


@pytest.mark.parametrize("name", ["retrieval", "answers", "claims"])
def test_eval(qa: Qa, suite: list[tuple[Settings, Path]], tmp_path: Path, name: str) -> None:
    report = tmp_path / "report.json"
    result = qa("eval", name, "--eval-data", str(tmp_path), "--report", str(report))
    assert (result.stdout, result.exit_code) == ("recall 0.75\n", 0)
    assert [data for _, data in suite] == [tmp_path]
    assert json.loads(report.read_text(encoding="utf-8"))["misses"] == ["Қор?"]
    result = qa("eval", name, "--eval-data", str(tmp_path), "--json")
    assert json.loads(result.stdout)["recall"] == 0.75


def test_absent_data_is_said(qa: Qa, suite: list[tuple[Settings, Path]], tmp_path: Path) -> None:
    result = qa("eval", "answers", "--eval-data", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "give its folder with --eval-data DIR" in result.stderr
    assert suite == []


def test_a_report_that_cannot_be_written(
    qa: Qa, suite: list[tuple[Settings, Path]], tmp_path: Path
) -> None:
    target = str(tmp_path / "no/such/folder")
    result = qa("eval", "answers", "--eval-data", str(tmp_path), "--report", target)
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_bench(qa: Qa, suite: list[tuple[Settings, Path]], tmp_path: Path) -> None:
    assert qa("bench", "encode", "--eval-data", str(tmp_path)).stdout == "recall 0.75\n"
    assert json.loads(qa("bench", "encode", "--json").stdout)["recall"] == 0.75


@pytest.mark.parametrize("command", ["eval", "bench"])
def test_an_unknown_suite(qa: Qa, command: str) -> None:
    result = qa(command, "everything")
    assert result.exit_code == 2
    assert "everything" in result.stderr
