from __future__ import annotations

from pathlib import Path

import pytest

from qa.index.manifest import NAME, Manifest, read_manifest, write_manifest
from qa.index.passage_index import IndexSettings

MANIFEST = Manifest("архив", 12, IndexSettings("e5@1", 384, "tokens=200"), {"v.faiss": "ab12"})


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


def test_absent(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


def test_any_flipped_bit_is_noticed_or_harmless(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / NAME
    good = path.read_bytes()
    for place in range(len(good)):
        for bit in (1, 16):
            path.write_bytes(good[:place] + bytes([good[place] ^ bit]) + good[place + 1 :])
            assert read_manifest(tmp_path) in (None, MANIFEST)


@pytest.mark.parametrize("length", [0, 1, 40, 200])
def test_truncated(tmp_path: Path, length: int) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:length])
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("name", ["../v.faiss", "/etc/passwd", "a/b"])
def test_files_outside_the_folder_are_not_opened(tmp_path: Path, name: str) -> None:
    write_manifest(tmp_path, Manifest("a", 1, MANIFEST.settings, {name: "ab"}))
    assert read_manifest(tmp_path) is None


def test_older_formats_are_made_anew(tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest("a", 1, MANIFEST.settings, {}, format=0))
    assert read_manifest(tmp_path) is None
