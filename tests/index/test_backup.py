"""Backups: consistent while others write, refused when damaged, put back anywhere."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from qa.archive import Archive
from qa.errors import ArchiveError, BadInput, IndexBusy
from qa.index.backup import _describe, _pack, back_up, restore
from qa.index.local import LocalIndex
from qa.index.lock import writer_lock
from qa.indexing import Indexer
from qa.types import WHOLE_ARCHIVE
from tests.fakes import FakeTokenEncoder
from tests.small_archive import TEXTS, small_archive


def sources(folder: Path) -> set[str]:
    with closing(LocalIndex.open(folder)) as index:
        return {d.source for d in index.documents(WHOLE_ARCHIVE, limit=-1).documents}


def test_a_backup_put_back_elsewhere_is_the_archive(tmp_path: Path) -> None:
    with closing(small_archive(tmp_path)) as archive:
        archive.add_feedback(answer_id="a", question="Кто?", rating="up")
        about = back_up(tmp_path / "data", tmp_path / "out.qa")
        expected = {q: archive.ask(q).citations for q in ("Кому помог фонд?", "Who met?")}
    assert (about.documents, about.generation) == (len(TEXTS), 3)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out.qa", "texts"]
    assert restore(tmp_path / "out.qa", tmp_path / "new" / "place") == about
    with closing(LocalIndex.open(tmp_path / "new" / "place")) as index:
        again = Archive(index, FakeTokenEncoder(), archive.settings)
        assert {q: again.ask(q).citations for q in expected} == expected
        assert [f.question for f in again.feedback()] == ["Кто?"]
        assert index.generation == about.generation + 1
    assert [p.name for p in (tmp_path / "new" / "place").glob(".qa-*")] == []


def test_a_backup_taken_while_documents_come_is_of_one_moment(tmp_path: Path) -> None:
    with closing(small_archive(tmp_path)) as archive:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                archive.add_upload(f"{number % 7}.txt", f"Фонд {number} помог людям.".encode())
                number += 1

        thread = threading.Thread(target=write)
        thread.start()
        try:
            for number in range(5):
                back_up(tmp_path / "data", tmp_path / f"{number}.qa")
        finally:
            stop.set()
            thread.join()
    for number in range(5):
        about = restore(tmp_path / f"{number}.qa", tmp_path / f"again{number}")
        assert len(sources(tmp_path / f"again{number}")) == about.documents >= len(TEXTS)


def test_a_server_that_runs_goes_over_to_what_is_put_back(tmp_path: Path) -> None:
    with closing(small_archive(tmp_path)) as archive:
        back_up(tmp_path / "data", tmp_path / "out.qa")
        (before,) = archive.ask("Кому помог фонд?").citations[:1]
        for one in archive.documents().documents:
            archive.delete(one.id)
        # The rows of the new ones are those of the old ones once more.
        archive.add_upload("new.txt", "Совсем другое предложение о погоде.".encode())
        archive.ask("Что о погоде?")
        with pytest.raises(ArchiveError, match="there is an index"):
            restore(tmp_path / "out.qa", tmp_path / "data")
        restore(tmp_path / "out.qa", tmp_path / "data", replace=True)
        after = archive.ask("Кому помог фонд?").citations[0]
        assert (after.source, after.quote) == (before.source, before.quote)
        text = archive.document(after.document_id).text
        assert text[after.start : after.end] == after.quote
        assert {one.source for one in archive.documents().documents} == set(TEXTS)
    indexer = LocalIndex.open(tmp_path / "data")
    with closing(indexer):
        report = Indexer(indexer, FakeTokenEncoder(), archive.settings).update([tmp_path / "texts"])
    assert report.unchanged == len(TEXTS)


def packed(database: Path, target: Path) -> Path:
    """A backup of the database as it is, whatever its layout."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        about = _describe(connection, database)
    _pack(target, about, database)
    return target


def change(source: Path, target: Path, place: int) -> None:
    data = bytearray(source.read_bytes())
    data[place] ^= 1
    target.write_bytes(data)


def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    small_archive(tmp_path).close()
    whole, broken, there = tmp_path / "out.qa", tmp_path / "broken.qa", tmp_path / "data"
    back_up(there, whole)
    size = whole.stat().st_size
    with tarfile.open(whole) as tar:
        start = tar.getmember("index.db").offset_data
    for place in (start + 100, start + 40_000, size - 30_000):
        change(whole, broken, place)
        with pytest.raises(BadInput, match=r"damaged|no whole backup"):
            restore(broken, there, replace=True)
        assert sources(there) == set(TEXTS)
    for length in (0, 100, start + 10, size // 2):
        broken.write_bytes(whole.read_bytes()[:length])
        with pytest.raises(BadInput, match=r"damaged|no whole backup"):
            restore(broken, tmp_path / "fresh")
        assert not (tmp_path / "fresh" / "index.db").exists()


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no file"):
        restore(tmp_path / "none.qa", tmp_path / "data")
    (tmp_path / "text.qa").write_text("text" * 1000)
    with pytest.raises(BadInput, match="no whole backup"):
        restore(tmp_path / "text.qa", tmp_path / "data")
    with tarfile.open(tmp_path / "later.qa", "w") as tar:
        manifest = json.dumps({"format": 99}).encode()
        entry = tarfile.TarInfo("qa-backup.json")
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
    with pytest.raises(BadInput, match="format 99, expected 1"):
        restore(tmp_path / "later.qa", tmp_path / "data")
    with pytest.raises(ArchiveError, match="nothing to back up"):
        back_up(tmp_path / "data", tmp_path / "out.qa")


def test_nothing_is_put_back_while_another_writes(tmp_path: Path) -> None:
    small_archive(tmp_path).close()
    back_up(tmp_path / "data", tmp_path / "out.qa")
    with writer_lock(tmp_path / "data"), pytest.raises(IndexBusy):
        restore(tmp_path / "out.qa", tmp_path / "data", replace=True)
