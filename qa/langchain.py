"""An archive as a LangChain retriever.

Each passage becomes a LangChain document whose metadata says where it stands:
`page_content == text[start:end]` of the stored document, so a chain's answer
can cite as exactly as this package's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from pydantic import Field

from qa.errors import BadInput, MissingExtra
from qa.types import Filters, Hit

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise MissingExtra(
        "QaRetriever needs langchain-core; install it with `pip install 'qa[langchain]'`"
    ) from error

MAX_K = 100


@runtime_checkable
class Searches(Protocol):
    """What of an archive a retriever needs."""

    def search(self, query: str, *, top_k: int, filters: Filters) -> Sequence[Hit]: ...


class QaRetriever(BaseRetriever):
    """The `k` passages nearest to a query, best first.

    `QaRetriever(archive=Archive.open(settings), k=5).invoke("…")`; `k` and
    `filters` may also be given to `invoke`.  Metadata: `document_id`, `source`,
    `title`, `language`, `passage_id`, `start`, `end` (code points), `score`.
    """

    archive: Searches = Field(repr=False, exclude=True)
    k: int = Field(default=10, ge=1, le=MAX_K)
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filters: Filters | None = None,
    ) -> list[Document]:
        wanted = self.k if k is None else k
        if not 1 <= wanted <= MAX_K:
            raise BadInput(f"k is {wanted}; expected 1 to {MAX_K}")
        allowed = self.filters if filters is None else filters
        return [_document(hit) for hit in self.archive.search(query, top_k=wanted, filters=allowed)]


def _document(hit: Hit) -> Document:
    passage, document = hit.passage, hit.document
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document_id": document.id,
            "source": document.source,
            "title": document.title,
            "language": passage.language.value,
            "passage_id": passage.id,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
