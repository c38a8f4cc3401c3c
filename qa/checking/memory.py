"""An encoder that remembers the texts it read lately.

Claims are checked against the same sources again and again: a page is pasted,
mended and pasted once more, and an index has its popular passages.  Encoding
takes nearly all of a check's time, so what was encoded stays in memory: token states
in half precision (of a sentence about 30 kB), vectors as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np

from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import EncoderInFront, Vectors
from qa.kept import Kept

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")

ALONE = 500
"""Claims whose token states are kept: about 15 MB."""
WINDOWS = 250
"""Runs of sentences likewise: about 35 MB."""
VECTORS = 20_000
"""Vectors that are kept: about 30 MB."""


class RememberingEncoder(EncoderInFront):
    """A `TokenEncoder` in front of another; may be used from any thread."""

    def __init__(self, encoder: TokenEncoder) -> None:
        super().__init__(encoder)
        self._alone: _Memory[str, TokenEmbedding] = _Memory(ALONE)
        self._windows: _Memory[tuple[str, tuple[int, ...]], TokenEmbedding] = _Memory(WINDOWS)
        self._vectors: _Memory[str, Vectors] = _Memory(VECTORS)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        found = self._vectors.recall(texts, lambda new: list(self._encoder.encode_passages(new)))
        return np.stack(found) if found else np.zeros((0, self.dimension), np.float32)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        if sentences is None:
            kept = self._alone.recall(texts, self._read)
        else:
            keys = [(text, tuple(starts)) for text, starts in zip(texts, sentences, strict=True)]
            kept = self._windows.recall(keys, self._read_windows)
        return [_full(one) for one in kept]

    def _read(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        return [_half(made) for made in self._encoder.encode_passage_tokens(texts)]

    def _read_windows(self, keys: Sequence[tuple[str, tuple[int, ...]]]) -> list[TokenEmbedding]:
        texts, sentences = [text for text, _ in keys], [starts for _, starts in keys]
        return [_half(made) for made in self._encoder.encode_passage_tokens(texts, sentences)]


class _Memory(Generic[Key, Made]):
    """The last things that were made of texts."""

    def __init__(self, most: int) -> None:
        self._kept: Kept[Key, Made] = Kept(most)

    def recall(
        self, keys: Sequence[Key], make: Callable[[Sequence[Key]], list[Made]]
    ) -> list[Made]:
        """What `make` gives for each key; it is asked for new ones only."""
        found = self._kept.find(keys)
        new = [key for key in dict.fromkeys(keys) if key not in found]
        if new:
            for key, made in zip(new, make(new), strict=True):
                found[key] = made
                self._kept.keep(key, made)
        return [found[key] for key in keys]


def _half(made: TokenEmbedding) -> TokenEmbedding:
    return TokenEmbedding(made.vector, made.states.astype(np.float16), made.token_ids, made.offsets)


def _full(kept: TokenEmbedding) -> TokenEmbedding:
    return TokenEmbedding(kept.vector, kept.states.astype(np.float32), kept.token_ids, kept.offsets)
