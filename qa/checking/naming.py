"""Names of a claim, and whether the evidence has them or others in their place.

A name is found by sound in any alphabet, by a list where languages call a
country differently, or by the model where it is a translated word (`Supreme`,
`Жоғарғы`).  Each mention in the evidence answers one in the claim, so a name
put in another's place is seen even where it stands elsewhere in the sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.checking.reading import (
    WORD,
    Array,
    Content,
    NameWord,
    Reading,
    is_function_word,
    may_name,
)
from qa.language.names import name_similarity
from qa.language.packs import either
from qa.types import Span

# From the first share of common sounds on two words may be one name, from the second they are.
_SOUNDS = (0.5, 0.72)
# From this share on they are told from names that merely end alike (`Omarov`, `Akhmetov`).
_SURELY = 0.8
# The first two again, for the likeness of their tokens, which is less sure.
_MEANS = (0.42, 0.74)
# How surely a name that is mentioned once more than in the evidence stands for another.
_REPEATED = 0.6
# Titles before a name are translated, so they are no part of it.
_TITLES = re.compile(either(lambda pack: pack.names.titles), re.IGNORECASE)
# Days and months are compared as dates.
_CALENDAR = re.compile(
    f"{either(lambda pack: pack.calendar.weekdays)}|{either(lambda pack: pack.calendar.capital)}",
    re.IGNORECASE,
)
# `-дағы`, `-нікі`: endings that make a word of a place or an owner.
_RELATIVE = re.compile(rf"(?:{either(lambda pack: pack.names.relatives)})\w{{0,4}}$")


_PRONOUN = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.names.pronouns)})(?!\w)",
    re.IGNORECASE,
)
# Languages call the whole by its part: `ағылшындар` are the British.
_WIDER = {"england": "uk", "uk": "england"}
_ACRONYM = re.compile(r"[^\W\d_a-zа-яё]{2,6}")
# How surely such a one is missing where the other side has one too.
_ABBREVIATED = 0.4
# By how many letters a word with several endings may be longer than the name in it.
_STACKED = range(3, 9)


class Lost(NamedTuple):
    """A name, and how surely the other side lacks it, in [0, 1]."""

    name: str
    degree: float


class Names(NamedTuple):
    """Names the evidence lacks, and those that only the evidence has."""

    missing: tuple[Lost, ...]
    others: tuple[Lost, ...]
    swapped: float


def compare_names(
    claim: Reading,
    said: Content,
    evidence: Reading,
    there: Content,
    similarity: Array,
    around: str = "",
) -> Names:
    """`similarity` is (t, u): the tokens of the claim by those of the evidence.

    Where the evidence says `he` or names nobody else, the name may stand in the text `around` it.
    """
    missing = _lost(claim, said, evidence, there, similarity)
    others = _lost(evidence, there, claim, said, similarity.T)
    # `He said so`, `The building is old`: the name stands in the sentence before.
    if missing and (not others or _PRONOUN.search(evidence.text)):
        heard = WORD.findall(around)
        missing = [
            lost
            for lost in missing
            if not all(any(same_name(word, w) for w in heard) for word in lost.name.split())
        ]
    if others and not missing:
        missing = _repeated(said, there)
    lack = max((lost.degree for lost in missing), default=0.0)
    extra = max((lost.degree for lost in others), default=0.0)
    return Names(tuple(missing), tuple(others), min(lack, extra))


def _lost(
    side: Reading, content: Content, other: Reading, there: Content, similarity: Array
) -> list[Lost]:
    found = []
    listed = {key.split("-")[0] for key, _ in there.exonyms}
    listed |= {_WIDER[key] for key in listed if key in _WIDER}
    covered = []
    # What a function word or another name of this side stands for is no counterpart.
    similarity = np.where(_taken(content, other, there), 0.0, similarity)
    for key, span in content.exonyms:
        covered.append(span)
        if key.split("-")[0] not in listed and _WIDER.get(key) not in listed:
            meaning = _meaning(side, span, similarity)
            found.append(Lost(side.text[span.start : span.end], 1.0 - _ramp(meaning, _MEANS)))
    runs: dict[int, list[tuple[str, float]]] = {}
    for word in _name_words(content):
        if any(word.span.start < end and start < word.span.end for start, end in covered):
            continue
        sound = max((_sound(word.text, w) for w, _ in there.words if may_name(w)), default=0.0)
        degree = 1.0 - _ramp(sound, _SOUNDS)
        abbreviated = _may_abbreviate(word.text, there)
        # Within one language abbreviations are the same or mean something else.
        if degree > 0 and not (abbreviated and side.language is other.language):
            degree *= 1.0 - _ramp(_meaning(side, word.span, similarity), _MEANS)
            degree *= _ABBREVIATED if abbreviated else 1.0
        runs.setdefault(word.run, []).append((word.text, degree))
    for words in runs.values():
        degrees = [degree for _, degree in words]
        lost = [text for text, degree in words if degree > 0]
        found.append(Lost(" ".join(lost), float(np.mean(degrees) + max(degrees)) / 2))
    return [lost for lost in found if lost.degree > 0]


def _may_abbreviate(word: str, there: Content) -> bool:
    """Whether a word may be what an abbreviation of the other side is: `IPCC`, `МГЭИК`; `АНК`,
    `ҚХА`."""
    return _is_abbreviated(word) and any(_is_abbreviated(other.text) for other in there.names)


def _is_abbreviated(word: str) -> bool:
    return bool(_ACRONYM.fullmatch(word))


def _name_words(content: Content) -> list[NameWord]:
    """Words of names that must be found; titles are translated, days compared as dates."""
    return [
        word
        for word in content.names
        if not _TITLES.fullmatch(word.text) and not _CALENDAR.fullmatch(word.text)
    ]


def _taken(content: Content, other: Reading, there: Content) -> NDArray[np.bool_]:
    """Tokens of the other side that translate no name of this one, bool (u,): function words,
    and names which this side has by sound."""
    taken = np.ones(len(other.states), dtype=bool)
    names = {word.text for word in _name_words(content)}
    for text, span in there.words:
        free = may_name(text) and not is_function_word(text)
        if free and text[0].isupper():
            free = all(_sound(name, text) < _SURELY for name in names)
        if free:
            taken &= ~other.tokens(span)
    return taken


def named_share(said: Content, there: Content) -> float:
    """The share of the claim's name words, and of what may be one, that are heard in the evidence;
    0 without names."""
    words = {word.text for word in (*_name_words(said), *said.openers)}
    heard = sum(
        any(_sound(word, other) >= _SOUNDS[1] for other, _ in there.words if may_name(other))
        for word in words
    )
    return heard / len(words) if words else 0.0


def same_name(one: str, other: str) -> bool:
    """Whether two words of any alphabet are surely one name."""
    return _sound(one, other) >= _SURELY


def _repeated(said: Content, there: Content) -> list[Lost]:
    """Names that the claim puts in more places than the evidence does."""
    found = []
    for word in {word.text: word for word in said.names}.values():
        mine = sum(_sound(word.text, other.text) >= _SOUNDS[1] for other in said.names)
        theirs = sum(_sound(word.text, other) >= _SOUNDS[1] for other, _ in there.words)
        if mine > theirs > 0:
            found.append(Lost(word.text, _REPEATED))
    countries = Counter(key for key, _ in there.exonyms)
    for key, times in Counter(key for key, _ in said.exonyms).items():
        if times > countries[key] > 0:
            found.append(Lost(key.upper(), _REPEATED))
    return found


@lru_cache(maxsize=1 << 16)
def _sound(name: str, word: str) -> float:
    """How alike two words sound, in [0, 1]; of what is below `_SOUNDS` only that it is."""
    if name[0].lower() == word[0].lower() and name.lower() == word.lower():
        return 1.0
    if _is_abbreviated(name) and _is_abbreviated(word) and name.isascii() is word.isascii():
        return 0.0
    least = _SOUNDS[0]
    likeness = name_similarity(name, word, least)
    bare = _RELATIVE.sub("", name) or name, _RELATIVE.sub("", word) or word
    if bare != (name, word):
        likeness = max(likeness, name_similarity(*bare, least))
    # Kazakh stacks endings: `Чикерлерді` is `Чекерс` with a plural and a case.
    if likeness < _SOUNDS[1] and not word.isascii() and len(word) - len(name) in _STACKED:
        likeness = max(likeness, name_similarity(name, word[: len(name)], least))
    return likeness


def _meaning(side: Reading, span: Span, similarity: Array) -> float:
    rows = similarity[side.tokens(span)]
    return float(rows.max()) if rows.size else 0.0


def _ramp(value: float, bounds: Sequence[float]) -> float:
    low, high = bounds
    return min(1.0, max(0.0, (value - low) / (high - low)))
