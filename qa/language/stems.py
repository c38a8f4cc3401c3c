"""Word stems for the lexical side, as each language's pack makes them.

Words are folded first (`қ` → `к`, `і` → `и`), so a question typed without
Kazakh letters gives the same stems as the proper spelling.
"""

from __future__ import annotations

from qa.language.numerals import fold_word
from qa.language.packs import pack_of
from qa.types import Language


def stem(word: str, language: Language) -> str:
    """The stem of one word, folded; a word of a language without a pack comes back folded only."""
    folded = fold_word(word)
    pack = pack_of(language)
    return pack.grammar.stem(folded) if pack else folded
