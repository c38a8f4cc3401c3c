from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.embedding.manifest import check_manifest, content_hash, hash_file, write_manifest
from qa.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"weights")
    (folder / "1_Pooling" / "config.json").write_text("{}")
    write_manifest(folder, "m", {"origin": "here"})
    return folder


def test_whole_folder_gives_its_content_hash(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert sorted(files) == ["1_Pooling/config.json", "a.bin"]
    assert files["a.bin"] == hash_file(folder / "a.bin")
    assert check_manifest(folder, "m") == check_manifest(folder, None) == content_hash(files)


def test_content_hash_ignores_order_and_sees_every_name() -> None:
    assert content_hash({"a": "1", "b": "2"}) == content_hash({"b": "2", "a": "1"})
    assert content_hash({"a": "1", "b": "2"}) != content_hash({"a": "2", "b": "1"})


def test_flipped_bit(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"weighus")
    with pytest.raises(ModelError, match=r"a\.bin has SHA-256 .* run `qa model fetch` again"):
        check_manifest(folder, "m")


def test_missing_file(folder: Path) -> None:
    (folder / "a.bin").unlink()
    with pytest.raises(ModelError, match=r"a\.bin is missing"):
        check_manifest(folder, "m")


def test_unfinished_folder(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match="never finished"):
        check_manifest(folder, "m")


def test_another_model(folder: Path) -> None:
    with pytest.raises(ModelError, match="its manifest is of 'm', format 1; expected 'other'"):
        check_manifest(folder, "other")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', "\x00\x01"])
def test_unreadable_manifest(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match="refused"):
        check_manifest(folder, "m")
