"""Answers, embeddings and claim checking as LangChain knows them.

An answer is an AIMessage of one text block, whose annotations are LangChain's own
citations: indices are places in the answer, and `extras` says where in the document the
quotation stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable, RunnableLambda

from qa.checking.check import CheckReport, Source
from qa.embedding import Encoder, load_encoder
from qa.errors import BadInput
from qa.settings import Settings, read_settings
from qa.types import Answer, Citation, Claim, Filters, Turn

_ROLES = {"human": "user", "ai": "assistant"}


class Asks(Protocol):
    """What of an archive a chain needs."""

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = ...
    ) -> Answer: ...


class Checks(Protocol):
    """What of an archive a checker needs."""

    def check(self, text: str, sources: Sequence[Source] | None = None) -> CheckReport: ...


def answer_chain(archive: Asks) -> Runnable[Any, AIMessage]:
    """Answers a question, messages that end with one, or a dictionary with `question` and
    perhaps `history` (messages) and `filters` (`qa.types.Filters`).

    The message's `response_metadata` has `status`, `mode`, `score` and `suggestions`.
    Raises BadInput for anything else.
    """

    def answer(given: Any) -> AIMessage:
        question, history, filters = _asked(given)
        turns = [_turn(message) for message in history]
        return message_of(archive.ask(question, history=turns, filters=filters))

    return RunnableLambda(answer, name="qa_answer")


def message_of(answer: Answer) -> AIMessage:
    by_number = {citation.number: citation for citation in answer.citations}
    annotations = [
        _citation(claim, by_number[number]) for claim in answer.claims for number in claim.citations
    ]
    return AIMessage(
        content=[{"type": "text", "text": answer.text, "annotations": annotations}],
        id=answer.id,
        response_metadata={
            "output_version": "v1",
            "status": answer.status.value,
            "mode": answer.mode.value,
            "score": answer.score,
            "suggestions": [one.source for one in answer.suggestions],
        },
    )


def checker(archive: Checks) -> Runnable[Any, CheckReport]:
    """Judges a text, a message, or a dictionary with `text` and perhaps `sources`, a mapping
    from ids to texts; without sources the archive is the judge."""

    def judge(given: Any) -> CheckReport:
        if isinstance(given, Mapping):
            sources = given.get("sources")
            held = None if sources is None else [Source(*one) for one in sources.items()]
            return archive.check(_text(given.get("text")), held)
        return archive.check(_text(given))

    return RunnableLambda(judge, name="qa_check")


class QaEmbeddings(Embeddings):
    """The vectors that the archive is searched by: unit length, questions apart from passages."""

    def __init__(self, encoder: Encoder | None = None, settings: Settings | None = None) -> None:
        """By default the encoder of the settings.  Raises ModelError where it is not there."""
        self._encoder = encoder or load_encoder(settings or read_settings())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self._encoder.encode_questions([text])[0]]


def _asked(given: Any) -> tuple[str, Sequence[BaseMessage], Filters]:
    if isinstance(given, Mapping):
        history, filters = given.get("history") or (), given.get("filters") or Filters()
        return _text(given.get("question")), history, filters
    if isinstance(given, Sequence) and not isinstance(given, str) and given:
        return _text(given[-1]), given[:-1], Filters()
    return _text(given), (), Filters()


def _text(given: Any) -> str:
    if isinstance(given, BaseMessage):
        return str(given.text)
    if isinstance(given, str):
        return given
    raise BadInput(f"expected a text or a message, got {type(given).__name__}")


def _turn(message: BaseMessage) -> Turn:
    return Turn(_ROLES.get(message.type, "user"), str(message.text))


def _citation(claim: Claim, citation: Citation) -> dict[str, Any]:
    return {
        "type": "citation",
        "id": f"{citation.document_id}:{citation.start}-{citation.end}",
        "title": citation.title,
        "start_index": claim.start,
        "end_index": claim.end,
        "cited_text": citation.quote,
        "extras": {
            "number": citation.number,
            "verdict": claim.verdict.value,
            "document_id": citation.document_id,
            "source": citation.source,
            "language": citation.language.value,
            "start": citation.start,
            "end": citation.end,
        },
    }
