"""What goes out over HTTP, made from the nouns.

The shapes are the contract's (version 1): fields may be added, never renamed
or dropped.  Offsets are code points, end exclusive.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.index.passage_index import DocumentSummary
from qa.retrieval.search import SearchResult
from qa.types import Document, Hit, Language, Mode, Passage, Status, Verdict


class Reply(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CitationReply(Reply):
    """An exact quotation: `text[start:end] == quote` of the stored document."""

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


class ClaimReply(Reply):
    """One statement; `[start, end)` is its place in the answer's text."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    matched: tuple[str, ...] = Field((), description="Words of the claim found in the evidence.")
    missed: tuple[str, ...] = Field((), description="Words of the claim not found there.")


class SuggestionReply(Reply):
    document_id: str
    source: str
    title: str
    language: Language


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
    passages: tuple[PassageReply, ...] = Field((), description="Those that the span is made of.")
    versions: tuple[VersionReply, ...] = Field((), description="The same in other documents.")

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
    """What was read off the query; `documents` says how strongly each meets it, 0 to 1."""

    kind: str
    value: str
    text: str
    documents: dict[str, float]


class SearchReply(Reply):
    hits: tuple[HitReply, ...]
    searched_for: tuple[str, ...] = Field(
        (), description="Other spellings of the query that were searched too."
    )
    constraints: tuple[ConstraintReply, ...] = Field((), description="With `explain` only.")

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
    matched: tuple[str, ...] = Field((), description="Words of the claim found in the evidence.")
    missed: tuple[str, ...] = Field((), description="Words of the claim not found there.")


class CheckReply(Reply):
    """`supported` when every claim is; `score` is the weakest claim's."""

    supported: bool
    score: float
    claims: tuple[CheckedClaimReply, ...]


class DocumentRow(Reply):
    """A document in a list; `passages` is their number."""

    document_id: str
    source: str
    title: str
    language: Language
    date: str | None
    author: str | None
    passages: int

    @classmethod
    def of(cls, summary: DocumentSummary) -> DocumentRow:
        return cls(
            document_id=summary.id,
            source=summary.source,
            title=summary.title,
            language=summary.language,
            date=summary.date,
            author=summary.author,
            passages=summary.passages,
        )


class DocumentsReply(Reply):
    documents: tuple[DocumentRow, ...]
    total: int


class DocumentReply(Reply):
    """A whole document with its stored text and its passages' spans."""

    document_id: str
    source: str
    title: str
    language: Language
    date: str | None
    author: str | None
    metadata: dict[str, Any]
    text: str
    passages: tuple[PassageReply, ...]

    @classmethod
    def of(
        cls, document: Document, passages: list[Passage], dropped: list[dict[str, Any]]
    ) -> DocumentReply:
        pieces = [{"text": piece["text"], "reason": piece["kind"]} for piece in dropped]
        return cls(
            document_id=document.id,
            source=document.source,
            title=document.title,
            language=document.language,
            date=_text(document.metadata.get("date")),
            author=_text(document.metadata.get("author")),
            metadata={**document.metadata, "dropped": pieces},
            text=document.text,
            passages=tuple(PassageReply.of(passage) for passage in passages),
        )


class ProblemReply(Reply):
    """A file that was left out, and why."""

    source: str
    reason: str


class UploadReply(Reply):
    added: int
    updated: int
    unchanged: int
    passages: int
    problems: tuple[ProblemReply, ...]


class ProgressReply(Reply):
    """How far a run is: `documents` of `total` read, `source` in hand."""

    documents: int
    total: int
    passages: int
    source: str


class IndexReply(UploadReply):
    """What a run did; `problems` name what could not be read, which keeps its old version."""

    removed: int
    seconds: float


class ReindexReply(Reply):
    """The run that is going on, or the last one since the server started."""

    state: Literal["idle", "running", "done", "failed"]
    sources: tuple[str, ...] = Field(
        description="Folders, and files outside of them, that are read; at most twenty."
    )
    progress: ProgressReply | None = Field(
        description="Of a run that has compared the files with the index."
    )
    report: IndexReply | None = Field(description="Of a run that is done.")
    error: str | None = Field(description="Why a run failed.")


class ArchiveReply(Reply):
    """What is in the archive, for a page that introduces it."""

    documents: int
    passages: int
    languages: dict[str, int] = Field(description="Documents by language.")
    titles: tuple[str, ...] = Field(description="At most eight titles.")
    suggestions: tuple[str, ...] = Field(description="Example questions, from titles.")
    generation: int
    upload_enabled: bool


class FeedbackReply(Reply):
    stored: bool = True


class FeedbackItem(Reply):
    time: str = Field(validation_alias="created")
    answer_id: str
    question: str
    rating: str
    reason: str


class FeedbackList(Reply):
    feedback: tuple[FeedbackItem, ...]


class Health(Reply):
    status: str
    detail: str = ""


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
