"""Quantities in different units that are one up to rounding."""

from __future__ import annotations

import pytest

from qa.language.units import is_converted, measure_of
from qa.language.values import find_values


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10 inches", "25 см", True),
        ("85 mph", "137 км/сағ", True),
        ("385 миль", "619 km", True),
        ("650-pound", "300-килограммовое", True),
        ("50 °F", "10 °C", True),
        ("100 acres", "40 гектаров", True),
        ("10 inches", "30 см", False),
        ("10 km", "10 км", False),
        ("10 miles", "16 кг", False),
    ],
)
def test_conversion(one: str, other: str, same: bool) -> None:
    first, second = (measure_of(find_values(text)[0], text) for text in (one, other))
    assert first is not None
    assert second is not None
    assert is_converted(first, second) is same
    assert is_converted(second, first) is same


@pytest.mark.parametrize("text", ["10 people", "28 жыл", "in 2019", "5 м-н"])
def test_no_unit(text: str) -> None:
    found = measure_of(find_values(text)[0], text)
    assert found is None or found.dimension == "length"
