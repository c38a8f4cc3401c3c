"""How an older layout becomes the present one: each step once, in a transaction."""

from __future__ import annotations

import numpy as np
from psycopg import sql

from qa.index.postgres.database import Session
from qa.index.postgres.merging import with_codes
from qa.index.postgres.segments import packed as packing
from qa.index.postgres.segments import saved, unpacked

LAYOUT = 2


def bring(session: Session, layout: int) -> None:
    """Bring the tables of an older layout up to the present one."""
    if layout < 2:
        _whole_segments(session)
        session.run("DROP INDEX labels_by_key")
        session.run("CREATE INDEX labels_by_key ON labels (kind, key, document, collection)")
    session.run("UPDATE meta SET value = ? WHERE key = 'layout'", [str(LAYOUT)])


def _whole_segments(session: Session) -> None:
    """Large segments had their postings in a table, by term, and all languages one graph."""
    session.run('ALTER TABLE segments ADD digest text COLLATE "C"')
    for (number,) in session.run("SELECT id FROM segments ORDER BY id").fetchall():
        query = "SELECT arrays, packed FROM segments WHERE id = ?"
        ((arrays, packed),) = session.run(query, [number]).fetchall()
        segment = unpacked(arrays, _postings(session, number) if packed is None else packed)
        values = packing(with_codes(session, segment))
        query = "UPDATE segments SET arrays = ?, packed = ?, digest = ? WHERE id = ?"
        session.run(query, [*values, number])
    session.run("ALTER TABLE segments ALTER packed SET NOT NULL, ALTER digest SET NOT NULL")
    session.run("DROP TABLE postings")
    query = """SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
      AND relname ~ '^vectors_near_[0-9]+$'"""
    for (name,) in session.run(query).fetchall():
        session.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


def _postings(session: Session, segment: int) -> bytes:
    query = "SELECT term, places, counts FROM postings WHERE segment = ?"
    found = session.run(query, [segment]).fetchall()
    found.sort(key=lambda row: row[0] % (1 << 64))
    places = [np.frombuffer(sent, "<u2") for _, sent, _ in found]
    counts = [np.frombuffer(sent, "u1") for _, _, sent in found]
    return saved(
        {
            "terms": np.array([term % (1 << 64) for term, *_ in found], np.uint64),
            "starts": np.cumsum([0, *map(len, places)]).astype(np.uint32),
            "more": np.cumsum([0, *map(len, counts)]).astype(np.uint32),
            "places": np.concatenate([np.zeros(0, np.uint16), *places]),
            "counts": np.concatenate([np.zeros(0, np.uint8), *counts]),
        }
    )
