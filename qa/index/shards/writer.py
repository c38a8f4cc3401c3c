"""Writing documents, each on its own server, in an order that is safe to be broken off in.

Every transaction is one server's.  What concerns several is done in such an order that, wherever it
is broken off, nothing is readable that was not before and the next run makes up for the rest: a
collection begins on the first server before a document of it is stored anywhere, and ends there
after its last document is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from qa.errors import BadInput
from qa.index.access import create_collection, no_collection
from qa.index.audit import Action, record
from qa.index.passage_index import IndexedDocument, IndexSettings
from qa.index.postgres.writer import Elsewhere, together
from qa.index.shards.beside import ShardedNotes
from qa.index.shards.numbering import InStep
from qa.index.shards.servers import Servers
from qa.index.shards.shard import ShardWriter
from qa.index.writer import check
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE, Scope


class ShardedWriter:
    """`IndexWriter` over the writers of all servers."""

    def __init__(
        self, servers: Servers, writers: Sequence[ShardWriter], notes: ShardedNotes, actor: str
    ) -> None:
        self._servers = servers
        self._writers = writers
        self._notes = notes
        self._actor = actor
        self._settings = servers.first.settings
        self._numbers = InStep([shard.database for shard in servers.shards])
        self._begun: set[tuple[int, str]] = set()

    def add(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        count = 0
        for document in documents:
            check(document, self._settings)
            number = self._servers.number_of(document.document.id)
            self._begin(number, document.document.collection, audited)
            self._numbers.before(number)
            try:
                count += self._writers[number].add([document], audited=audited)
            finally:
                self._numbers.after(number)
        return count

    def load(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        """Each server stores its own of them together, and leaves the numbers of the others'."""
        return sum(self._load(some, audited) for some in together(documents))

    def _load(self, documents: Sequence[IndexedDocument], audited: bool) -> int:
        own: dict[int, list[IndexedDocument]] = {}
        elsewhere: dict[str, tuple[int, int]] = {}
        met: dict[int, tuple[int, int]] = {}
        passages = 0
        for place, document in enumerate(documents):
            check(document, self._settings)
            number = self._servers.number_of(document.document.id)
            self._begin(number, document.document.collection, audited)
            own.setdefault(number, []).append(document)
            before, held = met.get(number, (0, 0))
            elsewhere[document.document.id] = place - before, passages - held
            passages += len(document.passages)
            met[number] = place + 1, passages
        for number in own:
            self._numbers.before(number)
        try:
            return sum(self._load_own(number, own[number], elsewhere, audited) for number in own)
        finally:
            for number in own:
                self._numbers.after(number)

    def _load_own(
        self,
        number: int,
        documents: Sequence[IndexedDocument],
        elsewhere: Elsewhere,
        audited: bool,
    ) -> int:
        writer = self._writers[number]
        writer.elsewhere = elsewhere
        try:
            return writer.load(documents, audited=audited)
        finally:
            writer.elsewhere = {}

    def _begin(self, number: int, collection: str, audited: bool) -> None:
        """Let a collection be there on the first server, and then on another."""
        if not number or (number, collection) in self._begun:
            return
        self._numbers.before(0)
        with self._servers.first.tables.transaction() as connection:
            if create_collection(connection, collection) and audited:
                action = Action.COLLECTION_CREATED
                record(connection, self._actor, action, collection, collection)
        self._numbers.after(0)
        with self._servers.shards[number].tables.transaction() as connection:
            create_collection(connection, collection)
        self._begun.add((number, collection))

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int:
        count = 0
        for document_id in document_ids:
            number = self._servers.number_of(document_id)
            query = "SELECT collection, root, source FROM documents WHERE id = ?"
            with self._servers.shards[number].tables.reading() as connection:
                place = connection.execute(query, [document_id]).fetchone()
            self._numbers.before(number)
            deleted = self._writers[number].delete(scope, [document_id])
            self._numbers.after(number)
            if deleted and place is not None:
                self._notes.forget_unread(*place)
            count += deleted
        return count

    def drop_collection(self, name: str) -> int:
        """The first server has the collection until all others have removed what is in it.

        Raises NotFound, and BadInput for the default collection.
        """
        if name == DEFAULT_COLLECTION:
            raise BadInput(f"the collection {name!r} is always there; remove its documents instead")
        self._alone()
        if name not in self._servers.first.access.names(WHOLE_ARCHIVE):
            raise no_collection(name)
        self._begun = {one for one in self._begun if one[1] != name}
        elsewhere = sum(writer.drop_part(name) for writer in self._writers[1:])
        self._numbers.before(0)
        count = self._writers[0].drop_collection(name, elsewhere)
        self._numbers.after(0)
        return count

    def replace_all(self, settings: IndexSettings, documents: Iterable[IndexedDocument]) -> int:
        """The servers commit one after another when all of them have everything: who is broken
        off between two commits leaves servers of different models, which nobody can open but to
        embed everything anew."""
        self._alone()
        count = 0
        with ExitStack() as stack:
            parts = [stack.enter_context(writer.anew(settings)) for writer in self._writers]
            for document in documents:
                number = self._servers.number_of(document.document.id)
                self._numbers.before(number)
                parts[number].put(document)
                self._numbers.after(number)
                count += 1
            for number, part in enumerate(parts):
                part.finish(audited=not number)
        self._settings = settings
        return count

    def _alone(self) -> None:
        for writer in self._writers:
            writer.alone()

    def claim(self, name: str) -> bool:
        return self._writers[0].claim(name)

    def release(self, name: str) -> None:
        self._writers[0].release(name)

    def remember(self, collection: str, folders: Iterable[str]) -> None:
        self._writers[0].remember(collection, folders)

    def publish(self) -> None:
        for writer in self._writers:
            writer.publish()

    def level(self) -> None:
        """Let whoever writes next, here or elsewhere, go on from the same numbers."""
        self._numbers.level()
