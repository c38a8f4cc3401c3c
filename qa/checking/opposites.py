"""Words that exclude each other (`rose`, `fell`; `all`, `some`), in every language.

The model's vectors hardly tell such words apart: they stand in the same places.
Each set lists alternatives of which a fact has one, in the pack of
each language, so that `өсті` can be seen to exclude `fell`.  These are words of
general language; nothing of an archive's subjects belongs here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.language.packs import either, packs
from qa.types import Span

# A set's name, then the names of its alternatives.
_SIDES = {group: tuple(sides) for pack in packs() for group, sides in pack.opposites.sets.items()}


def _forms(group: str, side: str) -> str:
    return either(lambda pack: pack.opposites.sets[group][side])


# Sets in which one alternative, told from the other side, is the other: A beat B, B lost to A.
_CONVERSE = frozenset(("order", "victory", "trade", "foreign trade"))
_ONLY = re.compile(
    rf"(?<!\w)(?:(?P<strong>{either(lambda pack: pack.opposites.only)})|"
    rf"(?P<weak>{either(lambda pack: pack.opposites.perhaps_only)}))(?!\w)",
    re.IGNORECASE,
)
_NO_LIMIT = re.compile(either(lambda pack: pack.opposites.no_limit), re.IGNORECASE)
_PATTERN = re.compile(
    "|".join(
        rf"(?P<s{number}_{side}>(?<![\w-])(?:{_forms(group, name)})(?!\w))"
        for number, (group, sides) in enumerate(_SIDES.items())
        for side, name in enumerate(sides)
    ),
    re.IGNORECASE,
)
_NAMES = tuple(_SIDES)


class Alternative(NamedTuple):
    """A word of the text, the set it belongs to, and which of the set's alternatives it is."""

    group: str
    side: int
    text: str
    span: Span

    @property
    def converse(self) -> bool:
        return self.group in _CONVERSE


@lru_cache(maxsize=4096)
def find_alternatives(text: str) -> tuple[Alternative, ...]:
    """Words of the sets in `text`, in order; a word belongs to the first set that lists it."""
    found = []
    for match in _PATTERN.finditer(text):
        assert match.lastgroup is not None
        number, _, side = match.lastgroup[1:].partition("_")
        found.append(
            Alternative(_NAMES[int(number)], int(side), match.group(), Span(*match.span()))
        )
    return tuple(found)


def added_limit(claim: str, evidence: str) -> str:
    """The `only` that the claim alone says, "" for none; many words may answer it, and
    `not only` limits nothing."""
    limits = (m for m in _ONLY.finditer(_NO_LIMIT.sub("", claim)) if m.lastgroup == "strong")
    first = next(limits, None)
    return first.group() if first and not _ONLY.search(_NO_LIMIT.sub("", evidence)) else ""
