"""Runs commands in process over a fake archive."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qa.cli.app import app
from qa.settings import Settings
from tests.fake_archive import FakeArchive, pipeline_of

Qa = Callable[..., Result]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "QA_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    made = FakeArchive(Settings(data_dir=tmp_path))
    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline_of(lambda _: made, made.build))
    return made


@pytest.fixture
def qa(archive: FakeArchive) -> Qa:
    def run(*arguments: str, **how: Any) -> Result:
        return CliRunner().invoke(app, list(arguments), prog_name="qa", **how)

    return run
