from __future__ import annotations

import numpy as np
import pytest

from qa.retrieval.rank import SIGNALS, Weights, combine, named, read_weights, relative
from qa.types import Language

KK, RU = Language.KAZAKH, Language.RUSSIAN


def column(*values: float) -> np.ndarray:
    """Signals whose first is given and whose others are 0."""
    signals = np.zeros((len(values), len(SIGNALS)), np.float32)
    signals[:, 0] = values
    return signals


def test_a_language_that_scores_everything_higher_gains_nothing() -> None:
    kazakh, russian = [0.5, *[0.3] * 19], [0.9, *[0.8] * 19]
    signals = column(*kazakh, *russian)
    found = relative(signals, [KK] * 20 + [RU] * 20)[:, 0]
    # Raw, every Russian passage is ahead of the best Kazakh one.
    assert found.argmax() == 0
    assert found[0] > found[20] > found[1:20].max()


def test_relative_leaves_the_order_within_a_language() -> None:
    signals = column(0.1, 0.7, 0.4)
    assert np.argsort(relative(signals, [RU] * 3)[:, 0]).tolist() == [0, 2, 1]


def test_the_only_passage_of_a_language_is_not_its_own_background() -> None:
    signals = column(0.9, *[0.3] * 20)
    found = relative(signals, [KK] + [RU] * 20)[:, 0]
    # One passage leans on the common mean (6.9 / 21) with the weight of four.
    assert found[0] == pytest.approx(0.9 - (0.9 + 4 * 6.9 / 21) / 5, abs=1e-5)
    assert found[0] > found[1:].max()


def test_combination_is_the_weighted_sum_and_the_pull_of_constraints() -> None:
    weights = Weights((2.0, 0, 0, 0, 0, 0), -1.0, 10.0)
    scores = combine(
        column(0.5, 0.4),
        [RU, RU],
        RU,
        np.array([0, 0.5], np.float32),
        weights,
        frozenset(("background",)),
    )
    assert scores.tolist() == pytest.approx([1.0, 5.8])


@pytest.mark.parametrize("part", ["late_interaction", "constraints"])
def test_what_is_left_out_counts_nothing(part: str) -> None:
    weights = Weights((2.0, 0, 0, 0, 0, 0), -1.0, 10.0)
    pull = np.array([0, 0.5], np.float32)
    parts = frozenset(("background", part))
    scores = combine(column(0.5, 0.4), [RU, RU], RU, pull, weights, parts)
    expected = {"late_interaction": [0.0, 5.0], "constraints": [1.0, 0.8]}
    assert scores.tolist() == pytest.approx(expected[part])


def test_the_questions_own_language_has_a_handicap() -> None:
    weights = Weights((2.0, 0, 0, 0, 0, 0), -1.0, 10.0)
    scores = combine(column(0.5, 0.5), [RU, KK], RU, np.zeros(2, np.float32), weights)
    assert scores[1] - scores[0] == pytest.approx(1.0)


def test_shared_words_only_hold_back_within_a_language() -> None:
    signals = column(0, 0, 0)
    lexical = SIGNALS.index("lexical")
    signals[:, lexical] = [0.6, 0.2, 0.0]
    found = relative(signals, [RU, RU, KK])[:, lexical]
    assert found.tolist() == pytest.approx([0.0, -0.4, 0.0])


def test_no_candidates() -> None:
    nothing = column()
    assert relative(nothing, []).shape == (0, len(SIGNALS))
    assert combine(nothing, [], RU, np.zeros(0, np.float32), read_weights()).shape == (0,)


def test_the_fitted_weights_name_every_signal_and_are_not_negative() -> None:
    weights = read_weights()
    assert len(weights.signals) == len(SIGNALS)
    assert min(weights.signals) >= 0 >= weights.own_language
    assert weights.constraints > 0


def test_named_signals_are_readable() -> None:
    assert named(column(0.123456)[0])["late_interaction"] == 0.1235
