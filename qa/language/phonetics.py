"""Sounds of a name, whatever alphabet it is written in.

`Тоқаев`, `Токаев`, `Tokayev` and `Toqaev` share consonants and differ in
nearly every other letter.  So a name becomes a string of sound classes: both
alphabets are read into one set of consonants, vowels are kept apart (`.`), and
spellings that stand for the same sound fall together (k, q, c; kh, h; zh, j).
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language.folding import normalise

_CYRILLIC = re.compile("[\u0400-\u052f]")
_CYRILLIC_RULES = (
    ("дж", "j"), ("дз", "s"), ("тч", "c"), ("тш", "c"), ("тс", "C"), ("щ", "x"),
)  # fmt: skip
_CYRILLIC_SOUNDS = str.maketrans(
    {
        **dict(zip("бвгғджзйкқлмнңпрстфхһцчш", "bvggdjs.kklmnnprstfhhCcx", strict=True)),
        **dict.fromkeys("аәеёиоөуұүыіэюяії", "."),
        "ъ": "", "ь": "", "'": "",
    }
)  # fmt: skip
_LATIN_RULES = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        ("shch|sch|sh|ş|š", "X"),
        ("tch|ch|ç|č|cz", "Q"),
        ("zh|ž|dj|dzh", "J"),
        ("kh", "H"),
        ("ght", "t"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("ts|tz", "W"),
        ("^wr", "r"),
        ("^kn", "n"),
        ("^wh", "v"),
        ("ck", "k"),
        ("qu", "kv"),
        ("^x", "s"),
        ("x", "ks"),
        ("c(?=[eiyéí])", "s"),
        ("c", "k"),
        ("(?<=[aeo])w", "."),
        ("(?<=[aeiou])h(?![aeiouy])", "."),
    )
)
_LATIN_SOUNDS = str.maketrans(
    {
        **dict(zip("bdfghjklmnpqrstvwzXQJHWğǵñńñ", "bdfghjklmnpkrstvvsxcjhCggnnn", strict=True)),
        **dict.fromkeys("aeiouyäáàâãåéèêëíìîïıóòôöõøúùûüūý", "."),
        "'": "", "ß": "s", "ł": "l", "đ": "d", "ř": "r",
    }
)  # fmt: skip
_REPEAT = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> str:
    """The word as sound classes: consonants `bvgdjsklmnprtfhCcx`, vowels `.`, no repeats."""
    word = normalise(word)
    if _CYRILLIC.search(word):
        word = re.sub("^у(?=[аеиоыэ])", "в", word)
        for old, new in _CYRILLIC_RULES:
            word = word.replace(old, new)
        word = word.translate(_CYRILLIC_SOUNDS)
    else:
        for pattern, new in _LATIN_RULES:
            word = pattern.sub(new, word)
        word = word.translate(_LATIN_SOUNDS)
    word = "".join(char for char in word if char in ".bvgdjsklmnprtfhCcx")
    return _REPEAT.sub(r"\1", word)
