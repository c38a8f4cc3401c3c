"""An encoder that remembers the texts it read lately.

Claims are checked against the same sources again and again: a page is pasted,
mended and pasted once more, and an index has its popular passages.  Encoding
takes nearly all of a check's time, so what was encoded stays in memory: states
of sentences in half precision (a sentence is about 30 kB), vectors as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import EncoderInFront, Vectors
from qa.kept import Kept

Made = TypeVar("Made")

SENTENCES = 1_500
"""Token states that are kept: about 45 MB."""
VECTORS = 20_000
"""Vectors that are kept: about 30 MB."""


class RememberingEncoder(EncoderInFront):
    """A `TokenEncoder` in front of another; may be used from any thread."""

    def __init__(self, encoder: TokenEncoder) -> None:
        super().__init__(encoder)
        self._states: _Memory[TokenEmbedding] = _Memory(SENTENCES)
        self._vectors: _Memory[Vectors] = _Memory(VECTORS)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        found = self._vectors.recall(texts, lambda new: list(self._encoder.encode_passages(new)))
        return np.stack(found) if found else np.zeros((0, self.dimension), np.float32)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        if sentences is not None:
            return super().encode_passage_tokens(texts, sentences)
        return [_full(kept) for kept in self._states.recall(texts, self._read)]

    def _read(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        return [_half(made) for made in self._encoder.encode_passage_tokens(texts)]


class _Memory(Generic[Made]):
    """The last things that were made of texts."""

    def __init__(self, most: int) -> None:
        self._kept: Kept[str, Made] = Kept(most)

    def recall(
        self, texts: Sequence[str], make: Callable[[Sequence[str]], list[Made]]
    ) -> list[Made]:
        """What `make` gives for each text; it is asked for new ones only."""
        found = self._kept.find(texts)
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            for text, made in zip(new, make(new), strict=True):
                found[text] = made
                self._kept.keep(text, made)
        return [found[text] for text in texts]


def _half(made: TokenEmbedding) -> TokenEmbedding:
    return TokenEmbedding(made.vector, made.states.astype(np.float16), made.token_ids, made.offsets)


def _full(kept: TokenEmbedding) -> TokenEmbedding:
    return TokenEmbedding(kept.vector, kept.states.astype(np.float32), kept.token_ids, kept.offsets)
