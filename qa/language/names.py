"""Names found in a text, and keys under which their spellings meet."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language.folding import normalise
from qa.language.phonetics import sounds

_CASE_ENDING = re.compile(
    "(?<=[а-яәіғқңөұүһ]{3})(?:(?:[ндт](?:ың|ің|ын|ин)|[гғкқ][ае]|[ндт][ыі]|н?[дт][ае]|[ндт][ае]н|[мбп]ен)|"
    "(?<=[оеё]в|ин|ын)(?:ым|ой|ых|ыми)|(?<=ск)(?:ого|ому|им|ом|ой|ую|ая|ие|их))$"
)
_ENGLISH_ENDING = re.compile("'s?$")


@lru_cache(maxsize=1 << 16)
def name_key(word: str) -> str:
    """The consonants of a name as sound classes, without case endings; "" for no letters.

    `Тоқаевтың`, `Токаевым`, `Tokayev's` → `tkv`.  A vowel at the start counts as `a`.
    """
    return skeleton(without_ending(normalise(word)))


def without_ending(word: str) -> str:
    """A normalised name without Kazakh, Russian or English case endings."""
    return _CASE_ENDING.sub("", _ENGLISH_ENDING.sub("", word))


def skeleton(word: str) -> str:
    """Consonant classes of a word of either alphabet, with `a` for a vowel at the start."""
    heard = sounds(word).replace("C", "s")
    return ("a" if heard.startswith(".") else "") + heard.replace(".", "")
