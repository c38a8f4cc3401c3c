"""Words of a sentence that say where: a name in a local case, or a building or kind of place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qa.language.folding import fold_text
from qa.language.pack import Pack
from qa.language.packs import either
from qa.language.values import find_values


def _local(pack: Pack) -> Iterator[str]:
    """A kind of place in a local case, and behind a preposition."""
    own = pack.locating
    kinds = "|".join(own.kinds)
    if own.cases:
        yield rf"\w*(?:{kinds})\w*(?:{'|'.join(own.cases)})"
    if own.prepositions:
        yield rf"(?:{'|'.join(own.prepositions)}) (?:\w+ ){{0,2}}(?:{kinds})\w*"


_LOCAL = re.compile(rf"(?<!\w)(?:{either(_local)})(?!\w)")
_NAMED = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.locating.names)})")
_STEM = 5
# A building is asked for by its kind, and a town does not answer.
_BUILDING_ASKED = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.locating.building_asked)})(?!\w)"
)
_BUILDING = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.locating.building)})(?!\w)")


def asks_building(text: str) -> bool:
    """Whether a question asks for a building, as `in which hall` does."""
    return bool(_BUILDING_ASKED.search(fold_text(text)))


@lru_cache(maxsize=8192)
def names_building(text: str) -> bool:
    """Whether a text speaks of a building."""
    return bool(_BUILDING.search(fold_text(text)))


@lru_cache(maxsize=8192)
def find_place_words(text: str) -> frozenset[str]:
    """Folded beginnings of the words that say where; empty when none does."""
    plain = fold_text(text)
    words = [match[0].rsplit(" ", 1)[-1] for match in _LOCAL.finditer(plain)]
    dates = [(value.start, value.end) for value in find_values(text)]
    words += [
        fold_text(match[0])
        for match in _NAMED.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in dates)
    ]
    return frozenset(word[:_STEM] for word in words)
