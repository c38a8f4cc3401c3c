"""Sentences as the index has read them, in the letters of their documents."""

from __future__ import annotations

import numpy as np

from qa.index.passage_index import TokenStates
from qa.retrieval.prepare import prepare
from qa.retrieval.sentence_states import states_within, unpacked
from qa.types import Document, Language, Passage, Span
from tests.fakes import FakeTokenEncoder

TEXT = "Rain fell.   The mayor opened a school. It has nine rooms."
START = TEXT.index("The")
SENTENCES = (Span(START, TEXT.index(" It")), Span(TEXT.index("It"), len(TEXT)))


def stored() -> tuple[Passage, TokenStates]:
    document = Document("d", "d.txt", "Of schools", Language.ENGLISH, TEXT)
    passage = Passage(
        "p", "d", START, len(TEXT), TEXT[START:], "Of schools", Language.ENGLISH, SENTENCES
    )
    (made,) = prepare(document, [passage], FakeTokenEncoder()).passages
    assert made.tokens is not None
    return passage, made.tokens


def test_a_sentence_has_its_own_tokens_told_from_its_beginning() -> None:
    passage, tokens = stored()
    found = states_within(passage, unpacked(tokens, 64), SENTENCES[1])
    assert found is not None
    words = [TEXT[SENTENCES[1].start :][start:end] for start, end in found.offsets]
    assert words == ["It", "has", "nine", "rooms"]
    axes = found.states.argmax(axis=1).tolist()
    assert axes == [FakeTokenEncoder().axis(word) for word in words]
    assert np.isclose(np.linalg.norm(found.vector), 1.0)


def test_what_the_model_did_not_read_to_its_end_is_not_known() -> None:
    passage, tokens = stored()
    read = unpacked(tokens, 64)
    cut = read.offsets[:, 1] < len(passage.text) - 6
    short = type(read)(read.vector, read.states[cut], read.token_ids[cut], read.offsets[cut])
    assert states_within(passage, short, SENTENCES[1]) is None
    assert states_within(passage, short, SENTENCES[0]) is not None
