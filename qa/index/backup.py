"""An archive in one file: taken while others read and write, put back anywhere.

Only SQLite is kept, because everything else is derived from it.  Its own backup copies one
moment of the database, whatever is written meanwhile.  The file is a tar of a manifest (format,
when, of what, SHA-256) and the database, written beside its place and renamed when it is whole.

Putting it back is one transaction of SQLite into the database that is there: whoever reads it
meanwhile goes on reading the old one, and a kill half-way leaves the old one.  What was put back
counts as another archive, so that nothing derived from the old one is taken for its own.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import ArchiveError, BadInput, StorageError
from qa.index.database import NAME, Database, check_structure, read_meta
from qa.index.files import checksum, replace_file, storage_errors
from qa.index.lock import writer_lock
from qa.index.schema import bring_up_to_date

FORMAT = 1
_MANIFEST = "qa-backup.json"
_MOST_MANIFEST = 100_000


@dataclass(frozen=True, slots=True)
class Backup:
    """What is in a backup."""

    created: str
    generation: int
    schema: str
    model: str
    documents: int
    passages: int
    bytes: int
    sha256: str
    format: int = FORMAT


def back_up(folder: Path, target: Path) -> Backup:
    """Write the archive in `folder` to the file `target`, replacing one that is there.

    Raises ArchiveError when there is no archive, StorageError for what the disk refuses.
    """
    source = folder / NAME
    if not source.exists():
        raise ArchiveError(f"no index in {folder}; there is nothing to back up")
    with storage_errors(target), _work_folder(target.absolute().parent) as work:
        copy = work / NAME
        with (
            contextlib.closing(Database(source)) as database,
            database.reading() as connection,
            contextlib.closing(sqlite3.connect(copy)) as opened,
        ):
            connection.backup(opened)
            # One file, without a log beside it.
            opened.execute("PRAGMA journal_mode = DELETE")
            about = _describe(opened, copy)
        replace_file(target, lambda part: _pack(part, about, copy))
    return about


def restore(source: Path, folder: Path, *, replace: bool = False) -> Backup:
    """Put the backup in the file `source` into `folder`; an archive that is there gives way only
    with `replace`.

    Raises BadInput for a file that is no whole backup, ArchiveError where an archive is in the
    way, IndexBusy while another process writes.
    """
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if _holds_index(folder / NAME) and not replace:
        raise ArchiveError(
            f"there is an index in {folder}; restore to another --data folder, or replace it with "
            "--replace"
        )
    with storage_errors(folder), writer_lock(folder), _work_folder(folder) as work:
        about, copy = _unpack(source, work)
        _rename(copy, folder / NAME)
        _put_in_place(copy, folder / NAME)
    return about


def _describe(opened: sqlite3.Connection, copy: Path) -> Backup:
    meta = read_meta(opened)
    (documents,) = opened.execute("SELECT count(*) FROM documents").fetchone()
    (passages,) = opened.execute("SELECT count(*) FROM passages").fetchone()
    return Backup(
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        generation=int(meta["generation"]),
        schema=meta["schema"],
        model=meta["model"],
        documents=documents,
        passages=passages,
        bytes=copy.stat().st_size,
        sha256=checksum(copy),
    )


def _pack(part: Path, about: Backup, copy: Path) -> None:
    manifest = json.dumps(asdict(about), indent=1).encode()
    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as tar:
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
        tar.add(copy, NAME)
    part.chmod(0o600)  # it holds every document, whoever may read which


def _unpack(source: Path, work: Path) -> tuple[Backup, Path]:
    """The manifest, and the database once it is known to be the one that was written."""
    copy = work / NAME
    try:
        with tarfile.open(source, "r:") as tar:
            about = _manifest(source, tar)
            stored = tar.extractfile(NAME)
            if stored is None:
                raise BadInput(f"{source} holds no database; it is no backup of `qa backup`")
            with copy.open("wb") as file:
                shutil.copyfileobj(stored, file, 1 << 20)
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {source}") from error
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise BadInput(f"{source} is no whole backup of `qa backup`: {error}") from error
    found = checksum(copy)
    if found != about.sha256:
        raise BadInput(
            f"{source} is damaged: its database has SHA-256 {found}, expected {about.sha256}; "
            "take another backup"
        )
    with contextlib.closing(Database(copy)) as database:
        try:
            check_structure(database)
            bring_up_to_date(database)
        except StorageError as error:
            raise BadInput(f"{source} is damaged: {error}") from error
    return about, copy


def _manifest(source: Path, tar: tarfile.TarFile) -> Backup:
    stored = tar.extractfile(_MANIFEST)
    try:
        raw = json.loads(stored.read(_MOST_MANIFEST)) if stored else {}
        if raw.get("format") != FORMAT:
            raise BadInput(
                f"{source} is a backup of format {raw.get('format')!r}, expected {FORMAT}; "
                "restore it with the version of qa that made it"
            )
        return Backup(**raw)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{source} is no whole backup: its manifest is damaged") from error


def _holds_index(path: Path) -> bool:
    """A file that SQLite has only begun, or that was killed while it was filled, holds none."""
    if not path.exists():
        return False
    with contextlib.closing(Database(path)) as database, database.reading() as connection:
        return bool(read_meta(connection))


def _rename(copy: Path, there: Path) -> None:
    """Make the copy another archive than all others, later than the one that is there."""
    generation = 0
    if there.exists():
        with contextlib.closing(Database(there)) as database, database.reading() as connection:
            generation = int(read_meta(connection).get("generation", "0"))
    with contextlib.closing(Database(copy)) as database, database.transaction() as connection:
        meta = read_meta(connection)
        values = {
            "archive": uuid.uuid4().hex,
            "generation": str(max(generation, int(meta["generation"])) + 1),
        }
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
        connection.execute("UPDATE collections SET changed = ?", [int(values["generation"])])


def _put_in_place(copy: Path, there: Path) -> None:
    """All pages of `copy` into the database `there`, in one transaction."""
    with (
        contextlib.closing(Database(copy)) as source,
        contextlib.closing(Database(there)) as target,
        source.reading() as read,
        target.reading() as written,
    ):
        read.backup(written, pages=-1)


@contextlib.contextmanager
def _work_folder(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".qa-", dir=beside) as name:
        yield Path(name)
