"""What Kazakh needs code for: endings, from the last to the first, as the grammar stacks them.

Stem + plural + possessive + case (+ relative `ғы`), or stem + tense + person.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 3
"""Letters that must remain of a stem."""

# Folded endings; each row is one slot of the word.
_CASE = (
    "нын нин дын дин тын тин ны ни ды ди ты ти га ге ка ке на не да де та те нда нде "
    "нан нен дан ден тан тен мен бен пен менен"
)
_POSSESSIVE = "ым им м ын ин н ы и сы си ымыз имиз мыз миз лары лери дары дери тары тери"
_PLURAL = "лар лер дар дер тар тер"
_RELATIVE = "дагы деги тагы теги ндагы ндеги дики тики ники"
_PERSON = "мын мин бын бин пын пин сын син мыз миз быз биз пыз пиз сындар синдер сыз сиз"


def _endings(*rows: str) -> tuple[str, ...]:
    return tuple(sorted({e for row in rows for e in row.split()}, key=lambda e: (-len(e), e)))


_SLOTS = (
    re.compile(f"(?:{'|'.join(_endings(_RELATIVE))})$"),
    re.compile(f"(?:{'|'.join(_endings(_CASE, _PERSON))})$"),
    re.compile(f"(?:{'|'.join(_endings(_POSSESSIVE))})$"),
    re.compile(f"(?:{'|'.join(_endings(_PLURAL))})$"),
)
_VOWEL = re.compile("[аеиоуыэюя]")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    for slot in _SLOTS:
        match = slot.search(word)
        if match and match.start() >= _SHORTEST and _VOWEL.search(word[: match.start()]):
            word = word[: match.start()]
    return word
