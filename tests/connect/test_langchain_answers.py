"""Answers, embeddings and checks in LangChain's shapes; its own suite for embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, HumanMessage
from langchain_tests.integration_tests import EmbeddingsIntegrationTests
from langchain_tests.unit_tests import EmbeddingsUnitTests

from qa.archive import Archive
from qa.connect.langchain_answers import QaEmbeddings, answer_chain, checker
from qa.errors import BadInput
from qa.types import Filters, Language
from tests.fakes import FakeTokenEncoder
from tests.small_archive import small_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = small_archive(tmp_path_factory.mktemp("small"), refuse_below=0.0)
    yield opened
    opened.close()


class Ours:
    """What LangChain's suites ask of; each suite is a class of its own."""

    @property
    def embeddings_class(self) -> type[Embeddings]:
        return QaEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"encoder": FakeTokenEncoder()}


class TestEmbeddingsAlone(Ours, EmbeddingsUnitTests):
    pass


class TestEmbeddingsAtWork(Ours, EmbeddingsIntegrationTests):
    pass


def test_an_answer_is_a_message_with_citations(archive: Archive) -> None:
    message = answer_chain(archive).invoke("Кому помог фонд?")
    assert isinstance(message, AIMessage)
    assert message.response_metadata["status"] == "answered"
    (block,) = message.content_blocks
    assert block["type"] == "text"
    assert block["annotations"]
    for cited in block["annotations"]:
        place = cited["extras"]
        text = archive.document(place["document_id"]).text
        assert text[place["start"] : place["end"]] == cited["cited_text"]
        assert block["text"][cited["start_index"] : cited["end_index"]]
        assert cited["type"] == "citation"


def test_messages_and_dictionaries_are_questions_too(archive: Archive) -> None:
    chain = answer_chain(archive)
    plain = chain.invoke("Кому помог фонд?").text
    asked = [HumanMessage("Заседание?"), AIMessage("В апреле."), HumanMessage("Кому помог фонд?")]
    assert chain.invoke(asked).text == plain
    kazakh = {"question": "Кому помог фонд?", "filters": Filters(languages=(Language.KAZAKH,))}
    assert {
        c["extras"]["source"] for c in chain.invoke(kazakh).content_blocks[0]["annotations"]
    } <= {"kk.txt"}
    with pytest.raises(BadInput, match="expected a text or a message, got int"):
        chain.invoke(3)


async def test_they_run_asynchronously(archive: Archive) -> None:
    assert (await answer_chain(archive).ainvoke("Кому помог фонд?")).text


def test_a_checker_judges(archive: Archive) -> None:
    judge = checker(archive)
    right = {"text": "The fund helped 60 people.", "sources": {"a": "The fund helped 60 people."}}
    assert judge.invoke(right).supported
    assert not judge.invoke({**right, "text": "The fund helped 50 people."}).supported
    assert judge.invoke("Фонд помог людям.").claims
