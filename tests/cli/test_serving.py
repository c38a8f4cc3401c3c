"""`qa serve` ends with a clear line and a code when it cannot serve."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from qa.errors import ArchiveError
from qa.service.server import listen
from qa.settings import Settings
from tests.cli.conftest import Qa
from tests.fake_archive import pipeline_of


def test_an_archive_that_does_not_open(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    def opening(_: Settings) -> Any:
        raise ArchiveError("no index in there; make one with `qa index FOLDER`")

    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline_of(opening))
    result = qa("serve", "--port", "0")
    assert result.exit_code == 6
    assert result.stderr == (
        "Loading the model and the index …\n"
        "qa: no index in there; make one with `qa index FOLDER`\n"
    )


def test_a_port_in_use(qa: Qa) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        result = qa("serve", "--port", port)
    assert result.exit_code == 2
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none(qa: Qa, port: str) -> None:
    assert qa("serve", "--port", port).exit_code == 2
