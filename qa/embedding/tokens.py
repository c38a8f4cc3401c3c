"""Texts to token ids, exactly as the model's own tokenizer does it.

The `tokenizers` library alone reads `tokenizer.json`; transformers would add seconds
of start-up for the same ids.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding
from tokenizers import Tokenizer as FastTokenizer

from qa.embedding.folder import UnsupportedModelError
from qa.errors import ModelError

# Half of a UTF-16 pair is no character and has no UTF-8 form.  Replaced one for one,
# offsets stay true.
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """One text ready for the model: prefix, text and special tokens, cut at the limit.

    `ids` is int32 `(n,)`.  `content` is the slice of `ids` that belongs to the text,
    and `offsets` int32 `(len(content), 2)` its code points.
    """

    ids: NDArray[np.int32]
    content: slice
    offsets: NDArray[np.int32]


class Tokenizer:
    """A model's tokenizer.  Safe to call from several threads."""

    def __init__(self, path: Path, max_tokens: int) -> None:
        try:
            self._tokenizer = FastTokenizer.from_file(str(path))
        except Exception as error:  # the library raises plain Exception for any fault
            raise ModelError(f"{path} is no tokenizer file: {error}; fetch it again") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._max_tokens = max_tokens
        special = self._tokenizer.encode("").ids
        if len(special) != 2:
            raise UnsupportedModelError(
                f"{path} frames texts with {len(special)} special tokens, not 2"
            )
        self._first, self._last = special

    def count(self, text: str) -> int:
        """Tokens of the whole text, without special tokens."""
        return len(self._tokenizer.encode(_clean(text), add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str], prefix: str) -> list[Tokens]:
        """One entry a text, in order."""
        prefixed = [prefix + _clean(text) for text in texts]
        encodings = self._tokenizer.encode_batch(prefixed, add_special_tokens=False)
        return [self._frame(encoding, len(prefix)) for encoding in encodings]

    def _frame(self, encoding: Encoding, prefix: int) -> Tokens:
        kept = self._max_tokens - 2
        ids = np.array([self._first, *encoding.ids[:kept], self._last], np.int32)
        offsets = np.array(encoding.offsets[:kept], np.int32).reshape(-1, 2) - prefix
        # A token of the text ends inside it; the prefix's tokens end at 0 or before.
        skipped = int(np.count_nonzero(offsets[:, 1] <= 0))
        content = slice(1 + skipped, len(ids) - 1)
        return Tokens(ids, content, np.maximum(offsets[skipped:], 0))


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
