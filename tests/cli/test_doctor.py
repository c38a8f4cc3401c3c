"""`qa doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from qa.cli import doctor
from qa.cli.doctor import GIGABYTE, Finding, Level
from qa.errors import IndexMismatch, ModelError
from qa.index.database import NAME
from qa.settings import Settings
from tests.cli.conftest import Qa
from tests.fake_archive import FakeArchive, pipeline_of

Usage = namedtuple("Usage", "total used free")


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in doctor.examine(settings)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", model_cache=tmp_path / "models")


@pytest.fixture
def whole(settings: Settings, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine on which nothing is wrong."""
    settings.data_dir.mkdir()
    with sqlite3.connect(settings.data_dir / NAME) as database:
        database.execute("CREATE TABLE letters (text)")
        database.executemany("INSERT INTO letters VALUES (?)", [("a" * 1000,)] * 100)
    database.close()
    monkeypatch.setattr("qa.embedding.model.verify_model", lambda _: "0123456789abcdef0123")
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(0, 0, 100 * GIGABYTE))
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    return settings


def test_nothing_is_wrong(whole: Settings) -> None:
    findings = found(whole)
    assert {f.level for f in findings.values()} == {Level.OK}
    assert findings["model"].detail == "multilingual-e5-small is whole (0123456789abcdef)"
    assert findings["index"].detail == (
        f"generation 1, 2 documents, 2 passages in {whole.data_dir}"
    )
    assert findings["database"].detail.endswith("MB, consistent")
    assert findings["cores"].detail == "2"


def test_no_model(settings: Settings) -> None:
    finding = found(settings)["model"]
    assert finding.level is Level.FAIL
    assert "run `qa model fetch`" in finding.detail


def test_no_index_is_a_warning(settings: Settings) -> None:
    finding = found(settings)["index"]
    assert finding.level is Level.WARN
    assert f"none in {settings.data_dir}; make one with `qa index FOLDER`" == finding.detail


def test_a_damaged_database(whole: Settings) -> None:
    path = whole.data_dir / NAME
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 20_000)
    finding = found(whole)["database"]
    assert finding.level is Level.FAIL
    assert "is damaged" in finding.detail


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (IndexMismatch("made with another model; run `qa index`"), "run `qa index`"),
        (ModelError("half-fetched"), "half-fetched"),
        (RuntimeError("odd"), "unexpected RuntimeError: odd"),
    ],
)
def test_an_index_that_does_not_open(
    whole: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception, detail: str
) -> None:
    def opening(_: Settings) -> Any:
        raise error

    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline_of(opening))
    finding = found(whole)["index"]
    assert finding.level is Level.FAIL
    assert detail in finding.detail


@pytest.mark.parametrize(
    ("free", "level"),
    [(GIGABYTE * 3, Level.OK), (GIGABYTE, Level.WARN), (GIGABYTE // 20, Level.FAIL)],
)
def test_disk(whole: Settings, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(0, 0, free))
    assert found(whole)["disk"].level is level


def test_one_core_is_a_warning(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    assert found(whole)["cores"].level is Level.WARN


def test_a_missing_package(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["numpy>=2", "no-such-package>=1", "other; extra == 'x'"]
    monkeypatch.setattr(doctor, "requires", lambda _: wanted)
    finding = found(whole)["packages"]
    assert finding.level is Level.FAIL
    assert "missing: no-such-package;" in finding.detail


def test_exit_code_and_json(qa: Qa, whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MODEL_CACHE", str(whole.model_cache))
    result = qa("--data", str(whole.data_dir), "doctor")
    assert result.exit_code == 0, result.stdout
    assert all(line.startswith("ok    ") for line in result.stdout.splitlines())
    findings = json.loads(qa("--data", str(whole.data_dir), "doctor", "--json").stdout)["findings"]
    assert {f["level"] for f in findings} == {"ok"}
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(0, 0, 0))
    result = qa("--data", str(whole.data_dir), "doctor")
    assert result.exit_code == 1
    assert "\nfail  disk: 0.0 GB free" in result.stdout
