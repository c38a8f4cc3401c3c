"""A whole archive into another place, folder or database, without embedding anything anew.

Each document goes over in one transaction and is read back and compared.  What is there already is
left as it is, so a copy that was broken off goes on where it was; one that finds its source changed
meanwhile says so, and the next run makes up for it.  Collections and keys come first: nothing is
readable on the way that was not before.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from qa.errors import BadInput, DocumentError, IndexBusy, NotFound, StorageError
from qa.index.audit import Action, record
from qa.index.lexical import pack_terms
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexedPassage, IndexWriter
from qa.index.sql import Tables, noted
from qa.types import WHOLE_ARCHIVE

_FROM = "copied_from"
_AUDITED = "copied_audit"
"""The last row of the source's audit that was copied; of its second place's `copied_audit_1`."""
_ACTOR = "qa copy"
_SMALL = {
    "folders": ("collection, folder", "collection, folder", ""),
    "keys": (
        "id, name, role, collections, salt, hash, created, expires, revoked, used",
        "id",
        "collections, expires, revoked, used",
    ),
    "feedback": ("id, created, answer_id, question, rating, reason, answer, collections", "id", ""),
    "unreadable": (
        "collection, root, source, part, kind, reason, noted",
        "collection, root, source, part",
        "kind, reason, noted",
    ),
}
"""Columns of what is kept beside the documents, what is unique in it, and what may change."""

OnCopied = Callable[[int, int], None]
"""Told how many documents have been gone through, and of how many."""


@dataclass(frozen=True, slots=True)
class Copied:
    """`there` were there already; `left_out` names documents that the other place cannot hold."""

    documents: int
    there: int
    removed: int
    left_out: tuple[str, ...] = ()


TOGETHER = 16
_PASSAGES = 1_024
"""Documents, and passages of them, that are written before they are read back."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What tells whether a document is the same."""

    content_hash: str
    indexed_at: str
    passages: int


def copy_archive(
    source: ArchiveIndex, target: ArchiveIndex, on_copied: OnCopied | None = None
) -> Copied:
    """Make `target`, opened with the settings of `source`, hold what that holds.

    Raises BadInput where the target holds another archive, StorageError where what was read back
    is not what was written, IndexBusy where the source changed meanwhile.
    """
    _begin(source, target)
    _copy_access(source.tables, target.tables)
    wanted, held = _lines(source.places), _lines(target.places)
    left_out: list[str] = []
    copied = 0
    with target.writing(_ACTOR) as writer:
        removed = writer.delete(WHOLE_ARCHIVE, [name for name in held if name not in wanted])
        missing = [name for name, line in wanted.items() if held.get(name) != line][::-1]
        done = len(wanted) - len(missing)
        while missing:
            if on_copied:
                on_copied(done, len(wanted))
            before = len(missing)
            documents = _load(writer, _taken(source, missing), left_out)
            done += before - len(missing)
            for document in documents:
                if not _same(document, target.whole(document.document.id)):
                    raise StorageError(
                        f"{document.document.source} came back other than it was written; check "
                        "the disks of both places, then copy again"
                    )
            copied += len(documents)
    _copy_small(source.tables, target.tables)
    _copy_twins(source.places, target.places)
    _copy_audit(source.places, target.tables)
    with target.tables.transaction() as connection:
        record(connection, _ACTOR, Action.COPIED, f"{copied} documents")
    if _lines(source.places) != wanted:
        raise IndexBusy("the archive was changed while it was copied; copy again to make up for it")
    if on_copied:
        on_copied(len(wanted), len(wanted))
    there = len(wanted) - copied - len(left_out)
    return Copied(copied, there, removed, tuple(left_out))


def _taken(source: ArchiveIndex, missing: list[str]) -> list[IndexedDocument]:
    """The next documents, whose names are taken from the end of `missing`."""
    found: list[IndexedDocument] = []
    while missing and len(found) < TOGETHER and sum(len(d.passages) for d in found) < _PASSAGES:
        # Those that were removed meanwhile are told of at the end.
        with contextlib.suppress(NotFound):
            found.append(source.whole(missing.pop()))
    return found


def _load(
    writer: IndexWriter, documents: list[IndexedDocument], left_out: list[str]
) -> list[IndexedDocument]:
    """Store documents; those that could be."""
    try:
        writer.load(documents, audited=False)
        return documents
    except DocumentError as error:
        if len(documents) == 1:
            left_out.append(str(error))
            return []
    return [held for one in documents for held in _load(writer, [one], left_out)]


def _begin(source: ArchiveIndex, target: ArchiveIndex) -> None:
    """Note whose copy the target is.  Raises BadInput where it holds something else."""
    with source.tables.reading() as connection:
        own = noted(connection, "archive")
    filled = bool(_lines(target.places))
    with target.tables.transaction() as connection:
        if noted(connection, "archive") == own:
            raise BadInput("this is one archive and not two; name another place to copy to")
        known = noted(connection, _FROM)
        if known != own and (known or filled):
            raise BadInput(
                "the place to copy to holds another archive; name an empty one, or one that an "
                "earlier copy of this archive was made in"
            )
        query = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
        connection.execute(query, [_FROM, own])


def _lines(places: Sequence[Tables]) -> dict[str, _Line]:
    """All documents, those indexed first in front."""
    query = "SELECT row, id, content_hash, indexed_at, passages FROM documents ORDER BY row"
    found = []
    for place in places:
        with place.reading() as connection:
            found.append(connection.execute(query).fetchall())
    return {name: _Line(*rest) for _, name, *rest in heapq.merge(*found, key=itemgetter(0))}


def _copy_access(source: Tables, target: Tables) -> None:
    with source.reading() as connection:
        query = "SELECT name, open, created FROM collections ORDER BY row"
        rows = [(name, bool(opened), time) for name, opened, time in connection.execute(query)]
    query = """INSERT INTO collections (name, open, created) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET open = excluded.open, created = excluded.created"""
    with target.transaction() as connection:
        connection.executemany(query, rows)


def _copy_small(source: Tables, target: Tables) -> None:
    for table, (columns, unique, changing) in _SMALL.items():
        with source.reading() as connection:
            rows = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
        names = columns.split(", ")
        marks = ", ".join("?" * len(names))
        news = ", ".join(f"{name} = excluded.{name}" for name in changing.split(", ") if name)
        query = f"""INSERT INTO {table} ({columns}) VALUES ({marks})
          ON CONFLICT ({unique}) DO {f"UPDATE SET {news}" if news else "NOTHING"}"""
        with target.transaction() as connection:
            connection.executemany(query, rows)
    target.numbered("feedback")
    with source.reading() as connection:
        settled = noted(connection, "feedback_settled")
    with target.transaction() as connection:
        if settled:
            query = """INSERT INTO meta (key, value) VALUES ('feedback_settled', ?)
              ON CONFLICT (key) DO NOTHING"""
            connection.execute(query, [settled])


def _copy_twins(source: Sequence[Tables], target: Sequence[Tables]) -> None:
    """The files that hold what another does, each noted where its document is."""
    twins = []
    for place in source:
        with place.reading() as connection:
            query = """SELECT c.collection, c.root, c.source, c.content_hash, d.id FROM copies c
              JOIN documents d ON d.row = c.document"""
            twins += connection.execute(query).fetchall()
    query = """INSERT INTO copies (collection, root, source, content_hash, document)
      SELECT ?, ?, ?, ?, row FROM documents WHERE id = ?
      ON CONFLICT (collection, root, source) DO NOTHING"""
    for place in target:
        with place.transaction() as connection:
            connection.executemany(query, twins)


def _copy_audit(source: Sequence[Tables], target: Tables) -> None:
    """The rows that an earlier copy has not brought yet, in the transaction that notes them."""
    columns = "time, actor, action, collection, subject, detail"
    query = f"SELECT id, {columns} FROM audit WHERE id > ? ORDER BY id"
    told: list[tuple[Any, ...]] = []
    with target.transaction() as connection:
        for number, place in enumerate(source):
            key = f"{_AUDITED}_{number}" if number else _AUDITED
            last = int(noted(connection, key) or 0)
            with place.reading() as reading:
                rows = [tuple(row) for row in reading.execute(query, [last])]
            told += rows
            note = """INSERT INTO meta (key, value) VALUES (?, ?)
              ON CONFLICT (key) DO UPDATE SET value = excluded.value"""
            connection.execute(note, [key, str(rows[-1][0] if rows else last)])
        if len(source) > 1:
            told.sort(key=itemgetter(1, 0))
        query = f"INSERT INTO audit ({columns}) VALUES (?, ?, ?, ?, ?, ?)"
        connection.executemany(query, [row[1:] for row in told])


def _same(a: IndexedDocument, b: IndexedDocument) -> bool:
    plain = ("document", "content_hash", "root", "facts", "report", "indexed_at")
    return (
        all(getattr(a, name) == getattr(b, name) for name in plain)
        and len(a.passages) == len(b.passages)
        and all(
            _same_passage(one, other) for one, other in zip(a.passages, b.passages, strict=True)
        )
    )


def _same_passage(a: IndexedPassage, b: IndexedPassage) -> bool:
    one, other = a.tokens, b.tokens
    states = one is None if other is None else (
        one is not None
        and bytes(one.states) == bytes(other.states)
        and np.array_equal(one.token_ids, other.token_ids)
        and np.array_equal(one.offsets, other.offsets)
    )  # fmt: skip
    means = np.zeros(0) if a.token_mean is None else a.token_mean
    hashes, counts = pack_terms(a.terms)
    others, their_counts = pack_terms(b.terms)
    return (
        a.passage == b.passage
        and np.array_equal(a.vector, b.vector)
        and np.array_equal(hashes, others)
        and np.array_equal(counts, their_counts)
        and np.array_equal(means, np.zeros(0) if b.token_mean is None else b.token_mean)
        and states
    )
