from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from qa.answering.late_reader import LateInteractionReader
from qa.answering.reader import (
    NOTHING,
    Edges,
    Reader,
    Reading,
    Readings,
    probability,
    ranked,
)
from qa.questions.question import Question, analyse
from qa.retrieval.search import SearchResult
from qa.types import Span
from tests.answering.readers import found

QUESTION = analyse("Who chaired the session?")


class FirstReader:
    """The least that a reader is: the first sentence of the first hit answers."""

    name, signs = "first", ()

    def read(self, question: Question, found: SearchResult) -> Reading:
        scores = [np.zeros(len(hit.passage.sentences), np.float32) for hit in found.hits]
        scores[0][0] = 1.0
        return Reading(ranked(found, scores), 0.0, (0.0,) * len(found.hits))


@pytest.mark.parametrize(
    ("log_odds", "expected"),
    [(0.0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25), (800.0, 1.0), (-800.0, 0.0)],
)
def test_log_odds_are_probabilities(log_odds: float, expected: float) -> None:
    assert probability(log_odds) == pytest.approx(expected)


def test_relative_scores_become_log_odds_best_first() -> None:
    result = found("One is here. Two is here.", "Three is here.")
    scores = [np.log(np.array([1, 3], np.float32)), np.log(np.array([4], np.float32))]
    read = ranked(result, scores)
    assert [(one.hit, one.number) for one in read] == [(1, 0), (0, 1), (0, 0)]
    assert [round(one.probability, 3) for one in read] == [0.5, 0.375, 0.125]
    text = result.hits[0].document.text
    assert text[read[1].span.start : read[1].span.end] == "Two is here."


def test_equal_sentences_keep_the_order_of_the_hits() -> None:
    read = ranked(
        found("One here. Two here.", "Three here."),
        [np.zeros(2, np.float32), np.zeros(1, np.float32)],
    )
    assert [(one.hit, one.number) for one in read] == [(0, 0), (0, 1), (1, 0)]


def test_one_far_ahead_has_finite_log_odds() -> None:
    read = ranked(found("One here. Two here."), [np.array([500, -500], np.float32)])
    assert all(math.isfinite(one.score) for one in read)
    assert read[0].score > 20 > -20 > read[1].score


def test_a_few_lines_make_a_reader() -> None:
    reader: Reader = FirstReader()
    assert isinstance(reader, Reader)
    reading = reader.read(QUESTION, found("One here. Two here."))
    assert (reading.sentences[0].number, reading.probability) == (0, 0.5)


def test_late_interaction_ranks_by_the_search_s_own_scores() -> None:
    reading = LateInteractionReader().read(
        QUESTION, found("One here. Two here.", "Three here. Four here.")
    )
    assert [(one.hit, one.number) for one in reading.sentences[:2]] == [(0, 0), (1, 0)]
    assert reading.passages[0] > reading.passages[1]
    assert all(one.edges is None for one in reading.sentences)


def test_late_interaction_is_surer_of_what_is_more_alike() -> None:
    near = found("One here. Two here.")
    far = SearchResult(near.hits, sentences=(near.sentences[0] / 2,))
    reader = LateInteractionReader()
    assert reader.read(QUESTION, near).answerable > reader.read(QUESTION, far).answerable


def test_a_search_without_states_is_read_all_the_same() -> None:
    hits = found("One here. Two here.").hits
    reading = LateInteractionReader().read(QUESTION, SearchResult(hits))
    assert [one.probability for one in reading.sentences] == [0.5, 0.5]


def test_nothing_found_gives_the_lowest_there_is() -> None:
    assert LateInteractionReader().read(QUESTION, SearchResult(())) == NOTHING
    assert NOTHING.probability < 1e-6


class Counting:
    """A reader that sees an answer in every sentence of the first hit it is given."""

    name, signs = "counting", ("sign",)

    def __init__(self) -> None:
        self.read_of: list[int] = []

    def read(self, question: Question, found: SearchResult) -> Reading:
        self.read_of.append(len(found.hits))
        scores = [np.zeros(len(hit.passage.sentences), np.float32) for hit in found.hits]
        seen = Edges(np.array([[0, 4]]), np.array([[-0.5, -0.5]]))
        sentences = tuple(
            replace(one, edges=seen if one.hit == 0 else None) for one in ranked(found, scores)
        )
        return Reading(sentences, 0.0, (0.0,) * len(found.hits), (1.0,))


def test_passages_are_read_when_asked_for_and_once() -> None:
    result = found("One is here. Two is here.", "Three is here.")
    reader = Counting()
    readings = Readings(reader, QUESTION, result)
    assert reader.read_of == []
    assert readings.signs == ("sign",)
    first, second = (hit.document.id for hit in result.hits)
    # Alone, while the rest was not read.
    assert readings.edges(first, Span(14, 17)) is not None
    assert reader.read_of == [1]
    assert readings.whole() is readings.whole()
    assert reader.read_of == [1, 2]
    assert readings.edges(first, Span(14, 17)) is not None
    assert reader.read_of == [1, 2]
    # Of this one nothing was seen among the others.
    assert readings.edges(second, Span(8, 13)) is not None
    assert reader.read_of == [1, 2, 1]
    assert readings.edges(second, Span(500, 505)) is None
    assert readings.edges("elsewhere", Span(8, 13)) is None
    assert reader.read_of == [1, 2, 1]
