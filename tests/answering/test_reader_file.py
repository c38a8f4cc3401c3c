from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa.answering.reader_file import FOLDER, MANIFEST, WEIGHTS, read_manifest, read_tensors, write
from qa.errors import ReaderError

TENSORS = {
    "dense.weight": np.linspace(-3, 3, 24, dtype=np.float32).reshape(4, 6),
    "dense.bias": np.array([0.1, -7.25, 1e-5], np.float32),
    "empty.weight": np.zeros((3, 5), np.float32),
}


def test_matrices_come_back_within_half_a_step_and_the_rest_exactly(tmp_path: Path) -> None:
    write(tmp_path, TENSORS, {"encoder": "a"})
    read = read_tensors(tmp_path)
    assert read.keys() == TENSORS.keys()
    step = np.abs(TENSORS["dense.weight"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(read["dense.weight"] - TENSORS["dense.weight"]) <= step / 2 + 1e-6).all()
    assert (read["dense.bias"] == TENSORS["dense.bias"]).all()
    assert not read["empty.weight"].any()
    assert read_manifest(tmp_path)["encoder"] == "a"


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, TENSORS, {})
    data = bytearray((tmp_path / WEIGHTS).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / WEIGHTS).write_bytes(data)
    with pytest.raises(ReaderError, match=rf"{WEIGHTS} is damaged.*install the package again"):
        read_tensors(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_damaged_manifest_is_named(tmp_path: Path, content: str) -> None:
    write(tmp_path, TENSORS, {})
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(ReaderError, match=MANIFEST):
        read_tensors(tmp_path)


@pytest.mark.parametrize("name", [MANIFEST, WEIGHTS])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, TENSORS, {})
    (tmp_path / name).unlink()
    with pytest.raises(ReaderError, match=name):
        read_tensors(tmp_path)


def test_the_committed_weights_are_whole_and_small() -> None:
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    assert size <= 12_000_000
    told = json.loads((FOLDER / MANIFEST).read_text("utf-8"))
    assert {"encoder", "seed", "data", "figures", "weighing"} <= told.keys()
    assert any(name.startswith("encoder.layer.") for name in read_tensors(FOLDER))
