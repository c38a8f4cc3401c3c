"""Conversations as OpenAI's clients send them, and answers in the shapes that they read.

Chat completions and responses, whole or as streams.  Citations are annotations and,
because most front ends show none, links in the text (`qa.connect.markdown`).  Works
without a language model: then the answers are quotations.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.answering.generation.budget import count_tokens
from qa.connect.markdown import Link, Renderer
from qa.errors import BadInput, NotFound
from qa.types import Answer, Citation, Claim, Mode, Turn, Understood

MODELS = {"qa": None, "qa-extractive": Mode.EXTRACTIVE, "qa-generative": Mode.GENERATIVE}
"""What can be asked for as `model`, and the mode that it means."""

MAX_MESSAGES = 1000
_LINKED_MARK = re.compile(r"\[\\?\[(\d+)\\?\]\]\([^()\s]*\)")

UNFINISHED = (Understood, Citation, Claim)
"""What is told of an answer before it is there."""

Event = dict[str, Any]


class Part(BaseModel):
    """A piece of a message; of other kinds than text nothing is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = "user"
    content: str | list[Part] | None = None

    @property
    def said(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.text)


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatBody(BaseModel):
    """A chat completion's request; what steers a model (temperature, tools, …) is ignored."""

    model_config = ConfigDict(extra="ignore")

    model: str = "qa"
    messages: list[Message] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(1, ge=1, le=1)


class ResponsesBody(BaseModel):
    """A response's request; `input` is the question or the conversation."""

    model_config = ConfigDict(extra="ignore")

    model: str = "qa"
    input: str | list[Message] = Field(max_length=100_000)
    stream: bool | None = False
    previous_response_id: str | None = None

    @property
    def messages(self) -> list[Message]:
        return [Message(content=self.input)] if isinstance(self.input, str) else self.input


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a conversation: its last message of the user, and what came before."""

    question: str
    history: tuple[Turn, ...]
    mode: Mode | None


def read_conversation(messages: Sequence[Message], model: str, most_turns: int) -> Asked:
    """Raises BadInput where no message of the user's has text, NotFound for an unknown model."""
    if model not in MODELS:
        raise NotFound(f"no model is called {model[:80]!r}; the models are {', '.join(MODELS)}")
    said = [(m.role, m.said.strip()) for m in messages if m.role in ("user", "assistant")]
    places = [place for place, (role, text) in enumerate(said) if role == "user" and text]
    if not places:
        raise BadInput("no message with the role user has text; the last one is the question")
    last = places[-1]
    before = [
        Turn(role, _LINKED_MARK.sub(r"[\1]", text))
        for role, text in said[max(0, last - most_turns) : last]
        if text
    ]
    return Asked(said[last][1], tuple(before), MODELS[model])


def models(writes: bool, created: int) -> Event:
    """`GET /v1/models`; `created` in seconds since 1970."""
    names = [name for name, mode in MODELS.items() if writes or mode is not Mode.GENERATIVE]
    listed = [
        {"id": name, "object": "model", "created": created, "owned_by": "qa"} for name in names
    ]
    return {"object": "list", "data": listed}


def failure(status: int, message: str, code: str) -> Event:
    """An error in OpenAI's shape."""
    kinds = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
    kind = kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


@dataclass(slots=True)
class Telling:
    """An answer told piece by piece: sentences that a model wrote as each of them stands, the
    rest at the end."""

    base: str
    rendered: Renderer = field(init=False)
    _citations: dict[int, Citation] = field(default_factory=dict)
    _prose: str = ""

    def __post_init__(self) -> None:
        self.rendered = Renderer(self.base)

    def take(self, item: Understood | Citation | Claim | Answer) -> str:
        """The Markdown that `item` adds."""
        if isinstance(item, Citation):
            self._citations[item.number] = item
        elif isinstance(item, Claim):
            # A quotation stands in a frame that is known at the end only.
            if item.start != len(self._prose) + bool(self._prose):
                return ""
            marks = "".join(f" [{number}]" for number in item.citations)
            self._prose += f"{' ' if self._prose else ''}{item.text}{marks}"
            return self.rendered.take(self._prose, self._citations)
        elif isinstance(item, Answer):
            if not item.text.startswith(self._prose):
                self.rendered.take(f"{self._prose}\n\n", {})
            return self.rendered.take(item.text, {c.number: c for c in item.citations})
        return ""


def usage(asked: Asked, text: str) -> dict[str, int]:
    """Tokens of the conversation and of the answer, as tiktoken counts them."""
    said = count_tokens("\n".join((*(turn.content for turn in asked.history), asked.question)))
    reply = count_tokens(text)
    return {"prompt": said, "reply": reply, "total": said + reply}


class Completion:
    """One chat completion, whole (`whole`) or as chunks."""

    def __init__(self, body: ChatBody, asked: Asked) -> None:
        self._body = body
        self._asked = asked
        self._about = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": body.model,
        }

    def whole(self, rendered: Renderer) -> Event:
        message = {
            "role": "assistant",
            "content": rendered.text,
            "refusal": None,
            "annotations": _nested(rendered.links),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._about,
            "object": "chat.completion",
            "choices": [choice],
            "usage": self._usage(rendered.text),
        }

    def opening(self) -> Event:
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> Event:
        return self._chunk({"content": text})

    def closing(self, rendered: Renderer) -> Iterator[Event]:
        links = _nested(rendered.links)
        yield self._chunk({"annotations": links} if links else {}, "stop")
        if self._body.stream_options is not None and self._body.stream_options.include_usage:
            yield {**self._chunk({}), "choices": [], "usage": self._usage(rendered.text)}

    def _chunk(self, delta: Event, ended: str | None = None) -> Event:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ended}
        return {**self._about, "object": "chat.completion.chunk", "choices": [choice]}

    def _usage(self, text: str) -> Event:
        counted = usage(self._asked, text)
        return {
            "prompt_tokens": counted["prompt"],
            "completion_tokens": counted["reply"],
            "total_tokens": counted["total"],
        }


class Response:
    """One response, whole or as events; each event has its number in the stream."""

    def __init__(self, body: ResponsesBody, asked: Asked) -> None:
        self._body = body
        self._asked = asked
        self._id = f"resp_{uuid.uuid4().hex}"
        self._item = f"msg_{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._number = -1

    def whole(self, rendered: Renderer) -> Event:
        return self._object("completed", [self._message(rendered)], rendered.text)

    def opening(self) -> Iterator[Event]:
        started = self._object("in_progress", [], None)
        yield self._event("response.created", response=started)
        yield self._event("response.in_progress", response=started)
        item = {**self._shell("in_progress"), "content": []}
        yield self._event("response.output_item.added", output_index=0, item=item)
        empty = _output("", ())
        yield self._event("response.content_part.added", **self._place(), part=empty)

    def piece(self, text: str) -> Event:
        return self._event("response.output_text.delta", **self._place(), delta=text, logprobs=[])

    def closing(self, rendered: Renderer) -> Iterator[Event]:
        for number, annotation in enumerate(_flat(rendered.links)):
            yield self._event(
                "response.output_text.annotation.added",
                **self._place(),
                annotation_index=number,
                annotation=annotation,
            )
        text, part = rendered.text, _output(rendered.text, rendered.links)
        yield self._event("response.output_text.done", **self._place(), text=text, logprobs=[])
        yield self._event("response.content_part.done", **self._place(), part=part)
        item = self._message(rendered)
        yield self._event("response.output_item.done", output_index=0, item=item)
        yield self._event("response.completed", response=self.whole(rendered))

    def failing(self, error: Mapping[str, Any]) -> Event:
        told = {"code": "server_error", "message": error["error"]["message"]}
        failed = {**self._object("failed", [], None), "error": told}
        return self._event("response.failed", response=failed)

    def _event(self, kind: str, **about: Any) -> Event:
        self._number += 1
        return {"type": kind, "sequence_number": self._number, **about}

    def _place(self) -> Event:
        return {"item_id": self._item, "output_index": 0, "content_index": 0}

    def _shell(self, status: Literal["in_progress", "completed"]) -> Event:
        return {"id": self._item, "type": "message", "role": "assistant", "status": status}

    def _message(self, rendered: Renderer) -> Event:
        return {
            **self._shell("completed"),
            "content": [_output(rendered.text, rendered.links)],
        }

    def _object(self, status: str, output: list[Event], text: str | None) -> Event:
        counted = usage(self._asked, text) if text is not None else None
        told: Event | None = counted and {
            "input_tokens": counted["prompt"],
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": counted["reply"],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": counted["total"],
        }
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "model": self._body.model,
            "output": output,
            "usage": told,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "temperature": None,
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
        }


def _output(text: str, links: Sequence[Link]) -> Event:
    return {"type": "output_text", "text": text, "annotations": _flat(links), "logprobs": []}


def _flat(links: Sequence[Link]) -> list[Event]:
    return [{"type": "url_citation", **_place_of(link)} for link in links]


def _nested(links: Sequence[Link]) -> list[Event]:
    return [{"type": "url_citation", "url_citation": _place_of(link)} for link in links]


def _place_of(link: Link) -> Event:
    return {
        "start_index": link.start,
        "end_index": link.end,
        "title": link.title,
        "url": link.url,
    }
