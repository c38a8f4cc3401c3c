"""Lower-layer states of texts, computed once and kept on disk as float16."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.embedding.fast import LowerLayers, LowerStates

_BATCH = 64


class StateStore:
    """States by text, in `folder`; what is missing is encoded and appended.

    Killed while writing it loses at most its last batch: the index is written after the states.
    """

    def __init__(self, folder: Path, name: str, lower: LowerLayers, width: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Another encoder has another file.
        stem = hashlib.sha256(name.encode()).hexdigest()[:12]
        self._states = folder / f"{stem}.f16"
        self._index = folder / f"{stem}.jsonl"
        self._lower, self._width = lower, width
        self._places: dict[str, tuple[int, int, int, int, list[list[int]]]] = {}
        self._mapped: NDArray[np.float16] | None = None
        if self._index.exists():
            for line in self._index.read_text("utf-8").splitlines():
                key, *place = json.loads(line)
                self._places[key] = tuple(place)

    def questions(self, texts: Sequence[str]) -> list[LowerStates]:
        return self._get("q", texts, lambda new: [self._lower.question(text) for text in new])

    def passages(self, texts: Sequence[str]) -> list[LowerStates]:
        return self._get("p", texts, self._lower.passages)

    def _get(
        self,
        kind: str,
        texts: Sequence[str],
        encode: Callable[[Sequence[str]], list[LowerStates]],
    ) -> list[LowerStates]:
        keys = [hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()[:24] for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._places}
        todo = list(missing.items())
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            self._append([k for k, _ in batch], encode([t for _, t in batch]))
        return [self._read(key) for key in keys]

    def _append(self, keys: Sequence[str], found: Sequence[LowerStates]) -> None:
        with self._states.open("ab") as states, self._index.open("a", encoding="utf-8") as index:
            at = states.tell() // (2 * self._width)
            lines = []
            for key, one in zip(keys, found, strict=True):
                states.write(one.states.astype(np.float16).tobytes())
                place = (at, len(one.states), one.content.start, one.content.stop,
                         one.offsets.tolist())  # fmt: skip
                self._places[key] = place
                lines.append(json.dumps([key, *place]))
                at += len(one.states)
            states.flush()
            index.write("\n".join(lines) + "\n")
        self._mapped = None

    def _read(self, key: str) -> LowerStates:
        if self._mapped is None:
            self._mapped = np.memmap(self._states, np.float16, "r")
        at, count, first, last, offsets = self._places[key]
        rows = self._mapped[at * self._width : (at + count) * self._width]
        return LowerStates(
            rows.reshape(count, self._width).astype(np.float32),
            slice(first, last),
            np.array(offsets, np.int32).reshape(-1, 2),
        )
