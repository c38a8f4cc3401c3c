"""An encoder that can be stopped between two batches.

Nearly all of a check's time goes into encoding, so this is where it is asked whether anybody
still waits.  What was encoded before stays in the memory behind it: a check that is sent again
goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import EncoderInFront, Vectors
from qa.errors import Stopped

BATCH = 8
"""Texts that are encoded without asking."""


class StoppableEncoder(EncoderInFront):
    """Raises Stopped once `should_stop` says so."""

    def __init__(self, encoder: TokenEncoder, should_stop: Callable[[], bool]) -> None:
        super().__init__(encoder)
        self._should_stop = should_stop

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        parts = [self._encoder.encode_passages(texts[part]) for part in self._parts(len(texts))]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        found: list[TokenEmbedding] = []
        for part in self._parts(len(texts)):
            own = None if sentences is None else sentences[part]
            found += self._encoder.encode_passage_tokens(texts[part], own)
        return found

    def _parts(self, count: int) -> Iterator[slice]:
        for start in range(0, count, BATCH):
            stop_if(self._should_stop)
            yield slice(start, start + BATCH)


def stop_if(should_stop: Callable[[], bool] | None) -> None:
    """Raises Stopped when it says so."""
    if should_stop is not None and should_stop():
        raise Stopped(
            "the work was stopped: it took longer than it may; what was read is remembered, so "
            "sending it again goes on from there"
        )
