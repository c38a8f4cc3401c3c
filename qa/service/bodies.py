"""What comes in over HTTP: strict types, known fields only, everything bounded.

Shapes are checked here; what a question means (too long, no words in it) is
the engine's to judge, so that the command line and HTTP say the same.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field, model_validator

from qa.index.browse import Browse
from qa.retrieval.directory import NameKind
from qa.types import Filters, Language, Mode, Turn

MAX_FILTER_VALUES = 1000
MAX_TURN_CHARS = 100_000
MAX_HISTORY = 1000
MAX_SOURCES = 200
MAX_OFFSET = 1_000_000_000

MAX_UNKNOWN = 20
"""Unknown fields of one object that are looked at: each costs an error, and a body holds
hundreds of thousands of them."""


def _real_text(text: str) -> str:
    """JSON can spell two things that are no text: U+0000 and half a surrogate pair."""
    if "\0" in text:
        raise ValueError("holds the character U+0000, which is not text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair, which is no character") from None
    return text


def _iso_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"expected a date like 2022-04-29, got {text!a}") from None


# The languages are the packs', which no type can list.
_SPOKEN = [language.value for language in Language if language is not Language.OTHER]
_HELD = [*_SPOKEN, Language.OTHER.value]
_ASKED = ["auto", *_SPOKEN]


def _held(code: str) -> str:
    return _one_of(_HELD, code)


def _asked(code: str) -> str:
    return _one_of(_ASKED, code)


def _spoken(code: str) -> str:
    return _one_of(_SPOKEN, code)


def _one_of(codes: list[str], code: str) -> str:
    if code not in codes:
        raise ValueError(f"expected one of {', '.join(codes)}, got {code!a}")
    return code


LanguageName = Annotated[str, AfterValidator(_held), Field(json_schema_extra={"enum": [*_HELD]})]
AskedLanguage = Annotated[str, AfterValidator(_asked), Field(json_schema_extra={"enum": [*_ASKED]})]
SpokenLanguage = Annotated[
    str, AfterValidator(_spoken), Field(json_schema_extra={"enum": [*_SPOKEN]})
]
Text = Annotated[str, AfterValidator(_real_text)]
IsoDate = Annotated[str, Field(max_length=10), AfterValidator(_iso_date)]


class _FirstWrong(FailFast):
    """The first item that is wrong is enough.  (Pydantic's own cannot be part of a union.)"""

    def __hash__(self) -> int:
        return hash(self.fail_fast)


Item = TypeVar("Item")
Items = Annotated[list[Item], _FirstWrong()]


class Body(BaseModel):
    """An object of a request: known fields only, and few errors however many others there are."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few(cls, given: Any) -> Any:
        if not isinstance(given, dict) or len(given) <= len(cls.model_fields) + MAX_UNKNOWN:
            return given
        known = {name: given[name] for name in cls.model_fields if name in given}
        unknown = (name for name in given if name not in cls.model_fields)
        return known | {name: None for name, _ in zip(unknown, range(MAX_UNKNOWN), strict=False)}


def _body(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [example]})


class FiltersBody(Body):
    """Which documents may be found; an empty field allows everything."""

    model_config = _body(
        {"sources": [], "languages": ["kk"], "date_from": "2022-01-01", "date_to": None}
    )

    sources: Items[Text] = Field(default=[], max_length=MAX_FILTER_VALUES)
    languages: Items[LanguageName] = Field(default=[], max_length=MAX_FILTER_VALUES)
    date_from: IsoDate | None = None
    date_to: IsoDate | None = None
    collections: list[Text] = Field(default=[], max_length=MAX_FILTER_VALUES)

    @model_validator(mode="after")
    def _in_order(self) -> FiltersBody:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")
        return self

    def filters(self) -> Filters:
        return Filters(
            sources=tuple(self.sources),
            languages=tuple(Language(code) for code in self.languages),
            date_from=self.date_from,
            date_to=self.date_to,
            collections=tuple(self.collections),
        )


class TurnBody(Body):
    """One message of the conversation so far."""

    model_config = _body({"role": "user", "content": "What happened at the 26th session?"})

    role: Literal["user", "assistant"]
    content: Text = Field(max_length=MAX_TURN_CHARS)


class AnswerBody(Body):
    """A question."""

    model_config = _body(
        {
            "question": "What did the President instruct at the 26th session?",
            "language": "auto",
            "history": [],
            "filters": {"sources": [], "languages": [], "date_from": None, "date_to": None},
            "mode": "auto",
            "stream": False,
        }
    )

    question: Text
    language: AskedLanguage = "auto"
    reader_language: AskedLanguage | None = Field(
        None, description="Of the words around the quotations where the question's cannot be told."
    )
    history: Items[TurnBody] = Field(default=[], max_length=MAX_HISTORY)
    filters: FiltersBody = FiltersBody()
    mode: Literal["auto", "extractive", "generative"] = "auto"
    stream: bool = False

    def asked_language(self) -> Language | None:
        return None if self.language == "auto" else Language(self.language)

    def asked_mode(self) -> Mode | None:
        return None if self.mode == "auto" else Mode(self.mode)

    def readers(self) -> Language | None:
        given = self.reader_language
        return Language(given) if given not in (None, "auto") else None

    def turns(self, most: int) -> tuple[Turn, ...]:
        """The last `most` turns."""
        recent = self.history[-most:] if most else []
        return tuple(Turn(turn.role, turn.content) for turn in recent)


class SearchBody(Body):
    """A search for passages; `merge` makes neighbours, and versions in several languages, one."""

    model_config = _body({"query": "Жаңғыру жолы қозғалысы", "top_k": 5, "explain": True})

    query: Text
    top_k: int | None = Field(None, ge=1, le=100)
    filters: FiltersBody = FiltersBody()
    explain: bool = False
    merge: bool = True


class SourceBody(Body):
    """A text that may hold evidence."""

    model_config = _body({"id": "s1", "text": "The fund has helped 60,000 people."})

    id: Text = Field(min_length=1, max_length=500)
    text: Text


class CheckBody(Body):
    """Prose to be checked against sources, or against the index where none are given."""

    model_config = _body(
        {
            "text": "The fund has helped 50 thousand people.",
            "sources": [{"id": "s1", "text": "Қор 60 мың адамға көмектесті."}],
        }
    )

    text: Text
    sources: Items[SourceBody] | None = Field(None, max_length=MAX_SOURCES)

    @model_validator(mode="after")
    def _distinct(self) -> CheckBody:
        ids = [source.id for source in self.sources or ()]
        if len(set(ids)) < len(ids):
            raise ValueError("two sources have the same id; give each its own")
        return self


class FeedbackBody(Body):
    """What a reader thought of an answer."""

    model_config = _body(
        {
            "answer_id": "a1b2c3",
            "question": "What did the President instruct at the 26th session?",
            "rating": "up",
            "reason": "",
        }
    )

    answer_id: Text = Field(max_length=200)
    question: Text = Field("", max_length=2000)
    rating: Literal["up", "down"]
    reason: Text = Field("", max_length=2000)


class TranslateBody(Body):
    """Which quotation is wanted in which language."""

    model_config = _body({"document_id": "3f0c7e0e", "start": 0, "end": 80, "language": "ru"})

    document_id: Text = Field(min_length=1, max_length=200)
    start: int = Field(ge=0, le=MAX_OFFSET)
    end: int = Field(ge=1, le=MAX_OFFSET)
    language: SpokenLanguage


class ReindexBody(Body):
    """Whose files are read again; those of all folders where it is empty."""

    model_config = _body({"documents": ["3f0c7e0e"]})

    documents: Items[Text] = Field(default=[], max_length=MAX_FILTER_VALUES)


Values = Annotated[list[Text], Field(max_length=MAX_FILTER_VALUES)]


class DocumentsQuery(BaseModel):
    """Which page of the list of documents; a facet may be given several times."""

    model_config = ConfigDict(extra="forbid")

    query: Text = Field(
        "", max_length=500, description="Words of the title, the source or the text."
    )
    language: Values = Field([])
    year: Values = Field([], description="`2024`, or empty for documents without a date.")
    folder: Values = Field([], description="A document's source without its name.")
    format: Values = Field([], description="The ending of a file's name: `pdf`.")
    collection: Values = Field([])
    sort: Literal[
        "source", "title", "date", "added", "relevance", "-source", "-title", "-date", "-added"
    ] = "source"
    facets: bool = Field(False, description="Count the documents by the values of each facet.")
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(50, ge=1, le=200)

    def browse(self) -> Browse:
        return Browse(
            self.query,
            tuple(self.language),
            tuple(self.year),
            tuple(self.folder),
            tuple(self.format),
            tuple(self.collection),
            self.sort,
            self.limit,
            self.offset,
        )


class NamesQuery(BaseModel):
    """Which page of the people or organisations that the documents name."""

    model_config = ConfigDict(extra="forbid")

    kind: NameKind = NameKind.PERSON
    query: Text = Field("", max_length=200)
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(50, ge=1, le=200)


class FeedbackQuery(BaseModel):
    """In which form feedback is wanted."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "jsonl"] = "json"
    status: Literal["open", "done"] | None = None
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(1000, ge=1, le=1000)


class FeedbackStateBody(BaseModel):
    """Whether a rating has been dealt with."""

    model_config = _body({"status": "done"})

    status: Literal["open", "done"]


class AuditQuery(BaseModel):
    """Which page of the audit."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(100, ge=1, le=1000)
