"""Offices and occupations in all languages: `әкім`, `мэр`, `mayor` are one.

Names are heard across alphabets; `the minister` is not, so who said or did
something can be compared only where the words for people are listed.  A word
comes with its endings, which tell in Kazakh and Russian what part it plays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.language.packs import packs
from qa.language.word_list import words
from qa.types import Span

_KEYS = tuple(dict.fromkeys(office for pack in packs() for office in pack.offices.offices))


def _pattern(office: str) -> str:
    return "|".join(
        f"(?:{'|'.join(pack.offices.offices[office])}){pack.offices.endings}"
        for pack in packs()
        if pack.offices.offices.get(office)
    )


# Longer offices come first, so that `deputy minister` is no minister.
_OFFICE = re.compile(
    "|".join(
        rf"(?P<o{number}>(?<![\w-])(?:{_pattern(office)})(?![\w-]))"
        for number, office in enumerate(_KEYS)
    ),
    re.IGNORECASE,
)


# Offices that somebody may hold beside another, or that name it less exactly.
_VAGUE = frozenset(
    words(
        "head deputy worker officer official player parent owner champion witness victim suspect "
        "businessman scientist doctor mother father sister brother neighbour police"
    )
)
# One office may be rendered by either: `облыс әкімі` is a governor.
_KIN = tuple(
    frozenset(pair.split(", "))
    for pair in (
        "mayor, governor",
        "president, chair",
        "director, chair",
        "director, manager",
        "coach, manager",
        "coach, teacher",
        "teacher, professor",
        "lawyer, adviser",
        "pupil, student",
        "government, ministry",
    )
)


def same_office(one: str, other: str) -> bool | None:
    """Whether two keys are one office; None where both may be said of one person."""
    if one == other:
        return True
    vague = one in _VAGUE or other in _VAGUE or frozenset((one, other)) in _KIN
    return None if vague else False


_BARE = re.compile(
    "|".join(
        stem
        for pack in packs()
        if pack.offices.bare
        for row in pack.offices.offices.values()
        for stem in row
    )
)


def is_bare(word: str) -> bool:
    """Whether a word is an office without endings: `капитан` is no ablative."""
    return _BARE.fullmatch(word) is not None


class Office(NamedTuple):
    """A word for a person or a body of people; `key` is one for all languages."""

    key: str
    text: str
    span: Span


@lru_cache(maxsize=4096)
def find_offices(text: str) -> tuple[Office, ...]:
    """Offices in `text`, in order, not overlapping."""
    found = []
    for match in _OFFICE.finditer(text):
        assert match.lastgroup is not None
        key = _KEYS[int(match.lastgroup[1:])]
        found.append(Office(key, match.group(), Span(*match.span())))
    return tuple(found)
