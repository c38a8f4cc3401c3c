"""Snowball's stemmers, each made once and its stems kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]


def snowball(algorithm: str) -> Callable[[str], str]:
    """The stemmer of a language by Snowball's name for it (`russian`)."""
    stemmer = snowballstemmer.stemmer(algorithm)

    @lru_cache(maxsize=1 << 16)
    def stem(word: str) -> str:
        return str(stemmer.stemWord(word))

    return stem
