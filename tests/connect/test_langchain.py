"""The retriever, by LangChain's own suite and by exact values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from qa.archive import Archive
from qa.connect.langchain import PassageSplitter, QaRetriever
from qa.errors import BadInput, MissingExtra
from qa.retrieval.search import SearchResult
from qa.types import Filters, Language
from tests.small_archive import small_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = small_archive(tmp_path)
    yield opened
    opened.close()


class TestSuite(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _archive(self, archive: Archive) -> None:
        self.archive = archive

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return QaRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"archive": self.archive}

    @property
    def retriever_query_example(self) -> str:
        return "Кто помог людям? fund қор"


def test_a_passage_becomes_a_document_with_its_span(archive: Archive) -> None:
    (found,) = QaRetriever(archive=archive, k=1).invoke("Кому помог фонд? Фонд помог людям")
    about = found.metadata
    text = archive.document(about["document_id"]).text
    assert found.page_content == text[about["start"] : about["end"]]
    assert found.id == about["passage_id"]
    (hit,) = archive.search("Кому помог фонд? Фонд помог людям", top_k=1).hits
    assert about == {
        "document_id": hit.document.id,
        "source": "ru.txt",
        "title": hit.document.title,
        "language": "ru",
        "passage_id": hit.passage.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": hit.score,
        "versions": [],
    }


def test_filters_reach_the_archive(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Filters] = []

    def search(query: str, *, top_k: int, filters: Filters, merged: bool) -> SearchResult:
        assert merged
        asked.append(filters)
        return SearchResult(())

    monkeypatch.setattr(archive, "search", search)
    kazakh, russian = Filters(languages=(Language.KAZAKH,)), Filters(languages=(Language.RUSSIAN,))
    retriever = QaRetriever(archive=archive, filters=kazakh)
    retriever.invoke("қор")
    retriever.invoke("қор", filters=russian)
    assert asked == [kazakh, russian]


@pytest.mark.parametrize("k", [0, -1, 101])
def test_k_is_bounded(archive: Archive, k: int) -> None:
    with pytest.raises(ValueError, match="k"):
        QaRetriever(archive=archive, k=k)
    with pytest.raises(BadInput, match=f"k is {k}; expected 1 to 100"):
        QaRetriever(archive=archive).invoke("қор", k=k)


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(ValueError, match="archive"):
        QaRetriever(archive=object())  # type: ignore[arg-type]


def test_without_langchain_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_core.callbacks", None)
    monkeypatch.delitem(sys.modules, "qa.connect.langchain")
    with pytest.raises(MissingExtra, match=r"pip install 'qa\[langchain\]'"):
        __import__("qa.connect.langchain")


TEXT = "Бірінші сөйлем осы.  Екінші сөйлем мынау.\n\nҮшінші сөйлем соңғысы."


def words(text: str) -> int:
    return len(text.split())


def test_the_splitter_tells_places_and_context() -> None:
    splitter = PassageSplitter(words, max_tokens=6)
    given = Document(page_content=TEXT, metadata={"source": "a.txt", "title": "Есеп"})
    found = splitter.split_documents([given])
    assert [d.page_content for d in found] == [
        "Бірінші сөйлем осы.  Екінші сөйлем мынау.",
        "Үшінші сөйлем соңғысы.",
    ]
    for document in found:
        start, end = document.metadata["start_index"], document.metadata["end_index"]
        assert TEXT[start:end] == document.page_content
        assert document.metadata["title"] == document.metadata["context"] == "Есеп"


def test_the_splitter_splits_text_and_nothing() -> None:
    splitter = PassageSplitter(words, max_tokens=3)
    assert splitter.split_text("Бір екі үш. Төрт бес алты.") == ["Бір екі үш.", "Төрт бес алты."]
    assert splitter.split_text("") == []
    assert splitter.create_documents([]) == []
