"""Collections, keys and the audit from the command line, over a real index."""

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


@pytest.fixture
def qa(tmp_path: Path) -> Qa:
    new_index(tmp_path, sample("a", 1)).close()

    def run(*arguments: str) -> Result:
        given = ["--data", str(tmp_path), *arguments]
        return CliRunner().invoke(app, given, prog_name="qa")

    return run


def test_collections(qa: Qa) -> None:
    assert qa("collection", "create", "press").exit_code == 0
    assert qa("collection", "list").stdout == "default\topen\t1\npress\tclosed\t0\n"
    qa("collection", "open", "press")
    qa("collection", "close", "default")
    found = json.loads(qa("collection", "list", "--json").stdout)["collections"]
    assert [(row["name"], row["open"]) for row in found] == [("default", False), ("press", True)]
    assert qa("collection", "open", "none").exit_code == 4
    assert qa("collection", "create", "a b").exit_code == 2
    assert qa("collection", "delete", "press", "--yes").exit_code == 0
    assert qa("collection", "delete", "default", "--yes").exit_code == 2
    assert qa("collection", "list").stdout == "default\tclosed\t1\n"


def test_a_key_is_shown_once(qa: Qa, tmp_path: Path) -> None:
    secret = qa("key", "create", "Айгүл", "--role", "keeper", "-c", "default").stdout.strip()
    index = LocalIndex.open(tmp_path)
    found = index.access.find_key(secret)
    assert found is not None
    index.close()
    listed = qa("key", "list").stdout
    assert listed == f"{found.id}\tkeeper\tdefault\tvalid\tnever used\tАйгүл\n"
    assert secret not in qa("key", "list", "--json").stdout
    assert qa("key", "revoke", found.id).exit_code == 0
    assert "\trevoked " in qa("key", "list").stdout
    assert qa("key", "revoke", "none").exit_code == 4


@pytest.mark.parametrize(
    "options",
    [[], ["--all", "-c", "default"], ["--all", "--expires", "soon"], ["--all", "--expires", "0d"]],
)
def test_keys_that_are_not_made(qa: Qa, options: list[str]) -> None:
    assert qa("key", "create", "a", *options).exit_code == 2
    assert qa("key", "list").stdout == ""


def test_the_audit(qa: Qa, tmp_path: Path) -> None:
    qa("collection", "create", "press")
    qa("key", "create", "a", "--all", "--expires", "2999-01-31")
    lines = qa("audit").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines] == [
        "key created",
        "collection created",
        "document added",
    ]
    assert lines[0].endswith("a: reader of all collections, expires 2999-01-31T00:00:00+00:00")
    assert "command line" in lines[1]
    found = json.loads(qa("audit", "--limit", "1", "--json").stdout)
    assert (found["total"], len(found["entries"])) == (3, 1)
    index = LocalIndex.open(tmp_path)
    assert [key.expires for key in index.access.all_keys()] == ["2999-01-31T00:00:00+00:00"]
    assert index.audit.entries(WHOLE_ARCHIVE).total == 3
    index.close()
