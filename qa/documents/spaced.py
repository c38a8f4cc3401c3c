"""Words that are spaced out to be seen (`П Р И К А З`), told from letters that stand alone."""

from __future__ import annotations

from itertools import pairwise

from qa.language.folding import fold_kazakh

_FEWEST = 4
_FEWEST_SMALL = 5


def spells(letters: str) -> bool:
    """Whether single letters in a row are likelier words than signs: not few, not in the order
    of the alphabet, and not of large and small ones by turns."""
    if len(letters) < _FEWEST or all(a <= b for a, b in pairwise(fold_kazakh(letters.casefold()))):
        return False
    return letters.isupper() or (len(letters) >= _FEWEST_SMALL and letters[1:].islower())
