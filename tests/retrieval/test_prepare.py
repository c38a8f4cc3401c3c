"""A passage's token states: the mean of what the whole says and what the sentence says alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from qa.embedding import TokenEmbedding
from qa.evaluation.datasets import as_document
from qa.retrieval import prepare as module
from qa.retrieval.prepare import prepare, texts_to_embed
from tests.fakes import FakeTokenEncoder

DOCUMENT, PASSAGE = as_document("x", "Мост стоит. Река течёт быстро.", "ru", "Старый город")


class Counting(FakeTokenEncoder):
    """Every state of a text is the number of its words."""

    def encode_passage_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        made = super().encode_passage_tokens(texts)
        return [replace(e, states=np.full_like(e.states, len(e.states))) for e in made]


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[list[float]]:
    """The states on their way to storage, before they are rounded; a number each."""
    seen: list[list[float]] = []

    def pack(states: np.ndarray) -> bytes:
        seen.append(states[:, 0].tolist())
        return b""

    monkeypatch.setattr(module, "pack_states", pack)
    return seen


def test_the_whole_and_each_sentence_are_read_behind_the_context() -> None:
    assert texts_to_embed(PASSAGE) == [
        "Старый город. Мост стоит. Река течёт быстро.",
        "Старый город. Мост стоит.",
        "Старый город. Река течёт быстро.",
    ]


def test_states_are_the_mean_of_both_readings(packed: list[list[float]]) -> None:
    made = prepare(DOCUMENT, [PASSAGE], Counting()).passages[0]
    # Seven words in the whole, four and five in the sentences with their context.
    assert packed == [[7, 7, 5.5, 5.5, 6, 6, 6]]
    assert made.token_mean is not None
    assert made.token_mean[0] == pytest.approx(43 / 7)


def test_without_sentence_readings_the_whole_is_read_once(packed: list[list[float]]) -> None:
    encoder = Counting()
    prepare(DOCUMENT, [PASSAGE], encoder, sentence_readings=False)
    assert packed == [[7.0] * 7]
    assert encoder.encoded == texts_to_embed(PASSAGE)[:1]


def test_a_word_cut_otherwise_in_the_sentence_keeps_the_state_of_the_whole(
    packed: list[list[float]],
) -> None:
    class Cutting(Counting):
        """Names the first word of a text's last sentence otherwise where it stands alone."""

        def encode_passage_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
            made = super().encode_passage_tokens(texts)
            for text, embedding in zip(texts, made, strict=True):
                if "Мост" not in text:
                    embedding.token_ids[2] += 1
            return made

    prepare(DOCUMENT, [PASSAGE], Cutting())
    assert packed == [[7, 7, 5.5, 5.5, 7, 6, 6]]


def test_a_long_document_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    encoder = FakeTokenEncoder()
    passages = [replace(PASSAGE, id=str(number)) for number in range(5)]
    made = prepare(DOCUMENT, passages, encoder).passages
    assert [one.passage.id for one in made] == ["0", "1", "2", "3", "4"]
    # The same texts are read once in each part.
    assert len(encoder.encoded) == 3 * 3
