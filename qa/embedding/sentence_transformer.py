"""Any other model, through the sentence-transformers library (an extra).

It brings torch, so the base install does without; it is also what the fast path is
compared with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.embedding.encoder import Vectors, unit_rows
from qa.embedding.folder import read_prompts
from qa.errors import MissingExtra, ModelError

_SURROGATES = re.compile("[\ud800-\udfff]")

PLAIN_BATCH = 16
"""Passages at once, for which the library is quickest on two cores."""


class SentenceTransformerEncoder:
    """An `Encoder` for a sentence-transformers folder; no token states.

    Raises MissingExtra without the library, ModelError for an unreadable folder.
    `reason` says in the error why the fast path could not serve.
    """

    def __init__(
        self, path: Path, name: str, *, batch_size: int = PLAIN_BATCH, reason: str = ""
    ) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra(
                f"the model in {path} needs the library sentence-transformers"
                f"{f' ({reason})' if reason else ''}; "
                "run `pip install 'qa[sentence-transformers]'`"
            ) from error
        try:
            self._model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        except Exception as error:  # the library lets through whatever went wrong inside
            raise ModelError(
                f"{path} cannot be loaded by sentence-transformers ({error}); give the folder of "
                "a whole sentence-transformers model"
            ) from error
        self._name = name
        self._batch_size = batch_size
        self._prompts = read_prompts(path, path.name)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        ids = self._model.tokenizer(_clean(text), add_special_tokens=False, truncation=False)
        return len(ids["input_ids"])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompts.passage)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompts.question)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._model.encode(
            [_clean(text) for text in texts],
            prompt=prefix or "",
            batch_size=self._batch_size,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return unit_rows(np.asarray(vectors, np.float32))


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
