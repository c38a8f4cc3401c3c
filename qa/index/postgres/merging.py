"""Segments of passages: stored with a document, and merged where eight are of like size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import SEGMENT_ROWS, Segment
from qa.index.postgres.database import Database, Session
from qa.index.postgres.segments import (
    PACKED_UP_TO,
    Stored,
    arrays_of,
    built,
    known,
    packed_postings,
    share_of,
    to_merge,
    vector_of,
)
from qa.types import Language

_STORED = """SELECT p.row, p.document, p.language, t.hashes, t.counts, vector_send(v.vector),
  s.mean, s.ids FROM passages p JOIN terms t ON t.passage = p.row
  JOIN vectors v ON v.passage = p.row LEFT JOIN token_states s ON s.passage = p.row
  WHERE p.row = ANY (?::bigint[]) ORDER BY p.row"""


def read_stored(session: Session, rows: Sequence[int]) -> list[Stored]:
    """Those of the passages that are there, by row."""
    found = []
    for row, document, language, hashes, counts, vector, mean, ids in session.run(
        _STORED, [list(rows)]
    ):
        tokens = np.frombuffer(ids or b"", "<i4")
        means = np.frombuffer(mean or b"", "<f4")
        found.append(
            Stored(
                row,
                document,
                Language(language),
                np.frombuffer(hashes, "<u8"),
                np.frombuffer(counts, "u1"),
                vector_of(vector),
                means,
                len(tokens) if len(means) else 0,
                np.unique(tokens),
            )
        )
    return found


def add_segment(session: Session, collection: str, passages: Sequence[Stored]) -> None:
    """Store the segments of passages that are in the order of their rows."""
    for start in range(0, len(passages), SEGMENT_ROWS):
        some = passages[start : start + SEGMENT_ROWS]
        segment = built(some)
        arrays = arrays_of(some, segment, share_of(some))
        packed = packed_postings(segment) if len(some) <= PACKED_UP_TO else None
        query = """INSERT INTO segments (collection, size, first, last, arrays, packed)
          VALUES (?, ?, ?, ?, ?, ?) RETURNING id"""
        values = [collection, len(some), some[0].row, some[-1].row, arrays, packed]
        (number,) = session.run(query, values).fetchone() or (0,)
        if packed is None:
            _insert_postings(session, collection, number, segment)


def _insert_postings(session: Session, collection: str, number: int, segment: Segment) -> None:
    places, counts = segment.places.astype("<u2"), segment.counts
    starts, more = segment.starts.tolist(), segment.more.tolist()
    terms = segment.terms.astype(np.int64).tolist()
    columns = {"term": "bigint", "segment": "bigint", "collection": "text", "places": "bytea",
               "counts": "bytea"}  # fmt: skip
    rows = [
        (
            term,
            number,
            collection,
            places[starts[i] : starts[i + 1]].tobytes(),
            counts[more[i] : more[i + 1]].tobytes(),
        )
        for i, term in enumerate(terms)
    ]
    session.insert("postings", columns, rows)


def merge(database: Database) -> int:
    """Merge segments of like size, unless another does; returns how many were made one."""
    done = 0
    with database.writing() as session:
        names = [name for (name,) in session.run("SELECT name FROM collections ORDER BY name")]
    for name in names:
        with database.writing() as session:
            lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ?, 2))"
            (mine,) = session.run(lock, [name]).fetchone() or (False,)
            if mine:
                done += _merge_collection(session, name)
    return done


def _merge_collection(session: Session, collection: str) -> int:
    query = "SELECT id, size FROM segments WHERE collection = ? ORDER BY id"
    sizes = dict(session.run(query, [collection]).fetchall())
    query = "SELECT passage FROM dead WHERE collection = ?"
    gone = np.array([row for (row,) in session.run(query, [collection])], np.int64)
    query = """SELECT id FROM segments s WHERE collection = ? AND EXISTS
      (SELECT 1 FROM unnest(?::bigint[]) AS d (row) WHERE d.row BETWEEN s.first AND s.last)"""
    near = [number for (number,) in session.run(query, [collection, gone.tolist()])]
    rows = _rows_of(session, near)
    dead = {number: int(np.isin(own, gone).sum()) for number, own in rows.items()}
    groups = to_merge(sizes, dead, SEGMENT_ROWS)
    for group in groups:
        held = [row for own in _rows_of(session, group).values() for row in own.tolist()]
        passages = read_stored(session, held)
        session.run("DELETE FROM segments WHERE id = ANY (?::bigint[])", [group])
        # Only those that are left out here: who dies meanwhile is in the new segment.
        left_out = sorted(set(held) - {one.row for one in passages})
        session.run("DELETE FROM dead WHERE passage = ANY (?::bigint[])", [left_out])
        if passages:
            add_segment(session, collection, passages)
    if groups:
        session.run("UPDATE collections SET merged = merged + 1 WHERE name = ?", [collection])
    return len(groups)


def _rows_of(session: Session, segments: Sequence[int]) -> dict[int, NDArray[np.int64]]:
    query = "SELECT id, arrays FROM segments WHERE id = ANY (?::bigint[])"
    return {
        number: known(number, arrays, None).postings.rows
        for number, arrays in session.run(query, [list(segments)])
    }
