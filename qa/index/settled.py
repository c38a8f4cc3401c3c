"""Which ratings the archive's keeper has dealt with."""

from __future__ import annotations

import json

from qa.index.database import Database, read_meta

_KEY = "feedback_settled"


def settled(database: Database) -> frozenset[int]:
    """Ids of the ratings that were dealt with."""
    with database.reading() as connection:
        return frozenset(json.loads(read_meta(connection).get(_KEY, "[]")))


def settle(database: Database, feedback_id: int, done: bool) -> bool:
    """Note whether a rating was dealt with; false where there is no such rating."""
    with database.transaction() as connection:
        query = "SELECT 1 FROM feedback WHERE id = ?"
        if connection.execute(query, [feedback_id]).fetchone() is None:
            return False
        known = set(json.loads(read_meta(connection).get(_KEY, "[]")))
        known = known | {feedback_id} if done else known - {feedback_id}
        value = json.dumps(sorted(known))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_KEY, value])
    return True
