"""The nouns of the system, in the order in which a question meets them.

Everything is frozen: a stage returns new values and never edits another's.
Offsets are Unicode code points of a document's stored text, end exclusive, so
`document.text[x.start:x.end] == x.text` holds for every passage, sentence and
citation.  Scores follow one convention: higher is better.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

_PACKS = Path(__file__).parent / "language" / "packs"


class Language(StrEnum):
    """A language the system handles as such; anything else is `OTHER`.

    There is a member for each folder of `qa/language/packs`, named by its code in
    capitals (`TR`); the first three have names besides.
    """

    _ignore_ = "members folder"

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"
    OTHER = "und"
    members = vars()
    for folder in sorted(folder.name for folder in iter_modules([str(_PACKS)]) if folder.ispkg):
        members[folder.upper()] = folder


class Span(NamedTuple):
    """Half-open range `[start, end)` of code points."""

    start: int
    end: int


DEFAULT_COLLECTION = "default"
"""Where documents belong that were put in no other collection."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections that may be read, by name; None stands for all there are and will be.

    Every reading of an index takes one.  A document outside of it is as one that
    does not exist: it is not found, counts in no statistics and weighs in no score.
    """

    collections: frozenset[str] | None

    @classmethod
    def of(cls, *collections: str) -> Scope:
        return cls(frozenset(collections))

    def allows(self, collection: str) -> bool:
        return self.collections is None or collection in self.collections

    def covers(self, other: Scope) -> bool:
        """Whether all that `other` may read may be read here too."""
        if self.collections is None or other.collections is None:
            return self.collections is None
        return other.collections <= self.collections


WHOLE_ARCHIVE = Scope(None)
"""Of whoever holds the files themselves: the command line, and programs that open an archive."""


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned text with what is known about it.

    `source` is the path relative to the indexed folder, with `/`, or a URL.
    `metadata` holds JSON values: `date`, `author`, `about`, `encoding`, `pages`
    (spans of pages, for formats that have them), and so on.
    """

    id: str
    source: str
    title: str
    language: Language
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    collection: str = DEFAULT_COLLECTION

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, on which a place of the text stands; None where the format has no
        pages, and for what stands on none in particular (running heads)."""
        pages: Sequence[Sequence[int]] = self.metadata.get("pages", ())
        # An empty page begins where the one before it ends.
        at = bisect_right(pages, offset, key=lambda page: page[0]) - 1
        return at + 1 if at >= 0 and offset < pages[at][1] else None

    @property
    def date(self) -> str | None:
        """Its own date, ISO; None where it is not known."""
        return str(self.metadata.get("date") or "") or None

    @property
    def recognised(self) -> float | None:
        """Mean confidence, 0 to 1, of what was recognised from pictures; None for text."""
        return self.metadata.get("recognised")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document.

    `context` (title, section, list introduction) is embedded in front of the
    text and is no part of the span.  `sentences` are spans of the document,
    inside `[start, end)`.  `id` is made from content, so equal input gives
    equal ids.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    context: str
    language: Language
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found among those that a `Scope` allows; an empty field allows
    everything.

    Dates are ISO (`2022-04-29`), compared with a document's own date.
    """

    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    collections: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != _NO_FILTERS


_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with its document and its signals.

    `signals` name what each stage thought (`dense`, `lexical`,
    `late_interaction`, `constraints`, …); `score` is their combination.
    Of a merged hit `passage` is the whole span under the best passage's id, and
    `passages` are those it is made of, in reading order.  `versions` are hits
    that say the same in another document, most often in another language.
    """

    passage: Passage
    document: Document
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    versions: tuple[Hit, ...] = ()


class Verdict(StrEnum):
    """What checking found about a claim."""

    QUOTED = "quoted"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


class Status(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"


class Mode(StrEnum):
    EXTRACTIVE = "extractive"
    GENERATIVE = "generative"


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quotation: `document.text[start:end] == quote`; `date` is its document's, `page`
    the page it begins on, from 1, for formats that have pages.

    `matched` are spans of the document, inside the quotation, whose words met words of the
    question.
    """

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
    matched: tuple[Span, ...] = ()
    page: int | None = None
    recognised: float | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question was read: what it is after a follow-up took what it lacked, and in which
    language it is answered."""

    question: str
    resolved_question: str
    language: Language


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer; `[start, end)` is its place in the answer's text."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]
    verdict: Verdict
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document near a question that the archive does not answer.

    Where it is near enough to show, `quote` is its nearest sentence:
    `document.text[start:end] == quote`; else empty.
    """

    document_id: str
    source: str
    title: str
    language: Language
    date: str | None = None
    quote: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation before the question."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of a language model that was not shown as a claim, and why."""

    text: str
    verdict: Verdict
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model wrote, beside what became of it.

    `raw` is its reply to the letter.  `invented` counts citations of what it was never
    shown.  `note` says what went otherwise than it should, empty for nothing: `slow`,
    `busy`, `refused`, `failed`, `stopped`, `endless`, `empty`, `none` (it found no answer),
    `unsupported` (nothing that it said stands), `withheld`, `contradicted`.
    """

    model: str
    raw: str = ""
    dropped: tuple[Dropped, ...] = ()
    invented: int = 0
    note: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Translation:
    """A quotation in another language by a machine; `verdict` is what the check says of it beside
    the quotation: `supported`, `unsupported` or `contradicted`.

    `reasons` are in the language of the translation; `translator` names who made it.
    """

    text: str
    source_language: Language
    language: Language
    verdict: Verdict
    reasons: tuple[str, ...]
    translator: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gets.

    `resolved_question` is the question as understood after follow-ups took
    what they lacked from the conversation; equal to `question` otherwise.
    `score` is the calibrated probability that the archive answers.
    `searched_for` are other spellings of the question that were searched too
    (see `qa.questions.question.Question`).  `generation` is there where a language
    model was asked, also when the answer is extractive all the same.
    """

    id: str
    question: str
    resolved_question: str
    language: Language
    status: Status
    mode: Mode
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[Suggestion, ...]
    score: float
    timings_ms: Mapping[str, float]
    searched_for: tuple[str, ...] = ()
    generation: Generation | None = None
