from __future__ import annotations

import numpy as np
import pytest

from qa.retrieval.states import pack_states, unpack_states


def test_states_come_back_nearly_as_they_were() -> None:
    generator = np.random.default_rng(1)
    common = generator.normal(size=384) * 3
    states = (generator.normal(size=(50, 384)) + common).astype(np.float32)
    back = unpack_states(pack_states(states), 50, 384)
    given, kept = states - states.mean(0), back - states.mean(0)
    cosines = (given * kept).sum(1) / np.linalg.norm(given, axis=1) / np.linalg.norm(kept, axis=1)
    assert cosines.min() > 0.99


def test_a_token_takes_half_a_byte_a_dimension_and_its_step() -> None:
    assert len(pack_states(np.ones((10, 384), np.float32))) == 2 * 384 + 10 * (192 + 2)


def test_no_tokens_and_equal_tokens() -> None:
    assert unpack_states(pack_states(np.zeros((0, 8), np.float32)), 0, 8).shape == (0, 8)
    states = np.full((3, 8), 2.0, np.float32)
    assert np.allclose(unpack_states(pack_states(states), 3, 8), states, atol=1e-3)


def test_bytes_of_another_length_are_refused() -> None:
    packed = pack_states(np.ones((2, 8), np.float32))
    with pytest.raises(ValueError, match="3 states of 8 take"):
        unpack_states(packed, 3, 8)


def test_an_odd_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="7 dimensions"):
        pack_states(np.ones((2, 7), np.float32))
