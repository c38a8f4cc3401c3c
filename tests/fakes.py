"""Stand-ins whose results can be worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from qa.embedding.encoder import TokenEmbedding, Vectors, unit_rows

_WORD = re.compile(r"\w+")


class FakeTokenEncoder:
    """A word is the unit vector of its axis; a text is the normalised sum of its words.

    An axis is the sum of the lower-cased word's code points, modulo `dimension`, so "ab"
    and "ba" meet and "ab" and "ac" do not.  A text without words is the zero vector.
    """

    name = "fake@1"
    max_tokens = 512

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.encoded: list[str] = []
        self.sentences: list[Sequence[int]] = []

    def axis(self, word: str) -> int:
        return sum(map(ord, word.lower())) % self.dimension

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [embedding.vector for embedding in self.encode_passage_tokens(texts)]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        self.encoded += texts
        self.sentences += sentences or []
        return [self._embed(text) for text in texts]

    def encode_question_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        return self.encode_passage_tokens(texts)

    def _embed(self, text: str) -> TokenEmbedding:
        words = list(_WORD.finditer(text))
        axes = np.array([self.axis(word.group()) for word in words], np.int32)
        states = np.eye(self.dimension, dtype=np.float32)[axes]
        return TokenEmbedding(
            vector=unit_rows(states.sum(0, keepdims=True))[0],
            states=states,
            token_ids=axes,
            offsets=np.array([word.span() for word in words], np.int32).reshape(-1, 2),
        )
