"""An opened archive: the model and the index, loaded once, asked from many threads."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from qa.answering.answer import Answerer
from qa.changes import known_paths
from qa.checking.check import CheckReport, Evidence, Source, check, claims_of, too_large
from qa.checking.memory import RememberingEncoder
from qa.embedding import Encoder, TokenEncoder, load_encoder
from qa.errors import BadInput, MissingExtra, NotFound, QuestionError
from qa.examples import examples
from qa.index.local import LocalIndex
from qa.index.passage_index import DocumentPage, Feedback, PassageIndex
from qa.indexing import Indexer, IndexReport, OnProgress, index_settings
from qa.questions.followup import language_spoken, resolve
from qa.questions.question import analyse
from qa.questions.spelling import ArchiveSpelling
from qa.retrieval.facts import from_json
from qa.retrieval.search import Scored, Searcher, SearchResult
from qa.settings import Settings
from qa.types import (
    Answer,
    Citation,
    Claim,
    Document,
    Filters,
    Language,
    Passage,
    Suggestion,
    Turn,
    Understood,
)

EVERYTHING = Filters()
_SHOWN = 24
"""Documents that example questions are made from."""

_NEAR = 3
"""Documents that a refusal offers."""

# The number of claims already bounds the passages that are found for them.
_UNBOUNDED = 1 << 40


@dataclass(frozen=True, slots=True)
class Summary:
    """What an archive holds: `languages` counts documents."""

    documents: int
    passages: int
    languages: dict[Language, int]
    generation: int


class Archive:
    """Everything a person may do with an archive; methods may be called from any thread."""

    def __init__(self, index: PassageIndex, encoder: Encoder, settings: Settings) -> None:
        self.settings = settings
        self._index = index
        self._encoder = encoder
        self._searcher = Searcher(index, encoder, settings)
        self._spelling = ArchiveSpelling(index)
        self._reader = RememberingEncoder(encoder) if isinstance(encoder, TokenEncoder) else None
        self._answerer = Answerer(index, settings, self._check_short if self._reader else None)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Raises ModelError or ArchiveError when the model or the index cannot be used."""
        encoder = load_encoder(settings)
        index = LocalIndex.open(settings.data_dir, index_settings(settings, encoder))
        return cls(index, encoder, settings)

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        on_event: Callable[[Understood | Claim | Citation], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        """Answer with exact quotations, or refuse.

        `on_event` gets first how the question was understood, then citations and
        claims as they are ready; `should_stop` is asked between stages.  Raises
        QuestionError for a question without words or longer than the limit.
        """
        self._check_question(question)
        began = time.perf_counter()
        resolved = resolve(question, history)
        if resolved != question and language is None:
            # What was taken from the conversation may be in another language than the question.
            language = language_spoken(question)
        analysed = analyse(resolved, language, restore=self._spelling.restore)
        scored = self._searcher.score(analysed, filters)
        found = self._searcher.closely(scored)
        searched = time.perf_counter()
        if on_event:
            on_event(Understood(question, analysed.text, analysed.language))
        answer = self._answerer.answer(question, analysed, found, on_event, should_stop)
        if answer.suggestions:
            answer = replace(answer, suggestions=self._nearest(scored))
        search, total = searched - began, time.perf_counter() - began
        timings = {"search": round(search * 1000, 1), "total": round(total * 1000, 1)}
        return replace(
            answer,
            timings_ms={**answer.timings_ms, **timings},
            searched_for=analysed.searched_for,
        )

    def _nearest(self, scored: Scored) -> tuple[Suggestion, ...]:
        """Documents that a refusal offers; of versions in several languages the one shown first."""
        near: list[Suggestion] = []
        told: set[str] = set()
        for hit in self._searcher.listed(scored).hits:
            document = hit.document
            if document.id not in told:
                near.append(
                    Suggestion(document.id, document.source, document.title, document.language)
                )
            told |= {document.id, *(version.document.id for version in hit.versions)}
        return tuple(near[:_NEAR])

    def search(
        self,
        query: str,
        *,
        top_k: int | None = None,
        filters: Filters = EVERYTHING,
        explain: bool = False,
        merged: bool = True,
    ) -> SearchResult:
        """The best hits, best first: passages side by side are one, and so are versions of one
        text in several languages.  With `merged` off every passage is a hit of its own.

        Raises QuestionError as `ask` does.
        """
        self._check_question(query)
        return self._searcher.list_hits(
            analyse(query, restore=self._spelling.restore),
            top_k=top_k,
            filters=filters,
            explain=explain,
            merged=merged,
        )

    def check(self, text: str, sources: Sequence[Source] | None = None) -> CheckReport:
        """Judge every claim of `text` by `sources`, or by what the archive holds on it.

        Raises TooLarge for more text than the settings allow, MissingExtra for a model without
        token states.
        """
        if self._reader is None:
            raise MissingExtra(
                f"checking needs token states, which the model {self._encoder.name} does not give; "
                "use the default model"
            )
        if sources is not None:
            return check(text, sources, self._reader, max_chars=self.settings.max_check_chars)
        if len(text) > self.settings.max_check_chars:
            raise too_large(len(text), self.settings.max_check_chars)
        passages = self._passages_for(text)
        near = [Source(passage.id, passage.text) for passage in passages.values()]
        report = check(text, near, self._reader, max_chars=_UNBOUNDED)
        return _in_documents(report, passages)

    def _check_short(
        self, statement: str, sources: Sequence[Source], language: Language
    ) -> CheckReport:
        assert self._reader is not None
        return check(statement, sources, self._reader, language, self.settings.max_check_chars)

    def summary(self) -> Summary:
        page = self._index.documents(limit=-1)
        languages: dict[Language, int] = {}
        for document in page.documents:
            languages[document.language] = languages.get(document.language, 0) + 1
        statistics = self._index.statistics()
        return Summary(page.total, statistics.passages, languages, self._index.generation)

    def examples(self) -> tuple[str, ...]:
        """Questions in three languages that the archive answers, for somebody new to it.

        They are asked, which takes a moment.
        """
        listed = self._index.documents(limit=_SHOWN).documents
        described = [(one, from_json(self._index.document(one.id).facts)) for one in listed]
        return examples(described, self.ask)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> DocumentPage:
        return self._index.documents(query, limit, offset)

    def document(self, document_id: str) -> Document:
        """Raises NotFound."""
        return self._index.document(document_id).document

    def dropped(self, document_id: str) -> list[dict[str, Any]]:
        """What cleaning removed: `text`, `kind` and `line` of each piece.  Raises NotFound."""
        report = json.loads(self._index.document(document_id).report)
        return list(report.get("dropped", ()))

    def passages(self, document_id: str) -> list[Passage]:
        """In reading order; empty for an unknown document."""
        return list(self._index.document_passages(document_id).values())

    def add_upload(self, name: str, data: bytes) -> IndexReport:
        """Raises the DocumentErrors of reading the file, IndexBusy while another writes."""
        return Indexer(self._index, self._encoder, self.settings).upload(name, data)

    def known_paths(self) -> list[Path]:
        """The folders, and the files outside of them, that documents were indexed from."""
        return known_paths(self._index)

    def reindex(self, on_progress: OnProgress | None = None) -> IndexReport:
        """Read what was indexed again, as `qa index` with the same folders does.

        Uploads stay as they are.  Raises BadInput where nothing was indexed from files or
        none of them can be read, IndexBusy while another writes.
        """
        paths = self.known_paths()
        if not paths:
            raise BadInput(
                "nothing was indexed from a folder; give the server one with `qa index FOLDER`"
            )
        return Indexer(self._index, self._encoder, self.settings).update(paths, on_progress)

    def delete(self, document_id: str) -> None:
        """Raises NotFound."""
        if not self._index.delete([document_id]):
            raise NotFound(f"no document has the id {document_id!r}")

    def add_feedback(
        self, *, answer_id: str, question: str, rating: str, reason: str = "", answer: str = "{}"
    ) -> None:
        self._index.add_feedback(Feedback(answer_id, question, rating, reason, answer))

    def feedback(self) -> list[Feedback]:
        """All of it, newest first."""
        return self._index.feedback(limit=-1)

    def refresh(self) -> bool:
        """Switch to the newest generation; False, and cheap, when there is none."""
        return self._index.refresh()

    def close(self) -> None:
        self._index.close()

    def _check_question(self, question: str) -> None:
        most = self.settings.max_question_chars
        if len(question) > most:
            raise QuestionError(
                f"the question has {len(question)} characters; at most {most} are read: shorten it"
            )
        if not any(character.isalnum() for character in question):
            raise QuestionError("the question has no words; write what you want to know")
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise QuestionError(
                "the question holds half of a surrogate pair, which is no text; send it as UTF-8"
            )

    def _passages_for(self, text: str) -> dict[str, Passage]:
        """Passages of the archive near the text's statements, by id."""
        found: dict[str, Passage] = {}
        for statement in claims_of(text):
            asked = analyse(statement.meant[:500], restore=self._spelling.restore)
            hits = self._searcher.list_hits(asked, top_k=3, merged=False).hits
            found |= {hit.passage.id: hit.passage for hit in hits}
        return found


def _in_documents(report: CheckReport, passages: Mapping[str, Passage]) -> CheckReport:
    """The report with its evidence in documents' spans instead of passages'."""

    def moved(evidence: Evidence) -> Evidence:
        passage = passages[evidence.source_id]
        start, end = evidence.start + passage.start, evidence.end + passage.start
        return replace(evidence, source_id=passage.document_id, start=start, end=end)

    claims = (replace(c, evidence=tuple(map(moved, c.evidence))) for c in report.claims)
    return replace(report, claims=tuple(claims))
