"""What goes out over HTTP of answers, search and check, made from the nouns.

The shapes are the contract's (version 1): fields may be added, never renamed
or dropped.  Offsets are code points, end exclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from qa.retrieval.search import SearchResult
from qa.types import Answer, Citation, Hit, Language, Mode, Passage, Status, Verdict


class Reply(BaseModel):
    model_config = ConfigDict(from_attributes=True)


About = Callable[[str], dict[str, str]]
"""What is told of the document of an id, by language."""


class CitationReply(Reply):
    """An exact quotation: `text[start:end] == quote` of the stored document; `matched` are
    spans of it whose words met words of the question."""

    number: int
    document_id: str
    source: str
    title: str
    language: Language
    passage_id: str
    start: int
    end: int
    quote: str
    score: float
    date: str | None = None
    matched: tuple[tuple[int, int], ...] = ()
    page: int | None = Field(default=None, description="From 1, where the document has pages.")
    recognised: float | None = Field(
        default=None, description="Mean confidence, 0 to 1, where text was read from pictures."
    )
    about: dict[str, str] = Field(
        {}, description="What the manifest says of the document, by language; `` for none named."
    )

    @classmethod
    def of(cls, citation: Citation, about: About) -> Self:
        reply = cls.model_validate(citation)
        reply.about = about(citation.document_id)
        return reply


class ClaimReply(Reply):
    """One statement; `[start, end)` is its place in the answer's text."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    matched: tuple[str, ...] = Field(
        default=(), description="Words of the claim found in the evidence."
    )
    missed: tuple[str, ...] = Field(default=(), description="Words of the claim not found there.")


class StartReply(Reply):
    """How the question was understood, before it is answered."""

    question: str
    resolved_question: str
    language: Language


class TextReply(Reply):
    text: str


class SuggestionReply(Reply):
    """A document near a question; `quote` is its sentence nearest to it, empty when it is far."""

    document_id: str
    source: str
    title: str
    language: Language
    date: str | None = None
    quote: str = ""
    start: int = 0
    end: int = 0
    about: dict[str, str] = Field(default={}, description="As a citation's.")


class DroppedReply(Reply):
    text: str
    verdict: Verdict
    reasons: tuple[str, ...]


class GenerationReply(Reply):
    """What became of a language model's reply; `note` says what went otherwise than it should."""

    model: str
    note: str
    dropped: tuple[DroppedReply, ...]
    invented: int = Field(description="Citations of what the model was not shown.")
    seconds: float


class AnswerReply(Reply):
    """An answer, or a refusal with the nearest documents as `suggestions`."""

    id: str
    question: str
    resolved_question: str
    language: Language
    status: Status
    mode: Mode
    text: str
    claims: tuple[ClaimReply, ...]
    citations: tuple[CitationReply, ...]
    suggestions: tuple[SuggestionReply, ...]
    score: float = Field(description="Probability that the archive answers the question.")
    timings_ms: dict[str, float]
    searched_for: tuple[str, ...] = Field(
        (), description="Other spellings of the question that were searched too."
    )
    generation: GenerationReply | None = Field(
        None, description="Where a language model was asked; null otherwise."
    )

    @classmethod
    def of(cls, answer: Answer, about: About) -> Self:
        reply = cls.model_validate(answer)
        for citation in reply.citations:
            citation.about = about(citation.document_id)
        for suggestion in reply.suggestions:
            suggestion.about = about(suggestion.document_id)
        return reply


class PassageReply(Reply):
    passage_id: str
    start: int
    end: int

    @classmethod
    def of(cls, passage: Passage) -> PassageReply:
        return cls(passage_id=passage.id, start=passage.start, end=passage.end)


class VersionReply(Reply):
    """The same told in another document, most often in another language."""

    document_id: str
    source: str
    title: str
    language: Language
    passage_id: str
    start: int
    end: int

    @classmethod
    def of(cls, hit: Hit) -> VersionReply:
        return cls(
            document_id=hit.document.id,
            source=hit.document.source,
            title=hit.document.title,
            language=hit.passage.language,
            passage_id=hit.passage.id,
            start=hit.passage.start,
            end=hit.passage.end,
        )


class HitReply(Reply):
    """A passage, or several side by side in one span under the best one's id."""

    document_id: str
    source: str
    title: str
    language: Language
    passage_id: str
    start: int
    end: int
    text: str
    score: float
    signals: dict[str, float]
    passages: tuple[PassageReply, ...] = Field(
        default=(), description="Those that the span is made of."
    )
    versions: tuple[VersionReply, ...] = Field(
        default=(), description="The same in other documents."
    )

    @classmethod
    def of(cls, hit: Hit) -> HitReply:
        passage, document = hit.passage, hit.document
        return cls(
            document_id=document.id,
            source=document.source,
            title=document.title,
            language=passage.language,
            passage_id=passage.id,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            score=hit.score,
            signals=dict(hit.signals),
            passages=tuple(PassageReply.of(part) for part in hit.passages or (passage,)),
            versions=tuple(VersionReply.of(version) for version in hit.versions),
        )


class ConstraintReply(Reply):
    """What was read off the query; `documents` says how strongly each meets it, 0 to 1.  Where too
    many do they are those that were looked at, and `common` is set."""

    kind: str
    value: str
    text: str
    documents: dict[str, float]
    common: bool = False


class SearchReply(Reply):
    hits: tuple[HitReply, ...]
    searched_for: tuple[str, ...] = Field(
        (), description="Other spellings of the query that were searched too."
    )
    constraints: tuple[ConstraintReply, ...] = Field(default=(), description="With `explain` only.")

    @classmethod
    def of(cls, found: SearchResult, explain: bool) -> SearchReply:
        return cls(
            hits=tuple(HitReply.of(hit) for hit in found.hits),
            searched_for=found.searched_for,
            constraints=tuple(
                ConstraintReply(
                    kind=match.constraint.kind,
                    value=match.constraint.value,
                    text=match.constraint.text,
                    documents={d: round(s, 3) for d, s in match.documents.items()},
                    common=match.common,
                )
                for match in (found.constraints if explain else ())
            ),
        )


class EvidenceReply(Reply):
    source_id: str
    start: int
    end: int
    quote: str


class CheckedClaimReply(Reply):
    text: str
    start: int
    end: int
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    evidence: tuple[EvidenceReply, ...]
    matched: tuple[str, ...] = Field(
        default=(), description="Words of the claim found in the evidence."
    )
    missed: tuple[str, ...] = Field(default=(), description="Words of the claim not found there.")


class CheckReply(Reply):
    """`supported` when every claim is; `score` is the weakest claim's."""

    supported: bool
    score: float
    claims: tuple[CheckedClaimReply, ...]
