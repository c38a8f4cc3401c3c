from __future__ import annotations

import numpy as np
import pytest

from qa.evaluation.measures import (
    NOT_FOUND,
    bootstrap,
    first_rank,
    recall_at,
    reciprocal_rank,
)


@pytest.mark.parametrize(
    ("ranking", "relevant", "rank"),
    [
        (["a", "b", "c"], {"a"}, 1),
        (["a", "b", "c"], {"c", "b"}, 2),
        (["a", "b", "c"], {"x"}, NOT_FOUND),
        ([], {"a"}, NOT_FOUND),
        (["a"], set(), NOT_FOUND),
    ],
)
def test_first_rank(ranking: list[str], relevant: set[str], rank: int) -> None:
    assert first_rank(ranking, relevant) == rank


def test_recall_counts_what_was_not_found_as_missed() -> None:
    assert recall_at([1, 5, 6, NOT_FOUND], 5).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_reciprocal_rank_stops_at_its_depth() -> None:
    assert reciprocal_rank([1, 2, 10, 11, NOT_FOUND]).tolist() == [1.0, 0.5, 0.1, 0.0, 0.0]


def test_bootstrap_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few = bootstrap(np.array([1.0, 0.0] * 10))
    many = bootstrap(np.array([1.0, 0.0] * 1000))
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    # The normal approximation: 1.96 * sqrt(0.25 / 2000).
    assert many.high - 0.5 == pytest.approx(0.0219, abs=0.003)


def test_bootstrap_is_the_same_every_time_and_survives_no_questions() -> None:
    values = np.array([1.0, 0.0, 0.0, 1.0])
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(np.zeros(0)).value == 0.0
