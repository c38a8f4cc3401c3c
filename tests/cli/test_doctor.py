"""`qa doctor` finds what is wrong and says what to do."""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from qa.cli import doctor
from qa.cli.doctor import GIGABYTE, Finding, Level
from qa.errors import IndexMismatch, ModelError, ReaderError
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
    (settings.data_dir / "qa.toml").touch()
    monkeypatch.setenv("QA_CONFIG", str(settings.data_dir / "qa.toml"))
    monkeypatch.setattr("qa.service.server.listen", lambda *_: SimpleNamespace(close=lambda: None))
    monkeypatch.setattr("qa.service.connections.raise_descriptors", lambda: 65_536)
    monkeypatch.setattr("qa.embedding.model.verify_model", lambda _: "0123456789abcdef0123")
    monkeypatch.setattr("qa.answering.learned.unfit", lambda _: "")
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(0, 0, 100 * GIGABYTE))
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    return settings


def test_nothing_is_wrong(whole: Settings) -> None:
    findings = found(whole)
    assert {f.level for f in findings.values()} == {Level.OK}
    model = "multilingual-e5-small is whole (0123456789abcdef)"
    assert findings["model"].detail.removesuffix(", computed in int8") == model
    assert findings["index"].detail == (
        f"generation 1, 2 documents, 2 passages in {whole.data_dir}"
    )
    assert findings["database"].detail.endswith("MB, consistent")
    assert findings["cores"].detail == "2"


@pytest.mark.parametrize(
    ("there", "level", "detail"),
    [
        (("kaz", "rus", "eng", "osd"), Level.OK, "Tesseract reads them in kaz, rus, eng"),
        (("eng",), Level.WARN, "not read in kaz, rus: recognising pictures of pages needs"),
        ((), Level.WARN, "sudo apt-get install tesseract-ocr tesseract-ocr-kaz"),
    ],
)
def test_what_scans_are_read_in(
    whole: Settings,
    monkeypatch: pytest.MonkeyPatch,
    there: tuple[str, ...],
    level: Level,
    detail: str,
) -> None:
    monkeypatch.setattr("qa.documents.formats.ocr.languages", lambda: there)
    finding = found(whole)["scans"]
    assert finding.level is level
    assert detail in finding.detail


def test_no_model(settings: Settings) -> None:
    finding = found(settings)["model"]
    assert finding.level is Level.FAIL
    assert "run `qa model fetch`" in finding.detail


def test_another_model_has_no_reader(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.answering.learned.unfit", lambda name: f"made for a, not {name}")
    finding = found(whole)["reader"]
    assert finding.level is Level.WARN
    assert finding.detail == "made for a, not multilingual-e5-small@0123456789abcdef"


def test_a_damaged_reader(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise ReaderError("weights.npz is damaged")

    monkeypatch.setattr("qa.answering.reader_file.read_tensors", damaged)
    finding = found(whole)["reader"]
    assert (finding.level, finding.detail) == (Level.FAIL, "weights.npz is damaged")


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


def test_who_may_come_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "qa.toml"
    file.write_text('admin_key = "hunter"\n')
    file.chmod(0o644)
    monkeypatch.setenv("QA_CONFIG", str(file))
    monkeypatch.setattr("qa.service.connections.raise_descriptors", lambda: 256)
    made = settings.model_copy(update={"host": "0.0.0.0", "admin_key": SecretStr("hunter")})
    findings = found(made)
    for subject, said in (
        ("settings", "chmod 600"),
        ("names", "QA_ALLOWED_HOSTS"),
        ("admin key", "6 characters can be guessed"),
        ("connections", "96 at once instead of 1000"),
    ):
        assert findings[subject].level is Level.WARN, subject
        assert said in findings[subject].detail
    assert "hunter" not in str(findings)


def test_a_port_that_is_taken(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finding = found(settings.model_copy(update={"port": port}))["port"]
    assert finding.level is Level.WARN
    assert f"127.0.0.1:{port} is taken" in finding.detail
