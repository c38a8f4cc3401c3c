"""An archive as a LangChain retriever, and the splitter as LangChain knows splitters.

Each passage becomes a LangChain document whose metadata says where it stands:
`page_content == text[start:end]` of the stored document, so a chain's answer
can cite as exactly as this package's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from pydantic import Field

from qa.connect.places import MAX_K, checked_k, place_of
from qa.documents.split import CountTokens, split_passages
from qa.errors import MissingExtra
from qa.language.identify import identify
from qa.retrieval.search import SearchResult
from qa.types import Document as StoredDocument
from qa.types import Filters, Hit

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_text_splitters import TextSplitter
except ImportError as error:
    raise MissingExtra(
        "LangChain is not installed; install it with `pip install 'qa[langchain]'`"
    ) from error


@runtime_checkable
class Searches(Protocol):
    """What of an archive a retriever needs."""

    def search(self, query: str, *, top_k: int, filters: Filters, merged: bool) -> SearchResult: ...


class QaRetriever(BaseRetriever):
    """The `k` passages nearest to a query, best first.

    `QaRetriever(archive=Archive.open(settings), k=5).invoke("…")`; `k` and
    `filters` may also be given to `invoke`.  With `merged`, passages side by side are one
    document, and so are versions of one text in several languages.  Metadata: `document_id`,
    `source`, `title`, `language`, `passage_id`, `start`, `end` (code points), `score`,
    and `versions`, the same fields but `score` for each.
    """

    archive: Searches = Field(repr=False, exclude=True)
    k: int = Field(default=10, ge=1, le=MAX_K)
    filters: Filters = Filters()
    merged: bool = True

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filters: Filters | None = None,
    ) -> list[Document]:
        wanted = checked_k(self.k if k is None else k)
        allowed = self.filters if filters is None else filters
        found = self.archive.search(query, top_k=wanted, filters=allowed, merged=self.merged)
        return [_document(hit) for hit in found.hits]


def _document(hit: Hit) -> Document:
    return Document(
        id=hit.passage.id,
        page_content=hit.passage.text,
        metadata={
            **place_of(hit),
            "score": hit.score,
            "versions": [place_of(version) for version in hit.versions],
        },
    )


class PassageSplitter(TextSplitter):
    """Passages as LangChain documents.

    `start_index` and `end_index` are places in the given text, so
    `text[start_index:end_index] == page_content`; `context` is what to embed in
    front.  There is no overlap: a sentence lies in one passage.
    """

    def __init__(self, count_tokens: CountTokens, max_tokens: int = 200) -> None:
        super().__init__(
            chunk_size=max_tokens,
            chunk_overlap=0,
            length_function=count_tokens,
            add_start_index=True,
        )
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens

    def split_text(self, text: str) -> list[str]:
        """The passages' texts."""
        return [found.page_content for found in self.create_documents([text])]

    def create_documents(
        self, texts: list[str], metadatas: list[dict[Any, Any]] | None = None
    ) -> list[Document]:
        """One LangChain document a passage; `metadata["title"]` becomes context."""
        return [
            found
            for index, text in enumerate(texts)
            for found in self._split(text, metadatas[index] if metadatas else {})
        ]

    def split_documents(self, documents: Iterable[Document]) -> list[Document]:
        """Like `create_documents`, from LangChain documents."""
        given = list(documents)
        return self.create_documents([d.page_content for d in given], [d.metadata for d in given])

    def _split(self, text: str, metadata: dict[Any, Any]) -> list[Document]:
        source = str(metadata.get("source", ""))
        title = str(metadata.get("title", ""))
        document = StoredDocument(source, source, title, identify(text).language, text)
        return [
            Document(
                page_content=passage.text,
                metadata={
                    **metadata,
                    "start_index": passage.start,
                    "end_index": passage.end,
                    "context": passage.context,
                },
            )
            for passage in split_passages(document, self._count_tokens, self._max_tokens)
        ]
