"""Late interaction: every question token finds its best match among a passage's tokens.

One vector blurs a passage of 200 words; the token states of the same model do
not.  They need no training, only three corrections (measured in
docs/retrieval.md): the mean state of the text's language is taken out, which is
large and says "Russian passage" instead of what is meant; states are scaled to
length 1; and rare question tokens count more.  After Khattab and Zaharia,
"ColBERT" (2020), whose MaxSim this is.

Three views of a passage come out of one product of states: the whole passage,
its best two neighbouring sentences, and its best sentence, since a long passage
matches anything a little.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import TokenEmbedding
from qa.index.passage_index import Statistics, TokenStates
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import tokenize
from qa.retrieval.states import unpack_states
from qa.types import Passage

Matrix = NDArray[np.float32]

_EMPTY = np.float32(0.2)
"""Weight of a function word's token beside another's of the same rarity."""


@dataclass(frozen=True, slots=True, eq=False)
class QuestionStates:
    """A question ready to be compared: `states` (t, d) unit rows, `weights` (t,) summing to 1,
    `vector` (d,) centred, unit."""

    states: Matrix
    weights: Matrix
    vector: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class PassageStates:
    """A passage ready to be compared: `states` (t, d) unit rows; `starts` (s,) the first token
    of each sentence, 0 first; `means` (s, d) the sentences' mean states, unit;
    `places` (sentences,) the row of `means` that each sentence of the passage has; `offsets`
    (t, 2) the tokens' places in the passage's text."""

    states: Matrix
    starts: NDArray[np.intp]
    means: Matrix
    places: NDArray[np.intp]
    offsets: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class LateScores:
    """Cosines in [-1, 1]: the whole passage, its best two neighbouring sentences, its best one."""

    passage: float
    window: float
    sentence: float


def question_states(
    text: str,
    embedding: TokenEmbedding,
    mean_state: Matrix,
    mean_vector: Matrix,
    statistics: Statistics,
) -> QuestionStates:
    """The question's states with the mean question state and vector taken out.

    A token is weighted by its rarity, but function words and punctuation little:
    in an archive of another language they are as rare as names.
    """
    weights = rarity(embedding.token_ids, statistics)
    weights = weights * np.where(_empty(text, embedding.offsets), _EMPTY, np.float32(1))
    total = float(weights.sum())
    return QuestionStates(
        unit(embedding.states - mean_state),
        weights / total if total > 0 else weights,
        unit(embedding.vector - mean_vector),
    )


def _empty(text: str, offsets: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which tokens (t,) belong to function words or punctuation."""
    words = tokenize(text)
    starts = [word.start for word in words]
    found = np.zeros(len(offsets), bool)
    for place, (start, end) in enumerate(offsets.tolist()):
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        index = bisect_right(starts, first) - 1
        if index >= 0:
            word = words[index]
            found[place] = word.word in STOP_WORDS or not (word.letters or word.digits)
    return found


def rarity(token_ids: NDArray[np.int32], statistics: Statistics) -> Matrix:
    """Inverse document frequency of tokens over the archive's passages, float32 (t,)."""
    known = statistics.token_frequency
    frequency = np.zeros(len(token_ids), np.float32)
    inside = token_ids < len(known)
    frequency[inside] = known[token_ids[inside]]
    weights: Matrix = np.log((statistics.passages + 1) / (frequency + 0.5)).astype(np.float32)
    return np.maximum(weights, 0.05)


def passage_states(passage: Passage, stored: TokenStates, mean: Matrix) -> PassageStates:
    """The stored states unpacked, the language's mean taken out."""
    states = unpack_states(stored.states, len(stored.token_ids), len(mean))
    states -= mean
    starts, places = sentence_starts(passage, stored.offsets)
    counts = np.diff(np.append(starts, len(states)))[: len(states), None]
    sums = np.add.reduceat(states, starts, axis=0) if len(states) else states
    means = (sums / np.maximum(counts, 1)).astype(np.float32)
    return PassageStates(unit(states), starts, unit(means), places, stored.offsets)


def sentence_starts(
    passage: Passage, offsets: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first token of each run of sentences, ascending, and each sentence's run.

    The context's tokens join the first; sentences that the model cut off join the last.
    """
    bounds = [sentence.start - passage.start for sentence in passage.sentences[1:]]
    first = np.append(0, np.searchsorted(offsets[:, 0], bounds))
    starts, places = np.unique(np.minimum(first, max(len(offsets) - 1, 0)), return_inverse=True)
    return starts.astype(np.intp), places.astype(np.intp)


def late_scores(question: QuestionStates, passages: Sequence[PassageStates]) -> list[LateScores]:
    """The three views of each passage."""
    return [_score(question, passage) for passage in passages]


def _score(question: QuestionStates, passage: PassageStates) -> LateScores:
    if not len(passage.states) or not len(question.states):
        return LateScores(0.0, 0.0, 0.0)
    similar = passage.states @ question.states.T
    best = np.maximum.reduceat(similar, passage.starts, axis=0)
    windows = np.maximum(best[:-1], best[1:]) if len(best) > 1 else best
    return LateScores(
        float(best.max(0) @ question.weights),
        float((windows @ question.weights).max()),
        float((best @ question.weights).max()),
    )


def token_matches(question: QuestionStates, passage: PassageStates) -> Matrix:
    """Per sentence, float32 (sentences, t): each question token's best match in it."""
    if not len(passage.states) or not len(question.states):
        return np.zeros((len(passage.places), len(question.states)), np.float32)
    similar = passage.states @ question.states.T
    best: Matrix = np.maximum.reduceat(similar, passage.starts, axis=0)[passage.places]
    return best


def token_places(question: QuestionStates, passage: PassageStates) -> NDArray[np.int32]:
    """Per sentence, int32 (sentences, t, 2): where in the passage's text the token stands that
    each question token matches best in it; zeros without states."""
    if not len(passage.states) or not len(question.states):
        return np.zeros((len(passage.places), len(question.states), 2), np.int32)
    similar = passage.states @ question.states.T
    ends = [*passage.starts[1:], len(similar)]
    best = [
        start + similar[start:end].argmax(0)
        for start, end in zip(passage.starts, ends, strict=True)
    ]
    places: NDArray[np.int32] = passage.offsets[np.stack(best)][passage.places]
    return places


def sentence_scores(question: QuestionStates, passage: PassageStates, matches: Matrix) -> Matrix:
    """Per sentence of the passage, float32 (sentences, 2): late interaction with its tokens
    alone, of which `matches` are `token_matches`, and the likeness of its mean state to the
    question's vector."""
    if not matches.size:
        return np.zeros((len(passage.places), 2), np.float32)
    alike = (passage.means @ question.vector)[passage.places]
    return np.stack([matches @ question.weights, alike], axis=1)


def unit(rows: Matrix) -> Matrix:
    """Rows (or one vector) scaled to length 1; zero stays zero."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Matrix = rows / np.maximum(length, np.float32(1e-9))
    return scaled
