"""An archive taken elsewhere from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa.cli.app import app
from qa.index.local import LocalIndex
from qa.types import WHOLE_ARCHIVE
from tests.index.samples import new_index, sample

Qa = Callable[..., Result]
NOWHERE = "postgresql://qa:hidden@127.0.0.1:9/archive"


@pytest.fixture
def qa(tmp_path: Path) -> Qa:
    new_index(tmp_path / "one", sample("a", 2), sample("b", 1)).close()
    return lambda *given: CliRunner().invoke(app, given, prog_name="qa")


def test_an_archive_is_copied_and_copied_again(qa: Qa, tmp_path: Path) -> None:
    given = ["copy", str(tmp_path / "one"), str(tmp_path / "other")]
    assert qa(*given).stdout == "2 documents copied, 0 there already, 0 removed\n"
    found = json.loads(qa(*given, "--json").stdout)
    assert found == {"documents": 0, "there": 2, "removed": 0, "left_out": []}
    copied = LocalIndex.open(tmp_path / "other")
    assert [one.id for one in copied.documents(WHOLE_ARCHIVE).documents] == ["a", "b"]
    copied.close()


def test_what_cannot_be_copied_is_said(qa: Qa, tmp_path: Path) -> None:
    one = str(tmp_path / "one")
    assert qa("copy", str(tmp_path / "none"), one).exit_code == 6
    assert qa("copy", one, one).exit_code == 2
    refused = qa("copy", one, NOWHERE)
    assert refused.exit_code == 6
    assert "127.0.0.1:9" in refused.stderr
    assert "hidden" not in refused.output


def test_what_works_with_a_folder_refuses_a_database(
    qa: Qa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INDEX", NOWHERE)
    for given in (["backup", str(tmp_path / "a.qa")], ["restore", str(tmp_path / "a.qa")]):
        refused = qa(*given)
        assert refused.exit_code == 2
        assert "qa copy" in refused.stderr


def test_an_index_that_is_no_database_is_refused(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_INDEX", "mysql://qa:hidden@host/archive")
    refused = qa("documents", "list")
    assert refused.exit_code == 2
    assert "postgresql://USER@HOST/DATABASE" in refused.stderr
    assert "hidden" not in refused.output
