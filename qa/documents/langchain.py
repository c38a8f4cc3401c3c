"""The splitter as LangChain knows splitters (extra `langchain`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

try:
    from langchain_core.documents import Document as LangChainDocument
    from langchain_text_splitters import TextSplitter
except ImportError as error:
    from qa.errors import MissingExtra

    raise MissingExtra(
        "langchain-text-splitters is not installed; pip install 'qa[langchain]'"
    ) from error

from qa.documents.split import CountTokens, split_passages
from qa.language.identify import identify
from qa.types import Document


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
    ) -> list[LangChainDocument]:
        """One LangChain document a passage; `metadata["title"]` becomes context."""
        return [
            found
            for index, text in enumerate(texts)
            for found in self._split(text, metadatas[index] if metadatas else {})
        ]

    def split_documents(self, documents: Iterable[LangChainDocument]) -> list[LangChainDocument]:
        """Like `create_documents`, from LangChain documents."""
        given = list(documents)
        return self.create_documents([d.page_content for d in given], [d.metadata for d in given])

    def _split(self, text: str, metadata: dict[Any, Any]) -> list[LangChainDocument]:
        source = str(metadata.get("source", ""))
        title = str(metadata.get("title", ""))
        document = Document(source, source, title, identify(text).language, text)
        return [
            LangChainDocument(
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
