"""The retriever, by LangChain's own suite and by exact values."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from qa.errors import BadInput, MissingExtra
from qa.langchain import QaRetriever
from qa.settings import Settings
from qa.types import Document, Filters, Language
from tests.fake_archive import KAZAKH, FakeArchive


def archive_of_four(tmp_path: Path) -> FakeArchive:
    archive = FakeArchive(Settings(data_dir=tmp_path))
    for number in (3, 4):
        name = f"d{number}"
        archive.held[name] = Document(name, f"{name}.txt", name, Language.ENGLISH, "Text.")
    return archive


class TestSuite(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _archive(self, tmp_path: Path) -> None:
        self.archive = archive_of_four(tmp_path)

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return QaRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"archive": self.archive}

    @property
    def retriever_query_example(self) -> str:
        return "қор"


def test_a_passage_becomes_a_document_with_its_span(tmp_path: Path) -> None:
    found = QaRetriever(archive=archive_of_four(tmp_path), k=1).invoke("қор")
    assert [(d.id, d.page_content) for d in found] == [("p-d1", KAZAKH.text)]
    assert found[0].metadata == {
        "document_id": "d1",
        "source": "kk.txt",
        "title": "Сессия",
        "language": "kk",
        "passage_id": "p-d1",
        "start": 0,
        "end": len(KAZAKH.text),
        "score": 0.5,
    }


def test_filters_reach_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archive_of_four(tmp_path)
    asked: list[Filters] = []

    def search(query: str, *, top_k: int, filters: Filters) -> list[Any]:
        asked.append(filters)
        return []

    monkeypatch.setattr(archive, "search", search)
    kazakh, russian = Filters(languages=(Language.KAZAKH,)), Filters(languages=(Language.RUSSIAN,))
    retriever = QaRetriever(archive=archive, filters=kazakh)
    retriever.invoke("қор")
    retriever.invoke("қор", filters=russian)
    assert asked == [kazakh, russian]


@pytest.mark.parametrize("k", [0, -1, 101])
def test_k_is_bounded(tmp_path: Path, k: int) -> None:
    archive = archive_of_four(tmp_path)
    with pytest.raises(ValueError, match="k"):
        QaRetriever(archive=archive, k=k)
    with pytest.raises(BadInput, match=f"k is {k}; expected 1 to 100"):
        QaRetriever(archive=archive).invoke("қор", k=k)


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(ValueError, match="archive"):
        QaRetriever(archive=object())  # type: ignore[arg-type]


def test_without_langchain_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_core.callbacks", None)
    monkeypatch.delitem(sys.modules, "qa.langchain")
    with pytest.raises(MissingExtra, match=r"pip install 'qa\[langchain\]'"):
        __import__("qa.langchain")
