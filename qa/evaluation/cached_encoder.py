"""An encoder that remembers, so that measuring again takes seconds and not minutes.

Embeddings are kept by the model's name and the text, in one SQLite file; states
as float16, which late interaction cannot tell from float32.  For measuring
only: the product encodes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import EncoderInFront, Vectors
from qa.embedding.fast import OTHER_SENTENCE
from qa.embedding.precision import Precision, chosen
from qa.settings import Settings

_BATCH = 256


def memory_of(settings: Settings) -> Path:
    """The file in the model cache, one for each kind of numbers that a model computes with."""
    numbers = chosen(Precision(settings.precision))
    return settings.model_cache.parent / "evaluation" / f"encodings-{numbers}.db"


class CachedEncoder(EncoderInFront):
    """A `TokenEncoder` in front of another, with a memory at `path`; for one thread."""

    def __init__(self, encoder: TokenEncoder, path: Path) -> None:
        super().__init__(encoder)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._memory = sqlite3.connect(path)
        self._memory.execute(
            "CREATE TABLE IF NOT EXISTS embeddings"
            " (key TEXT PRIMARY KEY, vector BLOB, states BLOB, ids BLOB, offsets BLOB)"
        )

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return _vectors(self.encode_passage_tokens(texts), self.dimension)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return _vectors(self.encode_question_tokens(texts), self.dimension)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        def encode(places: Sequence[int]) -> list[TokenEmbedding]:
            starts = None if sentences is None else [sentences[place] for place in places]
            return self._encoder.encode_passage_tokens([texts[p] for p in places], starts)

        told = (
            [""] * len(texts)
            if sentences is None
            else [f"\0{OTHER_SENTENCE}{list(s)}" for s in sentences]
        )
        return self._remember(
            [f"passage\0{t}{s}" for t, s in zip(texts, told, strict=True)], encode
        )

    def encode_question_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        def encode(places: Sequence[int]) -> list[TokenEmbedding]:
            return self._encoder.encode_question_tokens([texts[place] for place in places])

        return self._remember([f"question\0{text}" for text in texts], encode)

    def close(self) -> None:
        self._memory.close()

    def _remember(
        self, asked: Sequence[str], encode: Callable[[Sequence[int]], list[TokenEmbedding]]
    ) -> list[TokenEmbedding]:
        """What was asked for; `encode` makes what stands at some places of it."""
        keys = [_key(f"{self.name}\0{one}") for one in asked]
        found = {key: self._recall(key) for key in keys}
        missing = {key: place for place, key in enumerate(keys) if found[key] is None}
        todo = list(missing.items())
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            made = encode([place for _, place in batch])
            for (key, _), embedding in zip(batch, made, strict=True):
                found[key] = embedding
                self._keep(key, embedding)
            self._memory.commit()
        return [known for key in keys if (known := found[key]) is not None]

    def _recall(self, key: str) -> TokenEmbedding | None:
        row = self._memory.execute(
            "SELECT vector, states, ids, offsets FROM embeddings WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        ids = np.frombuffer(row[2], np.int32)
        states = np.frombuffer(row[1], np.float16).astype(np.float32)
        return TokenEmbedding(
            np.frombuffer(row[0], np.float32),
            states.reshape(len(ids), -1) if len(ids) else states.reshape(0, self.dimension),
            ids,
            np.frombuffer(row[3], np.int32).reshape(-1, 2),
        )

    def _keep(self, key: str, embedding: TokenEmbedding) -> None:
        self._memory.execute(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)",
            (
                key,
                embedding.vector.astype(np.float32).tobytes(),
                embedding.states.astype(np.float16).tobytes(),
                embedding.token_ids.astype(np.int32).tobytes(),
                embedding.offsets.astype(np.int32).tobytes(),
            ),
        )


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _vectors(embeddings: Sequence[TokenEmbedding], dimension: int) -> Vectors:
    if not embeddings:
        return np.zeros((0, dimension), np.float32)
    return np.stack([embedding.vector for embedding in embeddings])
