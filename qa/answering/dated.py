"""One statement in documents of different dates: tariffs of three years, two reports that disagree.

Sentences of several documents that say the same but for their values are editions of one
statement.  Which of them holds now is for the reader to judge by their dates, so all are
shown, the newest first; `now` means the newest, and a year in the question the edition of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qa.answering.rules.evidence import SentenceCandidate
from qa.language.stems import stem
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import tokenize
from qa.language.values import Value, ValueKind, find_values
from qa.types import Language

_SAME = 0.6
"""Share of the words, values aside, that two editions have in common."""
_FEWEST = 2
_MOST = 6
"""Editions that are shown at most."""
_DATED = (ValueKind.DATE, ValueKind.YEAR)


def editions(
    best: SentenceCandidate, ranked: Sequence[SentenceCandidate]
) -> list[SentenceCandidate]:
    """The best sentence and its editions in other documents, the newest first, those without a
    date last; itself alone where there is no other."""
    found = [best]
    for other in ranked:
        known = {one.hit.document.id for one in found}
        if other.hit.document.id not in known and _is_edition(best, other):
            found.append(other)
    return sorted(found, key=lambda one: one.hit.document.date or "", reverse=True)[:_MOST]


def chosen_edition(
    found: Sequence[SentenceCandidate], asked: Sequence[Value], newest: bool
) -> list[SentenceCandidate]:
    """The edition of the year that the question names, or the newest where it asks what holds
    now; empty where neither tells."""
    years = {value.value[:4] for value in asked if value.kind in _DATED and not value.weak}
    of_year = [one for one in found if (one.hit.document.date or "")[:4] in years]
    if of_year:
        return of_year[:1]
    return list(found[:1]) if newest and found[0].hit.document.date else []


def says_the_same(text: str, other: str, language: Language) -> bool:
    """Whether two texts of one language have the same words, their values aside."""
    first, second = _words(text, language), _words(other, language)
    if min(len(first), len(second)) < _FEWEST:
        return False
    return len(first & second) >= _SAME * len(first | second)


def _is_edition(best: SentenceCandidate, other: SentenceCandidate) -> bool:
    language = best.hit.passage.language
    return (
        language is other.hit.passage.language
        and _values(best.text) != _values(other.text)
        and bool(_values(best.text))
        and says_the_same(best.text, other.text, language)
    )


@lru_cache(maxsize=2048)
def _values(text: str) -> frozenset[str]:
    return frozenset(value.value for value in find_values(text) if not value.weak)


@lru_cache(maxsize=2048)
def _words(text: str, language: Language) -> frozenset[str]:
    valued = [(value.start, value.end) for value in find_values(text)]
    return frozenset(
        stem(token.raw, language)
        for token in tokenize(text)
        if token.letters
        and token.word not in STOP_WORDS
        and not any(start <= token.start < end for start, end in valued)
    )
