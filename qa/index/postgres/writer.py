"""Writing documents into PostgreSQL: several may, each a document of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import Lock

import numpy as np
from psycopg import errors

from qa.errors import DocumentError, IndexBusy
from qa.index import failpoints
from qa.index.access import create_collection
from qa.index.audit import Action, record
from qa.index.lexical import pack_terms
from qa.index.passage_index import IndexedDocument, IndexedPassage, IndexSettings, TokenStates
from qa.index.postgres.database import UNSTORABLE, Database, Session, Spoken, marks
from qa.index.postgres.merging import add_segment, merge
from qa.index.postgres.schema import add_labels
from qa.index.postgres.segments import Stored
from qa.index.writer import (
    Writer,
    array_bytes,
    check,
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
        self.elsewhere: Elsewhere = {}

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

    def load(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        return sum(self._load(some, audited) for some in together(documents))

    def _load(self, documents: Sequence[IndexedDocument], audited: bool) -> int:
        """Store documents in one transaction, or one by one where one of them cannot be stored."""
        for document in documents:
            check(document, self._settings)
        try:
            with self._transaction() as connection:
                self._store_together(connection, documents, audited)
        except (DocumentError, UnicodeEncodeError):
            return self.add(documents, audited=audited)
        self._since_merging += len(documents) - 1
        failpoints.reach("commit.after")
        return len(documents)

    def _store_together(
        self, connection: Spoken, documents: Sequence[IndexedDocument], audited: bool
    ) -> None:
        own = [indexed.document for indexed in documents]
        ids = [document.id for document in own]
        # In one order, or two that load the same documents would wait for each other.
        query = """SELECT pg_advisory_xact_lock(key) FROM (
            SELECT hashtextextended(current_schema() || id, 1) AS key
            FROM unnest(?::text[]) AS given (id) ORDER BY key OFFSET 0
          ) keys"""
        connection.execute(query, [ids])
        for collection in sorted({document.collection for document in own}):
            if create_collection(connection, collection) and audited:
                action = Action.COLLECTION_CREATED
                record(connection, self._actor, action, collection, collection)
        query = "SELECT id FROM documents WHERE id = ANY (?::text[])"
        there = {name for (name,) in connection.execute(query, [ids])}
        for name in there:
            self._forget(connection, name)
        _store_documents(connection.session, documents, self.elsewhere)
        for document in own if audited else ():
            action = Action.DOCUMENT_REPLACED if document.id in there else Action.DOCUMENT_ADDED
            source, collection = document.source, document.collection
            record(connection, self._actor, action, source, collection, document.id)
        for collection, number in sorted(Counter(d.collection for d in own).items()):
            query = "UPDATE collections SET changes = changes + ? WHERE name = ?"
            connection.execute(query, [number, collection])
        failpoints.reach("commit.before")

    def _store(self, connection: Spoken, indexed: IndexedDocument) -> None:
        _store_documents(connection.session, [indexed], {})


def together(documents: Iterable[IndexedDocument]) -> Iterator[list[IndexedDocument]]:
    """Different documents in groups of some passages."""
    group: dict[str, IndexedDocument] = {}
    passages = characters = 0
    for document in documents:
        passages += len(document.passages)
        characters += len(document.document.text)
        many = passages > _PASSAGES or characters > _CHARACTERS or len(group) == _DOCUMENTS
        if group and (many or document.document.id in group):
            yield list(group.values())
            group = {}
            passages, characters = len(document.passages), len(document.document.text)
        group[document.document.id] = document
    if group:
        yield list(group.values())


_PASSAGES = 1_024
_CHARACTERS = 4_000_000
_DOCUMENTS = 128
"""Of what is stored in one transaction: enough that a document's share of its costs is small."""


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


Elsewhere = Mapping[str, tuple[int, int]]
"""How many documents and passages other servers get before a document, whose numbers are left."""


def _store_documents(
    session: Session, documents: Sequence[IndexedDocument], elsewhere: Elsewhere
) -> None:
    """Store new documents with all that is searched."""
    left = [elsewhere.get(one.document.id, (0, 0)) for one in documents]
    rows = _drawn(session, "documents", [1] * len(documents), [number for number, _ in left])
    _insert_documents(session, documents, rows)
    add_labels(
        session,
        (
            (row, one.document.id, one.document.collection, one.facts)
            for row, one in zip(rows, documents, strict=True)
        ),
    )
    entries = [
        (row, one.document.collection, entry)
        for row, one in zip(rows, documents, strict=True)
        for entry in one.passages
    ]
    if not entries:
        return
    sizes = [len(one.passages) for one in documents]
    drawn = _drawn(session, "passages", sizes, [number for _, number in left])
    stored = [
        _stored(number, row, entry) for number, (row, _, entry) in zip(drawn, entries, strict=True)
    ]
    by_collection: dict[str, list[Stored]] = {}
    for one, (_, collection, _) in zip(stored, entries, strict=True):
        by_collection.setdefault(collection, []).append(one)
    for start in range(0, len(stored), _AT_ONCE):
        own = slice(start, start + _AT_ONCE)
        _insert_passages(session, [
            (one, collection, entry)
            for one, (_, collection, entry) in zip(stored[own], entries[own], strict=True)
        ])  # fmt: skip
    for collection, some in by_collection.items():
        add_segment(session, collection, some)


def _drawn(session: Session, table: str, sizes: Sequence[int], left: Sequence[int]) -> list[int]:
    """Rows of a table for groups of these sizes, before each of which so many are left."""
    query = """SELECT nextval(pg_get_serial_sequence(?, 'row'))
      FROM generate_series(1, ?::integer)"""
    found = iter([row for (row,) in session.run(query, [table, sum(sizes) + sum(left)])])
    taken: list[int] = []
    for size, before in zip(sizes, left, strict=True):
        taken += list(islice(found, before + size))[before:]
    return taken


def _insert_documents(
    session: Session, documents: Sequence[IndexedDocument], rows: Sequence[int]
) -> None:
    held = []
    for row, indexed in zip(rows, documents, strict=True):
        document = indexed.document
        values = {"row": row} | document_values(indexed) | listing_values(indexed)
        if any("\0" in value for value in values.values() if isinstance(value, str)):
            raise DocumentError(
                f"{document.source}: its text holds a zero character, which PostgreSQL cannot "
                "hold; clean the text"
            )
        text = [t.lower() for t in (document.title, document.source, document.text[:_SEARCHED])]
        held.append([*values.values(), *text])
    names = list(values)
    columns = {name: _NUMBERS.get(name, "text") for name in (*names, *_WORDS)}
    query = f"""INSERT INTO documents ({", ".join(names)}, words) OVERRIDING SYSTEM VALUE
      SELECT {", ".join(names)}, setweight(to_tsvector('simple', words_a), 'A')
        || setweight(to_tsvector('simple', words_b), 'B') || to_tsvector('simple', words_c)
      FROM unnest({marks(columns)}) AS given ({", ".join(columns)})"""
    session.run(query, session.sent(columns, held))


_NUMBERS = {"row": "bigint", "characters": "integer", "passages": "integer"}
_WORDS = ("words_a", "words_b", "words_c")


def _insert_passages(
    session: Session, entries: Sequence[tuple[Stored, str, IndexedPassage]]
) -> None:
    """Insert passages of collections, with all that is read of them by row."""
    session.insert("passages", _PASSAGE, [
        (one.row, one.document, collection, *passage_values(entry.passage).values())
        for one, collection, entry in entries
    ])  # fmt: skip
    session.insert("vectors", _VECTOR, [
        (one.row, one.document, collection, one.language.value, one.vector)
        for one, collection, _ in entries
    ])  # fmt: skip
    session.insert("terms", _TERMS, [
        (one.row, collection, array_bytes(one.hashes, "<u8"), array_bytes(one.counts, "u1"))
        for one, collection, _ in entries
    ])  # fmt: skip
    session.insert("token_states", _STATES, [
        (one.row, collection, *_state_bytes(entry, entry.tokens))
        for one, collection, entry in entries
        if entry.tokens is not None
    ])  # fmt: skip


_AT_ONCE = 128
"""Passages, up to 60 kB each."""
_PASSAGE = {
    "row": "bigint",
    "document": "bigint",
    "collection": "text",
    "id": "text",
    "start": "integer",
    "end": "integer",
    "language": "text",
    "text": "text",
    "context": "text",
    "sentences": "text",
}
_VECTOR = {
    "passage": "bigint",
    "document": "bigint",
    "collection": "text",
    "language": "text",
    "vector": "vector",
}
_TERMS = {"passage": "bigint", "collection": "text", "hashes": "bytea", "counts": "bytea"}
_STATES = {
    "passage": "bigint",
    "collection": "text",
    "ids": "bytea",
    "mean": "bytea",
    "offsets": "bytea",
    "states": "bytea",
}


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
