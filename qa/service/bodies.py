"""What comes in over HTTP: strict types, known fields only, everything bounded.

Shapes are checked here; what a question means (too long, no words in it) is
the engine's to judge, so that the command line and HTTP say the same.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from qa.types import Filters, Language, Turn

MAX_FILTER_VALUES = 1000
MAX_TURN_CHARS = 100_000
MAX_HISTORY = 1000
MAX_SOURCES = 200

LanguageName = Literal["kk", "ru", "en", "und"]


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


Text = Annotated[str, AfterValidator(_real_text)]
IsoDate = Annotated[str, Field(max_length=10), AfterValidator(_iso_date)]


def _body(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [example]})


class FiltersBody(BaseModel):
    """Which documents may be found; an empty field allows everything."""

    model_config = _body(
        {"sources": [], "languages": ["kk"], "date_from": "2022-01-01", "date_to": None}
    )

    sources: list[Text] = Field(default=[], max_length=MAX_FILTER_VALUES)
    languages: list[LanguageName] = Field(default=[], max_length=MAX_FILTER_VALUES)
    date_from: IsoDate | None = None
    date_to: IsoDate | None = None

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
        )


class TurnBody(BaseModel):
    """One message of the conversation so far."""

    model_config = _body({"role": "user", "content": "What happened at the 26th session?"})

    role: Literal["user", "assistant"]
    content: Text = Field(max_length=MAX_TURN_CHARS)


class AnswerBody(BaseModel):
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
    language: Literal["auto", "kk", "ru", "en"] = "auto"
    history: list[TurnBody] = Field(default=[], max_length=MAX_HISTORY)
    filters: FiltersBody = FiltersBody()
    mode: Literal["auto", "extractive", "generative"] = "auto"
    stream: bool = False

    def asked_language(self) -> Language | None:
        return None if self.language == "auto" else Language(self.language)

    def turns(self, most: int) -> tuple[Turn, ...]:
        """The last `most` turns."""
        recent = self.history[-most:] if most else []
        return tuple(Turn(turn.role, turn.content) for turn in recent)


class SearchBody(BaseModel):
    """A search for passages; `merge` makes neighbours, and versions in several languages, one."""

    model_config = _body({"query": "Бірлік Соғым қоры", "top_k": 5, "explain": True})

    query: Text
    top_k: int | None = Field(None, ge=1, le=100)
    filters: FiltersBody = FiltersBody()
    explain: bool = False
    merge: bool = True


class SourceBody(BaseModel):
    """A text that may hold evidence."""

    model_config = _body({"id": "s1", "text": "The fund has helped 60,000 people."})

    id: Text = Field(min_length=1, max_length=500)
    text: Text


class CheckBody(BaseModel):
    """Prose to be checked against sources, or against the index where none are given."""

    model_config = _body(
        {
            "text": "The fund has helped 50 thousand people.",
            "sources": [{"id": "s1", "text": "Қор 60 мың адамға көмектесті."}],
        }
    )

    text: Text
    sources: list[SourceBody] | None = Field(None, max_length=MAX_SOURCES)

    @model_validator(mode="after")
    def _distinct(self) -> CheckBody:
        ids = [source.id for source in self.sources or ()]
        if len(set(ids)) < len(ids):
            raise ValueError("two sources have the same id; give each its own")
        return self


class FeedbackBody(BaseModel):
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


class DocumentsQuery(BaseModel):
    """Which page of the list of documents."""

    model_config = ConfigDict(extra="forbid")

    query: Text = Field("", max_length=500, description="Words in the title or the source.")
    offset: int = Field(0, ge=0, le=1_000_000_000)
    limit: int = Field(50, ge=1, le=200)


class FeedbackQuery(BaseModel):
    """In which form feedback is wanted."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "jsonl"] = "json"
