"""Writing documents into PostgreSQL: several may, each a document of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

import numpy as np
from psycopg import errors

from qa.errors import DocumentError, IndexBusy
from qa.index import failpoints
from qa.index.lexical import pack_terms
from qa.index.passage_index import IndexedDocument, IndexedPassage, IndexSettings, TokenStates
from qa.index.postgres.database import UNSTORABLE, Database, Session, Spoken
from qa.index.postgres.merging import add_segment, merge
from qa.index.postgres.schema import add_labels
from qa.index.postgres.segments import Stored, vector_text
from qa.index.writer import (
    Writer,
    array_bytes,
    document_values,
    listing_values,
    passage_values,
)
from qa.types import Language

_SEARCHED = 200_000
"""Characters of a text that are found as one types: PostgreSQL bounds a document's words."""
_MERGED_AFTER = 16
"""Documents after which a long run merges segments."""


class Claims:
    """Files in hand, as advisory locks of a connection: the server drops them with it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._guard = Lock()

    def take(self, name: str) -> bool:
        return self._ask("pg_try_advisory_lock", name)

    def give_back(self, name: str) -> None:
        self._ask("pg_advisory_unlock", name)

    def _ask(self, function: str, name: str) -> bool:
        query = f"SELECT {function}(hashtextextended(current_schema() || ?, 5))"
        with self._guard:
            (found,) = self._session.run(query, [UNSTORABLE.sub("?", name)]).fetchone() or (False,)
        return bool(found)


class PostgresWriter(Writer[Spoken]):
    """Writes beside others; `alone` makes sure that there are none, or raises IndexBusy."""

    def __init__(
        self,
        database: Database,
        settings: IndexSettings,
        publish: Callable[[], None],
        actor: str,
        alone: Callable[[], None],
        claims: Claims,
    ) -> None:
        super().__init__(settings, publish, actor)
        self._claims = claims
        self._database = database
        self._others_gone = alone
        self._since_merging = 0

    @contextmanager
    def _transaction(self) -> Iterator[Spoken]:
        try:
            with self._database.transaction() as connection:
                yield connection
        except (errors.UntranslatableCharacter, errors.CharacterNotInRepertoire) as error:
            raise DocumentError(f"a text that PostgreSQL cannot hold: {error}") from error
        self._since_merging += 1
        if self._since_merging >= _MERGED_AFTER:
            self._since_merging = 0
            merge(self._database)

    def _alone(self) -> None:
        self._others_gone()

    def claim(self, name: str) -> bool:
        return self._claims.take(name)

    def release(self, name: str) -> None:
        self._claims.give_back(name)

    def _claim(self, connection: Spoken, document_id: str) -> None:
        connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ?, 1))",
            [document_id],
        )

    def _forget(self, connection: Spoken, document_id: str) -> bool:
        _note_dead(connection, "d.id = ?", document_id)
        deleted = connection.execute("DELETE FROM documents WHERE id = ?", [document_id])
        return deleted.rowcount > 0

    def _forget_collection(self, connection: Spoken, name: str) -> int:
        deleted = connection.execute("DELETE FROM documents WHERE collection = ?", [name])
        for table in ("segments", "dead"):
            connection.execute(f"DELETE FROM {table} WHERE collection = ?", [name])
        # What was changed counts on, or the archive's generation would fall back.
        _remember_changes(connection, "name = ?", name)
        return deleted.rowcount

    def _begin_anew(self, connection: Spoken, settings: IndexSettings) -> None:
        connection.execute("DELETE FROM segments")
        connection.execute("DELETE FROM dead")

    def _forget_before(self, connection: Spoken, last: int) -> None:
        connection.execute("DELETE FROM documents WHERE row <= ?", [last])
        connection.execute("DELETE FROM dead")

    def _advance(self, connection: Spoken, collection: str | None) -> None:
        # Last in the transaction: others who change the collection wait for its end from here.
        where = "TRUE" if collection is None else "name = ?"
        values = [] if collection is None else [collection]
        connection.execute(f"UPDATE collections SET changes = changes + 1 WHERE {where}", values)
        failpoints.reach("commit.before")

    def _store(self, connection: Spoken, indexed: IndexedDocument) -> None:
        document, session = indexed.document, connection.session
        values = document_values(indexed) | listing_values(indexed)
        if any("\0" in value for value in values.values() if isinstance(value, str)):
            raise DocumentError(
                f"{document.source}: its text holds a zero character, which PostgreSQL cannot "
                "hold; clean the text"
            )
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        words = """setweight(to_tsvector('simple', ?), 'A') || setweight(to_tsvector('simple', ?),
          'B') || to_tsvector('simple', ?)"""
        text = [t.lower() for t in (document.title, document.source, document.text[:_SEARCHED])]
        query = f"INSERT INTO documents ({names}, words) VALUES ({marks}, {words}) RETURNING row"
        (row,) = connection.execute(query, [*values.values(), *text]).fetchone() or (0,)
        add_labels(session, row, document.id, document.collection, indexed.facts)
        if indexed.passages:
            stored = _store_passages(session, row, document.collection, indexed.passages)
            add_segment(session, document.collection, stored)


def _note_dead(connection: Spoken, where: str, value: str) -> None:
    """The share of passages that are about to go, for taking it out of their segments' sums."""
    connection.execute(
        f"""INSERT INTO dead SELECT p.row, p.collection, p.language, vector_send(v.vector),
          coalesce(s.mean, ''), coalesce(s.ids, '') FROM documents d
          JOIN passages p ON p.document = d.row JOIN vectors v ON v.passage = p.row
          LEFT JOIN token_states s ON s.passage = p.row WHERE {where}""",
        [value],
    )


def _remember_changes(connection: Spoken, where: str, value: str) -> None:
    connection.execute(
        f"""INSERT INTO meta (key, value)
          SELECT 'changes_gone', (changes + 1)::text FROM collections WHERE {where}
          ON CONFLICT (key) DO UPDATE
          SET value = (meta.value::bigint + excluded.value::bigint)::text""",
        [value],
    )


def _store_passages(
    session: Session, document: int, collection: str, passages: Sequence[IndexedPassage]
) -> list[Stored]:
    """Copy the passages with all that is searched; what their segment is made of."""
    drawn = session.run(
        """SELECT nextval(pg_get_serial_sequence('passages', 'row'))
          FROM generate_series(1, ?::integer)""",
        [len(passages)],
    )
    rows = [row for (row,) in drawn]
    stored = [_stored(row, document, one) for row, one in zip(rows, passages, strict=True)]
    own = [document, collection]
    session.insert(
        "passages",
        {"row": "bigint", "document": "bigint", "collection": "text"} | _PASSAGE,
        [
            (row, *own, *passage_values(one.passage).values())
            for row, one in zip(rows, passages, strict=True)
        ],
    )
    session.insert(
        "vectors",
        {"passage": "bigint", "document": "bigint", "collection": "text", "language": "text",
         "vector": "vector"},
        [(one.row, *own, one.language.value, vector_text(one.vector)) for one in stored],
    )  # fmt: skip
    session.insert(
        "terms",
        {"passage": "bigint", "collection": "text", "hashes": "bytea", "counts": "bytea"},
        [
            (one.row, collection, array_bytes(one.hashes, "<u8"), array_bytes(one.counts, "u1"))
            for one in stored
        ],
    )
    for start in range(0, len(rows), _STATES_AT_ONCE):
        stop = start + _STATES_AT_ONCE
        some = zip(rows[start:stop], passages[start:stop], strict=True)
        session.insert("token_states", _STATES, [
            (row, collection, *_state_bytes(one, one.tokens))
            for row, one in some
            if one.tokens is not None
        ])  # fmt: skip
    return stored


_PASSAGE = {
    "id": "text",
    "start": "integer",
    "end": "integer",
    "language": "text",
    "text": "text",
    "context": "text",
    "sentences": "text",
}
_STATES = {
    "passage": "bigint",
    "collection": "text",
    "ids": "bytea",
    "mean": "bytea",
    "offsets": "bytea",
    "states": "bytea",
}
_STATES_AT_ONCE = 64
"""Passages, 50 kB each."""


def _state_bytes(entry: IndexedPassage, tokens: TokenStates) -> tuple[bytes, bytes, bytes, bytes]:
    mean = b"" if entry.token_mean is None else array_bytes(entry.token_mean, "<f4")
    ids, offsets = array_bytes(tokens.token_ids, "<i4"), array_bytes(tokens.offsets, "<i4")
    return ids, mean, offsets, bytes(tokens.states)


def _stored(row: int, document: int, entry: IndexedPassage) -> Stored:
    hashes, counts = pack_terms(entry.terms)
    ids = np.zeros(0, np.int32) if entry.tokens is None else entry.tokens.token_ids
    mean = np.zeros(0, np.float32) if entry.token_mean is None else entry.token_mean
    tokens = len(ids) if len(mean) else 0
    vector = np.asarray(entry.vector, np.float32)
    language = Language(entry.passage.language)
    return Stored(row, document, language, hashes, counts, vector, mean, tokens, np.unique(ids))


def busy(name: str) -> IndexBusy:
    return IndexBusy(
        f"other processes are writing to the index in {name}; wait until they have finished, or "
        "stop them, and try again"
    )
