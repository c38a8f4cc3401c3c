"""Who did what: rows that are only ever added, in the transaction of what they tell of.

A change that was made is therefore in the audit, and one that is in the audit was
made, whenever the power goes.  The database itself refuses to alter or remove a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.index.sql import Connection, Tables, limited, within
from qa.index.times import now
from qa.types import Scope


class Action(StrEnum):
    DOCUMENT_ADDED = "document added"
    DOCUMENT_REPLACED = "document replaced"
    DOCUMENT_DELETED = "document deleted"
    EMBEDDED_ANEW = "archive embedded anew"
    COPIED = "archive copied"
    COLLECTION_CREATED = "collection created"
    COLLECTION_OPENED = "collection opened"
    COLLECTION_CLOSED = "collection closed"
    COLLECTION_DELETED = "collection deleted"
    KEY_CREATED = "key created"
    KEY_REVOKED = "key revoked"
    ASKED = "asked"
    SEARCHED = "searched"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`subject` is what it was done to (a document's source, a key's id, a collection, a
    question); `collection` is None of what belongs to no single one."""

    id: int
    time: str
    actor: str
    action: str
    collection: str | None
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Newest first; `total` counts all that the scope allows."""

    total: int
    entries: tuple[AuditEntry, ...]


def record(
    connection: Connection,
    actor: str,
    action: Action,
    subject: str,
    collection: str | None = None,
    detail: str = "",
) -> None:
    """Add a row, inside the transaction of what it tells of."""
    connection.execute(
        """INSERT INTO audit (time, actor, action, collection, subject, detail)
          VALUES (?, ?, ?, ?, ?, ?)""",
        [now(), actor, action, collection, subject, detail],
    )


class Audit:
    """The rows of one archive."""

    def __init__(self, database: Tables) -> None:
        self._database = database

    def record(self, actor: str, action: Action, subject: str) -> None:
        """Add a row of what changes nothing itself, such as a question."""
        with self._database.transaction() as connection:
            record(connection, actor, action, subject)

    def entries(self, scope: Scope, limit: int = 100, offset: int = 0) -> AuditPage:
        """What was done in the scope's collections; what belongs to none, to the whole
        archive's scope alone.  A `limit` of -1 gives all."""
        where, names = within("collection", scope)
        query = f"""SELECT id, time, actor, action, collection, subject, detail FROM audit
          WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?"""
        with self._database.snapshot() as connection:
            counting = f"SELECT count(*) FROM audit WHERE {where}"
            (total,) = connection.execute(counting, names).fetchone()
            rows = connection.execute(query, [*names, limited(limit), offset]).fetchall()
        return AuditPage(total, tuple(AuditEntry(*row) for row in rows))
