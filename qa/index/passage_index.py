"""The seam between what is stored and everything that searches it.

Nothing above knows which implementation it has: `qa.index.local.LocalIndex` in a folder, or
`qa.index.postgres.PostgresIndex` in a database.  Another has to offer the same methods and
nothing else; `tests/index/contract` says what each must hold.

Passages are named by **row ids**: positive integers given once and never again,
so a search structure that is older than the data can miss a passage but can
never point at a wrong one.  `Passage.id`, made from content, is what leaves the
system.

Every reading takes a `Scope` first, and there is no other way to read: what it
does not allow is as if it had never been stored, in results, in counts and in
every statistic that shapes a score.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.index.access import Access
from qa.index.audit import Audit
from qa.index.bm25 import Weighing
from qa.index.feedback import FeedbackBox
from qa.index.labels import Filed, LabelKind
from qa.index.lexical import PackedTerms
from qa.index.reading import ReadingNotes
from qa.index.sql import Tables
from qa.types import DEFAULT_COLLECTION, Document, Filters, Language, Passage, Scope

if TYPE_CHECKING:
    from qa.index.browse import Browse, Listing

UPLOADS = "upload"
"""Root of documents that came over HTTP and belong to no folder."""

LOCALLY = "local"
"""Who writes where nobody else is named: a program on this machine."""


class Scored(NamedTuple):
    """A passage's row id with its score; higher is better."""

    row: int
    score: float


def best(
    rows: NDArray[np.int64], scores: NDArray[np.float32], found: NDArray[np.intp], k: int
) -> list[Scored]:
    """The `k` best of the places `found`; equal scores by row."""
    if len(found) > k > 0:
        limit = -np.partition(-scores[found], k - 1)[k - 1]
        found = found[scores[found] >= limit]
    order = np.lexsort((rows[found], -scores[found]))[: max(k, 0)]
    chosen = found[order]
    pairs = zip(rows[chosen].tolist(), scores[chosen].tolist(), strict=True)
    return [Scored(row, score) for row, score in pairs]


@dataclass(frozen=True, slots=True)
class LexicalHits:
    """The best passages by BM25, and what is needed to compare them with other scores:
    `score / weighing.attainable` lies in [0, 1], and `weighing` scores any passage by the
    counts that `PassageIndex.term_counts` gives.
    """

    hits: list[Scored]
    weighing: Weighing


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """How often passages hold terms, `counts` uint8 (n, t), at most 255, and how many terms
    they have in all, `lengths` float32 (n,); zeros for those that are gone."""

    counts: NDArray[np.uint8]
    lengths: NDArray[np.float32]


class ReadPassages(NamedTuple):
    """What is compared of passages, by row: their `vectors` float32 (n, d) and `counts` are in the
    order of `passages`."""

    passages: dict[int, Passage]
    vectors: NDArray[np.float32]
    counts: TermCounts


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What vectors depend on; an index made with other ones must not be mixed with these.

    `passages` describes how passages were cut, in any stable wording.
    """

    model: str
    dimension: int
    passages: str

    def __str__(self) -> str:
        return f"model {self.model} ({self.dimension}), passages {self.passages}"


@dataclass(frozen=True, slots=True)
class TokenStates:
    """Late-interaction states of one passage, as they were stored.

    `states` are the encoder's packed bytes; `token_ids` int32 (t,); `offsets`
    int32 (t, 2), code points of the passage's text.
    """

    states: bytes
    token_ids: NDArray[np.int32]
    offsets: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with all that is searched.

    `vector` float32 (d,), unit length; `terms` are the lexical terms with their
    counts (or repeated in a list); `token_mean` float32 (d,) is the mean of the
    unpacked token states, kept so that means over the archive can be formed
    without unpacking anything.
    """

    passage: Passage
    vector: NDArray[np.float32]
    terms: Mapping[str, int] | Sequence[str] | PackedTerms = ()
    tokens: TokenStates | None = None
    token_mean: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document with its passages: the unit that is committed.

    `root` is the folder it was found in, or `UPLOADS`; `content_hash` is of the
    file as read, for telling whether it changed; `facts` and `report` are JSON;
    `indexed_at` is now where it is empty.
    """

    document: Document
    passages: Sequence[IndexedPassage]
    content_hash: str
    root: str = UPLOADS
    facts: str = "{}"
    report: str = "{}"
    indexed_at: str = ""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it is stored."""

    document: Document
    root: str
    content_hash: str
    facts: str
    report: str
    indexed_at: str


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the document list; `characters` counts code points of the text."""

    id: str
    source: str
    title: str
    language: Language
    date: str | None
    passages: int
    characters: int
    root: str
    indexed_at: str
    author: str | None = None
    collection: str = DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Part of the document list; `total` counts all that match."""

    total: int
    documents: list[DocumentSummary]


@dataclass(frozen=True, slots=True)
class LanguageStatistics:
    """Of the passages in one language: their number, the mean of their vectors
    (float32 (d,)) and of their token states (zeros when none are stored)."""

    passages: int
    mean_vector: NDArray[np.float32]
    mean_token: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a scope's part of the archive is like as a whole.

    `token_frequency` int32 (v,) counts the passages that hold a token id;
    ids beyond its end occur nowhere.  `mean_token` float32 (d,) is over all tokens.
    `collections` and `spoken` count documents by collection and by language;
    `changes` counts what was ever changed in these collections.
    """

    documents: int
    passages: int
    changes: int
    collections: Mapping[str, int]
    spoken: Mapping[Language, int]
    languages: Mapping[Language, LanguageStatistics]
    mean_token: NDArray[np.float32]
    token_frequency: NDArray[np.int32]


class IndexWriter(Protocol):
    """What may be done while no one else writes."""

    def add(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        """Store each document in a transaction of its own, replacing one of the same id.

        A document is safe once the iterator is asked for the next one.  With `audited` off the
        audit does not tell of them.  Returns how many were stored.
        """

    def load(self, documents: Iterable[IndexedDocument], *, audited: bool = True) -> int:
        """As `add` for many documents that are there already, several in a transaction where that
        is faster: they are safe at the end, and before only some thousand passages later."""

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int:
        """Remove documents with all that belongs to them; unknown ids are passed over."""

    def drop_collection(self, name: str) -> int:
        """Remove a collection with all its documents; returns how many these were.

        Raises NotFound, and BadInput for the default collection.
        """

    def replace_all(self, settings: IndexSettings, documents: Iterable[IndexedDocument]) -> int:
        """Put `documents`, made with `settings`, in the place of everything, or nothing at all.

        The iterator may read each stored document until it has given its replacement.
        """

    def claim(self, name: str) -> bool:
        """Take a file in hand before the work of reading and embedding it, so that others leave
        it; false while another has it.  A writer that dies loses what it had claimed."""

    def release(self, name: str) -> None:
        """Give a claimed file back."""

    def remember(self, collection: str, folders: Iterable[str]) -> None:
        """Note folders that were indexed whole, for `Library.folders`."""

    def publish(self) -> None:
        """Let searches see what has been stored so far."""


class PassageIndex(Protocol):
    """What retrieval asks of an archive: the nearest, the look-ups, and rows by id.  Nothing
    here costs by the size of the archive where an engine is good for anything, and every method
    may be called from any thread.

    What people and programs do with the documents besides is `Library`'s.
    """

    @property
    def generation(self) -> int:
        """Number of the state that searches see; grows with every change."""

    @property
    def settings(self) -> IndexSettings: ...

    def refresh(self) -> bool:
        """Switch to the newest published state; true when there was one.  Cheap otherwise."""

    def version(self, scope: Scope) -> tuple[int, ...]:
        """Equal as long as nothing has changed that the scope allows; for keeping what was
        derived from it."""

    def steady(self) -> AbstractContextManager[object]:
        """What is stored stands still for this thread inside, whatever others write."""

    def statistics(self, scope: Scope) -> Statistics: ...

    def dense_search(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters | None = None
    ) -> list[list[Scored]]:
        """The `k` passages of greatest inner product for each row of `vectors` (q, d)."""

    def dense_searches(
        self, scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
    ) -> list[list[list[Scored]]]:
        """The same for each of several filters, at once where that is faster."""

    def lexical_search(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> LexicalHits:
        """The `k` passages of greatest BM25 for weighted terms; only scores above 0."""

    def begin_lexical(
        self, scope: Scope, terms: Mapping[str, float], k: int, filters: Filters | None = None
    ) -> Callable[[], LexicalHits]:
        """A lexical search that may go on while the caller does something else; what is returned
        waits for it and gives its hits."""

    def labelled(
        self,
        scope: Scope,
        kind: LabelKind,
        keys: Collection[str],
        among: Collection[str] | None = None,
    ) -> list[Filed]:
        """The documents that are filed under any of `keys`, those indexed first in front; of those
        `among` some, where they are named by their ids."""

    def label_counts(self, scope: Scope, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        """How many documents are filed under each of `keys`, counted to one more than `TOO_COMMON`;
        those under which none is are left out."""

    def vectors(self, scope: Scope, rows: Sequence[int]) -> NDArray[np.float32]:
        """Vectors of passages, float32 (n, d); a row of zeros where the passage is gone."""

    def term_counts(self, scope: Scope, rows: Sequence[int], terms: Sequence[str]) -> TermCounts:
        """How often each of the passages holds each of the terms."""

    def passages(self, scope: Scope, rows: Iterable[int]) -> dict[int, Passage]:
        """Passages by row id, in the order asked; those gone meanwhile are left out."""

    def read_passages(
        self, scope: Scope, rows: Iterable[int], terms: Sequence[str]
    ) -> ReadPassages:
        """`passages` with their `vectors` and `term_counts`, at once where that is faster."""

    def token_states(self, scope: Scope, rows: Iterable[int]) -> dict[int, TokenStates]:
        """Token states by row id, in the order asked; passages without any are left out."""

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        """Raises NotFound."""

    def read_documents(self, scope: Scope, ids: Iterable[str]) -> dict[str, StoredDocument]:
        """Documents by id; those that are not there are left out."""

    def document_passages(self, scope: Scope, document_id: str) -> dict[int, Passage]:
        """All passages of a document by row id, in reading order; empty if there is none."""

    def close(self) -> None: ...


class Library(Protocol):
    """The documents as they are kept: written, listed and looked through, with collections and
    keys, feedback, the audit, and what reading the files left to tell."""

    @property
    def shared(self) -> bool:
        """Whether several may write at once."""

    @property
    def tables(self) -> Tables:
        """What is kept beside the documents, for copying it."""

    @property
    def places(self) -> Sequence[Tables]:
        """Where documents lie, `tables` first."""

    @property
    def access(self) -> Access: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def feedback(self) -> FeedbackBox: ...

    @property
    def reading(self) -> ReadingNotes: ...

    def writing(self, actor: str = LOCALLY) -> AbstractContextManager[IndexWriter]:
        """The right to write, published at the end.  Raises IndexBusy when it cannot be had.

        `actor` is who is said to have done it (see `qa.index.audit`).
        """

    def add(self, documents: Iterable[IndexedDocument]) -> int: ...

    def delete(self, scope: Scope, document_ids: Iterable[str]) -> int: ...

    def document(self, scope: Scope, document_id: str) -> StoredDocument:
        """Raises NotFound."""

    def whole(self, document_id: str) -> IndexedDocument:
        """A document with all that belongs to it, as it was given.  Raises NotFound."""

    def metadata(self, scope: Scope, document_id: str) -> dict[str, Any]:
        """Of a document, without its text; empty where there is none."""

    def documents(
        self, scope: Scope, text: str = "", limit: int = 50, offset: int = 0
    ) -> DocumentPage:
        """Documents whose title or source holds `text`, letter case aside, by source;
        a `limit` of -1 gives all."""

    def browse(self, scope: Scope, asked: Browse) -> Listing:
        """The list of documents, searched, narrowed down, sorted and counted."""

    def sample(
        self, scope: Scope, languages: Collection[Language], characters: int
    ) -> Iterator[str]:
        """Texts of documents in these languages, by source, `characters` of them in all."""

    def facts(self, scope: Scope) -> dict[str, str]:
        """The facts (JSON) of every document by id."""

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        """Content hash by source of what was indexed from `root`."""

    def roots(self, scope: Scope) -> list[str]:
        """The folders that documents were indexed from, and `UPLOADS` if there are any."""

    def folders(self, scope: Scope) -> list[str]:
        """The folders that were ever indexed whole; a root may also be that of a lone file."""


class ArchiveIndex(PassageIndex, Library, Protocol):
    """Both in one: what an opened archive needs."""
