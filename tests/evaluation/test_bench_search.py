"""What the bench makes and measures, on an archive of samples."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from qa.evaluation.bench_recall import Dense, Noting, recall
from qa.evaluation.bench_search import Copies
from qa.index.local import LocalIndex
from qa.index.passage_index import ArchiveIndex, Scored
from qa.types import WHOLE_ARCHIVE, Filters, Language
from tests.index.samples import SETTINGS, new_index, sample

KAZAKH, RUSSIAN = (Filters(languages=(one,)) for one in (Language.KAZAKH, Language.RUSSIAN))


@pytest.fixture
def index(tmp_path: Path):  # type: ignore[no-untyped-def]
    many = [
        sample(f"d{i}", 10, language=[Language.KAZAKH, Language.RUSSIAN][i % 2]) for i in range(8)
    ]
    opened = new_index(tmp_path, *many)
    yield opened
    opened.close()


def passages_of(index: LocalIndex) -> int:
    return index.statistics(WHOLE_ARCHIVE).passages


def test_copies_fill_an_archive_and_go_on_where_they_were(
    index: LocalIndex, tmp_path: Path
) -> None:
    copies = Copies(index)
    index.add(copies.up_to(330))
    assert passages_of(index) == 330
    again = Copies(LocalIndex.open(tmp_path, SETTINGS))
    assert again.questions == copies.questions
    index.add(islice(again.up_to(500), 2))
    index.add(again.up_to(500))
    assert passages_of(index) == 500
    names = {one.id for one in index.documents(WHOLE_ARCHIVE, limit=-1).documents}
    assert names == {f"d{i}" for i in range(8)} | {f"copy-{i}" for i in range(9)}


def test_a_copy_is_varied_and_the_same_every_time(index: LocalIndex) -> None:
    copies = Copies(index)
    first, again, turned = (copies.document(3, turn=turn) for turn in (0, 0, 1))
    assert first.document.text == again.document.text == turned.document.text
    for entry, same, other in zip(first.passages, again.passages, turned.passages, strict=True):
        np.testing.assert_array_equal(entry.vector, same.vector)
        assert not np.array_equal(entry.vector, other.vector)
        assert np.linalg.norm(entry.vector) == pytest.approx(1.0, abs=1e-5)
        assert (np.diff(entry.terms.hashes.astype(object)) > 0).all()
    assert len(first.passages) == 50


def searched(index: ArchiveIndex, filters: Filters, k: int = 24) -> Dense:
    vectors = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)
    return Dense(vectors, k, filters, index.dense_search(WHOLE_ARCHIVE, vectors, k, filters))


def test_recall_is_whole_where_nothing_is_missed(index: LocalIndex) -> None:
    assert recall(index, [searched(index, KAZAKH), searched(index, RUSSIAN)]) == 1.0


def test_recall_counts_what_is_missed(index: LocalIndex) -> None:
    one = searched(index, KAZAKH)
    less = [[Scored(0, 2.0)] * 6 + hits[6:] for hits in one.found]
    assert recall(index, [Dense(one.vectors, 24, KAZAKH, less)]) == 0.75
    other = searched(index, RUSSIAN).found
    assert recall(index, [Dense(one.vectors, 24, KAZAKH, other)]) == 0.0


def test_searches_are_noted_and_passed_on(index: LocalIndex) -> None:
    noting = Noting(index)
    vector = np.ones((1, 8), np.float32)
    found = []

    def search() -> None:
        found.append(noting.dense_search(WHOLE_ARCHIVE, vector, 5, KAZAKH))
        found.append(noting.lexical_search(WHOLE_ARCHIVE, {"сессия": 1.0}, 5).hits)

    asked = noting.during(search)
    assert found == [
        index.dense_search(WHOLE_ARCHIVE, vector, 5, KAZAKH),
        index.lexical_search(WHOLE_ARCHIVE, {"сессия": 1.0}, 5).hits,
    ]
    assert [one.found for one in asked.dense] == found[:1]
    assert asked.lexical == [({"сессия": 1.0}, 5, None)]
    assert noting.settings == index.settings
