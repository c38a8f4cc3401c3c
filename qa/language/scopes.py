"""Whose event it is: the region, city or district in its own phrase.

The nation's Assembly has a session, and so has each region's.  What tells them
apart are a few words beside the event, read here, and a key under which a
place's spellings, cases and adjectives meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qa.language.names import name_forms
from qa.language.packs import merged, packs
from qa.language.phonetics import skeleton, sounds
from qa.language.tokens import Token

_LEVEL_OF = tuple(
    (start, level) for pack in packs() for level, row in pack.places.levels.items() for start in row
)
_OFFICES = merged(lambda pack: pack.places.offices)
_LEVEL_BEFORE_NAME = frozenset(merged(lambda pack: pack.places.level_before_name))
_BEFORE, _AFTER = 16, 10


def find_scope(tokens: Sequence[Token], first: int, noun: int) -> tuple[str, str]:
    """(level, place) that the event belongs to, read from its own phrase."""
    for index in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        token = tokens[index]
        if token.raw in ".!?;" and not _abbreviating(tokens, index):
            break
        if token.raw in ')»”"' or token.word.startswith(_SPEECH):
            if token.word.startswith(_SPEECH):
                break
            continue
        found = _level(tokens, index)
        if found is not None:
            return found
    for index in range(noun + 1, min(len(tokens), noun + 1 + _AFTER)):
        if tokens[index].raw in ".!?;,":
            break
        found = _level(tokens, index)
        if found is not None:
            return found
    return "", ""


_SPEECH = merged(lambda pack: pack.places.speech)


def _abbreviating(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and len(tokens[index - 1].raw) == 1


def _level(tokens: Sequence[Token], index: int) -> tuple[str, str] | None:
    """The level that the token at `index` says, with the place beside it."""
    word = tokens[index].word
    level = next((level for start, level in _LEVEL_OF if word.startswith(start)), "")
    if not level or (index + 1 < len(tokens) and tokens[index + 1].word.startswith(_OFFICES)):
        return None
    before = tokens[index - 1] if index else None
    if before is not None and before.letters and before.raw[0].isupper():
        return level, before.raw
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if word in _LEVEL_BEFORE_NAME and after is not None and after.raw[0].isupper():
        return level, after.raw
    return level, ""


_ADJECTIVE = merged(lambda pack: pack.places.adjectives)


@lru_cache(maxsize=1 << 14)
def place_key(word: str) -> str:
    """A key for a place whatever its language, case or adjective (`Туркестанской`, `Turkistan`)."""
    form = name_forms(word)[0]
    for ending in _ADJECTIVE:
        if form.endswith(ending) and len(form) > len(ending) + 3:
            form = form[: -len(ending)]
            break
    return skeleton(sounds(form))
