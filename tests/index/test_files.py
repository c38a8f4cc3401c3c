from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import numpy as np
import pytest

from qa.errors import StorageError
from qa.index.arrays import map_arrays, write_arrays
from qa.index.files import checksum, replace_file


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    replace_file(path, lambda part: part.write_bytes(b"new"))  # type: ignore[arg-type, return-value]
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"new"
    assert checksum(path) == hashlib.sha256(b"new").hexdigest()


@pytest.mark.parametrize("half", [b"", b"half of it"])
def test_old_file_stays_when_writing_fails(tmp_path: Path, half: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def write(part: Path) -> None:
        part.write_bytes(half)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageError, match="the disk is full; free some space"):
        replace_file(path, write)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"old"


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    arrays = {
        "empty": np.zeros((0, 4), np.float32),
        "bytes": np.arange(7, dtype=np.uint8),
        "matrix": np.arange(12, dtype=np.float64).reshape(3, 4)[:, ::2],
        "big": np.arange(5, dtype=">i4"),
        "scalar": np.array(3, dtype=np.int64),
    }
    write_arrays(tmp_path / "a", arrays)
    found = map_arrays(tmp_path / "a")
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].shape == array.shape
        assert not found[name].flags.writeable


def test_arrays_lie_on_their_boundary(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", {"x": np.ones(3, np.uint8), "y": np.ones(2)})
    assert all(a.ctypes.data % 64 == 0 for a in map_arrays(tmp_path / "a").values())
