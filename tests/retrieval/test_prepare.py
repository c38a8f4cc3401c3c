"""What the encoder is given of a passage, and what is stored of what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qa.evaluation.datasets import as_document
from qa.retrieval import prepare as module
from qa.retrieval.prepare import prepare
from tests.fakes import FakeTokenEncoder

DOCUMENT, PASSAGE = as_document("x", "Мост стоит. Река течёт быстро.", "ru", "Старый город")


def test_the_passage_is_read_behind_its_context_with_its_sentences_told_apart() -> None:
    encoder = FakeTokenEncoder()
    prepare(DOCUMENT, [PASSAGE], encoder)
    assert encoder.encoded == ["Старый город. Мост стоит. Река течёт быстро."]
    # The context's fourteen characters stand before the first sentence.
    assert encoder.sentences == [[14, 26]]


def test_a_passage_from_a_documents_middle_counts_from_its_own_start() -> None:
    _, whole = as_document("x", "Мост стоит. Река течёт быстро.", "ru", "")
    start = whole.sentences[1].start
    later = replace(whole, start=start, text=whole.text[start:], sentences=whole.sentences[1:])
    encoder = FakeTokenEncoder()
    prepare(DOCUMENT, [later], encoder)
    assert encoder.encoded == ["Река течёт быстро."]
    assert encoder.sentences == [[0]]


def test_tokens_of_the_context_have_no_place_in_the_text() -> None:
    made = prepare(DOCUMENT, [PASSAGE], FakeTokenEncoder()).passages[0]
    assert made.tokens is not None
    assert made.tokens.offsets.tolist() == [
        [0, 0],
        [0, 0],
        [0, 4],
        [5, 10],
        [12, 16],
        [17, 22],
        [23, 29],
    ]
    assert made.token_mean is not None
    assert float(made.token_mean.sum()) == pytest.approx(1)
    assert made.token_mean.dtype == np.float32


def test_a_long_document_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    encoder = FakeTokenEncoder()
    passages = [replace(PASSAGE, id=str(n), context=f"Город {n}") for n in range(5)]
    made = prepare(DOCUMENT, passages, encoder).passages
    assert [one.passage.id for one in made] == ["0", "1", "2", "3", "4"]
    assert encoder.encoded == [f"Город {n}. Мост стоит. Река течёт быстро." for n in range(5)]


def test_what_reads_the_same_is_embedded_once() -> None:
    encoder = FakeTokenEncoder()
    other = replace(PASSAGE, id="other", context="Новый город")
    # Sentences parted elsewhere are read otherwise.
    parted = replace(PASSAGE, id="parted", sentences=PASSAGE.sentences[:1])
    first = prepare(DOCUMENT, [PASSAGE], FakeTokenEncoder()).passages
    again = replace(PASSAGE, id="again")
    passages = [other, PASSAGE, again, parted, other]
    made = prepare(DOCUMENT, passages, encoder, first).passages
    assert [one.passage for one in made] == passages
    assert encoder.encoded == [
        "Новый город. Мост стоит. Река течёт быстро.",
        "Старый город. Мост стоит. Река течёт быстро.",
    ]
    assert made[1].vector is made[2].vector is first[0].vector
    assert made[3].vector is not first[0].vector
