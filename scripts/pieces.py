"""A long measurement in pieces: a file holds what is done, and the next run goes on behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Pieces:
    """Counts by seed, kept in the lines of a file; without one they are forgotten at the end.

    A line that was being written when the machine stopped counts as not done.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.done: dict[int, dict[str, Any]] = {}
        if path is None or not path.exists():
            return
        kept = []
        for line in path.read_text("utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                counted = json.loads(line)
                self.done[counted["seed"]] = counted
                kept.append(line)
        path.write_text("".join(kept), "utf-8")

    def left(self, first: int) -> Iterator[int]:
        """Seeds from `first` on that are not done, without end."""
        seed = first
        while True:
            if seed not in self.done:
                yield seed
            seed += 1

    def add(self, seed: int, counted: dict[str, Any]) -> None:
        counted = {"seed": seed, **counted}
        self.done[seed] = counted
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(counted, ensure_ascii=False) + "\n")

    def total(self, name: str) -> int:
        """The sum of a count over all pieces."""
        return sum(counted[name] for counted in self.done.values())
