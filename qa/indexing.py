"""From folders of files to an index that agrees with them, embedding only what changed.

Documents are committed one by one, so an interruption loses only the one in
hand.  What cannot be read now but could before keeps its old version: a failing
disk must not empty an archive.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any

from qa.changes import (
    ChangedFile,
    document_id,
    file_of,
    find_changes,
    hash_of,
    in_container,
    place_of,
)
from qa.documents.discover import safe_path
from qa.documents.isolation import parsers
from qa.documents.load import check_size, format_of
from qa.documents.manifest import Entry, Problem
from qa.documents.read import ReadDocument, ReadFile
from qa.documents.split import split_passages
from qa.embedding import Encoder
from qa.errors import DocumentError, NotFound, StorageError
from qa.garbage import full_collections_put_off
from qa.index.passage_index import (
    LOCALLY,
    UPLOADS,
    ArchiveIndex,
    IndexedDocument,
    IndexedPassage,
    IndexSettings,
    IndexWriter,
    StoredDocument,
)
from qa.index.reading import UNFINISHED, FileCopy, Unreadable
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


@dataclass(frozen=True, slots=True)
class Stored:
    """A document that a run stored, and under which source."""

    document_id: str
    source: str


@dataclass(slots=True)
class IndexReport:
    """What one run of indexing did; `passages` counts those embedded in it, `copies` files that
    hold what another one does; `stored` are the documents that were added or updated."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    copies: int = 0
    stored: list[Stored] = field(default_factory=list)
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

_LOOK_AGAIN = 0.5
"""Seconds after which a file is looked at again that another process has in hand."""


_REUSED = 2_000
"""Passages of a document up to which those of its former state are looked at, which are in memory
meanwhile, some 60 kB each."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What the files of one run share: `originals` are ids of documents that stay, by the hash
    of the file that is that document alone; `again` the files to read, by root and source."""

    writer: IndexWriter
    report: IndexReport
    originals: dict[str, str]
    again: frozenset[tuple[str, str]]


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
        index: ArchiveIndex,
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
        *,
        again: bool = False,
    ) -> IndexReport:
        """Add what is new below `paths`, replace what changed, remove what vanished; files in
        `leave` (resolved paths) stay as they are.  With `again` files that did not change are read
        too, which finds more in them where they can be read better now.

        Raises BadInput when there is nothing to read at all, IndexBusy when
        another process writes.
        """
        started = time.monotonic()
        with self._index.writing(self._actor) as writer:
            most = self._settings.max_document_bytes
            changes = find_changes(self._index, self._collection, paths, most, leave, again=again)
            writer.remember(self._collection, changes.folders)
            report = IndexReport(unchanged=changes.unchanged, problems=list(changes.problems))
            run = _Run(
                writer,
                report,
                self._originals(changes.changed, changes.vanished),
                frozenset(map(place_of, changes.changed)),
            )
            total = len(changes.changed)
            left = changes.changed
            while left:
                left = self._work(run, left, total, on_progress)
            if on_progress:
                on_progress(Progress(total, total, report.passages, ""))
            for vanished in changes.vanished:
                self._hand_on(writer, vanished, run.again.union(changes.gone))
            report.removed += writer.delete(self._scope, changes.vanished)
            self._index.reading.remove_copies(self._collection, changes.gone)
            self._index.reading.put(self._collection, changes.gone, ())
        report.seconds = time.monotonic() - started
        return report

    def _work(
        self,
        run: _Run,
        files: Sequence[ChangedFile],
        total: int,
        on_progress: OnProgress | None,
    ) -> tuple[ChangedFile, ...]:
        """Store the files that no other process has in hand; those that one has, for seeing
        later whether it came to an end with them."""
        others: list[ChangedFile] = []

        def mine() -> Iterator[ChangedFile]:
            for file in files:
                if not run.writer.claim("/".join(place_of(file))):
                    others.append(file)
                elif self._is_stored(file):
                    run.writer.release("/".join(place_of(file)))
                    run.report.unchanged += 1
                else:
                    yield file

        before = total - len(files)
        with closing(self._parsers.read_each(mine(), self._read)) as readings:
            for number, (file, read) in enumerate(readings, start=before):
                if on_progress:
                    on_progress(Progress(number, total, run.report.passages, file.source))
                self._take(run, file, read)
                run.writer.release("/".join(place_of(file)))
        if others and len(others) == len(files):
            time.sleep(_LOOK_AGAIN)
        return tuple(others)

    def _is_stored(self, file: ChangedFile) -> bool:
        """Whether another process has stored the file since it was found changed."""
        if file.again or not self._index.shared:
            return False
        try:
            stored = self._index.document(
                self._scope, document_id(*place_of(file), self._collection)
            )
        except NotFound:
            return False
        return stored.content_hash == file.content_hash

    def upload(self, name: str, data: bytes, *, replace: bool = False) -> IndexReport:
        """Add one file that came over HTTP.

        An upload of a name that is taken is another document, `report (2).txt`, unless
        `replace` is asked for; of bytes that are there already, another source of that document.
        Raises the DocumentErrors of reading it.
        """
        started = time.monotonic()
        source = safe_path(name)
        format_of(source)
        check_size(source, len(data), self._settings.max_document_bytes)
        report = IndexReport()
        content_hash = hash_of(data)
        if self._uploads().get(source) == content_hash:
            report.unchanged = 1
        else:
            # Before the right to write is taken: others need not wait for a parser.
            read = self._parsers.read_data(data, source)
            with self._index.writing(self._actor) as writer:
                taken = self._uploads()
                if not replace:
                    source = _free_name(source, taken, content_hash)
                if taken.get(source) == content_hash:
                    report.unchanged = 1
                else:
                    file = self._uploaded(source, content_hash)
                    originals = self._originals((file,))
                    again = frozenset([place_of(file)])
                    self._keep(_Run(writer, report, originals, again), file, read)
        report.seconds = time.monotonic() - started
        return report

    def _uploaded(self, source: str, content_hash: str) -> ChangedFile:
        known = self._index.known_sources(self._scope, UPLOADS)
        held = tuple(one for one in known if file_of("", one) == source)
        path = Path(source)
        return ChangedFile(
            path, path.parent, UPLOADS, source, content_hash, Entry(), bool(held), held
        )

    def _uploads(self) -> dict[str, str]:
        """Content hash by name of what was uploaded and stored to its end."""
        reading = self._index.reading
        known = self._index.known_sources(self._scope, UPLOADS)
        found = {file_of("", source): content_hash for source, content_hash in known.items()}
        for one in reading.unread(self._scope):
            if (one.root, one.kind) == (UPLOADS, UNFINISHED):
                found.pop(one.source, None)
        copies = reading.copies(self._scope)
        return found | {copy.source: copy.content_hash for copy in copies if copy.root == UPLOADS}

    def _originals(
        self, changed: Iterable[ChangedFile], vanished: Iterable[str] = ()
    ) -> dict[str, str]:
        going = {document_id(f.root, one, self._collection) for f in changed for one in f.held}
        going |= set(vanished)
        found: dict[str, str] = {}
        for root in self._index.roots(self._scope):
            for source, content_hash in self._index.known_sources(self._scope, root).items():
                key = document_id(root, source, self._collection)
                if content_hash and key not in going and not in_container(source):
                    found[content_hash] = key
        return found

    def _take(self, run: _Run, file: ChangedFile, read: ReadFile | DocumentError) -> None:
        """Keep what came of a file; its failure is its own problem."""
        try:
            if isinstance(read, DocumentError):
                raise read
            self._keep(run, file, read)
        except DocumentError as error:
            problem = Problem(file.source, str(error), kind=error.slug)
            run.report.problems.append(problem)
            self._note(file, [problem])

    def _keep(self, run: _Run, file: ChangedFile, read: ReadFile) -> None:
        """Store what is in a file, and note what of it could not be read."""
        parts = [*read.unread, *(part for one in read.documents for part in one.unread)]
        problems = [Problem(file.source, u.reason, u.part, u.kind) for u in parts]
        if problems or len(read.documents) > 1:
            # Stays where this is broken off, so that the next run begins the file anew.
            reason = f"{file.source}: it was not stored to its end; index or upload it again"
            self._note(file, [Problem(file.source, reason, kind=UNFINISHED)])
        self._store(run, file, read)
        run.report.problems += problems
        self._note(file, problems)

    def _note(self, file: ChangedFile, problems: Iterable[Problem]) -> None:
        """What could not be read of a file, in the place of what was noted before."""
        unread = [Unreadable(file.root, file.source, p.part, p.kind, p.reason) for p in problems]
        self._index.reading.put(self._collection, [place_of(file)], unread)

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
        with self._index.writing(self._actor) as writer, full_collections_put_off():
            writer.add([self._anew(stored)])

    def _anew(self, stored: StoredDocument, like: str = "") -> IndexedDocument:
        return dataclasses.replace(
            self._split_and_embed(stored.document, like),
            root=stored.root,
            content_hash=stored.content_hash,
            report=stored.report,
        )

    def _read(self, file: ChangedFile) -> ReadFile:
        return self._parsers.read_file(file.path, file.folder, file.entry)

    def _store(self, run: _Run, file: ChangedFile, read: ReadFile) -> None:
        """Put a file's documents in the place of those that it held."""
        place = place_of(file)
        kept: set[str] = set()
        original = run.originals.get(file.content_hash)
        for held in file.held:
            self._hand_on(run.writer, document_id(file.root, held, self._collection), run.again)
        self._index.reading.remove_copies(self._collection, [place])
        if original and original != document_id(*place, self._collection):
            self._index.reading.add_copy(FileCopy(*place, file.content_hash, original))
            run.report.copies += 1
        else:
            for one in read.documents:
                # The folder that was given may lie below the root under which the file is known.
                source = file.source + one.document.source.removeprefix(read.source)
                named = dataclasses.replace(one.document, source=source)
                with full_collections_put_off():
                    self._add(run, file, dataclasses.replace(one, document=named))
                kept.add(source)
            if kept == {file.source}:
                run.originals[file.content_hash] = document_id(*place, self._collection)
        left = [document_id(file.root, s, self._collection) for s in file.held if s not in kept]
        run.report.removed += run.writer.delete(self._scope, left)

    def _add(self, run: _Run, file: ChangedFile, read: ReadDocument) -> None:
        indexed = self._prepare(read, file.root, file.content_hash)
        run.writer.add([indexed])
        _tell(run.report, read, indexed, is_known=read.document.source in file.held)

    def _hand_on(
        self, writer: IndexWriter, going: str, read_anew: Collection[tuple[str, str]]
    ) -> None:
        """Let a document that is about to go, or to hold something else, live on under the name
        of a file that holds the same; those in `read_anew` see to themselves."""
        copies = [
            copy
            for copy in self._index.reading.copies_of(going)
            if (copy.root, copy.source) not in read_anew
        ]
        if not copies:
            return
        first, *others = copies
        stored = self._index.document(self._scope, going)
        heir = document_id(first.root, first.source, self._collection)
        document = dataclasses.replace(stored.document, id=heir, source=first.source)
        stored = dataclasses.replace(stored, document=document, root=first.root)
        with full_collections_put_off():
            writer.add([self._anew(stored, like=going)])
        for copy in others:
            self._index.reading.add_copy(dataclasses.replace(copy, document_id=heir))

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
            "unread": [dataclasses.asdict(u) for u in read.unread],
            "recognised": [[page.page, page.confidence] for page in read.recognised],
            **self._replaced(document.id),
        }
        return dataclasses.replace(
            self._split_and_embed(document, like=document.id),
            root=root,
            content_hash=content_hash,
            report=json.dumps(stored, ensure_ascii=False),
        )

    def _replaced(self, document_id: str) -> dict[str, Any]:
        """The revision's number, and what it takes the place of."""
        try:
            before = self._index.document(self._scope, document_id)
        except NotFound:
            return {"revision": 1}
        replaced = {
            "indexed_at": before.indexed_at,
            "title": before.document.title,
            "characters": len(before.document.text),
            "content_hash": before.content_hash,
        }
        return {"revision": json.loads(before.report).get("revision", 1) + 1, "replaced": replaced}

    def _split_and_embed(self, document: Document, like: str = "") -> IndexedDocument:
        """Passages that the stored document of the id `like` has too are not embedded again."""
        passages = split_passages(
            document, self._encoder.count_tokens, self._settings.passage_tokens
        )
        known: Sequence[IndexedPassage] = ()
        if like and len(passages) <= _REUSED:
            # What is damaged is made anew.
            with suppress(NotFound, StorageError):
                known = self._index.whole(like).passages
        return prepare(document, passages, self._encoder, known)


def _tell(
    report: IndexReport, read: ReadDocument, indexed: IndexedDocument, *, is_known: bool
) -> None:
    """Count a document that was stored."""
    source = read.document.source
    report.added += not is_known
    report.updated += is_known
    report.passages += len(indexed.passages)
    report.stored.append(Stored(indexed.document.id, source))
    report.dropped += [DroppedText(source, d.kind, d.text, d.line) for d in read.dropped]
    report.notes += [Note(source, note) for note in read.notes]


def _free_name(source: str, taken: Mapping[str, str], content_hash: str) -> str:
    """The name, else `report (2).txt` or the first after it, that is free or holds just this."""
    path = PurePosixPath(source)
    numbered = (str(path.with_name(f"{path.stem} ({n}){path.suffix}")) for n in count(2))
    names = chain([source], numbered)
    return next(name for name in names if taken.get(name, content_hash) == content_hash)
