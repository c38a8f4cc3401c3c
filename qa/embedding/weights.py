"""Tensors of a `model.safetensors`, mapped instead of read.

Two thirds of a multilingual model is its word table, of which a text touches a few
rows.  Mapped, the table costs the rows that were used; read, it costs 384 MB and half
a second at every start.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError

_TYPES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8"}


def map_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Name -> read-only array, mapped; bfloat16 is widened to float32 (a copy).

    Raises ModelError when the file is missing, cut short or of unknown types.
    """
    try:
        data = np.memmap(path, np.uint8, mode="r")
        length = int(data[:8].view("<u8")[0])
        header = json.loads(bytes(data[8 : 8 + length]))
        header.pop("__metadata__", None)
        body = data[8 + length :]
        return {name: _tensor(body, entry) for name, entry in header.items()}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{path} is no readable safetensors file ({error}); fetch the model again"
        ) from error


def _tensor(body: NDArray[np.uint8], entry: dict[str, Any]) -> NDArray[Any]:
    start, end = entry["data_offsets"]
    if end > len(body):
        raise ValueError(f"a tensor ends at {end}, the file at {len(body)}")
    array = body[start:end].view(_TYPES[entry["dtype"]]).reshape(entry["shape"])
    if entry["dtype"] == "BF16":
        return (array.astype(np.uint32) << 16).view(np.float32)
    return array
