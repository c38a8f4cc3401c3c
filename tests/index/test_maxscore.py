"""Choosing the best without adding everything gives what adding everything gives."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index import lexical, maxscore
from qa.index.bm25 import Postings, Weighing
from qa.index.lexical import Segment, build_segment, hash_term, pack_terms
from qa.index.passage_index import Scored, best

SIZES = (700, 40, 1, 260)
PASSAGES = sum(SIZES)


def archive(seed: int) -> tuple[list[Segment], list[list[str]]]:
    """Passages whose words are as unevenly frequent as those of a language."""
    draw = np.random.default_rng(seed)
    texts = [[f"t{n}" for n in draw.zipf(1.3, 40) if n < 3000] for _ in range(PASSAGES)]
    ends = np.cumsum(SIZES)
    return [
        build_segment(np.arange(end - size + 1, end + 1), map(pack_terms, texts[end - size : end]))
        for end, size in zip(ends.tolist(), SIZES, strict=True)
    ], texts


def drawn(draw: np.random.Generator) -> dict[str, float]:
    return {f"t{n}": float(draw.integers(1, 4)) for n in draw.zipf(1.2, 30) if n < 3000}


def everything(texts: list[list[str]], weighing: Weighing) -> NDArray[np.float32]:
    """Each passage scored by its counts."""
    counts = np.array([[text.count(term) for term in weighing.terms] for text in texts], np.uint8)
    return weighing.scores(counts, np.array([len(text) for text in texts], np.float32))


def top(scores: NDArray[np.float32], found: NDArray[np.intp], k: int) -> list[Scored]:
    return best(np.arange(PASSAGES), scores, found, k)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which all that a large archive needs happens in a small one."""
    monkeypatch.setattr(maxscore, "_SMALL", 10)
    monkeypatch.setattr(lexical, "COMMON", 100)
    monkeypatch.setattr(maxscore, "_LONG", 10)
    monkeypatch.setattr(maxscore, "_LOOKED_FOR", 0)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("k", [1, 10, 5000])
@pytest.mark.parametrize("apart", [4, 3, 1])
def test_the_best_are_the_same_as_if_everything_was_added(
    monkeypatch: pytest.MonkeyPatch, k: int, filtered: bool, hidden: bool, apart: int
) -> None:
    """Also where small segments are searched together, all of them or two of four."""
    monkeypatch.setattr(lexical, "COMMON", {4: 20, 3: 100, 1: 10**6}[apart])
    (segments, texts), draw = archive(k), np.random.default_rng(k)
    assert (sum(len(one.common) for one in segments) > 3) == (apart > 1)
    spared = []
    monkeypatch.setattr(maxscore.Lists, "gains", noting(maxscore.Lists.gains, spared))
    allowed = draw.random(PASSAGES) < 0.7 if hidden else np.ones(PASSAGES, bool)
    postings = Postings(segments, allowed if hidden else None)
    assert len(postings._searched) == apart
    for _ in range(25):
        wanted = draw.random(PASSAGES) < 0.2 if filtered else np.ones(PASSAGES, bool)
        places, scores, weighing = postings.search(drawn(draw), k, wanted if filtered else None)
        found = top(scores, np.arange(len(places)), k)
        exact = everything(texts, weighing)
        expected = top(exact, np.flatnonzero((exact > 0) & wanted & allowed), k)
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=1e-5)
        # Those that score the same to the last digits but one may change places.
        assert exact[places[[row for row, _ in found]]] == pytest.approx(
            [s for _, s in expected], rel=1e-5
        )
    assert bool(spared) == (k < 5000)


def noting(method: object, calls: list[int]) -> object:
    def noted(self: maxscore.Lists, passages: NDArray[np.intp], begin: int) -> object:
        calls.append(len(passages))
        return method(self, passages, begin)  # type: ignore[operator]

    return noted


def test_equal_passages_score_the_same_wherever_they_are() -> None:
    _, texts = archive(4)
    half = texts[:500]
    segments = [
        build_segment(np.arange(first, first + 500), map(pack_terms, half)) for first in (1, 501)
    ]
    draw = np.random.default_rng(4)
    for _ in range(10):
        places, scores, _ = Postings(segments).search(drawn(draw), 20)
        known = dict(zip(places.tolist(), scores.tolist(), strict=True))
        assert len(known) >= 20
        assert all(known[place % 500] == known[place % 500 + 500] for place in known)


def test_weights_below_zero_are_added_to_all() -> None:
    segments, texts = archive(3)
    terms = {"t1": -0.2, "t2": 0.5, "t3": 0.5, "t70": 2.0, "t30": 2.0}
    places, scores, weighing = Postings(segments).search(terms, 3)
    exact = everything(texts, weighing)
    expected = top(exact, np.flatnonzero(exact > 0), 3)
    assert [
        (int(places[row]), pytest.approx(score, rel=1e-5))
        for row, score in top(scores, np.arange(len(places)), 3)
    ] == expected


def test_of_too_many_postings_the_rarest_terms_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    segments, texts = archive(5)
    draw = np.random.default_rng(5)
    asked = [drawn(draw) for _ in range(40)]
    exact = [set(Postings(segments).search(terms, 10)[0].tolist()) for terms in asked]
    monkeypatch.setattr(maxscore, "MOST_POSTINGS", 900)
    monkeypatch.setattr(maxscore, "MOST_PASSAGES", 60)
    monkeypatch.setattr(maxscore, "_FEW", 10**9)
    added = []
    add = maxscore.Lists.add

    def noted(self: maxscore.Lists, begin: int, end: int) -> None:
        added.append(int(self.sizes[begin:end].sum()))
        add(self, begin, end)

    monkeypatch.setattr(maxscore.Lists, "add", noted)
    shared = whole = 0
    for terms, right in zip(asked, exact, strict=True):
        added.clear()
        places, scores, weighing = Postings(segments).search(terms, 10)
        commonest = max(sum(f"t{n}" in text for text in texts) for n in (1, 2))
        assert sum(added) <= 900 + commonest
        assert scores == pytest.approx(everything(texts, weighing)[places], rel=1e-5)
        shared, whole = shared + len(right & set(places.tolist())), whole + len(right)
    assert shared > 0.9 * whole


def test_terms_are_known_by_their_hashes() -> None:
    segments, _ = archive(6)
    first = segments[0]
    number = int(np.searchsorted(first.terms, np.uint64(hash_term("t1"))))
    assert number in first.common
    held = np.unpackbits(first.bits[first.common.tolist().index(number)])[: SIZES[0]]
    places = first.places[first.starts[number] : first.starts[number + 1]]
    assert np.flatnonzero(held).tolist() == sorted(places.tolist())
