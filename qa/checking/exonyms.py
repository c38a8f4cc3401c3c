"""Countries and world organisations whose names share no sounds across languages.

`Тоқаев` and `Tokayev` are heard to be one name; `АҚШ`, `США` and `the United
States` are not, so the best known of such names are listed here, as forms in
Kazakh, Russian and English under one key.  Names that do sound alike (`Канада`,
`Italy`) need no list.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language.packs import merged, packs
from qa.types import Span

# Kinds of names, in the order in which they are tried.
_KEYS = tuple(dict.fromkeys(key for pack in packs() for key in pack.exonyms.forms))


def _pattern(key: str) -> str:
    forms = merged(lambda pack: pack.exonyms.forms.get(key, ()))
    # A star stands for any ending.
    return "|".join(re.escape(form).replace(r"\*", r"\w*") for form in forms)


_EXONYM = re.compile(
    "|".join(f"(?P<k{i}>(?<![\\w-])(?:{_pattern(key)})(?!\\w))" for i, key in enumerate(_KEYS))
)


@lru_cache(maxsize=4096)
def find_exonyms(text: str) -> tuple[tuple[str, Span], ...]:
    """Keys with their places, in order, not overlapping."""
    found = []
    for match in _EXONYM.finditer(text.replace("ё", "е")):
        assert match.lastgroup is not None
        found.append((_KEYS[int(match.lastgroup[1:])], Span(*match.span())))
    return tuple(found)
