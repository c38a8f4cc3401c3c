"""The list of documents of several servers, and what else goes over all of them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar

from qa.index.browse import Browse, Listed, Listing
from qa.index.columns import Columns
from qa.index.passage_index import (
    DocumentPage,
    IndexedDocument,
    StoredDocument,
)
from qa.index.postgres.shelf import narrowed
from qa.index.shards.servers import Servers
from qa.kept import Kept
from qa.types import Language, Scope

Ranked = TypeVar("Ranked")

_KEPT_LISTS = 8


class ShardedShelf:
    """Answers to `Library`'s questions, in the order in which one server gives them."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._columns: Kept[Scope, tuple[tuple[int, ...], Columns]] = Kept(_KEPT_LISTS)

    def version(self, scope: Scope) -> tuple[int, ...]:
        if self._servers.first.still is not None:
            # Read when that began.
            found = [shard.version(scope) for shard in self._servers.shards]
        else:
            found = self._servers.each(lambda shard: shard.version(scope))
        return tuple(number for one in found for number in one)

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        return self._servers.of(document_id).document(scope, document_id)

    def read_documents(self, scope: Scope, ids: Iterable[str]) -> dict[str, StoredDocument]:
        asked: dict[int, list[str]] = {}
        for name in ids:
            asked.setdefault(self._servers.number_of(name), []).append(name)
        found = self._servers.asked(
            scope, asked, lambda shard, own: shard.ask_documents(scope, own)
        )
        known = {name: one for some in found.values() for name, one in some.items()}
        return {name: known[name] for own in asked.values() for name in own if name in known}

    def whole(self, document_id: str) -> IndexedDocument:
        return self._servers.of(document_id).whole(document_id)

    def metadata(self, scope: Scope, document_id: str) -> dict[str, Any]:
        return self._servers.of(document_id).metadata(scope, document_id)

    def documents(
        self, scope: Scope, text: str = "", limit: int = 50, offset: int = 0
    ) -> DocumentPage:
        most = limit if limit < 0 else offset + limit
        pages = self._servers.each(lambda shard: shard.documents(scope, text, most))
        found = sorted(
            (one for page in pages for one in page.documents), key=lambda one: (one.source, one.id)
        )
        stop = len(found) if limit < 0 else most
        return DocumentPage(sum(page.total for page in pages), found[offset:stop])

    def sample(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> Iterator[str]:
        taken = self._servers.each(lambda shard: shard.sampled(scope, languages, characters))
        numbered = [[(one, number) for one in some] for number, some in enumerate(taken)]
        left = characters
        for one, number in heapq.merge(*numbered):
            if left <= 0:
                return
            yield from self._servers.shards[number].text_of(scope, one.row, left)
            left -= one.characters

    def facts(self, scope: Scope) -> dict[str, str]:
        found = self._by_row(self._servers.each(lambda shard: shard.facts_by_row(scope)))
        return {name: facts for _, name, facts in found}

    def _by_row(self, found: Sequence[Iterable[tuple[int, *tuple[Any, ...]]]]) -> list[Any]:
        """What the servers say of documents, in the order of their rows."""
        servers = len(found)
        rows = [
            (own * servers + number, *rest)
            for number, some in enumerate(found)
            for own, *rest in some
        ]
        rows.sort(key=itemgetter(0))
        return rows

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        found = self._servers.each(lambda shard: shard.known_sources(scope, root))
        return {source: content for some in found for source, content in some.items()}

    def roots(self, scope: Scope) -> list[str]:
        found = self._servers.each(lambda shard: shard.roots(scope))
        return sorted({root for some in found for root in some})

    def folders(self, scope: Scope) -> list[str]:
        return self._servers.first.folders(scope)

    def browse(self, scope: Scope, asked: Browse) -> Listing:
        with self._servers.steady():
            words = partial(self._matching, scope), partial(self._ranks, scope)
            read = partial(self._listed, scope, asked.text)
            return narrowed(self._columns_of(scope), asked, *words, read)

    def _columns_of(self, scope: Scope) -> Columns:
        version = self.version(scope)
        kept = self._columns.find([scope]).get(scope)
        if kept is not None and kept[0] == version:
            return kept[1]
        found = self._servers.each(lambda shard: shard.column_rows(scope))
        columns = Columns.of(self._by_row(found))
        self._columns.keep(scope, (version, columns))
        return columns

    def _matching(self, scope: Scope, words: Sequence[str]) -> list[int]:
        found = self._servers.each(lambda shard: shard.matching(scope, words))
        return [self._servers.row(n, own) for n, rows in enumerate(found) for own in rows]

    def _ranks(self, scope: Scope, words: Sequence[str]) -> list[tuple[int, float]]:
        found = self._servers.each(lambda shard: shard.ranks(scope, words))
        return [(self._servers.row(n, own), r) for n, some in enumerate(found) for own, r in some]

    def _listed(self, scope: Scope, text: str, rows: Sequence[int]) -> list[Listed]:
        parts = self._servers.some(
            self._servers.apart(rows), lambda shard, own: shard.listed(scope, text, own)
        )
        found = self._servers.rows(parts)
        return [found[row] for row in rows if row in found]
