"""Text typed with the keyboard switched to the other layout, put right.

`ghtpbltyn` is `президент` on the keys of a Latin keyboard, `руддщ` is `hello`
on those of a Cyrillic one.  Each key stands for one letter in each layout, so
there is one other reading to judge (and another for the Kazakh layout, whose
nine own letters lie on the digits' row).  A reading is judged by how usual its
letter pairs are in words of its script.  A repair changes what a person wrote,
so it is offered only when the given reading is poor and the other much better.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from qa.language.folding import normalise
from qa.language.packs import spoken
from qa.language.restore import common_words

PAIRS_PATH = Path(__file__).with_name("letter_pairs.json")

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
# The Kazakh layout's digits' row, plain and with Shift.
_DIGIT_KEYS = "234589 0-=@#$%*( )_+".replace(" ", "")
_KAZAKH_KEYS = "әіңғүұқөһӘІҢҒҮҰҚӨҺ"

# The question mark of the Russian layout is `&` on a Latin keyboard.
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS + "&", _RUSSIAN_KEYS + "?")
_TO_KAZAKH = str.maketrans(_LATIN_KEYS + _DIGIT_KEYS, _RUSSIAN_KEYS + _KAZAKH_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS + _KAZAKH_KEYS, _LATIN_KEYS + _DIGIT_KEYS)

_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S+")
_NUMBER = re.compile(r"[\d.,:%()/+-]+")
# A digit inside a word is a letter of the Kazakh layout left unread.
_STRAY = re.compile(r"(?<=[^\W\d_])[\d=]+(?=[^\W\d_])|\b\d(?=[^\W\d_])|(?<=[^\W\d_])\d\b")

_LIMIT = 400
# Natural logarithms for a letter, set on the development half of tests/language/layout.jsonl.
_POOR = -2.9
_USUAL = -3.3
_BETTER_BY = 1.35
# A reading that holds a common word of Kazakh or Russian needs less.
_BETTER_BY_WITH_WORD = 0.6
_SHORTEST_WORD = 4


def repair_layout(text: str) -> str | None:
    """What the text reads in the other keyboard layout, if that is clearly meant; else None.

    Numbers and spaces stay as they are.  Text in both scripts, or with fewer
    than four letters, is never repaired.
    """
    head = text[:_LIMIT]
    latin, cyrillic = len(_LATIN.findall(head)), len(_CYRILLIC.findall(head))
    if max(latin, cyrillic) < 4 or min(latin, cyrillic) * 10 > max(latin, cyrillic):
        return None
    given = _plausibility(head)
    if given > _POOR:
        return None
    layouts = (_TO_RUSSIAN, _TO_KAZAKH) if latin > cyrillic else (_TO_LATIN,)
    readings = [_TOKEN.sub(lambda match: _read(match[0], keys), text) for keys in layouts]  # noqa: B023
    scores = [_plausibility(reading[:_LIMIT]) for reading in readings]
    best = max(scores)
    reading = readings[scores.index(best)]
    needed = _BETTER_BY_WITH_WORD if _has_common_word(reading[:_LIMIT]) else _BETTER_BY
    return reading if best >= _USUAL and best - given >= needed else None


def _has_common_word(text: str) -> bool:
    words = {word for word in _WORD.findall(normalise(text)) if len(word) >= _SHORTEST_WORD}
    return not words.isdisjoint(_common_words())


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for language in spoken() for word in common_words(language))


def _read(token: str, keys: dict[int, int]) -> str:
    """One token in the other layout; its last mark stays a mark if that reads as well."""
    if _NUMBER.fullmatch(token):
        return token
    whole = token.translate(keys)
    core = token.rstrip(".,;:'\"")
    if core == token or not core:
        return whole
    marked = core.translate(keys) + token[len(core) :]
    return marked if _plausibility(marked) >= _plausibility(whole) else whole


def _plausibility(text: str) -> float:
    """Mean natural logarithm of the letter pairs' probabilities, per letter and word's end."""
    tables = _tables()
    total, letters = 0.0, 0
    for word in _WORD.findall(normalise(text)):
        table = tables["cyrillic" if _CYRILLIC.match(word) else "latin"]
        pairs, floor = table["pairs"], table["floor"]
        framed = f"_{word}_"
        for first, second in pairwise(framed):
            total += pairs.get(first, {}).get(second, floor)
        letters += len(word) + 1
    strays = len(_STRAY.findall(text))
    total += strays * tables["latin"]["floor"]
    letters += strays
    return total / (letters * tables["scale"]) if letters else -10.0


@cache
def _tables() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(PAIRS_PATH.read_text("utf-8"))
    return stored
