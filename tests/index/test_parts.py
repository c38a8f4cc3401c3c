"""A change costs by what it touches, and what is left equals what is made at a stroke."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.index import parts, store
from qa.index.local import LocalIndex
from qa.index.parts import Part
from qa.index.passage_index import IndexedDocument, Statistics
from qa.types import WHOLE_ARCHIVE, Language
from tests.index.samples import SETTINGS, brute_dense, by_passage_id, new_index, sample, unit

QUESTION = unit(np.arange(-3, 5).astype(np.float32))


def documents(count: int) -> list[IndexedDocument]:
    spoken = [Language.KAZAKH, Language.RUSSIAN]
    return [sample(f"d{i:02d}", 4, language=spoken[i % 2]) for i in range(count)]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SEGMENT_ROWS", 16)


def files(folder: Path) -> dict[str, int]:
    """Derived files with their inodes: one that is written again has another."""
    kinds = ("part-*", "vectors-*")
    return {p.name: p.stat().st_ino for kind in kinds for p in folder.glob(kind)}


def assert_equal(first: Statistics, second: Statistics) -> None:
    assert (first.documents, first.passages) == (second.documents, second.passages)
    assert first.languages.keys() == second.languages.keys()
    for language, one in first.languages.items():
        other = second.languages[language]
        assert one.passages == other.passages
        np.testing.assert_allclose(one.mean_vector, other.mean_vector, atol=1e-6)
        np.testing.assert_allclose(one.mean_token, other.mean_token, atol=1e-6)
    np.testing.assert_array_equal(first.token_frequency, second.token_frequency)


def test_a_changed_document_touches_its_own_parts_alone(tmp_path: Path) -> None:
    many = documents(24)
    index = new_index(tmp_path / "changed", *many)
    before = files(tmp_path / "changed")
    assert [len(part.rows) for part in index._stored.snapshot.parts] == [16] * 6
    many[9] = sample("d09", 3, seed=1)
    index.add([many[9]])
    after = files(tmp_path / "changed")
    # The part that held it, and a new one; the vectors are as they were.
    assert len(before.items() - after.items()) == 1
    assert len(after.items() - before.items()) == 2
    assert [len(part.rows) for part in index._stored.snapshot.parts] == [16, 16, 12, 16, 16, 16, 3]
    at_a_stroke = new_index(tmp_path / "made", *many)
    assert_equal(index.statistics(WHOLE_ARCHIVE), at_a_stroke.statistics(WHOLE_ARCHIVE))
    (hits,) = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 200)
    assert by_passage_id(index, hits) == brute_dense(many, QUESTION, 200)
    again = LocalIndex.open(tmp_path / "changed", SETTINGS)
    assert files(tmp_path / "changed") == after
    assert again.dense_search(WHOLE_ARCHIVE, QUESTION[None], 200) == [hits]
    for one in (index, at_a_stroke, again):
        one.close()


def test_a_part_that_lost_everything_is_gone(tmp_path: Path) -> None:
    index = new_index(tmp_path, *documents(12))
    index.delete(WHOLE_ARCHIVE, ["d04", "d05", "d06", "d07"])
    assert [len(part.rows) for part in index._stored.snapshot.parts] == [16, 16]
    assert index.statistics(WHOLE_ARCHIVE).passages == 32
    index.close()


def test_small_parts_are_merged(tmp_path: Path) -> None:
    index = new_index(tmp_path)
    for document in documents(9):
        index.add([document])
    assert [len(part.rows) for part in index._stored.snapshot.parts] == [12, 12, 12]
    index.close()


def test_a_reader_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = new_index(tmp_path, *documents(12))
    reader = LocalIndex.open(tmp_path, SETTINGS)
    index.add([sample("new", 2)])
    read: list[str] = []

    def noted(path: Path) -> str:
        read.append(path.name)
        return real(path)

    real = store.checksum
    monkeypatch.setattr(store, "checksum", noted)
    assert reader.refresh()
    assert [name[:14] for name in read] == ["part-000000013"]
    assert reader.statistics(WHOLE_ARCHIVE).passages == 50
    for one in (index, reader):
        one.close()


def test_two_that_write_in_turn_lose_no_file(tmp_path: Path) -> None:
    """What the other has published meanwhile is what a writer goes on from."""
    many = documents(12)
    index = new_index(tmp_path, *many)
    other = LocalIndex.open(tmp_path, SETTINGS)
    more = [sample(f"n{i}", 3) for i in range(6)]
    for number, document in enumerate(more):
        (index, other)[number % 2].add([document])
    there = files(tmp_path)
    assert there.keys() == other._stored.manifest.files.keys()
    again = LocalIndex.open(tmp_path, SETTINGS)
    assert files(tmp_path) == there
    (hits,) = again.dense_search(WHOLE_ARCHIVE, QUESTION[None], 200)
    assert by_passage_id(again, hits) == brute_dense([*many, *more], QUESTION, 200)
    for one in (index, other, again):
        one.close()


def test_documents_without_passages_are_no_change(tmp_path: Path) -> None:
    index = new_index(tmp_path, *documents(3), sample("empty", 0))
    index.close()
    before = files(tmp_path)
    index = LocalIndex.open(tmp_path, SETTINGS)
    assert files(tmp_path) == before
    assert index._stored.whole
    index.close()


def test_a_part_comes_back_from_its_arrays(tmp_path: Path) -> None:
    index = new_index(tmp_path, *documents(3))
    (part,) = index._stored.snapshot.parts
    again = Part.of(part.arrays())
    assert again.arrays().keys() == part.arrays().keys()
    for name, array in part.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array)
    index.close()
