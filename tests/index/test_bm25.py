from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index import bm25
from qa.index.bm25 import Postings
from qa.index.lexical import Segment, build_segment, pack_terms
from qa.index.passage_index import Scored, best

PASSAGES = [["а", "б", "б"], ["б"], ["в", "а"], [], ["а"] * 300]
ASKED = {"а": 1.3, "б": 0.7, "в": 0.0, "жоқ": 3.0}
SIZES = (700, 40, 1, 260)


def segment(passages: list[list[str]], first_row: int = 1) -> Segment:
    rows = np.arange(first_row, first_row + len(passages), dtype=np.int64)
    return build_segment(rows, [pack_terms(terms) for terms in passages])


@pytest.mark.parametrize("allowed", [None, np.array([True, True, False, True, False])])
def test_terms_are_added_up_alike_together_and_apart(
    monkeypatch: pytest.MonkeyPatch, allowed: NDArray[np.bool_] | None
) -> None:
    at_once, weighing = Postings([segment(PASSAGES)], allowed).score(ASKED)
    monkeypatch.setattr(bm25, "_SHORT", -1)
    apart, other = Postings([segment(PASSAGES)], allowed).score(ASKED)
    np.testing.assert_array_equal(at_once[0], apart[0])
    np.testing.assert_array_equal(weighing.limits, other.limits)


def test_what_says_most_is_added_first() -> None:
    _, weighing = Postings([segment(PASSAGES)]).score(ASKED)
    assert weighing.terms == ("жоқ", "а", "б", "в")
    assert (np.diff(weighing.limits) <= 0).all()


def archive(seed: int) -> list[Segment]:
    """Passages whose words are as unevenly frequent as those of a language."""
    draw = np.random.default_rng(seed)
    found, first = [], 1
    for size in SIZES:
        passages = [[f"t{n}" for n in draw.zipf(1.3, 40) if n < 3000] for _ in range(size)]
        found.append(segment(passages, first))
        first += size
    return found


def top(parts: list[NDArray[np.float32]], k: int, wanted: NDArray[np.bool_] | None) -> list[Scored]:
    scores = np.concatenate(parts)
    found = scores > 0 if wanted is None else (scores > 0) & wanted
    return best(np.arange(1, len(scores) + 1), scores, np.flatnonzero(found), k)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("k", [1, 10, 5000])
def test_the_best_are_the_same_as_if_everything_was_added(
    monkeypatch: pytest.MonkeyPatch, k: int, filtered: bool, hidden: bool
) -> None:
    monkeypatch.setattr(bm25, "_SMALL", 0)
    segments, draw = archive(k), np.random.default_rng(k)
    allowed = draw.random(sum(SIZES)) < 0.7 if hidden else None
    postings = Postings(segments, allowed)
    spared = 0
    for _ in range(25):
        terms = {f"t{n}": float(draw.integers(1, 4)) for n in draw.zipf(1.2, 30) if n < 3000}
        wanted = draw.random(sum(SIZES)) < 0.2 if filtered else None
        if wanted is not None and allowed is not None:
            wanted &= allowed
        everything, _ = postings.score(terms)
        some, _ = postings.score(terms, k, wanted)
        assert top(some, k, wanted) == top(everything, k, wanted)
        spared += not np.array_equal(np.concatenate(some), np.concatenate(everything))
    assert (spared > 5) == (k < 5000)


def test_weights_below_zero_are_added_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bm25, "_SMALL", 0)
    postings = Postings(archive(3))
    terms = {"t1": -0.2, "t2": 0.5, "t3": 0.5, "t70": 2.0, "t30": 2.0}
    some, everything = postings.score(terms, 3)[0], postings.score(terms)[0]
    np.testing.assert_array_equal(np.concatenate(some), np.concatenate(everything))
