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


class FakeReport:
    def __init__(self, called: dict[str, Any]) -> None:
        self.called = called

    def to_json(self) -> str:
        return json.dumps({"recall": 0.75})

    def to_markdown(self) -> str:
        return "all the misses"


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands in for every suite; returns with what they were called."""
    made: list[dict[str, Any]] = []

    def run(_: Settings, data: Path, split: str, *rest: Any, **how: Any) -> FakeReport:
        how.pop("say", None)
        made.append({"data": data, "split": split, "rest": rest, **how})
        if how.get("markdown"):
            how["markdown"].write_text("all the misses", encoding="utf-8")
        return FakeReport(made[-1])

    def run_answers(*given: Any, **how: Any) -> dict[str, Any]:
        run(*given, **how)
        return {"recall": 0.75}

    def save_plot(_: FakeReport, path: Path) -> None:
        path.write_text("a plot", encoding="utf-8")

    def table(_: Any) -> str:
        return "recall 0.75"

    parts = {
        "retrieval": {"run": run, "SETS": ("xquad", "gold")},
        "report": {"as_table": table, "save_plot": save_plot},
        "answers": {"run": run_answers, "table": table, "SUITES": ("gold", "xquad")},
        "claims": {"run": run},
        "reading": {
            "run": run,
            "table": table,
            "exact": lambda found: found.to_json(),
            "GROUPS": ("en→ru",),
        },
        "claims_report": {"table": table},
    }
    for name, content in parts.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, f"qa.evaluation.{name}", module)
        monkeypatch.setattr(f"qa.evaluation.{name}", module, raising=False)
    return made


@pytest.mark.parametrize(
    ("name", "written", "called"),
    [
        ("retrieval", "recall 0.75\n", {"rest": (frozenset(),), "only": ("xquad", "gold")}),
        ("answers", "all the misses", {"rest": (), "only": ("gold", "xquad"), "curve": None}),
        ("reader", "recall 0.75\n", {"rest": (), "only": ("en→ru",)}),
        ("claims", "all the misses\n", {"rest": ()}),
    ],
)
def test_eval(
    qa: Qa,
    suite: list[dict[str, Any]],
    tmp_path: Path,
    name: str,
    written: str,
    called: dict[str, Any],
) -> None:
    report = tmp_path / "report.md"
    result = qa("eval", name, "--eval-data", str(tmp_path), "--report", str(report))
    assert (result.stdout, result.exit_code) == ("recall 0.75\n", 0)
    assert result.stderr == f"the report is in {report}\n"
    assert report.read_text(encoding="utf-8") == written
    wanted = {"data": tmp_path, "split": "test", **called}
    assert {k: v for k, v in suite[0].items() if k != "markdown"} == wanted
    result = qa("eval", name, "--eval-data", str(tmp_path), "--split", "dev", "--json")
    assert json.loads(result.stdout) == {"recall": 0.75}
    assert suite[1]["split"] == "dev"


def test_eval_of_parts(qa: Qa, suite: list[dict[str, Any]], tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"
    options = ["--without", "dense", "--without", "sound", "--set", "mixed", "--plot"]
    result = qa("eval", "retrieval", "--eval-data", str(tmp_path), *options, str(plot))
    assert result.exit_code == 0, result.stderr
    assert (suite[0]["rest"], suite[0]["only"]) == ((frozenset({"dense", "sound"}),), ["mixed"])
    assert plot.read_text(encoding="utf-8") == "a plot"


@pytest.mark.parametrize(
    ("name", "option"),
    [("answers", "--without"), ("claims", "--without"), ("claims", "--plot")],
)
def test_options_that_a_suite_has_not(
    qa: Qa, suite: list[dict[str, Any]], tmp_path: Path, name: str, option: str
) -> None:
    result = qa("eval", name, "--eval-data", str(tmp_path), option, "x")
    assert result.exit_code == 2
    assert f"{option} does not go with the suite {name}" in result.stderr
    assert suite == []


def test_absent_data_is_said(qa: Qa, suite: list[dict[str, Any]], tmp_path: Path) -> None:
    result = qa("eval", "answers", "--eval-data", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "give its folder with --eval-data DIR" in result.stderr
    assert suite == []


def test_a_report_that_cannot_be_written(
    qa: Qa, suite: list[dict[str, Any]], tmp_path: Path
) -> None:
    target = str(tmp_path / "no/such/folder")
    result = qa("eval", "claims", "--eval-data", str(tmp_path), "--report", target)
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
