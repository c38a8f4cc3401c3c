"""An opened archive: the model and the index, loaded once, asked from many threads."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from copy import copy
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from qa.answering.answer import Answerer
from qa.answering.generation.chat import Generator, open_generator
from qa.answering.generation.generate import Writer
from qa.answering.late_reader import LateInteractionReader
from qa.answering.learned import load_reader
from qa.answering.quote import DocumentTexts
from qa.answering.translation.opening import open_translations
from qa.changes import file_of, known_paths
from qa.checking.check import CheckReport, Evidence, Source, check, claims_of, too_large
from qa.checking.memory import RememberingEncoder
from qa.checking.stopping import stop_if
from qa.documents.facts import from_json
from qa.documents.manifest import told
from qa.embedding import Encoder, TokenEncoder, load_encoder
from qa.errors import BadInput, MissingExtra, NotFound, Unreachable
from qa.examples import Example, examples
from qa.index.access import Access
from qa.index.audit import Audit
from qa.index.browse import Browse, Listing
from qa.index.feedback import Feedback
from qa.index.opening import open_index
from qa.index.passage_index import (
    LOCALLY,
    UPLOADS,
    ArchiveIndex,
    DocumentPage,
    StoredDocument,
)
from qa.index.reading import Unreadable
from qa.indexing import Indexer, IndexReport, OnProgress, index_settings, total
from qa.kept import Kept
from qa.questions.followup import language_spoken, resolve
from qa.questions.question import analyse, check_question
from qa.questions.spelling import ArchiveSpelling
from qa.retrieval.directory import Named, directory
from qa.retrieval.search import Scored, Searcher, SearchResult
from qa.settings import Settings, read_settings
from qa.stages import Stage, stage, watched
from qa.types import (
    DEFAULT_COLLECTION,
    WHOLE_ARCHIVE,
    Answer,
    Citation,
    Claim,
    Document,
    Filters,
    Language,
    Mode,
    Passage,
    Scope,
    Span,
    Suggestion,
    Translation,
    Turn,
    Understood,
)

Given = ParamSpec("Given")
Found = TypeVar("Found")

EVERYTHING = Filters()
_SHOWN = 24
"""Documents that example questions are made from."""

_SCOPES = 8
"""Scopes whose names are kept."""

_LOOKED_FOR = 400
"""Characters of a passage by which its versions in other languages are found."""

_NEAR = 3
"""Documents that a refusal offers."""

# The number of claims already bounds the passages that are found for them.
_UNBOUNDED = 1 << 40


@dataclass(frozen=True, slots=True)
class Summary:
    """What an archive holds: `languages` and `collections` count documents; `generation` is
    the number of changes that were made to it."""

    documents: int
    passages: int
    languages: dict[Language, int]
    generation: int
    collections: dict[str, int]


def _steady(
    read: Callable[Concatenate[Archive, Given], Found],
) -> Callable[Concatenate[Archive, Given], Found]:
    """What is stored stands still while `read` works: a document that is removed meanwhile is
    whole until the end, instead of missing half-way.  Where the database breaks off, `read` works
    once more, unless somebody was told of its first try already."""

    @wraps(read)
    def reading(archive: Archive, /, *given: Given.args, **named: Given.kwargs) -> Found:
        once = suppress(Unreachable) if named.get("on_event") is None else nullcontext()
        with once, archive._index.steady():
            return read(archive, *given, **named)
        with archive._index.steady():
            return read(archive, *given, **named)

    return reading


class Archive:
    """Everything a person may do with an archive; methods may be called from any thread.

    Whoever opens one holds its files, and may read all of it; `within` gives it as others
    may see it.
    """

    def __init__(
        self,
        index: ArchiveIndex,
        encoder: Encoder,
        settings: Settings,
        generator: Generator | None = None,
    ) -> None:
        self.settings = settings
        self.scope = WHOLE_ARCHIVE
        self.actor = LOCALLY
        self._index = index
        self._encoder = encoder
        self._searcher = Searcher(index, encoder, settings)
        self._spelling = ArchiveSpelling(index)
        # Of a scope, with the version of it that they are of; shared by all that `within` gives.
        self._names: Kept[Scope, tuple[tuple[int, ...], tuple[Named, ...]]] = Kept(_SCOPES)
        self._reader = RememberingEncoder(encoder) if isinstance(encoder, TokenEncoder) else None
        self._answerer = Answerer(
            index,
            settings,
            load_reader(encoder) if settings.reader == "learned" else LateInteractionReader(),
            self._check_short if self._reader else None,
        )
        self._writer = (
            Writer(generator, index, self._reader, settings)
            if generator is not None and self._reader is not None
            else None
        )
        self._translations = open_translations(settings, generator, self._reader)

    @property
    def writes(self) -> bool:
        """Whether a language model is there to write with."""
        return self._writer is not None

    @property
    def translates(self) -> bool:
        """Whether quotations can be put into other languages."""
        return self._translations is not None

    @property
    def access(self) -> Access:
        """The collections and keys."""
        return self._index.access

    @property
    def audit(self) -> Audit:
        return self._index.audit

    @property
    def version(self) -> tuple[int, ...]:
        """Equal as long as nothing has changed within the scope."""
        return self._index.version(self.scope)

    @classmethod
    def open(cls, where: Settings | Path | str, *, create: bool = False) -> Self:
        """The archive of some settings, or the one in a folder, begun where there is none; of
        settings, only with `create`.

        Raises ModelError or ArchiveError when the model or the index cannot be used.
        """
        begin = create or not isinstance(where, Settings)
        settings = where if isinstance(where, Settings) else _of_folder(Path(where))
        encoder = load_encoder(settings)
        wanted = index_settings(settings, encoder)
        index = open_index(settings, wanted, create=begin)
        return cls(index, encoder, settings, open_generator(settings))

    def index(self, *paths: Path | str, on_progress: OnProgress | None = None) -> IndexReport:
        """Make the archive agree with the files below `paths`; only what changed is embedded.

        Raises BadInput for a path that is not there, IndexBusy while another writes.
        """
        indexer = Indexer(self._index, self._encoder, self.settings)
        report = indexer.update([Path(path) for path in paths], on_progress)
        self.refresh()
        return report

    def within(self, scope: Scope, actor: str = LOCALLY) -> Self:
        """The same archive for somebody who may read `scope` of it, and is known as `actor`."""
        found = copy(self)
        found.scope, found.actor = scope, actor
        return found

    @_steady
    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        reader_language: Language | None = None,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        mode: Mode | None = None,
        on_event: Callable[[Understood | Claim | Citation], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        """Answer with exact quotations, or refuse.

        Where a language model is configured, it writes the answer unless `mode` is
        extractive, and every sentence of it is checked.  Raises MissingExtra for mode
        generative without one.

        `language` is that of the words around the quotations; without one it is the
        question's, or `reader_language` where a question of a name or a word does not tell.
        `on_event` gets first how the question was understood, then citations and
        claims as they are ready; `should_stop` is asked between stages.  Raises
        QuestionError for a question without words or longer than the limit.
        """
        check_question(question, self.settings.max_question_chars)
        writer = self._writer if mode is not Mode.EXTRACTIVE else None
        if writer is None and mode is Mode.GENERATIVE:
            raise MissingExtra(
                "no language model is configured: set QA_LLM, or use mode extractive or auto"
            )
        began = time.perf_counter()
        with watched() as watch:
            answer = self._ask(
                question, writer, language, reader_language, history, filters, on_event, should_stop
            )
        total = round((time.perf_counter() - began) * 1000, 1)
        timings = {**answer.timings_ms, **watch.milliseconds, "total": total}
        return replace(answer, timings_ms=timings)

    def _ask(
        self,
        question: str,
        writer: Writer | None,
        language: Language | None,
        reader_language: Language | None,
        history: Sequence[Turn],
        filters: Filters,
        on_event: Callable[[Understood | Claim | Citation], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> Answer:
        resolved = resolve(question, history)
        if writer is not None and self.settings.llm_follow_ups:
            resolved = writer.rewritten(question, resolved, history)
        if resolved != question and language is None:
            # What was taken from the conversation may be in another language than the question.
            language = language_spoken(question)
        analysed = analyse(resolved, language, restore=self._restore)
        if language is None and reader_language and language_spoken(resolved) is None:
            analysed = replace(analysed, answer_in=reader_language)
        with stage(Stage.SEARCH):
            scored = self._searcher.score(self.scope, analysed, filters)
            found = self._searcher.closely(scored)
        if on_event:
            on_event(Understood(question, analysed.text, analysed.answer_in))
        answer = self._answerer.answer(
            self.scope, question, analysed, found, None if writer else on_event, should_stop
        )
        if writer is not None:
            answer = writer.write(self.scope, answer, analysed, found.hits, on_event, should_stop)
        if answer.suggestions:
            answer = replace(answer, suggestions=self._nearest(scored, answer.suggestions))
        return replace(answer, searched_for=analysed.searched_for)

    def _nearest(self, scored: Scored, told: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
        """Documents that a refusal offers: the first it told, then others; of versions in several
        languages the one shown first."""
        near = list(told[:1])
        known = {suggestion.document_id for suggestion in near}
        for hit in self._searcher.listed(scored).hits:
            document = hit.document
            versions = {version.document.id for version in hit.versions}
            if known.isdisjoint({document.id, *versions}):
                near.append(
                    Suggestion(
                        document.id,
                        document.source,
                        document.title,
                        document.language,
                        document.date,
                    )
                )
            known |= {document.id, *versions}
        return tuple(near[:_NEAR])

    @_steady
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
        check_question(query, self.settings.max_question_chars)
        return self._searcher.list_hits(
            self.scope,
            analyse(query, restore=self._restore),
            top_k=top_k,
            filters=filters,
            explain=explain,
            merged=merged,
        )

    def check(
        self,
        text: str,
        sources: Sequence[Source] | None = None,
        *,
        should_stop: Callable[[], bool] | None = None,
    ) -> CheckReport:
        """Judge every claim of `text` by `sources`, or by what the archive holds on it.

        Raises TooLarge for more text than the settings allow, MissingExtra for a model without
        token states, Stopped soon after `should_stop` says so.
        """
        if self._reader is None:
            raise MissingExtra(
                f"checking needs token states, which the model {self._encoder.name} does not give; "
                "use the default model"
            )
        if sources is not None:
            most = self.settings.max_check_chars
            return check(text, sources, self._reader, max_chars=most, should_stop=should_stop)
        if len(text) > self.settings.max_check_chars:
            raise too_large(len(text), self.settings.max_check_chars)
        passages = self._passages_for(text, should_stop)
        texts = DocumentTexts(self._index, self.scope)
        near = [
            Source(
                passage.id,
                passage.text,
                texts.known(passage.document_id, Span(passage.start, passage.end)),
            )
            for passage in passages.values()
        ]
        report = check(text, near, self._reader, max_chars=_UNBOUNDED, should_stop=should_stop)
        return _in_documents(report, passages)

    def translate(
        self,
        document_id: str,
        start: int,
        end: int,
        language: Language,
        *,
        should_stop: Callable[[], bool] | None = None,
    ) -> Translation:
        """A document's `[start, end)` by a machine, with what the check says of it.

        Raises NotFound for an unknown document, BadInput for a span that is not in it, is too
        long or is in that language already, MissingExtra where the settings name no translator,
        TranslationFailed where it gave nothing to show.
        """
        if self._translations is None:
            raise MissingExtra("nothing is translated here; name a translator in QA_TRANSLATORS")
        with self._index.steady():
            document = self.document(document_id)
            passages = self.passages(document_id)
        size, most = len(document.text), self.settings.max_translation_chars
        if not 0 <= start < end <= size or not document.text[start:end].strip():
            raise BadInput(
                f"[{start}, {end}) is no text of the document, which has {size} characters"
            )
        if end - start > most:
            raise BadInput(
                f"the quotation has {end - start} characters; at most {most} are translated"
            )
        holding = (one.language for one in passages if one.start <= start < one.end)
        source = next(holding, document.language)
        return self._translations.translate(document.text[start:end], source, language, should_stop)

    def _check_short(
        self, statement: str, sources: Sequence[Source], language: Language
    ) -> CheckReport:
        assert self._reader is not None
        return check(statement, sources, self._reader, language, self.settings.max_check_chars)

    def summary(self) -> Summary:
        found = self._index.statistics(self.scope)
        return Summary(
            found.documents,
            found.passages,
            dict(found.spoken),
            found.changes,
            dict(found.collections),
        )

    def examples(self) -> tuple[Example, ...]:
        """Questions in three languages that the archive answers, for somebody new to it.

        They are asked, which takes a moment.
        """
        listed = self._index.documents(self.scope, limit=_SHOWN).documents
        described = [
            (one, from_json(self._index.document(self.scope, one.id).facts)) for one in listed
        ]
        return examples(described, self.ask)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> DocumentPage:
        return self._index.documents(self.scope, query, limit, offset)

    def browse(self, asked: Browse) -> Listing:
        """The list of documents as a person looks through it."""
        return self._index.browse(self.scope, asked)

    def about(self, document_id: str) -> dict[str, str]:
        """What its manifest says of a document, by language; empty where there is none."""
        return told(self._index.metadata(self.scope, document_id))

    def names(self) -> tuple[Named, ...]:
        """Everybody and everything that the documents name, those in most of them first."""
        version = self.version
        kept = self._names.find([self.scope]).get(self.scope)
        if kept is not None and kept[0] == version:
            return kept[1]
        facts = {name: from_json(data) for name, data in self._index.facts(self.scope).items()}
        found = directory(facts)
        self._names.keep(self.scope, (version, found))
        return found

    @_steady
    def versions(self, document_id: str) -> tuple[Document, ...]:
        """Documents that tell the same in another language.  Raises NotFound."""
        own = self.document(document_id)
        found: dict[str, Document] = {}
        for passage in _spread(self.passages(document_id)):
            asked = analyse(passage.text[:_LOOKED_FOR], own.language)
            for hit in self._searcher.list_hits(self.scope, asked, top_k=3).hits:
                near = {one.document.id: one.document for one in (hit, *hit.versions)}
                if document_id in near:
                    found |= near
        found.pop(document_id, None)
        return tuple(one for one in found.values() if one.language != own.language)

    def original(self, document_id: str) -> Path | None:
        """The file that a document was read from, where it still lies in its folder.

        Raises NotFound for an unknown document.
        """
        stored = self._index.document(self.scope, document_id)
        if stored.root == UPLOADS:
            return None
        root = Path(stored.root)
        path = root / stored.document.source
        inside = path.is_file() and path.resolve().is_relative_to(root.resolve())
        return path if inside else None

    def document(self, document_id: str) -> Document:
        """Raises NotFound."""
        return self._index.document(self.scope, document_id).document

    def reading(self, document_id: str) -> dict[str, Any]:
        """How it was read: `reader`, `notes`, `unread` parts, `recognised` pages with their
        confidence, `dropped` pieces (`text`, `kind`, `line`) that cleaning removed, `revision`,
        what it `replaced`, and `copies`, files that hold the same.

        Raises NotFound.
        """
        report = json.loads(self._index.document(self.scope, document_id).report)
        copies = [copy.source for copy in self._index.reading.copies_of(document_id)]
        return {"dropped": [], **report, "copies": copies}

    def unread(self) -> list[Unreadable]:
        """Files, and parts of files, that could not be read when they were indexed last."""
        return self._index.reading.unread(self.scope)

    def passages(self, document_id: str) -> list[Passage]:
        """In reading order; empty for an unknown document."""
        return list(self._index.document_passages(self.scope, document_id).values())

    def add_upload(
        self,
        name: str,
        data: bytes,
        collection: str = DEFAULT_COLLECTION,
        *,
        replace: bool = False,
    ) -> IndexReport:
        """Beside an upload of the same name, or with `replace` in its place.

        Raises the DocumentErrors of reading the file, IndexBusy while another writes, and
        NotFound for a collection that is not there or not within the scope."""
        if collection not in self._index.access.names(self.scope):
            raise NotFound(f"no collection is called {collection!r}")
        return self._indexer(collection).upload(name, data, replace=replace)

    def known_paths(self) -> list[Path]:
        """The folders, and the files outside of them, that documents were indexed from."""
        return known_paths(self._index, self.scope)

    def reindex(self, on_progress: OnProgress | None = None) -> IndexReport:
        """Read what was indexed again, as `qa index` with the same folders does.

        Uploads stay as they are.  Raises BadInput where nothing was indexed from files or
        none of them can be read, IndexBusy while another writes.
        """
        paths = {
            name: found
            for name in self._index.access.names(self.scope)
            if (found := known_paths(self._index, Scope.of(name)))
        }
        if not paths:
            raise BadInput(
                "nothing was indexed from a folder; give the server one with `qa index FOLDER`"
            )
        return self._update(paths, on_progress)

    def files_of(self, document_ids: Iterable[str]) -> dict[str, list[Path]]:
        """The files that documents were read from, by collection; uploads have none.

        Raises NotFound for an unknown document, BadInput where all of them were uploaded.
        """
        found: dict[str, dict[Path, None]] = {}
        for one in document_ids:
            stored = self._index.document(self.scope, one)
            if stored.root != UPLOADS:
                file = Path(stored.root, file_of(stored.root, stored.document.source))
                found.setdefault(stored.document.collection, {})[file] = None
        if not found:
            raise BadInput("no file is kept of an uploaded document; upload it again")
        return {collection: list(files) for collection, files in found.items()}

    def read_again(
        self, files: Mapping[str, Sequence[Path]], on_progress: OnProgress | None = None
    ) -> IndexReport:
        """Read files, by collection, though they did not change.  Raises as `reindex` does."""
        return self._update(files, on_progress, again=True)

    def _update(
        self,
        paths: Mapping[str, Sequence[Path]],
        on_progress: OnProgress | None,
        *,
        again: bool = False,
    ) -> IndexReport:
        """Bring each collection up to date with its `paths`."""
        return total([
            self._indexer(name).update(own, on_progress, again=again) for name, own in paths.items()
        ])  # fmt: skip

    def _indexer(self, collection: str) -> Indexer:
        return Indexer(
            self._index, self._encoder, self.settings, collection=collection, actor=self.actor
        )

    def delete(self, document_id: str) -> StoredDocument:
        """Remove a document; what `restore` brings back is returned.  Raises NotFound."""
        stored = self._index.document(self.scope, document_id)
        with self._index.writing(self.actor) as writer:
            deleted = writer.delete(self.scope, [document_id])
        if not deleted:
            raise NotFound(f"no document has the id {document_id!r}")
        return stored

    def restore(self, stored: StoredDocument) -> None:
        """Bring back a document that was removed.  Raises IndexBusy while another writes."""
        self._indexer(stored.document.collection).restore(stored)

    def add_feedback(
        self, *, answer_id: str, question: str, rating: str, reason: str = "", answer: str = "{}"
    ) -> None:
        given = Feedback(answer_id, question, rating, reason, answer)
        self._index.feedback.add(given, self._index.access.names(self.scope))

    def feedback(self, offset: int = 0, limit: int = -1) -> list[Feedback]:
        """What tells of nothing outside the scope, newest first; a `limit` of -1 gives all."""
        return self._index.feedback.all(self.scope, limit, offset)

    def settled_feedback(self) -> frozenset[int]:
        """Ids of the feedback that was dealt with."""
        return self._index.feedback.settled()

    def settle_feedback(self, feedback_id: int, done: bool) -> None:
        """Note whether it was dealt with.  Raises NotFound."""
        if all(one.id != feedback_id for one in self.feedback()):
            raise NotFound(f"no feedback has the id {feedback_id}")
        self._index.feedback.settle(feedback_id, done)

    def refresh(self) -> bool:
        """Switch to the newest generation; False, and cheap, when there is none."""
        return self._index.refresh()

    def close(self) -> None:
        self._index.close()

    def _restore(self, text: str) -> str:
        return self._spelling.restore(self.scope, text)

    @_steady
    def _passages_for(
        self, text: str, should_stop: Callable[[], bool] | None
    ) -> dict[str, Passage]:
        """Passages of the archive near the text's statements, by id."""
        found: dict[str, Passage] = {}
        for statement in claims_of(text):
            stop_if(should_stop)
            asked = analyse(statement.meant[:500], restore=self._restore)
            hits = self._searcher.list_hits(self.scope, asked, top_k=3, merged=False).hits
            found |= {hit.passage.id: hit.passage for hit in hits}
        return found


def _of_folder(folder: Path) -> Settings:
    """The settings, but with the archive that a program names."""
    return read_settings(data_dir=folder).model_copy(update={"index": None})


def _spread(passages: Sequence[Passage]) -> Sequence[Passage]:
    """The first, the middle and the last of them."""
    places = sorted({0, len(passages) // 2, len(passages) - 1})
    return [passages[place] for place in places] if passages else []


def _in_documents(report: CheckReport, passages: Mapping[str, Passage]) -> CheckReport:
    """The report with its evidence in documents' spans instead of passages'."""

    def moved(evidence: Evidence) -> Evidence:
        passage = passages[evidence.source_id]
        start, end = evidence.start + passage.start, evidence.end + passage.start
        return replace(evidence, source_id=passage.document_id, start=start, end=end)

    claims = (replace(c, evidence=tuple(map(moved, c.evidence))) for c in report.claims)
    return replace(report, claims=tuple(claims))
