"""Places and organisations, known by the words beside them and by repetition."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from qa.language.names import name_key
from qa.language.packs import either, merged, packs
from qa.language.people import is_office
from qa.language.roman import roman_value
from qa.language.scopes import place_key
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name as written, `region`, `city`, `district`, …, and its key."""

    name: str
    level: str
    key: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A name of several words with its acronym: the one the document gives in brackets, or,
    of a name that it repeats, the one its initials make."""

    name: str
    acronym: str
    keys: tuple[str, ...]


# Folded beginnings of the words for kinds of places.  Kazakh puts the name before them,
# Russian before an adjective's noun (`Карагандинская область`) and after others (`город Сарань`).
_BEFORE_OF = tuple(
    (start, level)
    for pack in packs()
    for level, row in pack.places.name_before.items()
    for start in row
)
_AFTER_OF = {
    word: level for pack in packs() for level, row in pack.places.name_after.items() for word in row
}
_OF = {word: level for pack in packs() for word, level in pack.places.of.items()}
_OF_WORDS = frozenset(merged(lambda pack: pack.places.of_words))
_TOWN_BEFORE = frozenset(merged(lambda pack: pack.places.town_before))
_TOWN_AFTER = frozenset(merged(lambda pack: pack.places.town_after))


def find_places(tokens: list[Token]) -> tuple[Place, ...]:
    """Capitalised words beside the word for a region, city, district, village or republic."""
    found: dict[str, Place] = {}
    for index, token in enumerate(tokens):
        placed = _place_at(tokens, index) if token.letters else None
        if placed is not None:
            found.setdefault(placed.key, placed)
    return tuple(found.values())


def _place_at(tokens: list[Token], index: int) -> Place | None:
    word = tokens[index].word
    level = _AFTER_OF.get(word)
    if level and index + 1 < len(tokens):
        return _place(tokens[index + 1], level)
    raw = tokens[index].raw
    short = raw in _TOWN_BEFORE or raw in _TOWN_AFTER
    if short and index + 1 < len(tokens) and tokens[index + 1].raw == ".":
        beside = index - 1 if raw in _TOWN_AFTER else index + 2
        return _place(tokens[beside], "city") if 0 <= beside < len(tokens) else None
    if word in _OF and index + 2 < len(tokens) and tokens[index + 1].word in _OF_WORDS:
        return _place(tokens[index + 2], _OF[word])
    level = next((level for start, level in _BEFORE_OF if word.startswith(start)), None)
    return _place(tokens[index - 1], level) if level and index else None


def _place(token: Token, level: str) -> Place | None:
    named = token.letters and token.raw[0].isupper() and not token.raw.isupper()
    if not named or len(token.raw) < 3 or token.word in STOP_WORDS or is_office(token.word):
        return None
    return Place(token.raw, level, place_key(token.raw))


_LONGEST = 6
_GENITIVE = re.compile(either(lambda pack: pack.names.genitive))
_ENDERS = frozenset('.!?…"«“')
_SMALL = frozenset(merged(lambda pack: pack.names.small))


def find_organisations(text: str, tokens: list[Token]) -> tuple[Organisation, ...]:
    """Names that the text defines (`Ассамблея народа Казахстана (АНК)`), and phrases that begin
    and end with a capital, hold three words or more, and recur.

    A word between may be small (`Қазақстан халқы Ассамблеясы`); mentions are
    counted by key, so inflected ones meet.
    """
    defined = _definitions(text, tokens)
    known = {organisation.keys for organisation in defined}
    recurring = (o for o in _recurring(text, tokens) if o.keys not in known)
    return (*defined, *recurring)


_AFTER_BRACKET = frozenset((*"–-—", *merged(lambda pack: pack.names.in_brackets)))


def _definitions(text: str, tokens: list[Token]) -> tuple[Organisation, ...]:
    """Names with the acronym in brackets behind them, each once."""
    found: dict[str, Organisation] = {}
    for index, token in enumerate(tokens):
        if token.raw != "(":
            continue
        at = index + 1
        while at < len(tokens) and tokens[at].word in _AFTER_BRACKET:
            at += 1
        if at + 1 >= len(tokens) or tokens[at + 1].raw != ")":
            continue
        acronym = tokens[at].raw
        first = _spelled_by(acronym, tokens, index)
        if first is not None:
            members = tokens[first:index]
            name = text[members[0].start : members[-1].end]
            keys = tuple(k for t in members if t.word not in _SMALL and (k := name_key(t.raw)))
            found.setdefault(acronym, Organisation(name, acronym, keys))
    return tuple(found.values())


def _spelled_by(acronym: str, tokens: list[Token], stop: int) -> int | None:
    """The first of the words before `stop` whose initials the acronym is."""
    if not (2 <= len(acronym) <= 7 and acronym.isupper()):
        return None
    letters = acronym.lower()
    at = stop - 1
    while at >= 0 and letters and tokens[at].letters:
        if tokens[at].raw[0].lower() == letters[-1]:
            letters = letters[:-1]
        elif tokens[at].word not in _SMALL:
            return None
        at -= 1
    return None if letters else at + 1


def _recurring(text: str, tokens: list[Token]) -> tuple[Organisation, ...]:
    counted: Counter[tuple[str, ...]] = Counter()
    shown: dict[tuple[str, ...], tuple[int, int]] = {}
    inside: set[tuple[str, ...]] = set()
    for index in range(len(tokens)):
        opens = index == 0 or tokens[index - 1].raw in _ENDERS
        opens = opens or "\n" in text[tokens[index - 1].end : tokens[index].start]
        for stop in _phrases(text, tokens, index):
            key = tuple(name_key(token.raw) for token in tokens[index:stop])
            counted[key] += 1
            shown.setdefault(key, (index, stop))
            if not opens:
                inside.add(key)
    found: list[Organisation] = []
    for key, count in counted.most_common(40):
        first, stop = shown[key]
        members = tokens[first:stop]
        if count < 2:
            break
        if key not in inside:  # only at the start of sentences, where any word has a capital
            continue
        acronym = "".join(t.raw[0].upper() for t in members if t.word not in _SMALL)
        name = text[members[0].start : members[-1].end]
        found.append(Organisation(name, acronym, tuple(k for k in key if k)))
    return tuple(found)


def _phrases(text: str, tokens: list[Token], index: int) -> list[int]:
    """Ends of the phrases that start with the capitalised word at `index`."""
    if not _is_capital(tokens[index]) or tokens[index].word in STOP_WORDS:
        return []
    stops = []
    small = 0
    for stop in range(index + 1, min(index + _LONGEST, len(tokens)) + 1):
        last = tokens[stop - 1]
        broken = not last.letters or len(last.raw) < 2 or is_office(last.word)
        if broken or (stop > index + 1 and "\n" in text[tokens[stop - 2].end : last.start]):
            break
        small = 0 if _is_capital(last) else small + (last.word not in _SMALL)
        if small > 1:
            break
        if _is_capital(last) and stop >= index + 3 and roman_value(last.raw) is None:
            stops.append(stop)
        if _GENITIVE.search(last.word) or roman_value(last.raw) is not None:
            break  # what follows is owned by the phrase
    return stops


def _is_capital(token: Token) -> bool:
    return token.letters and token.raw[0].isupper()
