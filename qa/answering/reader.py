"""What a reader tells of the passages that were found: which sentence answers, where in it
the answer stands, and whether any of them answers at all.

The two questions are kept apart on purpose.  Which sentence is best is relative: likeness
differs from question to question and says little of whether the best one is good enough.
A `Reading` therefore ranks sentences by log-odds *given that one of them answers*, and tells
in `answerable` how likely that is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Span


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Where in a sentence the answer begins and ends: `offsets` int64 (t, 2) are the places of its
    tokens in the document, `logs` float64 (t, 2) the log-probabilities that the answer begins and
    that it ends with each, given that the sentence is the right one."""

    offsets: NDArray[np.int64]
    logs: NDArray[np.float64]

    def within(self, span: Span) -> float:
        """The log-probability that the answer begins and ends in a span of the document."""
        inside = (self.offsets[:, 0] < span.end) & (self.offsets[:, 1] > span.start)
        return float(self.logs[inside].max(axis=0).sum()) if inside.any() else -math.inf


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a hit's passage, judged.

    `hit` is the place of its hit in the result, `number` its own in the passage, `span` its
    place in the document.  `score` is the log-odds that it answers, given that one of the
    sentences read does.  `edges` is None where its passage was not read token by token.
    """

    hit: int
    number: int
    span: Span
    score: float
    edges: Edges | None = None

    @property
    def probability(self) -> float:
        return probability(self.score)


SIGNS = ("read_passage", "read_second", "read_sentence")
"""A network's own scores, uncalibrated: of the best passage, the second, the best sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: `sentences` of all hits, best first; `answerable`, the calibrated log-odds
    that these passages answer; `passages`, for each hit in order, the log-odds that its own
    passage answers, by which passages can be ranked.  `signs` are what a network saw, in the
    order of `SIGNS`; empty from a reader without one."""

    sentences: tuple[ReadSentence, ...]
    answerable: float
    passages: tuple[float, ...]
    signs: tuple[float, ...] = ()

    @property
    def probability(self) -> float:
        """That these passages answer, in [0, 1]."""
        return probability(self.answerable)


@runtime_checkable
class Reader(Protocol):
    """Reads a question beside what was found for it; safe to call from several threads.

    `name` identifies the reader and its weights for reports; `signs` names those of its readings.
    """

    @property
    def name(self) -> str: ...

    @property
    def signs(self) -> tuple[str, ...]: ...

    def read(self, question: Question, found: SearchResult) -> Reading:
        """Judges every sentence of every hit; an empty result gives no sentences and the
        lowest `answerable` there is."""
        ...


class Readings:
    """What a reader says of what was found for a question: read where somebody asks for it, since
    it takes time, and once."""

    def __init__(self, reader: Reader, question: Question, found: SearchResult) -> None:
        self._reader, self._question, self._found = reader, question, found
        self._whole: Reading | None = None
        self.signs = reader.signs

    def whole(self) -> Reading:
        if self._whole is None:
            self._whole = self._reader.read(self._question, self._found)
        return self._whole

    def edges(self, document_id: str, place: Span) -> Edges | None:
        """Where the answer lies in the sentence that holds a place of a document; None where that
        was not found, or the reader does not tell.  Reads its passage alone if none was."""
        for number, hit in enumerate(self._found.hits):
            holds = (own.start <= place.start < own.end for own in hit.passage.sentences)
            if hit.document.id == document_id and any(holds):
                read = () if self._whole is None else self._whole.sentences
                known = _edges((one for one in read if one.hit == number), place)
                return known or _edges(self._alone(number).sentences, place)
        return None

    def _alone(self, number: int) -> Reading:
        found = self._found
        own = SearchResult(hits=found.hits[number:][:1], sentences=found.sentences[number:][:1])
        return self._reader.read(self._question, own)


def _edges(sentences: Iterable[ReadSentence], place: Span) -> Edges | None:
    """Those of the sentence that holds a place of its document."""
    holding = (one.edges for one in sentences if one.span.start <= place.start < one.span.end)
    return next(holding, None)


NOTHING = Reading((), -20.0, ())
"""The reading of an empty result."""


def probability(log_odds: float) -> float:
    """The probability that log-odds stand for, in [0, 1]."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    return math.exp(log_odds) / (1 + math.exp(log_odds))


def ranked(
    found: SearchResult, scores: Sequence[NDArray[np.floating[Any]]]
) -> tuple[ReadSentence, ...]:
    """Every sentence of the hits, best first, from relative scores (sentences,) of each hit:
    the softmax over all of them as log-odds; equal ones in the order of the hits."""
    flat = np.concatenate([np.asarray(own, np.float64) for own in scores])
    # log p - log(1 - p), without the loss of digits that subtracting from 1 would be.
    weights = np.exp(flat - flat.max())
    others = np.maximum(weights.sum() - weights, _SMALLEST)
    odds = iter(np.log(np.maximum(weights, _SMALLEST)) - np.log(others))
    read = [
        ReadSentence(place, number, span, round(float(next(odds)), 4))
        for place, hit in enumerate(found.hits)
        for number, span in enumerate(hit.passage.sentences)
    ]
    return tuple(sorted(read, key=lambda one: (-one.score, one.hit, one.number)))


_SMALLEST = 1e-12
