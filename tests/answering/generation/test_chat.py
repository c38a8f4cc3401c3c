"""A model's reply, read beside everything else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from qa.answering.generation.chat import Usage, within


def test_a_model_is_asked_before_anybody_waits_for_it() -> None:
    asked = threading.Event()

    def stream() -> Iterator[str | Usage]:
        asked.set()
        yield "a"
        yield "b"

    pieces = within(stream, 10.0)
    assert asked.wait(10)
    assert list(pieces) == ["a", "b"]
