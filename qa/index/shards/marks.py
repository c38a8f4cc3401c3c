"""What each server notes of its part, so that none is taken for another, or for a whole archive."""

from __future__ import annotations

from collections.abc import Sequence

from qa.errors import ArchiveError, BadInput
from qa.index.postgres.index import PostgresIndex
from qa.index.shards.shard import Shard
from qa.index.sql import noted

_MARK = "shard"


def part_of(index: PostgresIndex) -> str:
    """`2 of 3` for the second of three servers, empty for a whole archive."""
    return _meta(index, _MARK).partition(" in ")[0]


def refuse_part(index: PostgresIndex) -> None:
    """Raises BadInput for a server that has only some of an archive's documents."""
    part = part_of(index)
    if part:
        raise BadInput(
            f"{index.name} is server {part} of an archive; name all of them in QA_INDEX, in their "
            "order and with blanks between them"
        )


def check_marks(shards: Sequence[Shard], *, create: bool) -> None:
    """Make sure that these are the servers of one archive, all of them and in order; with
    `create`, empty ones become that.

    Raises BadInput where they are not.
    """
    archives = [_meta(shard, "archive") for shard in shards]
    for number, archive in enumerate(archives):
        if archive in archives[:number]:
            raise BadInput(f"{shards[number].name} is named twice; name different databases")
    wanted = [f"{number} of {len(shards)} in {archives[0]}" for number in range(1, len(shards) + 1)]
    for shard, mark in zip(shards, wanted, strict=True):
        found = _meta(shard, _MARK)
        if found and found != mark:
            raise BadInput(
                f"{shard.name} is server {found.partition(' in ')[0]} of an archive, and is named "
                f"as {mark.partition(' in ')[0]} here; name all servers of one archive, in the "
                "order in which it was begun (`qa copy` takes it to another number of servers)"
            )
        if not found and _is_filled(shard):
            raise BadInput(
                f"{shard.name} holds a whole archive; name empty databases, and take it over with "
                "`qa copy`"
            )
        if not found and not create:
            raise ArchiveError(
                f"{shard.name} is no server of an archive yet; run `qa index FOLDER`"
            )
    for shard, mark in zip(shards, wanted, strict=True):
        if not _meta(shard, _MARK):
            query = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
            with shard.tables.transaction() as connection:
                connection.execute(query, [_MARK, mark])


def _meta(index: PostgresIndex, key: str) -> str:
    with index.tables.reading() as connection:
        return noted(connection, key)


def _is_filled(index: PostgresIndex) -> bool:
    with index.tables.reading() as connection:
        return connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is not None
