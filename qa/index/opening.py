"""Opening the archive that the settings name: a folder's, or a database's with `QA_INDEX`."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ArchiveError, BadInput, MissingExtra, StorageError
from qa.index.database import NAME
from qa.index.local import LocalIndex
from qa.index.passage_index import ArchiveIndex, IndexSettings
from qa.settings import BLANKS, DATABASE, Settings, are_databases

if TYPE_CHECKING:
    from qa.index.postgres.index import PostgresIndex
    from qa.index.shards.index import ShardedIndex

NEAR = "segments"
"""The folder in which a server keeps what it searches of a database."""


def open_index(
    settings: Settings, wanted: IndexSettings | None = None, *, create: bool = False
) -> ArchiveIndex:
    """The archive, begun with `create` where there is none.

    Raises ArchiveError when there is none, IndexMismatch when it was made with other settings,
    StorageError when it cannot be reached or is damaged, MissingExtra without a database's driver.
    """
    if settings.index is None:
        share = settings.dense_share
        return LocalIndex.open(settings.data_dir, wanted, create=create, share=share)
    near = settings.data_dir / NEAR
    return open_postgres(settings.index.get_secret_value(), wanted, create=create, near=near)


def open_postgres(
    address: str,
    wanted: IndexSettings | None = None,
    *,
    create: bool = False,
    near: Path | None = None,
) -> PostgresIndex | ShardedIndex:
    """The archive in a database, or in several whose addresses have blanks between them."""
    one = _postgres()
    url, *others = address.split()
    if others:
        from qa.index.shards.index import ShardedIndex

        return ShardedIndex.open([url, *others], wanted, create=create, near=near)
    from qa.index.shards.marks import refuse_part

    found = one.open(url, wanted, create=create, near=near)
    try:
        refuse_part(found)
    except BaseException:
        found.close()
        raise
    return found


def _postgres() -> type[PostgresIndex]:
    try:
        from qa.index.postgres.index import PostgresIndex
    except ImportError as error:
        raise MissingExtra(
            "an index in PostgreSQL needs its driver; install it with: pip install 'qa[postgres]'"
        ) from error
    return PostgresIndex


@contextlib.contextmanager
def scratch(settings: Settings, made: IndexSettings) -> Iterator[ArchiveIndex]:
    """An empty archive that is thrown away at the end, for measuring: in a folder of its own, or in
    a schema of its own of the database that the settings name."""
    with tempfile.TemporaryDirectory(prefix="qa-scratch-") as folder:
        if settings.index is None:
            with contextlib.closing(LocalIndex.open(Path(folder), made, create=True)) as local:
                yield local
            return
        url, *others = settings.index.get_secret_value().split()
        if others:
            raise BadInput("QA_INDEX names several servers, and this is measured in one; name one")
        with _postgres().scratch(url, made, Path(folder)) as shared:
            yield shared


def open_at(place: str, settings: IndexSettings | None = None) -> ArchiveIndex:
    """The archive in a folder or at the address of a database, or of several, begun where
    `settings` are given.  Raises BadInput for what is neither."""
    if place.startswith(DATABASE) and not are_databases(place):
        raise BadInput(f"{BLANKS} (given: an address followed by something else)")
    if place.startswith(DATABASE):
        return open_postgres(place, settings, create=settings is not None)
    return LocalIndex.open(Path(place), settings, create=settings is not None)


def where_of(settings: Settings) -> str:
    """Where the archive is, without a password, for messages."""
    if settings.index is None:
        return str(settings.data_dir)
    try:
        from qa.index.postgres.database import place
    except ImportError:
        return "PostgreSQL"
    return ", ".join(map(place, settings.index.get_secret_value().split()))


def is_begun(settings: Settings) -> bool:
    """Whether there is an archive, or only opening tells."""
    return settings.index is None and (settings.data_dir / NAME).exists()


def is_there(settings: Settings) -> bool:
    """Whether there is an archive, also in a database.  Raises StorageError where that cannot be
    told."""
    try:
        open_index(settings).close()
    except StorageError:
        raise
    except ArchiveError:
        return False
    return True


def folder_of(settings: Settings, command: str) -> Path:
    """The archive's folder, for what works with files.  Raises BadInput where it is a database."""
    if settings.index is not None:
        raise BadInput(
            f"`{command}` works with a folder, and QA_INDEX names {where_of(settings)}; back a "
            "database up with its own tools (docs/scale.md), or take the archive into a folder "
            "with `qa copy`"
        )
    return settings.data_dir
