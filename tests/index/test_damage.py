"""Whatever happens to the files: a typed error or the right answer, and nothing lost."""

from __future__ import annotations

import errno
import logging
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ArchiveError, QaError, StorageError
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexedDocument
from qa.types import WHOLE_ARCHIVE, Language
from tests.index.samples import SETTINGS, brute_dense, by_passage_id, new_index, sample, unit

QUESTION = unit(np.arange(-3, 5).astype(np.float32))
DOCUMENTS = [sample("a", 4, date="2022-04-29"), sample("b", 3, language=Language.RUSSIAN)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    new_index(made, *DOCUMENTS).close()
    return made


def hits(index: LocalIndex) -> list[tuple[str, float]]:
    (found,) = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 50)
    return by_passage_id(index, found)


def lexical(index: LocalIndex) -> list[tuple[str, float]]:
    return by_passage_id(
        index, index.lexical_search(WHOLE_ARCHIVE, {"сессия": 1.0, "26": 1.0}, 50).hits
    )


def everything(index: LocalIndex) -> list[object]:
    """All that a person could come to see."""
    found: list[object] = [hits(index), lexical(index)]
    for document in DOCUMENTS:
        stored = index.document(WHOLE_ARCHIVE, document.document.id)
        passages = index.document_passages(WHOLE_ARCHIVE, document.document.id)
        states = index.token_states(WHOLE_ARCHIVE, passages)
        found += [stored.document, stored.content_hash, stored.root, passages]
        found += [(s.states, s.token_ids.tolist(), s.offsets.tolist()) for s in states.values()]
        found.append(index.vectors(WHOLE_ARCHIVE, list(passages)).tolist())
    return found


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path, place: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) * 2 // 3 if place is None else place] ^= 16
    path.write_bytes(data)


@pytest.mark.parametrize("kind", ["vectors-*", "part-*", "manifest.json"])
@pytest.mark.parametrize(
    "damage", [Path.unlink, truncate, flip, lambda path: path.write_bytes(b"")]
)
def test_derived_files_are_made_anew(
    folder: Path, kind: str, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    whole = LocalIndex.open(folder, SETTINGS)
    expected, expected_terms = hits(whole), lexical(whole)
    whole.close()
    (path,) = folder.glob(kind)
    before = path.read_bytes()
    damage(path)
    with caplog.at_level(logging.WARNING, logger="qa.index"):
        index = LocalIndex.open(folder, SETTINGS)
    assert hits(index) == expected == brute_dense(DOCUMENTS, QUESTION, 50)
    assert lexical(index) == expected_terms
    assert path.read_bytes() == before
    index.close()
    if kind != "manifest.json":
        assert "will be made anew" in caplog.text
        assert "damaged" in caplog.text


def test_flipped_bits_in_the_database_never_give_a_wrong_answer(folder: Path) -> None:
    index = LocalIndex.open(folder, SETTINGS)
    expected = everything(index)
    index.close()
    path = folder / "index.db"
    good = path.read_bytes()
    # Most of a small database is free space, which is zero and means nothing.
    used = [place for place, byte in enumerate(good) if byte]
    noticed = 0
    draw = random.Random(7)
    for _ in range(50):
        flip(path, draw.choice(used))
        if draw.random() < 0.5:
            (folder / "manifest.json").unlink(missing_ok=True)
        try:
            index = LocalIndex.open(folder, SETTINGS)
            try:
                assert everything(index) == expected
            finally:
                index.close()
        except QaError:
            noticed += 1
        for left in folder.glob("index.db-*"):
            left.unlink()
        path.write_bytes(good)
    assert noticed > 0


@pytest.mark.parametrize(
    "damage", [truncate, lambda path: path.write_bytes(b"not a database " * 2000)]
)
def test_damaged_database_says_what_to_do(folder: Path, damage: Callable[[Path], object]) -> None:
    damage(folder / "index.db")
    with pytest.raises(StorageError, match=r"is damaged .* restore it from a backup"):
        LocalIndex.open(folder, SETTINGS)


def test_empty_database_file_is_no_index(folder: Path) -> None:
    (folder / "index.db").write_bytes(b"")
    with pytest.raises(ArchiveError, match="holds no index"):
        LocalIndex.open(folder, SETTINGS)


def test_derived_files_of_another_archive_are_not_believed(folder: Path, tmp_path: Path) -> None:
    others = [sample("x", 4), sample("y", 3)]
    new_index(tmp_path / "other", *others).close()
    for path in folder.iterdir():
        if not path.name.startswith("index.db"):
            shutil.copy(path, tmp_path / "other")
    index = LocalIndex.open(tmp_path / "other", SETTINGS)
    assert hits(index) == brute_dense(others, QUESTION, 50)
    index.close()


def test_database_from_a_backup(folder: Path, tmp_path: Path) -> None:
    """Its rows are given out again, so newer derived files would name wrong passages."""
    shutil.copy(folder / "index.db", tmp_path / "backup")
    index = LocalIndex.open(folder, SETTINGS)
    index.add([sample("lost", 3)])
    index.close()
    shutil.copy(tmp_path / "backup", folder / "index.db")
    index = LocalIndex.open(folder, SETTINGS)
    assert hits(index) == brute_dense(DOCUMENTS, QUESTION, 50)
    new = sample("new", 3)
    index.add([new])
    assert hits(index) == brute_dense([*DOCUMENTS, new], QUESTION, 50)
    index.close()


def test_full_disk_while_storing(folder: Path) -> None:
    index = LocalIndex.open(folder, SETTINGS)
    connection = index._database._connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    large = sample("large", 1, text="сөз " * 100_000)
    with pytest.raises(StorageError, match=r"disk is full.*Nothing that was indexed is lost"):
        index.add([large])
    assert hits(index) == brute_dense(DOCUMENTS, QUESTION, 50)
    connection.execute("PRAGMA max_page_count = 1000000")
    index.add([large])
    assert hits(index) == brute_dense([*DOCUMENTS, large], QUESTION, 50)
    index.close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_full_disk_while_publishing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    index = LocalIndex.open(folder, SETTINGS)
    new = sample("new", 3)

    def refuse(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StorageError, match="Nothing that was indexed is lost"):
            index.add([new])
        assert hits(index) == brute_dense(DOCUMENTS, QUESTION, 50)
        reader = LocalIndex.open(folder, SETTINGS)
        assert hits(reader) == brute_dense([*DOCUMENTS, new], QUESTION, 50)
        reader.close()
    assert index.refresh()
    assert hits(index) == brute_dense([*DOCUMENTS, new], QUESTION, 50)
    assert not list(folder.glob("*.part"))
    index.close()


def test_file_size_limit(folder: Path) -> None:
    """The operating system itself refuses to let a file grow."""
    program = f"""
import resource, signal, sys
from pathlib import Path
from qa.errors import StorageError
from qa.index.local import LocalIndex
from tests.index.samples import SETTINGS, sample
index = LocalIndex.open(Path({str(folder)!r}), SETTINGS)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
stored = []
try:
    for i in range(200):
        index.add([sample(f"n{{i}}", 20)])
        stored.append(f"n{{i}}")
except StorageError as error:
    print(len(stored))
    sys.exit(6)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 6, done.stderr
    index = LocalIndex.open(folder, SETTINGS)
    acknowledged = [sample(f"n{i}", 20) for i in range(int(done.stdout))]
    there = {d.id for d in index.documents(WHOLE_ARCHIVE, limit=1000).documents}
    assert there >= {d.document.id for d in [*DOCUMENTS, *acknowledged]}
    whole = DOCUMENTS + [sample(name, 20) for name in there if name.startswith("n")]
    assert hits(index) == brute_dense(whole, QUESTION, 50)
    index.close()


def test_read_only_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    index = LocalIndex.open(folder, SETTINGS)
    assert hits(index) == brute_dense(DOCUMENTS, QUESTION, 50)
    with pytest.raises(StorageError, match="read-only"):
        index.add([sample("new", 1)])
    index.close()


def test_read_only_folder_with_stale_files_is_searched_from_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = folder / "manifest.json"
    manifest.write_bytes(b"{}")

    def refuse(handle: int) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "fsync", refuse)
    index = LocalIndex.open(folder, SETTINGS)
    assert hits(index) == brute_dense(DOCUMENTS, QUESTION, 50)
    assert manifest.read_bytes() == b"{}"
    index.close()


def test_old_files_are_dropped(folder: Path) -> None:
    index = LocalIndex.open(folder, SETTINGS)
    (folder / "vectors-000000001.faiss.part").write_bytes(b"left by a crash")
    documents: list[IndexedDocument] = [sample(f"n{i}", 2) for i in range(5)]
    for document in documents:
        index.add([document])
    index.close()
    kinds = sorted(path.name.split("-")[0] for path in folder.iterdir())
    assert [k for k in kinds if not k.startswith(("index", "writer", "part"))] == [
        "manifest.json",
        "vectors",
    ]
