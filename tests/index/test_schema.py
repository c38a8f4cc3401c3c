"""An index of an older layout is brought up to date, and loses nothing on the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa.archive import Archive
from qa.errors import ArchiveError
from qa.index.backup import restore
from qa.index.database import NAME
from qa.index.local import LocalIndex
from qa.index.schema import SCHEMA
from qa.indexing import Indexer
from qa.settings import Settings
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE
from tests.fakes import FakeTokenEncoder
from tests.index.test_backup import packed
from tests.small_archive import TEXTS

# Three texts, an upload and a rating, as version 0.1.0 of November 2026 stored them.
LAYOUT_1 = Path(__file__).with_name("layout1.sql")
SOURCES = {*TEXTS, "жаңа.txt"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of an index of layout 1."""
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / NAME)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(LAYOUT_1.read_text(encoding="utf-8"))
    return folder


def held(index: LocalIndex) -> dict[str, str]:
    """Text by source; every passage must be a span of it."""
    found = {}
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        assert summary.collection == DEFAULT_COLLECTION
        document = index.document(WHOLE_ARCHIVE, summary.id).document
        passages = index.document_passages(WHOLE_ARCHIVE, summary.id)
        assert passages
        for passage in passages.values():
            assert document.text[passage.start : passage.end] == passage.text
        found[summary.source] = document.text
    return found


def layout(folder: Path) -> str:
    with closing(sqlite3.connect(folder / NAME)) as connection:
        (value,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return str(value)


def test_an_index_of_layout_1_keeps_documents_ratings_and_folders(old: Path) -> None:
    assert layout(old) == "1"
    for _ in range(2):
        with closing(LocalIndex.open(old)) as index:
            texts = held(index)
            assert texts.keys() == SOURCES
            assert texts["ru.txt"] == TEXTS["ru.txt"]
            (rating,) = index.feedback.all(WHOLE_ARCHIVE)
            assert (rating.question, rating.rating, rating.reason) == ("Кто?", "down", "не то")
            assert [Path(one).name for one in index.folders(WHOLE_ARCHIVE)] == ["texts"]
        assert layout(old) == str(SCHEMA)


def test_it_is_embedded_anew_where_need_be_and_answers(old: Path) -> None:
    settings = Settings(data_dir=old, refuse_below=0.0)
    encoder = FakeTokenEncoder()
    with closing(LocalIndex.open(old)) as index:
        Indexer(index, encoder, settings).embed_anew()
        assert held(index).keys() == SOURCES
        answer = Archive(index, encoder, settings).ask("Кому помог фонд?")
        assert answer.citations[0].quote in TEXTS["ru.txt"]


def test_a_backup_of_layout_1_is_brought_up_to_date_as_it_is_put_back(
    old: Path, tmp_path: Path
) -> None:
    restore(packed(old / NAME, tmp_path / "old.qa"), tmp_path / "new")
    with closing(LocalIndex.open(tmp_path / "new")) as index:
        assert held(index).keys() == SOURCES


def test_a_later_layout_is_refused_and_left_alone(old: Path) -> None:
    with closing(sqlite3.connect(old / NAME)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        connection.commit()
    with pytest.raises(ArchiveError, match="has layout 99, this version reads"):
        LocalIndex.open(old)
    assert layout(old) == "99"
