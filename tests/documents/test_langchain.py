"""The LangChain splitter gives the same passages, with their places."""

from __future__ import annotations

from langchain_core.documents import Document

from qa.documents.langchain import PassageSplitter

TEXT = "Бірінші сөйлем осы.  Екінші сөйлем мынау.\n\nҮшінші сөйлем соңғысы."


def words(text: str) -> int:
    return len(text.split())


def test_places_and_context() -> None:
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


def test_split_text_and_nothing() -> None:
    splitter = PassageSplitter(words, max_tokens=3)
    assert splitter.split_text("Бір екі үш. Төрт бес алты.") == ["Бір екі үш.", "Төрт бес алты."]
    assert splitter.split_text("") == []
    assert splitter.create_documents([]) == []
