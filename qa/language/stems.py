"""Word stems for the lexical side.

Russian and English have Snowball.  Kazakh has no such library, so its endings
are stripped here, from the last to the first, as the grammar stacks them:
stem + plural + possessive + case (+ relative `ғы`), or stem + tense + person.
Words are folded first (`қ` → `к`, `і` → `и`), so a question typed without
Kazakh letters gives the same stems as the proper spelling.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]

from qa.language.numerals import fold_word
from qa.types import Language

_SNOWBALL = {Language.RUSSIAN: "russian", Language.ENGLISH: "english"}
_SHORTEST = 3
"""Letters that must remain of a Kazakh stem."""

# Folded endings; each row is one slot of the word, outermost first.
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


def stem(word: str, language: Language) -> str:
    """The stem of one word, folded; a word of another language comes back folded only."""
    folded = fold_word(word)
    if language is Language.KAZAKH:
        return _kazakh(folded)
    if language in _SNOWBALL:
        return _snowball(folded, language)
    return folded


@lru_cache(maxsize=4)
def _stemmer(language: Language) -> Any:
    return snowballstemmer.stemmer(_SNOWBALL[language])


@lru_cache(maxsize=1 << 16)
def _snowball(word: str, language: Language) -> str:
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=1 << 16)
def _kazakh(word: str) -> str:
    for slot in _SLOTS:
        match = slot.search(word)
        if match and match.start() >= _SHORTEST and re.search("[аеиоуыэюя]", word[: match.start()]):
            word = word[: match.start()]
    return word
