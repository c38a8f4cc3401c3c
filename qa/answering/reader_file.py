"""The reader's weights on disk: int8 matrices with a scale for each row, and their manifest."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ReaderError

FOLDER = Path(__file__).with_name("reader_weights")
MANIFEST, WEIGHTS = "manifest.json", "weights.npz"
_REPAIR = "install the package again, or make the file with scripts/train_reader.py"
_SCALES = ".scale"


def read_manifest(folder: Path = FOLDER) -> dict[str, Any]:
    """What the weights were made from and for.  Raises ReaderError."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("no JSON object")
    except (OSError, ValueError) as error:
        raise ReaderError(f"{path} is missing or damaged ({error}); {_REPAIR}") from error
    return manifest


def read_tensors(folder: Path = FOLDER) -> dict[str, NDArray[np.float32]]:
    """The weights as float32, by name.  Raises ReaderError unless they are the manifest's."""
    path = folder / WEIGHTS
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReaderError(f"{path} cannot be read ({error.strerror}); {_REPAIR}") from error
    expected = read_manifest(folder).get("sha256")
    if hashlib.sha256(data).hexdigest() != expected:
        raise ReaderError(f"{path} is damaged: expected sha256 {expected}; {_REPAIR}")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: _widened(stored, name) for name in stored.files if not name.endswith(_SCALES)}


def write(
    folder: Path, tensors: Mapping[str, NDArray[np.float32]], manifest: Mapping[str, Any]
) -> None:
    """Weights and manifest; matrices are rounded to int8, a scale for each row (output)."""
    folder.mkdir(parents=True, exist_ok=True)
    stored: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim == 2 and min(tensor.shape) > 2:
            scale = np.abs(tensor).max(axis=1) / 127
            scale[scale == 0] = 1
            stored[name] = np.round(tensor / scale[:, None]).astype(np.int8)
            stored[name + _SCALES] = scale.astype(np.float32)
        else:
            stored[name] = tensor.astype(np.float32)
    buffer = io.BytesIO()
    np.savez(buffer, **stored)  # type: ignore[arg-type]
    data = buffer.getvalue()
    (folder / WEIGHTS).write_bytes(data)
    told = {**manifest, "sha256": hashlib.sha256(data).hexdigest()}
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _widened(stored: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    values = stored[name]
    if values.dtype != np.int8:
        return values.astype(np.float32)
    widened: NDArray[np.float32] = values * stored[name + _SCALES][:, None].astype(np.float32)
    return widened
