"""Kazakh typed without its letters, spelled as the archive spells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock

from qa.index.passage_index import ArchiveIndex
from qa.kept import Kept
from qa.language.packs import packs
from qa.language.restore import KazakhRestorer
from qa.types import Scope

# Of a large archive, enough text to know its words by.
_MOST_CHARACTERS = 2_000_000
_WORD = re.compile(r"\w+")
_SCOPES = 8


class ArchiveSpelling:
    """Restores by the words of one archive, read when first needed and again when it changed.

    What a scope hides spells nothing: each has its own words.
    """

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index
        self._known: Kept[Scope, tuple[tuple[int, ...], KazakhRestorer]] = Kept(_SCOPES)
        self._reading = Lock()

    def restore(self, scope: Scope, text: str) -> str:
        """The text with Kazakh letters where the archive's spelling has them."""
        version = self._index.version(scope)
        with self._reading:
            found = self._known.find([scope]).get(scope)
            if found is None or found[0] != version:
                found = version, KazakhRestorer(self._words(scope))
                self._known.keep(scope, found)
            return found[1].restore(text)

    def _words(self, scope: Scope) -> Iterator[str]:
        spoken = [pack.language for pack in packs() if pack.words.own_letters]
        for text in self._index.sample(scope, spoken, _MOST_CHARACTERS):
            yield from _WORD.findall(text)
