"""Kazakh typed without its letters, spelled as the archive spells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock

from qa.index.passage_index import PassageIndex
from qa.language.restore import KazakhRestorer
from qa.types import Language

# Of a large archive, enough text to know its words by.
_MOST_CHARACTERS = 2_000_000
_WORD = re.compile(r"\w+")


class ArchiveSpelling:
    """Restores by the words of one archive, read when first needed and again when it changed."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._generation = -1
        self._restorer = KazakhRestorer()
        self._reading = Lock()

    def restore(self, text: str) -> str:
        """The text with Kazakh letters where the archive's spelling has them."""
        with self._reading:
            if self._generation != self._index.generation:
                self._generation = self._index.generation
                self._restorer = KazakhRestorer(self._words())
            return self._restorer.restore(text)

    def _words(self) -> Iterator[str]:
        left = _MOST_CHARACTERS
        for summary in self._index.documents(limit=-1).documents:
            if summary.language is not Language.KAZAKH:
                continue
            text = self._index.document(summary.id).document.text[:left]
            yield from _WORD.findall(text)
            left -= len(text)
            if left <= 0:
                return
