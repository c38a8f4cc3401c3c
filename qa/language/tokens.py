"""Words, digit runs and marks of a text, with their places.

The scanners of values and names walk this flat list, so their cost is linear
whatever the text holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.kept import remember
from qa.language.numerals import fold_word


class Token(NamedTuple):
    """`text[start:end] == raw`; `word` is the folded form of letters, else `raw`."""

    raw: str
    word: str
    start: int
    end: int
    digits: bool
    letters: bool


# The classes of a word's alternation are disjoint, so matching never backtracks.
_TOKEN = re.compile(
    r"(?P<letters>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]"
    r"|['’ʼ`](?=[^\W\d_]))*)|(?P<digits>\d+)|\S"
)
_LONGEST_WORD = 64
QUOTED_TITLE = re.compile(r"[«“][^«»“”]*[»”]")
"""A title, with its quotation marks."""


def tokenize(text: str) -> list[Token]:
    """All tokens of the text in order; white space only separates them."""
    return list(_tokens(text))


@remember
def _tokens(text: str) -> tuple[Token, ...]:
    tokens = []
    for match in _TOKEN.finditer(text):
        raw = match[0]
        letters = match["letters"] is not None
        word = fold_word(raw) if letters and len(raw) <= _LONGEST_WORD else raw
        start, end = match.span()
        tokens.append(Token(raw, word, start, end, match["digits"] is not None, letters))
    return tuple(tokens)
