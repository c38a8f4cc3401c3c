from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index import vectors
from qa.index.files import checksum
from qa.index.vectors import Base, SavedFile, VectorIndex, places

Matrix = NDArray[np.float32]
Rows = NDArray[np.int64]


def clustered(count: int, seed: int = 0) -> Matrix:
    """Unit vectors around 40 topics, as texts' are."""
    draw = np.random.default_rng(seed)
    topics = np.random.default_rng(99).normal(size=(40, 32))
    found = topics[draw.integers(40, size=count)] + 0.6 * draw.normal(size=(count, 32))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


MATRIX = clustered(3000)
QUESTIONS = clustered(60, seed=1)
ROWS = np.arange(3000, dtype=np.int64) * 3 + 5


def read(rows: Rows) -> Matrix:
    """The vectors of rows; those of rows that are gone are zero."""
    found = MATRIX[(rows - 5) // 3].copy()
    found[~np.isin(rows, ROWS)] = 0
    return found


def build(rows: Rows, before: VectorIndex | None = None) -> VectorIndex:
    return VectorIndex.build(rows, read, 32, before)


def saved(base: Base, path: Path) -> SavedFile:
    base.write(path)
    return SavedFile(path, checksum(path))


def brute(question: Matrix, k: int, rows: Rows) -> list[int]:
    found: list[int] = rows[np.argsort(-(read(rows) @ question))][:k].tolist()
    return found


@pytest.fixture(params=["exact", "lists"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "lists":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
        monkeypatch.setattr(vectors, "_BLOCK", 100)
    return str(request.param)


def recall(index: VectorIndex, share: float = vectors.SHARE) -> float:
    found = 0
    for question, hits in zip(
        QUESTIONS, index.search(QUESTIONS, 10, read, share=share), strict=True
    ):
        found += len({h.row for h in hits} & set(brute(question, 10, index.rows)))
    return found / (10 * len(QUESTIONS))


def test_recall_against_brute_force(kind: str) -> None:
    index = build(ROWS)
    assert index.base.exact == (kind == "exact")
    assert recall(index) >= (1.0 if kind == "exact" else 0.95)


def test_the_share_trades_recall_for_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    monkeypatch.setattr(vectors, "_BLOCK", 1)
    index = build(ROWS)
    few, many, every = (recall(index, share) for share in (0.001, 0.01, 1.0))
    assert few < many < every == 1.0


def test_scores_are_exact_in_either_kind(kind: str) -> None:
    index = build(ROWS)
    for question, hits in zip(QUESTIONS, index.search(QUESTIONS, 5, read), strict=True):
        for row, score in hits:
            assert score == pytest.approx(float(MATRIX[(row - 5) // 3] @ question), abs=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.03])
def test_filtered_search_finds_only_and_all_that_is_allowed(kind: str, share: float) -> None:
    index = build(ROWS)
    allowed = np.random.default_rng(2).random(len(ROWS)) < share
    selector = index.selector(allowed)
    for question, hits in zip(QUESTIONS, index.search(QUESTIONS, 7, read, selector), strict=True):
        assert [h.row for h in hits] == brute(question, 7, ROWS[allowed])


def test_a_language_far_from_the_question_is_searched_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lists that are nearest of all hold nothing of it."""
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    monkeypatch.setattr(vectors, "_BLOCK", 100)
    moved = MATRIX.copy()
    moved[::2, 0] += 3
    moved[1::2, 0] -= 3
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)

    def read_moved(rows: Rows) -> Matrix:
        return moved[(rows - 5) // 3]

    index = VectorIndex.build(ROWS, read_moved, 32)
    far = np.arange(len(ROWS)) % 2 == 1
    selector = index.selector(far)
    found = 0
    for question, hits in zip(
        QUESTIONS + moved[0],
        index.search(QUESTIONS + moved[0], 10, read_moved, selector),
        strict=True,
    ):
        best = ROWS[far][np.argsort(-(moved[far] @ question))][:10]
        found += len({h.row for h in hits} & set(best.tolist()))
    assert found / (10 * len(QUESTIONS)) >= 0.9


def test_what_a_file_gives_back_is_searched_alike(kind: str, tmp_path: Path) -> None:
    built = build(ROWS)
    base = Base.read(saved(built.base, tmp_path / "v"))
    assert base.exact == (kind == "exact")
    np.testing.assert_array_equal(base.rows, ROWS)
    np.testing.assert_array_equal(base.lists, built.base.lists)
    again = VectorIndex.on(base, ROWS, read)
    assert again.search(QUESTIONS, 5, read) == built.search(QUESTIONS, 5, read)


def test_small_changes_leave_the_file_and_large_ones_make_it_anew(
    kind: str, tmp_path: Path
) -> None:
    first = build(ROWS[:2000])
    first = first.over(Base.read(saved(first.base, tmp_path / "v")))
    some = np.delete(ROWS[:2100], np.arange(0, 400, 2))
    changed = build(some, first)
    assert changed.base is first.base
    assert len(changed.recent) == 100
    more = np.delete(some, np.arange(300))
    larger = build(more, changed)
    assert larger.base is not first.base
    assert len(larger.recent) == 0
    np.testing.assert_array_equal(larger.base.rows, more)
    if kind == "lists":
        np.testing.assert_array_equal(larger.base.centres, first.base.centres)
    for index in (changed, larger):
        assert recall(index) >= (1.0 if kind == "exact" else 0.95)
        (hits,) = index.search(QUESTIONS[:1], 5000, read, share=1.0)
        assert [hit.row for hit in hits] == brute(QUESTIONS[0], 5000, index.rows)


def test_passages_that_are_gone_since_are_not_found(kind: str) -> None:
    index = build(ROWS)
    gone = set(brute(QUESTIONS[0], 3, ROWS))

    def left(rows: Rows) -> Matrix:
        found = read(rows)
        found[np.isin(rows, list(gone))] = 0
        return found

    (hits,) = index.search(QUESTIONS[:1], 5, left)
    assert (gone <= {hit.row for hit in hits}) == (kind == "exact")


def test_a_damaged_file_is_not_built_upon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    first = build(ROWS[:1500])
    file = saved(first.base, tmp_path / "v")
    first = first.over(Base.read(file))
    data = bytearray(file.path.read_bytes())
    data[-9] ^= 16
    file.path.write_bytes(data)
    asked: list[int] = []

    def noted(rows: Rows) -> Matrix:
        asked.extend(rows.tolist())
        return read(rows)

    grown = VectorIndex.build(ROWS[:1900], noted, 32, first)
    assert set(asked) >= set(ROWS[:1900].tolist())
    assert recall(grown) >= 0.95


def test_lists_are_used_again_until_the_archive_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)
    first = build(ROWS[:1400])
    grown, doubled = build(ROWS[:2700], first), build(ROWS, first)
    lists = [len(index.base.centres) for index in (first, grown, doubled)]
    assert lists == [149, 149, 219]
    assert recall(grown) >= 0.95
    assert build(ROWS[:90], grown).base.exact


def test_an_empty_index() -> None:
    index = build(ROWS[:0])
    assert index.search(QUESTIONS[:2], 5, read) == [[], []]
    assert [hit.row for hit in build(ROWS[:1], index).search(QUESTIONS[:1], 5, read)[0]] == [5]


def test_places() -> None:
    known = np.array([2, 5, 9])
    assert places(known, np.array([9, 2, 3, 99, 0])).tolist() == [2, 0, -1, -1, -1]
    assert places(known[:0], np.array([1])).tolist() == [-1]
