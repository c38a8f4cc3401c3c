"""From folders of files to an index that agrees with them, embedding only what changed.

Documents are committed one by one, so an interruption loses only the one in
hand.  What cannot be read now but could before keeps its old version: a failing
disk must not empty an archive.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from qa.changes import ChangedFile, document_id, find_changes
from qa.documents.discover import safe_path
from qa.documents.isolation import parsers
from qa.documents.load import check_size, format_of
from qa.documents.manifest import Problem
from qa.documents.read import ReadDocument, ReadFile
from qa.documents.split import split_passages
from qa.embedding import Encoder
from qa.errors import DocumentError
from qa.index.passage_index import (
    LOCALLY,
    UPLOADS,
    IndexedDocument,
    IndexSettings,
    IndexWriter,
    PassageIndex,
    StoredDocument,
)
from qa.retrieval.prepare import prepare
from qa.settings import Settings
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE, Document, Scope


@dataclass(frozen=True, slots=True)
class Progress:
    """How far indexing has come; `source` is the document in hand."""

    documents: int
    total: int
    passages: int
    source: str


@dataclass(frozen=True, slots=True)
class DroppedText:
    """Text that cleaning removed from a document."""

    source: str
    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """What had to be assumed in reading a document, such as its encoding."""

    source: str
    text: str


@dataclass(slots=True)
class IndexReport:
    """What one run of indexing did; `passages` counts those embedded in it."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    problems: list[Problem] = field(default_factory=list)
    dropped: list[DroppedText] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    seconds: float = 0.0


def total(reports: Sequence[IndexReport]) -> IndexReport:
    """What several runs did together."""
    whole = IndexReport()
    for report in reports:
        for each in dataclasses.fields(IndexReport):
            setattr(whole, each.name, getattr(whole, each.name) + getattr(report, each.name))
    return whole


# Changes whenever stored texts would be split, described or prepared differently than before,
# so that an index made by an older version is embedded anew instead of being mixed with.
PASSAGES = "sentences 4"

OnProgress = Callable[[Progress], None]


def index_settings(settings: Settings, encoder: Encoder) -> IndexSettings:
    """What an index must have been made with to be used with these settings."""
    return IndexSettings(
        encoder.name,
        encoder.dimension,
        f"{PASSAGES}, at most {settings.passage_tokens} tokens",
    )


class Indexer:
    """Brings one index up to date; holds what every document needs on its way in.

    Each run is about one collection; `actor` is who is said to have made it.
    """

    def __init__(
        self,
        index: PassageIndex,
        encoder: Encoder,
        settings: Settings,
        *,
        collection: str = DEFAULT_COLLECTION,
        actor: str = LOCALLY,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._settings = settings
        self._parsers = parsers(settings)
        self._collection = collection
        self._scope = Scope.of(collection)
        self._actor = actor

    def update(
        self,
        paths: Sequence[Path],
        on_progress: OnProgress | None = None,
        leave: Collection[Path] = (),
    ) -> IndexReport:
        """Add what is new below `paths`, replace what changed, remove what vanished; files in
        `leave` (resolved paths) stay as they are.

        Raises BadInput when there is nothing to read at all, IndexBusy when
        another process writes.
        """
        started = time.monotonic()
        with self._index.writing(self._actor) as writer:
            changes = find_changes(
                self._index, self._collection, paths, self._settings.max_document_bytes, leave
            )
            writer.remember(self._collection, changes.folders)
            report = IndexReport(unchanged=changes.unchanged, problems=list(changes.problems))
            total = len(changes.changed)
            with closing(self._parsers.read_each(changes.changed, self._read)) as files:
                for number, (file, read) in enumerate(files):
                    if on_progress:
                        on_progress(Progress(number, total, report.passages, file.source))
                    try:
                        self._add_file(writer, file, read, report)
                    except DocumentError as error:
                        report.problems.append(Problem(file.source, str(error)))
            if on_progress:
                on_progress(Progress(total, total, report.passages, ""))
            report.removed = writer.delete(self._scope, changes.vanished)
        report.seconds = time.monotonic() - started
        return report

    def upload(self, name: str, data: bytes) -> IndexReport:
        """Add one file that came over HTTP; an upload of the same name is replaced.

        Raises the DocumentErrors of reading it.
        """
        started = time.monotonic()
        source = safe_path(name)
        format_of(source)
        check_size(source, len(data), self._settings.max_document_bytes)
        report = IndexReport()
        content_hash = hashlib.sha256(data).hexdigest()
        known = self._index.known_sources(self._scope, UPLOADS).get(source)
        if known == content_hash:
            report.unchanged = 1
        else:
            (read,) = self._parsers.read_data(data, source).documents
            indexed = self._prepare(read, UPLOADS, content_hash)
            with self._index.writing(self._actor) as writer:
                writer.add([indexed])
            _tell(report, read, indexed, is_known=known is not None)
        report.seconds = time.monotonic() - started
        return report

    def embed_anew(self, on_progress: OnProgress | None = None) -> None:
        """Split and embed every stored document again, after the model or the passage
        settings changed: all of them or, when interrupted, none."""
        with self._index.writing(self._actor) as writer:
            writer.replace_all(
                index_settings(self._settings, self._encoder), self._all_anew(on_progress)
            )

    def _all_anew(self, on_progress: OnProgress | None) -> Iterator[IndexedDocument]:
        summaries = self._index.documents(WHOLE_ARCHIVE, limit=-1).documents
        passages = 0
        for number, summary in enumerate(summaries):
            if on_progress:
                on_progress(Progress(number, len(summaries), passages, summary.source))
            indexed = self._anew(self._index.document(WHOLE_ARCHIVE, summary.id))
            passages += len(indexed.passages)
            yield indexed

    def restore(self, stored: StoredDocument) -> None:
        """Add a document that was removed, as it was.  Raises IndexBusy while another writes."""
        with self._index.writing(self._actor) as writer:
            writer.add([self._anew(stored)])

    def _anew(self, stored: StoredDocument) -> IndexedDocument:
        return dataclasses.replace(
            self._split_and_embed(stored.document),
            root=stored.root,
            content_hash=stored.content_hash,
            report=stored.report,
        )

    def _read(self, file: ChangedFile) -> ReadFile:
        return self._parsers.read_file(file.path, file.folder, file.entry)

    def _add_file(
        self,
        writer: IndexWriter,
        file: ChangedFile,
        read: ReadFile | DocumentError,
        report: IndexReport,
    ) -> None:
        if isinstance(read, DocumentError):
            raise read
        for one in read.documents:
            # The folder that was given may lie below the root under which the file is known.
            source = file.source + one.document.source.removeprefix(read.source)
            one = dataclasses.replace(
                one, document=dataclasses.replace(one.document, source=source)
            )
            indexed = self._prepare(one, file.root, file.content_hash)
            writer.add([indexed])
            _tell(report, one, indexed, is_known=file.known)

    def _prepare(self, read: ReadDocument, root: str, content_hash: str) -> IndexedDocument:
        document = dataclasses.replace(
            read.document,
            id=document_id(root, read.document.source, self._collection),
            collection=self._collection,
        )
        stored = {
            "reader": read.reader,
            "dropped": [dataclasses.asdict(d) for d in read.dropped],
            "notes": read.notes,
            "unread": [dataclasses.asdict(part) for part in read.unread],
            "recognised": [[page.page, page.confidence] for page in read.recognised],
        }
        return dataclasses.replace(
            self._split_and_embed(document),
            root=root,
            content_hash=content_hash,
            report=json.dumps(stored, ensure_ascii=False),
        )

    def _split_and_embed(self, document: Document) -> IndexedDocument:
        passages = split_passages(
            document, self._encoder.count_tokens, self._settings.passage_tokens
        )
        return prepare(document, passages, self._encoder)


def _tell(
    report: IndexReport, read: ReadDocument, indexed: IndexedDocument, *, is_known: bool
) -> None:
    """Count a document that was stored."""
    source = read.document.source
    report.added += not is_known
    report.updated += is_known
    report.passages += len(indexed.passages)
    report.dropped += [DroppedText(source, d.kind, d.text, d.line) for d in read.dropped]
    report.notes += [Note(source, note) for note in read.notes]
    report.problems += [Problem(source, f"{part.part}: {part.reason}") for part in read.unread]
