"""Manifests: read, and never fatal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.documents.manifest import Entry, read_manifest
from qa.types import Language


def test_entries(tmp_path: Path) -> None:
    items = [
        {"file": "a.txt", "title": " Тақырып ", "language": "kk", "date": None, "seed": 7},
        {"file": "b/c.txt", "author": "Л. Мартель", "language": "tlh", "date": "2024"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps(items))
    entries, problems = read_manifest(tmp_path)
    assert entries == {
        "a.txt": Entry(title="Тақырып", language=Language.KAZAKH, other={"seed": 7}),
        "b/c.txt": Entry(author="Л. Мартель", date="2024"),
    }
    assert problems == ()


def test_no_manifest(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == ({}, ())


@pytest.mark.parametrize("content", [b"", b"{", b'{"file": "a"}', b"\xff\xfe\xfa", b"[" * 100_000])
def test_a_damaged_manifest_is_one_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    entries, problems = read_manifest(tmp_path)
    assert entries == {}
    assert [p.source for p in problems] == ["manifest.json"]
    assert problems[0].reason.startswith("the manifest is ignored: ")


def test_a_bad_entry_does_not_take_the_others_along(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('[1, {"title": "x"}, {"file": "a.txt", "title": 5}]')
    entries, problems = read_manifest(tmp_path)
    assert entries == {"a.txt": Entry()}
    assert [p.reason for p in problems] == [
        'entry 1 is ignored: it names no "file"',
        'entry 2 is ignored: it names no "file"',
    ]
