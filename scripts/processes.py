"""Processes that a measured one has begun, as Linux tells of them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def children(process: int) -> set[int]:
    """Those of all its threads; a thread that ends meanwhile has none."""
    found: set[int] = set()
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found
