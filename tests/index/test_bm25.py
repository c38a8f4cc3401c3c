from __future__ import annotations

import numpy as np
import pytest

from qa.index.bm25 import Postings
from qa.index.lexical import Segment, build_segment, pack_terms

PASSAGES = [["а", "б", "б"], ["б"], ["в", "а"], [], ["а"] * 300]
ASKED = {"а": 1.3, "б": 0.7, "в": 0.0, "жоқ": 3.0}


def segment(passages: list[list[str]], first_row: int = 1) -> Segment:
    rows = np.arange(first_row, first_row + len(passages), dtype=np.int64)
    return build_segment(rows, [pack_terms(terms) for terms in passages])


def test_what_says_most_comes_first() -> None:
    *_, weighing = Postings([segment(PASSAGES)]).search(ASKED, 5)
    assert weighing.terms == ("жоқ", "а", "б", "в")
    assert (np.diff(weighing.limits) <= 0).all()


def test_only_passages_that_score_are_found() -> None:
    places, scores, _ = Postings([segment(PASSAGES)]).search(ASKED, 5)
    assert places.tolist() == [0, 1, 2, 4]
    assert (scores > 0).all()


@pytest.mark.parametrize("cut", range(6))
def test_places_are_counted_over_all_segments(cut: int) -> None:
    apart = Postings([segment(PASSAGES[:cut]), segment(PASSAGES[cut:], 1 + cut)])
    assert apart.search({"в": 1.0}, 3)[0].tolist() == [2]


def test_a_scope_and_a_filter_together() -> None:
    allowed, wanted = np.array([1, 1, 0, 1, 1], bool), np.array([1, 0, 1, 0, 0], bool)
    postings = Postings([segment(PASSAGES)], allowed)
    assert postings.search(ASKED, 5)[0].tolist() == [0, 1, 4]
    assert postings.search(ASKED, 5, wanted)[0].tolist() == [0]
