"""Named NumPy arrays in one file, mapped back without being read.

`npz` cannot be mapped and a folder of `npy` files cannot be replaced in one
rename; this is the least that can: a JSON line with each array's type, shape and
place, then the bytes, each array on a 64-byte boundary.  No object is ever
unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGN = 64


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays of plain numbers, little-endian."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = (array.dtype.newbyteorder("<").str, array.shape, offset)
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(table).encode() + b"\n"
    header = header.rjust(-(-len(header) // _ALIGN) * _ALIGN)
    with path.open("wb") as file:
        file.write(header)
        for array in arrays.values():
            plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            file.write(plain.data)
            file.write(bytes(-array.nbytes % _ALIGN))


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file that `write_arrays` made, read-only.

    The caller has checked the file's checksum: it is the manifest that says
    these bytes are ours.
    """
    with path.open("rb") as file:
        header = file.readline()
    data = np.memmap(path, dtype=np.uint8, mode="r")
    found = {}
    for name, (dtype, shape, offset) in json.loads(header).items():
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        start = len(header) + offset
        found[name] = np.asarray(data[start : start + size].view(dtype).reshape(shape))
    return found
