"""What a page shows is in the text: shares of words kept, and kept in order."""

from __future__ import annotations

import pytest

from tests.documents.fidelity.all_files import GENERATORS
from tests.documents.fidelity.made import Made
from tests.documents.fidelity.measure import longest_common, measure, words_of

PRESENT, IN_ORDER = 0.99, 0.98


@pytest.mark.parametrize(
    "made", [m for g in GENERATORS.values() for m in g()], ids=lambda m: m.name
)
def test_nothing_is_lost_or_scrambled(made: Made) -> None:
    found = measure(made)
    assert found.words >= 50
    assert found.present >= PRESENT
    # Footnotes stand where they are read best, which is not always where they are drawn.
    assert found.in_order >= (IN_ORDER if made.name != "notes.pdf" else 0.95)
    assert found.extra <= 0.03


def test_the_measure_sees_what_is_lost_and_what_is_moved() -> None:
    whole = words_of("бір екі үш төрт бес")
    assert longest_common(whole, whole) == 5
    assert longest_common(whole, words_of("үш төрт бес бір екі")) == 3
    assert longest_common(whole, words_of("бір үш")) == 2
    assert longest_common(whole, []) == 0
