"""Writing documents, each whole or not at all: what is the same in every database."""

from __future__ import annotations

import contextlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.errors import BadInput, DocumentError, IndexMismatch
from qa.index import failpoints
from qa.index.access import create_collection, no_collection, withdraw
from qa.index.audit import Action, record
from qa.index.passage_index import LOCALLY, IndexedDocument, IndexSettings, IndexWriter
from qa.index.sql import Connection
from qa.index.times import now
from qa.types import DEFAULT_COLLECTION, Passage, Scope

_AT_ONCE = 5000
"""Items of a list that are written as JSON in one go, which takes some milliseconds."""

Opened = TypeVar("Opened", bound=Connection)


class Written(ABC):
    """An archive's index as it is written to by who has only that to do."""

    @abstractmethod
    def writing(self, actor: str = LOCALLY) -> contextlib.AbstractContextManager[IndexWriter]:
        """See `Library.writing`."""

    def add(self, documents: Iterable[IndexedDocument]) -> int:
        with self.writing() as writer:
            return writer.add(documents)

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int:
        with self.writing() as writer:
            return writer.delete(scope, document_ids)


class Finish(Protocol):
    def __call__(self, *, audited: bool = True) -> None: ...


@dataclass(frozen=True, slots=True)
class Replacement:
    """`put` takes each document, `finish` removes everything else."""

    put: Callable[[IndexedDocument], None]
    finish: Finish


class Writer(ABC, Generic[Opened]):
    """Writes while the right to write is held; `publish` is what makes it searchable."""

    def __init__(self, settings: IndexSettings, publish: Callable[[], None], actor: str) -> None:
        self._settings = settings
        self.publish = publish
        self._actor = actor

    @abstractmethod
    def _transaction(self) -> contextlib.AbstractContextManager[Opened]: ...

    @abstractmethod
    def _store(self, connection: Opened, indexed: IndexedDocument) -> None: ...

    @abstractmethod
    def _forget(self, connection: Opened, document_id: str) -> bool:
        """Remove a document with all that belongs to it; whether there was one."""

    @abstractmethod
    def _forget_collection(self, connection: Opened, name: str) -> int:
        """Remove a collection's documents; how many there were."""

    @abstractmethod
    def _advance(self, connection: Opened, collection: str | None) -> None:
        """Count the change of a collection, or of all, in the transaction that makes it."""

    def _alone(self) -> None:
        """Make sure that nobody else writes, for what concerns more than a document.  Raises
        IndexBusy."""

    def _claim(self, connection: Opened, document_id: str) -> None:
        """Let nobody else write this document before the transaction ends."""

    def add(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        count = 0
        for document in documents:
            check(document, self._settings)
            own = document.document
            with encodable(document), self._transaction() as connection:
                self._claim(connection, own.id)
                if create_collection(connection, own.collection) and audited:
                    action = Action.COLLECTION_CREATED
                    record(connection, self._actor, action, own.collection, own.collection)
                replaced = self._forget(connection, own.id)
                self._store(connection, document)
                if audited:
                    action = Action.DOCUMENT_REPLACED if replaced else Action.DOCUMENT_ADDED
                    record(connection, self._actor, action, own.source, own.collection, own.id)
                self._advance(connection, own.collection)
            failpoints.reach("commit.after")
            count += 1
        return count

    def load(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        return self.add(documents, audited=audited)

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int:
        count = 0
        for document_id in document_ids:
            with self._transaction() as connection:
                self._claim(connection, document_id)
                query = "SELECT root, source, collection FROM documents WHERE id = ?"
                found = connection.execute(query, [document_id]).fetchone()
                root, source, collection = found or ("", "", "")
                if found is not None and scope.allows(collection):
                    self._forget(connection, document_id)
                    self._forget_unread(connection, collection, root, source)
                    action = Action.DOCUMENT_DELETED
                    record(connection, self._actor, action, source, collection, document_id)
                    self._advance(connection, collection)
                    count += 1
            failpoints.reach("commit.after")
        return count

    def _forget_unread(self, connection: Opened, collection: str, root: str, source: str) -> None:
        """What could not be read of the file, once no document of it is left."""
        of_it = "({0} = {1} OR substr({0}, 1, length({1}) + 1) = {1} || '/')"
        left = f"""SELECT 1 FROM documents d WHERE d.collection = u.collection AND d.root = u.root
          AND {of_it.format("d.source", "u.source")}"""
        query = f"""DELETE FROM unreadable AS u WHERE collection = ? AND root = ?
          AND (u.source = ? OR substr(?, 1, length(u.source) + 1) = u.source || '/')
          AND NOT EXISTS ({left})"""
        connection.execute(query, [collection, root, source, source])

    def drop_collection(self, name: str, elsewhere: int = 0) -> int:
        """Remove a collection with all its documents; returns how many these were, with those
        that were removed `elsewhere` before.

        Raises NotFound, and BadInput for the default collection.
        """
        if name == DEFAULT_COLLECTION:
            raise BadInput(f"the collection {name!r} is always there; remove its documents instead")
        self._alone()
        with self._transaction() as connection:
            query = "SELECT 1 FROM collections WHERE name = ?"
            if connection.execute(query, [name]).fetchone() is None:
                raise no_collection(name)
            count = self._forget_collection(connection, name) + elsewhere
            connection.execute("DELETE FROM folders WHERE collection = ?", [name])
            connection.execute("DELETE FROM unreadable WHERE collection = ?", [name])
            withdraw(connection, name, self._actor)
            detail = f"{count} documents"
            record(connection, self._actor, Action.COLLECTION_DELETED, name, name, detail)
            self._advance(connection, name)
            connection.execute("DELETE FROM collections WHERE name = ?", [name])
        failpoints.reach("commit.after")
        return count

    def replace_all(self, settings: IndexSettings, documents: Iterable[IndexedDocument]) -> int:
        self._alone()
        count = 0
        with self.anew(settings) as replacement:
            for document in documents:
                replacement.put(document)
                count += 1
            replacement.finish()
        failpoints.reach("commit.after")
        return count

    @contextlib.contextmanager
    def anew(self, settings: IndexSettings) -> Iterator[Replacement]:
        """A transaction in which everything is replaced, once that is finished."""
        with self._transaction() as connection:
            query = "SELECT coalesce(max(row), 0) FROM documents"
            (last,) = connection.execute(query).fetchone()
            self._begin_anew(connection, settings)

            def put(document: IndexedDocument) -> None:
                check(document, settings)
                with encodable(document):
                    self._forget(connection, document.document.id)
                    self._store(connection, document)

            def finish(*, audited: bool = True) -> None:
                # Only now, because the new ones may be made from what is stored.
                self._forget_before(connection, last)
                write_settings(connection, settings)
                if audited:
                    record(connection, self._actor, Action.EMBEDDED_ANEW, settings.model)
                self._advance(connection, None)

            yield Replacement(put, finish)
        self._settings = settings

    def _begin_anew(self, connection: Opened, settings: IndexSettings) -> None:
        """Make ready for vectors of other settings."""

    @abstractmethod
    def _forget_before(self, connection: Opened, last: int) -> None:
        """Remove the documents up to row `last`."""

    def claim(self, name: str) -> bool:
        """Nobody else writes where one writes at a time."""
        return True

    def release(self, name: str) -> None:
        """Give a claimed file back."""

    def remember(self, collection: str, folders: Iterable[str]) -> None:
        query = "INSERT INTO folders VALUES (?, ?) ON CONFLICT DO NOTHING"
        with self._transaction() as connection:
            connection.executemany(query, [(collection, folder) for folder in folders])


def write_settings(connection: Connection, settings: IndexSettings) -> None:
    values = {
        "model": settings.model,
        "dimension": str(settings.dimension),
        "passages": settings.passages,
    }
    query = """INSERT INTO meta (key, value) VALUES (?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value"""
    connection.executemany(query, list(values.items()))


def check(indexed: IndexedDocument, settings: IndexSettings) -> None:
    """Refuse what would make a citation or a score wrong."""
    document = indexed.document
    for entry in indexed.passages:
        passage = entry.passage
        if document.text[passage.start : passage.end] != passage.text:
            raise DocumentError(
                f"{document.source}: passage [{passage.start}, {passage.end}) is not the "
                "document's text there; split the stored text, not another form of it"
            )
        if entry.vector.shape != (settings.dimension,):
            raise IndexMismatch(
                f"{document.source}: a vector of shape {entry.vector.shape}, the index made with "
                f"{settings.model} holds ({settings.dimension},); run `qa index` with that model"
            )
        if not np.isfinite(entry.vector).all():
            raise DocumentError(f"{document.source}: a vector holds NaN or infinity")


@contextlib.contextmanager
def encodable(indexed: IndexedDocument) -> Iterator[None]:
    try:
        yield
    except UnicodeEncodeError as error:
        raise DocumentError(
            f"{indexed.document.source!r}: {error.object[error.start]!r} is half of a surrogate "
            "pair, which no encoding can hold; clean the text and rename the file"
        ) from error


def document_values(indexed: IndexedDocument) -> dict[str, str | int | None]:
    """What a document's row holds in every database, without the text that it is found by."""
    document = indexed.document
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "language": document.language.value,
        "text": document.text,
        "metadata": metadata_json(document.metadata),
        "facts": indexed.facts,
        "report": indexed.report,
        "root": indexed.root,
        "content_hash": indexed.content_hash,
        "indexed_at": indexed.indexed_at or now(),
    }


def metadata_json(metadata: Mapping[str, Any]) -> str:
    """As `json.dumps` with sorted keys gives it, made of pieces: the rows of a large sheet in one
    go would hold up every other thread."""
    return (
        "{"
        + ", ".join(f"{_json(key)}: {_in_pieces(metadata[key])}" for key in sorted(metadata))
        + "}"
    )


def _in_pieces(value: Any) -> str:
    if not isinstance(value, (list, tuple)):
        return _json(value)
    pieces = (_json(value[at : at + _AT_ONCE])[1:-1] for at in range(0, len(value), _AT_ONCE))
    return f"[{', '.join(pieces)}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def listing_values(indexed: IndexedDocument) -> dict[str, str | int | None]:
    """What lists and filters look at."""
    document = indexed.document
    date = document.metadata.get("date")
    return {
        "collection": document.collection,
        "search_key": search_key(f"{document.title}\n{document.source}"),
        "date": date if isinstance(date, str) else None,
        "characters": len(document.text),
        "passages": len(indexed.passages),
    }


def passage_values(passage: Passage) -> dict[str, str | int | None]:
    sentences = json.dumps([offset for span in passage.sentences for offset in span])
    return {
        "id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "language": passage.language.value,
        "text": passage.text,
        "context": passage.context,
        "sentences": sentences,
    }


def search_key(text: str) -> str:
    """A title or source without letter case, for finding it by a part."""
    return text.casefold()


def array_bytes(array: NDArray[np.generic], dtype: str) -> bytes:
    return np.ascontiguousarray(array, dtype=dtype).tobytes()
