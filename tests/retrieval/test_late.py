from __future__ import annotations

import numpy as np
import pytest

from qa.embedding.encoder import TokenEmbedding
from qa.index.passage_index import Statistics, TokenStates
from qa.retrieval.late import (
    QuestionStates,
    late_scores,
    passage_states,
    question_states,
    rarity,
    sentence_starts,
    unit,
)
from qa.retrieval.states import pack_states
from qa.types import Language, Passage, Span

NOTHING = np.zeros(4, np.float32)


def axes(*places: int) -> np.ndarray:
    return np.eye(4, dtype=np.float32)[list(places)]


def passage(*sentences: tuple[int, int], start: int = 0) -> Passage:
    spans = tuple(Span(*span) for span in sentences)
    return Passage("p", "d", start, spans[-1].end, "", "", Language.RUSSIAN, spans)


def stored(states: np.ndarray, spans: list[tuple[int, int]]) -> TokenStates:
    return TokenStates(
        pack_states(states),
        np.arange(len(states), dtype=np.int32),
        np.array(spans, np.int32).reshape(-1, 2),
    )


def statistics(frequency: list[int], passages: int) -> Statistics:
    return Statistics(1, passages, 1, {}, {}, {}, NOTHING, np.array(frequency, np.int32))


def test_each_question_token_finds_its_best_match() -> None:
    # The first and the third sentence hold one question token each.
    states = axes(0, 1, 2, 2, 3, 3)
    given = stored(states, [(0, 1), (2, 3), (5, 6), (7, 8), (10, 11), (12, 13)])
    compared = passage_states(passage((0, 4), (5, 9), (10, 14)), given, NOTHING)
    assert compared.starts.tolist() == [0, 2, 4]
    question = QuestionStates(axes(0, 3), np.array([0.75, 0.25], np.float32), unit(axes(3))[0])
    (found,) = late_scores(question, [compared])
    assert found.passage == pytest.approx(1.0, abs=0.05)
    # No two neighbouring sentences hold both.
    assert found.window == pytest.approx(0.75, abs=0.05)
    assert found.sentence == pytest.approx(0.75, abs=0.05)


def test_neighbouring_sentences_answer_together() -> None:
    given = stored(axes(0, 1, 3, 3), [(0, 1), (2, 3), (5, 6), (7, 8)])
    compared = passage_states(passage((0, 4), (5, 9)), given, NOTHING)
    question = QuestionStates(axes(0, 3), np.array([0.75, 0.25], np.float32), NOTHING)
    (found,) = late_scores(question, [compared])
    assert found.window == pytest.approx(1.0, abs=0.05)
    assert found.sentence == pytest.approx(0.75, abs=0.05)


def test_the_languages_mean_is_taken_out() -> None:
    common = np.array([9, 9, 9, 9], np.float32)
    given = stored(axes(0, 1) + common, [(0, 1), (2, 3)])
    compared = passage_states(passage((0, 4)), given, common)
    assert np.allclose(compared.states, axes(0, 1), atol=0.1)


def test_sentences_start_at_their_first_token_and_the_context_joins_the_first() -> None:
    offsets = np.array([(0, 0), (0, 0), (0, 3), (4, 7), (8, 11)], np.int32)
    starts, places = sentence_starts(passage((100, 104), (104, 112), start=100), offsets)
    assert (starts.tolist(), places.tolist()) == ([0, 3], [0, 1])


def test_rare_tokens_weigh_more_and_unknown_ones_most() -> None:
    weights = rarity(np.array([0, 1, 7], np.int32), statistics([100, 1], 100))
    assert weights[0] == pytest.approx(0.05)
    assert weights[0] < weights[1] < weights[2]


def test_function_words_and_punctuation_weigh_little_where_they_are_as_rare_as_names() -> None:
    text = "what is Rollo?"
    embedding = TokenEmbedding(
        NOTHING, axes(0, 1, 2, 3), np.array([5, 6, 7, 8], np.int32),
        np.array([(0, 4), (4, 7), (7, 13), (13, 14)], np.int32),
    )  # fmt: skip
    compared = question_states(text, embedding, NOTHING, NOTHING, statistics([], 10))
    assert compared.weights.tolist() == pytest.approx([0.125, 0.125, 0.625, 0.125])


def test_no_tokens_score_nothing() -> None:
    nothing = np.zeros((0, 4), np.float32)
    compared = passage_states(passage((0, 4)), stored(nothing, []), NOTHING)
    question = QuestionStates(nothing, np.zeros(0, np.float32), NOTHING)
    (found,) = late_scores(question, [compared])
    assert (found.passage, found.window, found.sentence) == (0.0, 0.0, 0.0)
