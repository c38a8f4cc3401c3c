"""The encoder that remembers: the same values, made once."""

from __future__ import annotations

import numpy as np

from qa.checking.memory import RememberingEncoder, _Memory
from tests.fakes import FakeTokenEncoder


def test_each_text_is_encoded_once() -> None:
    encoder = FakeTokenEncoder(64)
    remembering = RememberingEncoder(encoder)
    texts = ["one came", "two left", "one came"]
    first = remembering.encode_passage_tokens(texts)
    again = remembering.encode_passage_tokens(["two left"])
    assert encoder.encoded == ["one came", "two left"]
    np.testing.assert_array_equal(first[1].states, again[0].states)
    np.testing.assert_array_equal(first[0].states, first[2].states)
    assert first[0].states.dtype == np.float32


def test_vectors_are_those_of_the_encoder() -> None:
    remembering = RememberingEncoder(FakeTokenEncoder(64))
    plain = FakeTokenEncoder(64).encode_passages(["one", "two"])
    for _ in range(2):
        np.testing.assert_array_equal(remembering.encode_passages(["one", "two"]), plain)
    assert remembering.encode_passages([]).shape == (0, 64)


def test_what_was_not_used_lately_is_forgotten() -> None:
    memory: _Memory[str] = _Memory(2)
    made: list[str] = []

    def make(texts: object) -> list[str]:
        assert isinstance(texts, list)
        made.extend(texts)
        return list(texts)

    for text in ("a", "b", "a", "c", "a", "b"):
        assert memory.recall([text], make) == [text]
    assert made == ["a", "b", "c", "b"]
