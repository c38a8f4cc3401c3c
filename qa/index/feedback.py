"""What readers thought of answers, and which collections they could read when they said so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from qa.index.sql import Connection, Tables, limited, noted, within
from qa.index.times import now
from qa.types import Scope

_SETTLED = "feedback_settled"
MAX_FEEDBACK = 20_000
"""Ratings that are kept, the newest: anybody may send some."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's verdict on an answer; `answer` is the answer's JSON, if kept."""

    answer_id: str
    question: str
    rating: str
    reason: str = ""
    answer: str = "{}"
    id: int = 0
    created: str = ""


class FeedbackBox:
    """The verdicts on one archive's answers."""

    def __init__(self, database: Tables) -> None:
        self._database = database

    def add(self, feedback: Feedback, collections: Iterable[str]) -> int:
        """Store it; `collections` are those that the answer could come from.  Returns its id."""
        query = """INSERT INTO feedback
          (created, answer_id, question, rating, reason, answer, collections)
          VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"""
        f = feedback
        values = [f.created or now(), f.answer_id, f.question, f.rating, f.reason, f.answer]
        with self._database.transaction() as connection:
            added = connection.execute(query, [*values, json.dumps(sorted(collections))])
            row = int(added.fetchone()[0])
            connection.execute("DELETE FROM feedback WHERE id <= ?", [row - MAX_FEEDBACK])
            return row

    def all(self, scope: Scope, limit: int = -1, offset: int = 0) -> list[Feedback]:
        """Newest first: on answers that could come from nothing that the scope hides."""
        allowed, names = within("c.value", scope)
        where = f"""NOT EXISTS (SELECT 1 FROM {self._database.elements("f.collections")}
          WHERE NOT ({allowed}))"""
        query = f"""SELECT answer_id, question, rating, reason, answer, id, created
          FROM feedback f WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?"""
        with self._database.reading() as connection:
            return [
                Feedback(*row)
                for row in connection.execute(query, [*names, limited(limit), offset])
            ]

    def settled(self) -> frozenset[int]:
        """Ids of those that the archive's keeper has dealt with."""
        with self._database.reading() as connection:
            return _settled(connection)

    def settle(self, feedback_id: int, done: bool) -> None:
        """Note whether one was dealt with."""
        with self._database.transaction() as connection:
            known = _settled(connection)
            known = known | {feedback_id} if done else known - {feedback_id}
            value = json.dumps(sorted(known))
            query = """INSERT INTO meta (key, value) VALUES (?, ?)
              ON CONFLICT (key) DO UPDATE SET value = excluded.value"""
            connection.execute(query, [_SETTLED, value])


def _settled(connection: Connection) -> frozenset[int]:
    return frozenset(json.loads(noted(connection, _SETTLED) or "[]"))
