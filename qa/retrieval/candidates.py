"""Which passages are worth a closer look, found cheaply and for every language apart.

A model puts passages of the question's own language nearer, whatever they say:
stock dense search finds evidence in another language one time in four.  So
every language of the archive gives its own nearest passages, by vectors from
which that language's mean is taken out.  Words add what vectors miss: stems and
4-grams within a language, sounds and numbers across languages, each as the
share of the greatest score the question could reach (BM25's own scale says
nothing, and ranks, as fused by others, are noise across languages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import LexicalHits, PassageIndex, Statistics, TermCounts
from qa.questions.question import Question
from qa.retrieval.late import unit
from qa.types import Filters, Language, Passage, Scope

Matrix = NDArray[np.float32]
Begun = Callable[[], LexicalHits]

PER_LANGUAGE = 24
"""Passages of each language that are looked at closely."""
_DENSE = 64
_LEXICAL = 32
_DENSE_WEIGHT, _LEXICAL_WEIGHT, _SOUND_WEIGHT = 1.0, 0.5, 0.3

_WORDS = ("w:", "g:")
_SOUNDS = ("k:", "p:", "n:")


@dataclass(frozen=True, slots=True)
class PassageCandidate:
    """A passage with its cheap signals: `dense` is a centred cosine, the others lie in [0, 1]."""

    row: int
    passage: Passage
    dense: float
    lexical: float
    sound: float

    @property
    def promise(self) -> float:
        return (
            _DENSE_WEIGHT * self.dense + _LEXICAL_WEIGHT * self.lexical + _SOUND_WEIGHT * self.sound
        )


def begin_lexical(
    index: PassageIndex, scope: Scope, question: Question, filters: Filters
) -> tuple[Begun, ...]:
    """Begin the searches by words and by sounds, which need no model."""
    families = [[t for t in question.terms if t.startswith(kind)] for kind in (_WORDS, _SOUNDS)]
    return tuple(
        index.begin_lexical(scope, dict.fromkeys(terms, 1.0), _LEXICAL, filters)
        for terms in families
    )


def find_candidates(
    index: PassageIndex,
    scope: Scope,
    statistics: Statistics,
    begun: Sequence[Begun],
    vectors: Matrix,
    filters: Filters,
    preferred: Iterable[int] = (),
) -> list[PassageCandidate]:
    """The most promising passages of every language, at most PER_LANGUAGE of each.

    `begun` are the searches by words and by sounds; `vectors` (r, d) are the question's
    spellings, centred.  `preferred` rows are looked at besides, for instance those of documents
    that the question names.
    """
    allowed = filters.languages or tuple(statistics.languages)
    apart = [
        replace(filters, languages=(language,))
        for language in allowed
        if language in statistics.languages
    ]
    near = [
        hit.row
        for found in index.dense_searches(scope, vectors, _DENSE, apart)
        for hits in found
        for hit in hits
    ]
    lexical, sound = (search() for search in begun)
    rows = dict.fromkeys(hit.row for hits in (lexical, sound) for hit in hits.hits)
    rows.update(dict.fromkeys(near))
    rows.update(dict.fromkeys(preferred))
    terms = [term for hits in (lexical, sound) for term in hits.weighing.terms]
    read = index.read_passages(scope, rows, terms)
    means = {language: s.mean_vector for language, s in statistics.languages.items()}
    dense = _dense(read.passages, read.vectors, vectors, means)
    words, sounds = _shares(read.counts, lexical, sound)
    found_all = [
        PassageCandidate(row, passage, float(d), float(w), float(s))
        for (row, passage), d, w, s in zip(read.passages.items(), dense, words, sounds, strict=True)
    ]
    return _most_promising(found_all, set(preferred))


def _most_promising(
    candidates: list[PassageCandidate], preferred: set[int]
) -> list[PassageCandidate]:
    taken: dict[Language, int] = {}
    kept = []
    for candidate in sorted(candidates, key=lambda c: (-c.promise, c.row)):
        count = taken.get(candidate.passage.language, 0)
        if count < PER_LANGUAGE or candidate.row in preferred:
            taken[candidate.passage.language] = count + 1
            kept.append(candidate)
    return kept


def _shares(found: TermCounts, *searches: LexicalHits) -> list[Matrix]:
    """What each search gives passages that hold its terms so often, one search's behind the
    other's, of the most that it could give, float32 (n,)."""
    weighings = [hits.weighing for hits in searches]
    ends = np.cumsum([len(w.terms) for w in weighings])
    return [
        w.scores(counts, found.lengths) / np.float32(max(w.attainable, 1e-9))
        for w, counts in zip(weighings, np.split(found.counts, ends[:-1], axis=1), strict=True)
    ]


def _dense(
    passages: Mapping[int, Passage],
    stored: Matrix,
    vectors: Matrix,
    means: Mapping[Language, Matrix],
) -> Matrix:
    """The best reading's cosine with each passage, its language's mean taken out."""
    if not passages:
        return np.zeros(0, np.float32)
    centres = np.stack([means[p.language] for p in passages.values()])
    centred = unit(stored - centres)
    best: Matrix = (centred @ vectors.T).max(1)
    return best
