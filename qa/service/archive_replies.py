"""What goes out over HTTP of the archive itself: its documents, the runs that read them, and
what readers thought.

The same promises hold as for `replies.py`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from qa.index.passage_index import DocumentSummary
from qa.service.replies import PassageReply, Reply
from qa.types import Document, Language, Passage


class DocumentRow(Reply):
    """A document in a list; `passages` is their number."""

    document_id: str
    source: str
    title: str
    language: Language
    date: str | None
    author: str | None
    passages: int
    collection: str

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
            collection=summary.collection,
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
    collection: str
    reading: dict[str, Any] = Field(
        description="How it was read: `reader`, `notes` (what was assumed), `unread` (parts with "
        "`reason` and `kind`), `recognised` (page and confidence, 0 to 1), `revision`, what it "
        "`replaced`, and `copies`, other files that hold the same."
    )

    @classmethod
    def of(
        cls,
        document: Document,
        passages: list[Passage],
        dropped: list[dict[str, Any]],
        reading: dict[str, Any],
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
            collection=document.collection,
            reading=reading,
        )


class ProblemReply(Reply):
    """A file that was left out, or a `part` of one, and why; `kind` is the slug of an error."""

    source: str
    reason: str
    part: str = ""
    kind: str = ""


class UnreadReply(ProblemReply):
    """What could not be read when the file was indexed last, and when that was."""

    noted: str


class UnreadList(Reply):
    problems: tuple[UnreadReply, ...]


class StoredReply(Reply):
    """A document that an upload brought, and its source."""

    document_id: str
    source: str


class UploadReply(Reply):
    """What was done; `copies` counts files that hold what a document was read from already."""

    added: int
    updated: int
    unchanged: int
    copies: int = 0
    passages: int
    stored: tuple[StoredReply, ...] = ()
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

    state: Literal["idle", "running", "stopping", "stopped", "done", "failed"]
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
    collections: dict[str, int] = Field(description="Documents by collection.")


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


class AuditItem(Reply):
    id: int
    time: str
    actor: str
    action: str
    collection: str | None
    subject: str
    detail: str


class AuditReply(Reply):
    """A part of the audit; `total` counts all that the key may see."""

    entries: tuple[AuditItem, ...]
    total: int


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
