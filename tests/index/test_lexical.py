from __future__ import annotations

import numpy as np
import pytest

from qa.index import lexical
from qa.index.bm25 import Postings
from qa.index.lexical import (
    Segment,
    build_segment,
    hash_term,
    keep_rows,
    merged,
    pack_terms,
)

PASSAGES = [["а", "б", "б"], ["б"], ["в", "а"], [], ["а"] * 300]


def segment(passages: list[list[str]], first_row: int = 1) -> Segment:
    rows = np.arange(first_row, first_row + len(passages), dtype=np.int64)
    return build_segment(rows, [pack_terms(terms) for terms in passages])


def scores(postings: Postings, terms: dict[str, float]) -> list[float]:
    """Of all passages."""
    places, found, _ = postings.search(terms, 10)
    every = np.zeros(postings.passages)
    every[places] = found
    return every.round(5).tolist()


def test_terms_are_counted_once_each_and_sorted() -> None:
    hashes, counts = pack_terms(["б", "а", "б"])
    assert dict(zip(hashes.tolist(), counts.tolist(), strict=True)) == {
        hash_term("а"): 1,
        hash_term("б"): 2,
    }
    assert hashes.tolist() == sorted(hashes.tolist())


def test_counts_given_as_a_mapping() -> None:
    hashes, counts = pack_terms({"а": 1000, "б": 0, "в": 2})
    found = dict(zip(hashes.tolist(), counts.tolist(), strict=True))
    assert found == {hash_term("а"): 255, hash_term("в"): 2}


def test_hashes_never_change() -> None:
    """They are stored: another hash would make every archive unsearchable."""
    assert hash_term("w:қор") == 0xEADFDBD0228CA986


@pytest.mark.parametrize("cut", range(6))
def test_segments_score_as_one(cut: int) -> None:
    together = Postings([segment(PASSAGES)])
    apart = Postings([segment(PASSAGES[:cut]), segment(PASSAGES[cut:], 1 + cut)])
    terms = {"а": 1.0, "б": 0.5, "жоқ": 2.0}
    assert scores(apart, terms) == scores(together, terms)
    assert apart.search(terms, 10)[2].attainable == together.search(terms, 10)[2].attainable


@pytest.mark.parametrize("gone", [[], [0], [1, 3], [4], [0, 1, 2, 3, 4]])
def test_leaving_passages_out_equals_never_having_had_them(gone: list[int]) -> None:
    keep = np.array([i not in gone for i in range(5)])
    left = keep_rows(segment(PASSAGES), keep)
    fresh = segment([p for i, p in enumerate(PASSAGES) if i not in gone])
    assert left.rows.tolist() == [i + 1 for i in range(5) if i not in gone]
    for name in set(fresh.arrays()) - {"rows"}:
        np.testing.assert_array_equal(getattr(left, name), getattr(fresh, name))


@pytest.mark.parametrize("gone", [[], [0], [1, 3], [4], [0, 1, 2, 3, 4]])
@pytest.mark.parametrize("parts", [[[0, 1], [2, 3, 4]], [[0, 3], [1, 4], [2]], [[4], [0, 1, 2, 3]]])
def test_merged_segments_equal_one_made_at_a_stroke(
    parts: list[list[int]], gone: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "COMMON", 2)
    apart = [
        build_segment(np.array(own) + 1, [pack_terms(PASSAGES[i]) for i in own]) for own in parts
    ]
    found = merged(apart, [~np.isin(own, gone) for own in parts])
    fresh = keep_rows(segment(PASSAGES), ~np.isin(range(5), gone))
    for name, array in fresh.arrays().items():
        np.testing.assert_array_equal(getattr(found, name), array)
        assert getattr(found, name).dtype == array.dtype


def test_weights_scale_scores() -> None:
    postings = Postings([segment(PASSAGES)])
    double, single = scores(postings, {"б": 2.0}), scores(postings, {"б": 1.0})
    assert double == pytest.approx([2 * s for s in single], abs=1e-4)
    assert scores(postings, {"б": 0.0}) == [0.0] * 5


def test_attainable_score_is_never_reached_nor_passed() -> None:
    postings = Postings([segment(PASSAGES)])
    for terms in ({"а": 1.0}, {"а": 1.0, "б": 3.0, "в": 1.0}):
        _, found, weighing = postings.search(terms, 10)
        assert 0 < float(found.max()) < weighing.attainable


def test_a_passage_scored_by_its_counts_gets_what_the_search_gives() -> None:
    postings = Postings([segment(PASSAGES)])
    terms = {"а": 1.0, "б": 0.7, "в": 0.0, "жоқ": 3.0}
    *_, weighing = postings.search(terms, 10)
    counts = np.array(
        [[min(terms.count(t), 255) for t in weighing.terms] for terms in PASSAGES], np.uint8
    )
    lengths = np.array([min(len(terms), 255) for terms in PASSAGES], np.float32)
    assert weighing.scores(counts, lengths) == pytest.approx(scores(postings, terms), abs=1e-5)


def test_nothing_to_search() -> None:
    assert not len(Postings([]).search({"а": 1.0}, 10)[0])
    assert scores(Postings([segment([[], []])]), {"а": 1.0}) == [0.0, 0.0]


def test_a_segment_has_room_for_so_many_passages() -> None:
    rows = np.arange(lexical.SEGMENT_ROWS + 1, dtype=np.int64)
    with pytest.raises(ValueError, match="at most 65536"):
        build_segment(rows, [pack_terms(())] * len(rows))
    full = build_segment(rows[1:], [pack_terms(["x"])] * (len(rows) - 1))
    assert full.places[-1] == lexical.SEGMENT_ROWS - 1


def test_hostile_terms() -> None:
    terms = ["a\0b", "\ud800", "' OR 1=1", "😀", "x" * 100_000, ""]
    postings = Postings([segment([terms])])
    assert all(scores(postings, {term: 1.0})[0] > 0 for term in terms)
