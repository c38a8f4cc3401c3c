"""Segments of passages: stored with documents, and merged where several are of like size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.index import failpoints
from qa.index.lexical import SEGMENT_ROWS
from qa.index.postgres.codes import CODED_FROM
from qa.index.postgres.database import Database, Session
from qa.index.postgres.directory import read_dead, read_segment
from qa.index.postgres.segments import (
    Known,
    Stored,
    merge_segments,
    packed,
    rows_of,
    segment_of,
    to_merge,
    vectors_of,
)


def add_segment(session: Session, collection: str, passages: Sequence[Stored]) -> None:
    """Store the segments of passages that are in the order of their rows."""
    for start in range(0, len(passages), SEGMENT_ROWS):
        _store(session, collection, segment_of(passages[start : start + SEGMENT_ROWS]))


def _store(session: Session, collection: str, segment: Known) -> None:
    rows = segment.postings.rows
    query = """INSERT INTO segments (collection, size, first, last, digest, arrays, packed)
      VALUES (?, ?, ?, ?, ?, ?, ?)"""
    arrays, postings, digest = packed(segment)
    values = [collection, len(rows), int(rows[0]), int(rows[-1]), digest, arrays, postings]
    session.run(query, values)


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
    left = {one.row: one for one in read_dead(session, [collection])} if groups else {}
    for group in groups:
        segments = [read_segment(session, number) for number in group]
        held = np.concatenate([one.postings.rows for one in segments]).tolist()
        # Only those that are left out here: who dies meanwhile is in the new segment.
        left_out = [left[row] for row in held if row in left]
        found = merge_segments(segments, left_out)
        session.run("DELETE FROM segments WHERE id = ANY (?::bigint[])", [group])
        session.run(
            "DELETE FROM dead WHERE passage = ANY (?::bigint[])", [[d.row for d in left_out]]
        )
        if found is not None:
            _store(session, collection, with_codes(session, found))
        failpoints.reach("segments.merged")
    if groups:
        session.run("UPDATE collections SET merged = merged + 1 WHERE name = ?", [collection])
    return len(groups)


def with_codes(session: Session, segment: Known) -> Known:
    """A segment with the codes of its vectors, which are read anew: codes of codes would be worse
    each time."""
    if len(segment.languages) < CODED_FROM:
        return segment
    rows = segment.postings.rows
    (dimension,) = next(iter(segment.share.vectors.values())).shape
    vectors = np.zeros((len(rows), dimension), np.float32)
    query = """SELECT passage, vector_send(vector) FROM vectors WHERE passage = ANY (?::bigint[])
      ORDER BY passage"""
    for start in range(0, len(rows), _READ_AT_ONCE):
        asked = rows[start : start + _READ_AT_ONCE]
        read = session.run(query, [asked.tolist()]).fetchall()
        if read:
            # Those of passages that are removed at this moment stay zero; they are dead next time.
            passages, sent = zip(*read, strict=True)
            at = start + np.searchsorted(asked, passages)
            vectors[at] = vectors_of(sent, dimension)
    return segment.coded(vectors)


_READ_AT_ONCE = 4_096


def _rows_of(session: Session, segments: Sequence[int]) -> dict[int, NDArray[np.int64]]:
    query = "SELECT id, arrays FROM segments WHERE id = ANY (?::bigint[])"
    return {number: rows_of(arrays) for number, arrays in session.run(query, [list(segments)])}
