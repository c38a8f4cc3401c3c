from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index import vectors
from qa.index.vectors import VectorIndex, places

Matrix = NDArray[np.float32]


def clustered(count: int, seed: int = 0) -> Matrix:
    """Unit vectors around 40 topics, as texts' are."""
    draw = np.random.default_rng(seed)
    topics = np.random.default_rng(99).normal(size=(40, 32))
    found = topics[draw.integers(40, size=count)] + 0.6 * draw.normal(size=(count, 32))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def build(matrix: Matrix, like: VectorIndex | None = None) -> VectorIndex:
    rows = np.arange(len(matrix), dtype=np.int64) * 3 + 5
    half = len(matrix) // 2
    return VectorIndex.build(rows, [matrix[:half], matrix[half:]], 32, like)


def brute(matrix: Matrix, question: Matrix, k: int, allowed: NDArray[np.bool_]) -> list[int]:
    scores = np.where(allowed, matrix @ question, -np.inf)
    return (np.argsort(-scores)[: min(k, int(allowed.sum()))] * 3 + 5).tolist()


@pytest.fixture(params=["exact", "lists"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "lists":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    return str(request.param)


MATRIX = clustered(3000)
QUESTIONS = clustered(60, seed=1)


def recall(index: VectorIndex, matrix: Matrix) -> float:
    everything = np.ones(len(matrix), dtype=np.bool_)
    found = 0
    for question, hits in zip(QUESTIONS, index.search(QUESTIONS, 10), strict=True):
        found += len({h.row for h in hits} & set(brute(matrix, question, 10, everything)))
    return found / (10 * len(QUESTIONS))


def test_recall_against_brute_force(kind: str) -> None:
    index = build(MATRIX)
    assert index.exact == (kind == "exact")
    assert recall(index, MATRIX) >= (1.0 if kind == "exact" else 0.95)


def test_scores_are_exact_in_either_kind(kind: str) -> None:
    index = build(MATRIX)
    for question, hits in zip(QUESTIONS, index.search(QUESTIONS, 5), strict=True):
        for row, score in hits:
            assert score == pytest.approx(float(MATRIX[(row - 5) // 3] @ question), abs=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3])
def test_filtered_search_finds_only_and_all_that_is_allowed(kind: str, share: float) -> None:
    index = build(MATRIX)
    allowed = np.random.default_rng(2).random(len(MATRIX)) < share
    selector = index.selector(allowed)
    for question, hits in zip(QUESTIONS, index.search(QUESTIONS, 7, selector), strict=True):
        assert [h.row for h in hits] == brute(MATRIX, question, 7, allowed)


def test_vectors_come_back_and_files_too(kind: str, tmp_path: Path) -> None:
    built = build(MATRIX)
    built.write(tmp_path / "v")
    for index in (built, VectorIndex.read(tmp_path / "v")):
        assert index.exact == (kind == "exact")
        np.testing.assert_array_equal(index.take(np.array([7, 2999, 0])), MATRIX[[7, 2999, 0]])
        np.testing.assert_array_equal(np.concatenate([b for _, b in index.blocks()]), MATRIX)
        assert index.rows.tolist() == [i * 3 + 5 for i in range(3000)]
        assert index.search(QUESTIONS, 5) == built.search(QUESTIONS, 5)


def test_lists_are_used_again_until_the_archive_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    first = build(MATRIX[:1400])
    grown, doubled = build(MATRIX[:2700], first), build(MATRIX, first)
    assert (grown._inner.nlist, doubled._inner.nlist) == (first._inner.nlist, 219)
    assert recall(grown, MATRIX[:2700]) >= 0.95
    assert build(MATRIX[:90], grown).exact


def test_places() -> None:
    known = np.array([2, 5, 9])
    assert places(known, np.array([9, 2, 3, 99, 0])).tolist() == [2, 0, -1, -1, -1]
    assert places(known[:0], np.array([1])).tolist() == [-1]
