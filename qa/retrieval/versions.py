"""Hits that say the same in two languages, shown as one with its versions.

An archive often holds a report in Kazakh and its translation into Russian.  Both
answer a question, and a list that repeats them hides what else there is.  Two
passages are versions when their vectors are close once each language's mean is
taken out (a bare cosine mostly says "both are news"), and nothing tells them
apart: a yearly report is written like last year's, so numbers, names, dates and
the event that each document is about must not disagree.  Thresholds are those
that kept every other paragraph of the same article apart on XQuAD's development
half (`scripts/measure_versions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.language.names import candidate_name_keys, find_names, name_keys
from qa.language.tokens import tokenize
from qa.language.values import find_values
from qa.types import Hit, Language, Passage

Matrix = NDArray[np.float32]

CLOSE = 0.56
"""Cosine of centred vectors from which passages of two languages are versions."""
CONFIRMED = 0.46
"""The same when numbers and names that both have confirm it."""
_CONFIRMING = 2
_SAME_NUMBERS = 0.6
_SAME_NAMES = 0.1
_SEVERAL = 3
_NEAR = 0.1
"""Share of the list's range of scores within which the question's language is preferred."""
_STEADY = 8.0


def group(
    hits: Sequence[Hit],
    asked_in: Language,
    vectors: Mapping[str, Matrix],
    differ: Callable[[str, str], bool],
) -> list[Hit]:
    """Hits, best first, with those that are versions of one before them put under it.

    `vectors` are unit vectors (d,) by passage id, centred (see `centred`);
    `differ` says of two documents' ids that they are about different events.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        for members in groups:
            if any(_are_versions(hit, member, vectors, differ) for member in members):
                members.append(hit)
                break
        else:
            groups.append([hit])
    near = _NEAR * (hits[0].score - hits[-1].score) if hits else 0.0
    return [_shown(members, asked_in, near) for members in groups]


def _shown(members: Sequence[Hit], asked_in: Language, near: float) -> Hit:
    """The best version, or a nearly as good one in the question's language, with the others."""
    best = members[0]
    spoken = (m for m in members if m.passage.language is asked_in and best.score - m.score <= near)
    chosen = best if best.passage.language is asked_in else next(spoken, best)
    others = tuple(member for member in members if member is not chosen)
    return replace(chosen, score=best.score, versions=others) if others else chosen


def _are_versions(
    a: Hit, b: Hit, vectors: Mapping[str, Matrix], differ: Callable[[str, str], bool]
) -> bool:
    apart = a.document.id != b.document.id
    if a.passage.language is b.passage.language:
        alike = apart and _holds(a.passage.text, b.passage.text)
    else:
        alike = any(
            are_alike(float(vectors[one.id] @ vectors[other.id]), one.text, other.text)
            for one in a.passages or (a.passage,)
            for other in b.passages or (b.passage,)
        )
    return alike and not (apart and differ(a.document.id, b.document.id))


def _holds(a: str, b: str) -> bool:
    """Whether one text repeats the other word for word."""
    first, second = _plain(a), _plain(b)
    return first in second or second in first


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def are_alike(cosine: float, a: str, b: str) -> bool:
    """Whether two texts in different languages say the same; `cosine` of centred vectors."""
    if cosine < CONFIRMED:
        return False
    shared = shared_details(a, b)
    return shared >= _CONFIRMING or (shared >= 0 and cosine >= CLOSE)


def shared_details(a: str, b: str) -> int:
    """How many numbers and names two texts share; -1 when these tell the texts apart."""
    first, second = _details(a), _details(b)
    numbers = len(first.numbers & second.numbers)
    if numbers < _SAME_NUMBERS * min(len(first.numbers), len(second.numbers)):
        return -1
    fewer = min(len(first.names), len(second.names))
    names = max(_shared(first, second), _shared(second, first))
    if fewer >= _SEVERAL and names < _SAME_NAMES * fewer:
        return -1
    return numbers + names


@dataclass(frozen=True, slots=True)
class _Details:
    """Canonical numbers and dates; names, each by its possible keys; keys of all words."""

    numbers: frozenset[str]
    names: frozenset[tuple[str, ...]]
    words: frozenset[str]


@lru_cache(maxsize=256)
def _details(text: str) -> _Details:
    names = {
        keys
        for name in find_names(text)
        if not (name.weak or name.quoted)
        for token in tokenize(name.text)
        if len(token.word) > _SEVERAL and token.raw[0].isupper()
        if (keys := tuple(key for key in name_keys(token.raw) if len(key) > 2))
    }
    numbers = {value.value for value in find_values(text) if not value.weak}
    return _Details(frozenset(numbers), frozenset(names), frozenset(candidate_name_keys(text)))


def _shared(a: _Details, b: _Details) -> int:
    """How many of a's names b has among its words."""
    return sum(any(key in b.words for key in keys) for keys in a.names)


def centred(
    passages: Sequence[Passage],
    vectors: Matrix,
    means: Mapping[Language, tuple[Matrix, int]],
    usual: Callable[[Language], Matrix],
) -> dict[str, Matrix]:
    """Vectors by passage id with the usual vector of their language taken out, unit length.

    `means` are the archive's mean vector (d,) and number of passages by language.
    Of a few passages the mean is mostly their topic, so it leans on `usual`, the
    vector of ordinary texts.
    """
    found = {}
    for passage, vector in zip(passages, vectors, strict=True):
        mean, count = means[passage.language]
        centre = (mean * count + usual(passage.language) * _STEADY) / (count + _STEADY)
        rest = vector - centre
        found[passage.id] = rest / max(float(np.linalg.norm(rest)), 1e-9)
    return found
