"""Words of a sentence that say where: a name in a local case, or a building or kind of place."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.language.folding import fold_text
from qa.language.values import find_values

_KINDS = (
    r"кала|сарай|ауыл|ауда(?:н|ны)|облыс|онир|гимарат|алан|орталыг|залы|стадион|театр|кошес|мекен"
    r"|город|столиц|здани|дворц|дворец|сел[ео]|посел|район|област|регион|площад|улиц|зал(?:е|у)"
    r"|city|capital|building|palace|village|town|district|region|square|street|hall|centre|center"
)
# Kazakh: a locative; Russian and English: a preposition before a name or a kind of place.
_LOCAL = re.compile(
    rf"(?<!\w)(?:\w*(?:{_KINDS})\w*(?:да|де|та|те|нда|нде|дагы|деги)"
    rf"|(?:в|во|на|из|in|at|from|near) (?:\w+ ){{0,2}}(?:{_KINDS})\w*)(?!\w)",
)
_NAMED = re.compile(
    r"(?<!\w)(?:[^\W\d_a-zа-яё][\w’'-]{2,}(?:да|де|та|те|дағы|дегі|тағы|тегі)(?!\w)"
    r"|[^\W\d_a-zа-яё]\w+(?= қ\.)"
    r"|(?<=\bв )[А-ЯЁ]\w+|(?<=\bво )[А-ЯЁ]\w+|(?<=\bиз )[А-ЯЁ]\w+"
    r"|(?<=\b[Ii]n )[A-Z]\w+|(?<=\b[Aa]t )[A-Z]\w+|(?<=\bfrom )[A-Z]\w+)"
)
_STEM = 5
# A building is asked for by its kind, and a town does not answer.
_BUILDING_ASKED = re.compile(
    r"(?<!\w)(?:(?:what|which) (?:\w+ )?(?:building|hall|venue)"
    r"|как(?:ом|ое|ой) (?:здани|зал|дворц)\w*|кай (?:гимарат|сарай|зал|уй)\w*)(?!\w)"
)
_BUILDING = re.compile(
    r"(?<!\w)(?:сарай\w*|гимарат\w*|уйин\w*|орталы[гк]\w*|зал(?:ы|ында|е|у|а|ом)?|дворец|дворц\w*"
    r"|здани\w*|театр\w*|стадион\w*|центр\w*|palace|buildings?|halls?|house|theat\w+|stadium"
    r"|cent(?:er|re)|auditorium)(?!\w)"
)


def asks_building(text: str) -> bool:
    """Whether a question asks for a building, as `in which hall` does."""
    return bool(_BUILDING_ASKED.search(fold_text(text)))


@lru_cache(maxsize=8192)
def names_building(text: str) -> bool:
    """Whether a text speaks of a building."""
    return bool(_BUILDING.search(fold_text(text)))


@lru_cache(maxsize=8192)
def find_place_words(text: str) -> frozenset[str]:
    """Folded beginnings of the words that say where; empty when none does."""
    plain = fold_text(text)
    words = [match[0].rsplit(" ", 1)[-1] for match in _LOCAL.finditer(plain)]
    dates = [(value.start, value.end) for value in find_values(text)]
    words += [
        fold_text(match[0])
        for match in _NAMED.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in dates)
    ]
    return frozenset(word[:_STEM] for word in words)
