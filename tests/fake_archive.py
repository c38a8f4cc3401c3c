"""A fake archive with two documents whose answers can be worked out by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from qa.checking.stopping import stop_if
from qa.errors import DocumentError, MissingExtra, NotFound, QuestionError
from qa.examples import Example
from qa.index.audit import AuditPage
from qa.index.browse import Browse, Listed, Listing
from qa.index.passage_index import DocumentPage, DocumentSummary, StoredDocument
from qa.questions.constraints import Constraint, ConstraintMatch
from qa.retrieval.directory import Named
from qa.retrieval.search import SearchResult
from qa.settings import Settings
from qa.types import (
    DEFAULT_COLLECTION,
    WHOLE_ARCHIVE,
    Answer,
    Citation,
    Claim,
    Document,
    Filters,
    Hit,
    Language,
    Mode,
    Passage,
    Scope,
    Span,
    Status,
    Suggestion,
    Translation,
    Understood,
    Verdict,
)

EVERYTHING = Filters()
KEY = "ключ-key"
ADMIN = {"Authorization": "Bearer ключ-key".encode()}

KAZAKH = Document(
    "d1",
    "kk.txt",
    "Сессия",
    Language.KAZAKH,
    "Сессия өтті. 😀 Қор құрылды.",
    {"date": "2022-04-29"},
)
RUSSIAN = Document(
    "d2", "sub/ru.txt", "<img src=x onerror=alert(1)>", Language.RUSSIAN, "Фонд помог людям."
)
FUND = ConstraintMatch(Constraint("organisation", "kr", "қор"), {"d1": 0.25})


def passage_of(document: Document) -> Passage:
    end = len(document.text)
    return Passage(
        f"p-{document.id}",
        document.id,
        0,
        end,
        document.text,
        document.title,
        document.language,
        (Span(0, end),),
    )


def summary_of(document: Document) -> DocumentSummary:
    return DocumentSummary(
        document.id,
        document.source,
        document.title,
        document.language,
        document.metadata.get("date"),
        1,
        len(document.text),
        "/",
        "2026-01-01T00:00:00+00:00",
    )


@dataclass
class Built:
    added: int = 2
    updated: int = 1
    removed: int = 0
    unchanged: int = 3
    copies: int = 0
    passages: int = 40
    problems: list[Any] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    seconds: float = 1.25


BUILT = Built(
    problems=[
        SimpleNamespace(source="bad.pdf", reason="damaged", part="", kind="damaged-document")
    ],
    dropped=[SimpleNamespace(source="a.txt", kind="counter", text="12\n", line=7)],
    notes=[SimpleNamespace(source="a.txt", text="read as KZ-1048")],
)


class OneCollection:
    """Everything lies in the default collection, which is open, and there are no keys."""

    def names(self, scope: Scope) -> tuple[str, ...]:
        return tuple(name for name in (DEFAULT_COLLECTION,) if scope.allows(name))

    def anonymous(self) -> Scope:
        return Scope.of(DEFAULT_COLLECTION)

    def all_keys(self) -> tuple[()]:
        return ()

    def find_key(self, given: str) -> None:
        return None


@dataclass
class FakeArchive:
    settings: Settings
    held: dict[str, Document] = field(default_factory=lambda: {"d1": KAZAKH, "d2": RUSSIAN})
    asked: list[dict[str, Any]] = field(default_factory=list)
    checked: list[Any] = field(default_factory=list)
    given: list[dict[str, Any]] = field(default_factory=list)
    generation: int = 1
    closed: bool = False
    writes: bool = False
    translates: bool = False
    runs: int = 0
    read: list[dict[str, list[Path]]] = field(default_factory=list)
    fault: Exception | None = None
    # A question "wait" holds its thread until `gate` is set or it is told to stop;
    # reading the folders again holds its own likewise.
    gate: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    access: OneCollection = field(default_factory=OneCollection)
    audit: Any = field(default_factory=lambda: SimpleNamespace(entries=lambda *_: AuditPage(0, ())))
    scope: Scope = WHOLE_ARCHIVE

    @property
    def version(self) -> tuple[int, ...]:
        return (self.generation,)

    def within(self, scope: Scope, actor: str = "local") -> FakeArchive:
        self.scope = scope
        return self

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        reader_language: Language | None = None,
        history: Sequence[Any] = (),
        filters: Filters = EVERYTHING,
        mode: Mode | None = None,
        on_event: Callable[[Understood | Claim | Citation], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        self.asked.append(
            {"question": question, "language": language, "history": history, "filters": filters}
        )
        if mode is Mode.GENERATIVE:
            raise MissingExtra("no language model is configured: set QA_LLM")
        if not any(c.isalnum() for c in question):
            raise QuestionError("the question has no words; write what you want to know")
        if len(question) > self.settings.max_question_chars:
            raise QuestionError(f"the question has {len(question)} characters")
        if "crash" in question:
            raise RuntimeError("a secret detail")
        if on_event:
            on_event(Understood(question, question, Language.ENGLISH))
        if "unknown" in question:
            return self._refusal(question)
        quote = "Қор құрылды."
        start = KAZAKH.text.index(quote)
        citation = Citation(
            1,
            "d1",
            "kk.txt",
            "Сессия",
            Language.KAZAKH,
            "p-d1",
            start,
            start + len(quote),
            quote,
            0.9,
        )
        claim = Claim(quote, 0, len(quote), (1,), Verdict.QUOTED, 0.95)
        if on_event:
            on_event(citation)
        if "late fault" in question:
            raise RuntimeError("a secret detail")
        if question == "wait":
            while not self.gate.wait(0.01):
                if should_stop and should_stop():
                    self.stopped.set()
                    break
        return Answer(
            "a1",
            question,
            question,
            Language.ENGLISH,
            Status.ANSWERED,
            Mode.EXTRACTIVE,
            f"{quote} [1]",
            (claim,),
            (citation,),
            (),
            0.93,
            {"total": 1.5},
        )

    def _refusal(self, question: str) -> Answer:
        near = (Suggestion("d2", "sub/ru.txt", RUSSIAN.title, Language.RUSSIAN),)
        return Answer(
            "a2",
            question,
            question,
            Language.ENGLISH,
            Status.REFUSED,
            Mode.EXTRACTIVE,
            "The archive does not say.",
            (),
            (),
            near,
            0.1,
            {"total": 1.0},
        )

    def search(
        self,
        query: str,
        *,
        top_k: int | None = None,
        filters: Filters = EVERYTHING,
        explain: bool = False,
        merged: bool = True,
    ) -> SearchResult:
        if query == "wait":
            self.gate.wait(60)
        signals = {"dense": 0.5} if explain else {}
        hits = [Hit(passage_of(d), d, 0.5, signals) for d in self.held.values()]
        if merged and len(hits) > 1:
            hits = [replace(hits[0], passages=(hits[0].passage,), versions=tuple(hits[1:]))]
        return SearchResult(
            tuple(hits[: top_k or self.settings.top_k]),
            (FUND,) if explain else (),
            searched_for=("қор",) if query == "rjh" else (),
        )

    def check(
        self,
        text: str,
        sources: Sequence[Any] | None = None,
        *,
        should_stop: Callable[[], bool] | None = None,
    ) -> Any:
        self.checked.append((text, sources))
        while text == "wait" and not self.gate.wait(0.01):
            if should_stop and should_stop():
                self.stopped.set()
            stop_if(should_stop)
        evidence = (
            SimpleNamespace(source_id="s1" if sources else "d1", start=0, end=3, quote="Қор"),
        )
        claim = SimpleNamespace(
            text=text,
            start=0,
            end=len(text),
            verdict=Verdict.CONTRADICTED,
            score=0.2,
            reasons=("the claim says 50, the source 60",),
            evidence=evidence,
        )
        return SimpleNamespace(supported=False, score=0.2, claims=(claim,))

    def translate(
        self, document_id: str, start: int, end: int, language: Language, *, should_stop: Any = None
    ) -> Translation:
        document = self.document(document_id)
        if self.fault is not None:
            raise self.fault
        said = document.text[start:end].upper()
        why = ("a number differs",)
        return Translation(said, document.language, language, Verdict.CONTRADICTED, why, "fake")

    def summary(self) -> Any:
        languages: dict[Language, int] = {}
        for document in self.held.values():
            languages[document.language] = languages.get(document.language, 0) + 1
        count = len(self.held)
        return SimpleNamespace(
            documents=count,
            passages=count,
            languages=languages,
            generation=self.generation,
            collections={DEFAULT_COLLECTION: count},
        )

    def examples(self) -> tuple[Example, ...]:
        return tuple(Example(f"{d.title}?", d.language) for d in self.held.values())

    def browse(self, asked: Browse) -> Listing:
        page = self.documents(asked.text, asked.offset, asked.limit)
        metadata = [self.held[one.id].metadata for one in page.documents]
        listed = [Listed(s, 0, m) for s, m in zip(page.documents, metadata, strict=True)]
        return Listing(page.total, listed)

    def original(self, document_id: str) -> Path | None:
        return None

    def about(self, document_id: str) -> dict[str, str]:
        return {}

    def names(self) -> tuple[Named, ...]:
        return ()

    def versions(self, document_id: str) -> tuple[Document, ...]:
        self.document(document_id)
        return ()

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> DocumentPage:
        found = [d for d in self.held.values() if query in d.title]
        page = found[offset : offset + limit]
        return DocumentPage(len(found), [summary_of(d) for d in page])

    def document(self, document_id: str) -> Document:
        if document_id not in self.held:
            raise NotFound(f"no document has the id {document_id!r}")
        return self.held[document_id]

    def reading(self, document_id: str) -> dict[str, Any]:
        self.document(document_id)
        dropped = [{"text": "12", "kind": "counter", "line": 7}]
        return {"reader": "qa", "notes": [], "unread": [], "dropped": dropped, "copies": []}

    def unread(self) -> list[Any]:
        return [
            SimpleNamespace(
                source="bad.pdf",
                part="page 3",
                kind="no-text-layer",
                reason="a picture without text",
                noted="2026-01-02T03:04:05+00:00",
            )
        ]

    def passages(self, document_id: str) -> list[Passage]:
        return [passage_of(self.document(document_id))]

    def add_upload(
        self,
        name: str,
        data: bytes,
        collection: str = DEFAULT_COLLECTION,
        *,
        replace: bool = False,
    ) -> Any:
        if b"\0" in data:
            raise DocumentError(f"{name}: not text")
        text = data.decode()
        self.held[name] = Document(name, name, name, Language.OTHER, text)
        self.generation += 1
        stored = [SimpleNamespace(document_id=name, source=name)]
        return SimpleNamespace(
            added=1,
            updated=0,
            removed=0,
            unchanged=0,
            copies=0,
            passages=1,
            stored=stored,
            problems=(),
            dropped=(),
        )

    def known_paths(self) -> list[Path]:
        return [Path("/texts")]

    def reindex(self, on_progress: Callable[[Any], None]) -> Any:
        """Reads document after document until `gate` is set."""
        self.runs += 1
        on_progress(SimpleNamespace(documents=1, total=4, passages=7, source="kk.txt"))
        while not self.gate.wait(0.01):
            on_progress(SimpleNamespace(documents=2, total=4, passages=9, source="ru.txt"))
        if self.fault is not None:
            raise self.fault
        self.generation += 1
        return BUILT

    def files_of(self, document_ids: Sequence[str]) -> dict[str, list[Path]]:
        return {DEFAULT_COLLECTION: [Path("/texts", self.document(n).source) for n in document_ids]}

    def read_again(self, files: dict[str, list[Path]], on_progress: Callable[[Any], None]) -> Any:
        self.read.append(files)
        return self.reindex(on_progress)

    def delete(self, document_id: str) -> StoredDocument:
        stored = StoredDocument(self.document(document_id), "/texts", "", "{}", "{}", "2026")
        del self.held[document_id]
        self.generation += 1
        return stored

    def restore(self, stored: StoredDocument) -> None:
        self.held[stored.document.id] = stored.document
        self.generation += 1

    def add_feedback(self, **item: Any) -> None:
        self.given.append(item)

    def feedback(self, offset: int = 0, limit: int = -1) -> list[Any]:
        end = None if limit < 0 else offset + limit
        given = self.given[offset:end]
        return [SimpleNamespace(created="2026-01-01T00:00:00Z", **item) for item in given]

    def build(
        self,
        paths: Sequence[Path],
        settings: Settings,
        on_progress: Any,
        collection: str | None = None,
    ) -> Any:
        self.given.append({"paths": list(paths), "data_dir": settings.data_dir})
        return BUILT

    def settled_feedback(self) -> frozenset[int]:
        return frozenset()

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


def pipeline_of(opening: Callable[[Settings], Any], build: Any = None) -> ModuleType:
    """A stand-in for `qa.pipeline` whose `Archive.open` is `opening`."""
    pipeline = ModuleType("qa.pipeline")
    archive = type("Archive", (), {"open": staticmethod(lambda s, create=False: opening(s))})
    pipeline.Archive = archive  # type: ignore[attr-defined]
    pipeline.build = build  # type: ignore[attr-defined]
    return pipeline
