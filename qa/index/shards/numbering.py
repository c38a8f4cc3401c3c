"""Keeps the numbers that the servers give in step, so that what came later has the greater one.

Equal scores are ordered by row, lists by when a document was indexed, the audit by its ids: with
numbers in step that is the order in which one writer wrote, as on one server.  Before a server
gives numbers, it draws and leaves those that others have given meanwhile.  Drawing is the one thing
that is safe beside other writers: a sequence that is set may be set back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.index.postgres.database import Database

_SEQUENCES = tuple(
    f"pg_get_serial_sequence('{table}', '{column}')"
    for table, column in (("documents", "row"), ("passages", "row"), ("audit", "id"))
)
_LAST = "SELECT " + ", ".join(
    f"coalesce(pg_sequence_last_value({name}::regclass), 0)" for name in _SEQUENCES
)
_DRAW = "SELECT " + ", ".join(
    f"(SELECT max(nextval({name})) FROM generate_series(1, ?::bigint))" for name in _SEQUENCES
)


class InStep:
    """For one writer."""

    def __init__(self, databases: Sequence[Database]) -> None:
        self._databases = databases
        self._last = [_last(database) for database in databases]
        self._top = np.max(self._last, axis=0)

    def before(self, number: int) -> None:
        """Let a server go on from where the others are."""
        behind = np.maximum(self._top - self._last[number], 0)
        if not behind.any():
            return
        with self._databases[number].writing() as session:
            # Numbers that a crash gives again were nobody's yet.
            session.run("SET LOCAL synchronous_commit = off")
            session.run(_DRAW, behind.tolist())
        self._last[number] = self._last[number] + behind

    def after(self, number: int) -> None:
        """See how far it has come."""
        self._last[number] = _last(self._databases[number])
        self._top = np.maximum(self._top, self._last[number])

    def level(self) -> None:
        """Let all go on from the same numbers, for whoever writes next."""
        for number in range(len(self._databases)):
            self.before(number)


def _last(database: Database) -> NDArray[np.int64]:
    with database.writing() as session:
        return np.array(session.run(_LAST).fetchone(), np.int64)
