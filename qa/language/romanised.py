"""One rough Latin spelling for words of either alphabet, for comparing them."""

from __future__ import annotations

import re
from functools import lru_cache

CYRILLIC = re.compile("[\u0400-\u052f]")
_DIGRAPHS = (
    ("shch", "sh"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ts", "c"), ("ş", "sh"), ("š", "sh"),
    ("ž", "j"), ("ya", "ia"), ("yu", "iu"), ("yo", "io"), ("ye", "e"),
)  # fmt: skip
_LATIN_LETTERS = str.maketrans("qğǵñńŋäáöóüúūıyïíý", "kggnnnaaoouuuiiiii", "'")
CYRILLIC_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
_RUN_OF_I = re.compile("i{2,}")


@lru_cache(maxsize=65536)
def collapse(word: str) -> str:
    """One rough Latin spelling for a folded word of either alphabet (`жиырма` → `jirma`)."""
    if CYRILLIC.search(word):
        word = word.translate(CYRILLIC_LETTERS)
    else:
        for old, new in _DIGRAPHS:
            word = word.replace(old, new)
        word = word.translate(_LATIN_LETTERS)
    return _RUN_OF_I.sub("i", word)
