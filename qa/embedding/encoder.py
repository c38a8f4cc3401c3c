"""What the rest of the system asks of an embedding model.

An encoder gives one unit vector for a text.  A token encoder gives, from the same
forward pass, also the contextual state of every token of the text: late interaction
compares questions and passages token by token, and claim checking aligns words,
without a second model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TokenEmbedding:
    """One text's vector and the states of its content tokens.

    `vector` is float32 `(d,)` of unit length.  `states` is float32 `(t, d)`, the last
    hidden layer as it comes: neither centred nor scaled.  `token_ids` is int32 `(t,)`,
    `offsets` int32 `(t, 2)`: code points `[start, end)` of the text as given.  Special
    tokens and the model's prefix are left out; tokens beyond the model's limit too.
    """

    vector: Vectors
    states: Vectors
    token_ids: NDArray[np.int32]
    offsets: NDArray[np.int32]


def part_of(embedding: TokenEmbedding, start: int, end: int) -> TokenEmbedding:
    """`[start, end)` of a text as it was read within the whole; its vector is the mean of its
    states, of unit length, and zero where the model read nothing of it."""
    inside = (embedding.offsets[:, 0] < end) & (embedding.offsets[:, 1] > start)
    states = embedding.states[inside]
    offsets = np.clip(embedding.offsets[inside] - start, 0, end - start)
    return TokenEmbedding(pooled(states), states, embedding.token_ids[inside], offsets)


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into unit vectors; passages and questions may differ by a prefix.

    `name` identifies the model and its content, so that an index can refuse vectors
    of another.  `max_tokens` counts special tokens; longer texts are cut there.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text itself, without prefix and special tokens, never cut."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 `(n, d)`, unit rows, in the order of `texts`."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """float32 `(n, d)`, unit rows, in the order of `texts`."""
        ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives the states of single tokens."""

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        """In the order of `texts`.

        `sentences` has for each text the code points where its sentences begin, ascending.
        A token then looks less at other sentences than at its own; what stands before the
        first sentence belongs to all of them.
        """
        ...

    def encode_question_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]: ...


class EncoderInFront:
    """A `TokenEncoder` that asks another for everything; what it knows better is overridden."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    @property
    def behind(self) -> TokenEncoder:
        """The encoder that is asked."""
        return self._encoder

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def max_tokens(self) -> int:
        return self._encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        return self._encoder.encode_passage_tokens(texts, sentences)

    def encode_question_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        return self._encoder.encode_question_tokens(texts)


def pooled(states: Vectors) -> Vectors:
    """The mean of token states `(t, d)`, scaled to length 1, `(d,)`; zero where there are none."""
    mean: Vectors = unit_rows(states.sum(axis=0, keepdims=True))[0]
    return mean


def unit_rows(vectors: Vectors) -> Vectors:
    """The rows scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return unit
