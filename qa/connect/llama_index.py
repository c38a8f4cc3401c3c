"""An archive as a LlamaIndex retriever."""

from __future__ import annotations

from typing import Any

from qa.connect.places import checked_k, place_of
from qa.errors import MissingExtra
from qa.retrieval.search import SearchResult
from qa.types import Filters, Hit

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ImportError as error:
    raise MissingExtra(
        "LlamaIndex is not installed; install it with `pip install 'qa[llama-index]'`"
    ) from error


class QaRetriever(BaseRetriever):
    """The `k` passages nearest to a query as nodes, best first; a node's metadata says where its
    text stands in its document."""

    def __init__(self, archive: Any, k: int = 10, filters: Filters | None = None) -> None:
        self._archive = archive
        self._k = checked_k(k)
        self._filters = filters or Filters()
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found: SearchResult = self._archive.search(
            query_bundle.query_str, top_k=self._k, filters=self._filters
        )
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in found.hits]


def _node(hit: Hit) -> TextNode:
    place = place_of(hit)
    return TextNode(
        id_=hit.passage.id,
        text=hit.passage.text,
        metadata=place,
        excluded_embed_metadata_keys=list(place),
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
    )
