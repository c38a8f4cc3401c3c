"""Python looks for garbage between documents, not over what a document is made of."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import garbage
from qa.garbage import full_collections_put_off
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.language.tokens import tokenize
from qa.settings import Settings
from tests.fakes import FakeTokenEncoder


@pytest.fixture
def full() -> Iterator[list[int]]:
    """Of each full collection, how many objects there were."""
    seen: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start" and told["generation"] == 2:
            seen.append(len(gc.get_objects()))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def grow(count: int) -> list[list[int]]:
    """So many objects more than there were."""
    return [[number] for number in range(count)]


def test_a_block_is_left_alone_and_makes_up_for_it(
    full: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage._collections, "_next", 0.0)  # none was a moment ago
    gc.collect()
    grow(300_000)
    assert len(full) > 1
    del full[:]
    with full_collections_put_off():
        objects = len(gc.get_objects())
        grow(300_000)
        with full_collections_put_off():
            grow(300_000)
        grow(300_000)
        assert full == []
    assert gc.get_threshold()[2] < 1000
    assert full
    assert max(full) < objects + 50_000


def test_an_error_leaves_it_as_it_was() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="no"), full_collections_put_off():
        raise ValueError("no")
    assert gc.get_threshold() == usual


def test_a_document_in_hand_is_not_looked_through(tmp_path: Path, full: list[int]) -> None:
    """Its sentences and words are a hundred thousand objects."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Сөз. " * 30_000, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    encoder = FakeTokenEncoder()
    index = LocalIndex.open(settings.data_dir, index_settings(settings, encoder), create=True)
    gc.collect()
    gc.freeze()
    try:
        before = len(gc.get_objects())
        del full[:]
        report = Indexer(index, encoder, settings).update([tmp_path / "texts"])
    finally:
        gc.unfreeze()
        index.close()
    assert report.passages > 500
    assert not full or max(full) < before + 30_000


def test_what_was_read_of_a_document_is_forgotten() -> None:
    text = "Сөз. " * 1000
    with full_collections_put_off():
        first = tokenize(text)[0]
        assert tokenize(text)[0] is first
    assert tokenize(text)[0] is not first
