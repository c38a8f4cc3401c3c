"""An archive as a Haystack component."""

from __future__ import annotations

from typing import Any

from qa.connect.places import checked_k, place_of
from qa.errors import MissingExtra
from qa.retrieval.search import SearchResult
from qa.types import Filters

try:
    from haystack import Document, component
except ImportError as error:
    raise MissingExtra(
        "Haystack is not installed; install it with `pip install 'qa[haystack]'`"
    ) from error


@component
class QaRetriever:
    """The `k` passages nearest to a query, best first; `meta` says where each stands in its
    document."""

    def __init__(self, archive: Any, k: int = 10, filters: Filters | None = None) -> None:
        self._archive = archive
        self._k = checked_k(k)
        self._filters = filters or Filters()

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        found: SearchResult = self._archive.search(query, top_k=self._k, filters=self._filters)
        return {
            "documents": [
                Document(
                    id=hit.passage.id,
                    content=hit.passage.text,
                    meta=place_of(hit),
                    score=hit.score,
                )
                for hit in found.hits
            ]
        }
