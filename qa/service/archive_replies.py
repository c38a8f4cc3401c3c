"""What goes out over HTTP of the archive itself: its documents, the runs that read them, and
what readers thought.

The same promises hold as for `replies.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field

from qa.documents.manifest import told
from qa.index.browse import Listed, Listing
from qa.index.passage_index import DocumentSummary
from qa.language.problems import problem_in_words
from qa.retrieval.directory import Named
from qa.service.replies import PassageReply, Reply, SuggestionReply
from qa.types import Document, Language, Passage, Span


class SnippetReply(Reply):
    """A piece of a snippet; `matched` where it is a word that was looked for."""

    text: str
    matched: bool = False


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
    root: str = Field(
        default="", description="The folder that it was indexed from; `upload` for none."
    )
    indexed_at: str = ""
    pages: int = Field(default=0, description="Of a format that has them.")
    about: dict[str, str] = Field(default={}, description="As a citation's.")
    snippet: tuple[SnippetReply, ...] = Field(
        default=(), description="The text around the words found."
    )

    @classmethod
    def listed(cls, one: Listed) -> DocumentRow:
        row = cls.of(one.summary)
        row.pages, row.about = one.pages, told(one.metadata)
        row.snippet = tuple(_pieces(one.snippet, one.matched))
        return row

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
            root=summary.root,
            indexed_at=summary.indexed_at,
        )


def _pieces(text: str, matched: Sequence[Span]) -> Iterator[SnippetReply]:
    at = 0
    for start, end in matched:
        if start > at:
            yield SnippetReply(text=text[at:start])
        yield SnippetReply(text=text[start:end], matched=True)
        at = end
    if at < len(text):
        yield SnippetReply(text=text[at:])


class DocumentsReply(Reply):
    documents: tuple[DocumentRow, ...]
    total: int
    facets: dict[str, dict[str, int]] = Field(
        default={}, description="With `facets` only: documents by the values of each."
    )

    @classmethod
    def of(cls, found: Listing, with_facets: bool) -> DocumentsReply:
        return cls(
            documents=tuple(map(DocumentRow.listed, found.documents)),
            total=found.total,
            facets=found.facets if with_facets else {},
        )


class VersionsReply(Reply):
    """The same text in other languages."""

    versions: tuple[SuggestionReply, ...]


class WhereReply(Reply):
    """A document that names somebody, and where it first does."""

    document_id: str
    source: str
    title: str
    language: Language
    start: int
    end: int


class NameReply(Reply):
    """Somebody or something named, in every spelling."""

    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    documents: tuple[WhereReply, ...]

    @classmethod
    def of(cls, named: Named, documents: Mapping[str, DocumentSummary]) -> NameReply:
        places = []
        for mention in named.documents:
            known = documents[mention.document_id]
            start, end = mention.span or (0, 0)
            places.append(
                WhereReply(
                    document_id=known.id,
                    source=known.source,
                    title=known.title,
                    language=known.language,
                    start=start,
                    end=end,
                )
            )
        return cls(
            name=named.name,
            spellings=named.spellings,
            roles=named.roles,
            documents=tuple(places),
        )


class NamesReply(Reply):
    names: tuple[NameReply, ...]
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
    has_original: bool = Field(default=False, description="Whether its file can be downloaded.")
    reading: dict[str, Any] = Field(
        default={},
        description="How it was read: `reader`, `notes` (what was assumed), `unread` (parts with "
        "`reason`, `kind`, and `told` in the language of `Accept-Language`), `recognised` (page "
        "and confidence, 0 to 1), `revision`, what it `replaced`, and `copies`, other files that "
        "hold the same.",
    )

    @classmethod
    def of(
        cls,
        document: Document,
        passages: list[Passage],
        reading: Mapping[str, Any],
        has_original: bool = False,
        language: Language = Language.OTHER,
    ) -> DocumentReply:
        """`reading` is how the archive says that it was read; `language` is the reader's."""
        told = dict(reading)
        dropped = told.pop("dropped")
        told["unread"] = [
            {**part, "told": problem_in_words(str(part.get("kind", "")), language)}
            for part in told.get("unread", ())
        ]
        pieces = [{"text": piece["text"], "reason": piece["kind"]} for piece in dropped]
        return cls(
            document_id=document.id,
            source=document.source,
            title=document.title,
            language=document.language,
            date=document.date,
            author=_text(document.metadata.get("author")),
            metadata={**document.metadata, "dropped": pieces},
            text=document.text,
            passages=tuple(PassageReply.of(passage) for passage in passages),
            collection=document.collection,
            has_original=has_original,
            reading=told,
        )


class ProblemReply(Reply):
    """A file that was left out, or a `part` of one, and why; `kind` is the slug of an error,
    `told` says it in the language of `Accept-Language`."""

    source: str
    reason: str
    part: str = ""
    kind: str = ""
    told: str = ""

    def in_words(self, language: Language) -> Self:
        return self.model_copy(update={"told": problem_in_words(self.kind, language)})


class UnreadReply(ProblemReply):
    """What could not be read when the file was indexed last, and when that was."""

    noted: str


class UnreadList(Reply):
    problems: tuple[UnreadReply, ...]


class StoredReply(Reply):
    """A document that an upload brought, and its source."""

    document_id: str
    source: str


class PieceReply(Reply):
    """Text that cleaning left out, and the kind of thing it was."""

    source: str
    text: str
    reason: str = Field(validation_alias=AliasChoices("kind", "reason"))


class UploadReply(Reply):
    """What was done; `copies` counts files that hold what a document was read from already."""

    added: int
    updated: int
    unchanged: int
    copies: int = 0
    passages: int
    stored: tuple[StoredReply, ...] = ()
    problems: tuple[ProblemReply, ...]
    dropped: tuple[PieceReply, ...] = Field(
        default=(), description="What cleaning left out, at most 50."
    )

    def in_words(self, language: Language) -> Self:
        """With its problems told in a person's language."""
        told = tuple(problem.in_words(language) for problem in self.problems)
        return self.model_copy(update={"problems": told})


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


class ExampleReply(Reply):
    text: str
    language: Language


class ArchiveReply(Reply):
    """What is in the archive, for a page that introduces it."""

    documents: int
    passages: int
    languages: dict[str, int] = Field(description="Documents by language.")
    titles: tuple[str, ...] = Field(description="At most eight titles.")
    suggestions: tuple[str, ...] = Field(description="Questions that the archive answers.")
    examples: tuple[ExampleReply, ...] = Field(description="The same, each with its language.")
    generation: int
    upload_enabled: bool = Field(description="Whether anybody has a key to add documents with.")
    collections: dict[str, int] = Field(description="Documents by collection.")
    translation: bool = Field(
        default=False, description="Whether quotations can be put into other languages."
    )


class TranslationReply(Reply):
    """A quotation in another language by a machine, and what the check says of it."""

    text: str
    source_language: Language
    language: Language
    verdict: Literal["supported", "unsupported", "contradicted"]
    reasons: tuple[str, ...] = Field(description="In the language of the translation.")
    translator: str


class FeedbackReply(Reply):
    stored: bool = True


class FeedbackItem(Reply):
    id: int = 0
    status: str = "open"
    time: str = Field(validation_alias="created")
    answer_id: str
    question: str
    rating: str
    reason: str


class FeedbackList(Reply):
    feedback: tuple[FeedbackItem, ...]
    total: int = Field(default=0, description="Of the status that was asked for.")


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
