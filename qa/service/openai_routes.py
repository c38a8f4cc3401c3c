"""Routes for clients that speak OpenAI's protocols; their errors have OpenAI's shape too."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import aclosing
from functools import partial
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qa.connect import openai
from qa.connect.markdown import Renderer, render
from qa.connect.openai import ChatBody, Completion, Event, ResponsesBody, Telling
from qa.errors import BadInput, NotFound, QaError
from qa.index.audit import Action
from qa.service.callers import KEY, By, Caller, ReaderRoute
from qa.service.problems import of_error, printable
from qa.service.state import In, Service
from qa.service.streaming import Happening, happenings

NO_KEY = "Bearer none"
"""Clients always send a key; this one says that there is none."""

# The status that clients expect where ours is 422.
_BAD_REQUEST = 400


class OpenAIRoute(ReaderRoute):  # type: ignore[valid-type,misc]
    """A route for readers whose every error is one of OpenAI's."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            if request.headers.get("authorization", "") == NO_KEY:
                kept = [pair for pair in request.scope["headers"] if pair[0] != b"authorization"]
                request = Request({**request.scope, "headers": kept}, request.receive)
            try:
                response: Response = await handle(request)
                return response
            except Exception as error:
                status, body, headers = _failure(request, error)
                return JSONResponse(body, status, headers=headers)

        return translated


# What the service refuses before a route is found is a problem, as everywhere.
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": "An error in OpenAI's shape",
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["error"]}},
            "application/problem+json": {"schema": {"type": "object"}},
        },
    }
    for status in (400, 401, 404, 405, 413, 415, 421, 429, 500, 501, 502, 503)
}

router = APIRouter(
    prefix="/v1",
    tags=["openai"],
    route_class=OpenAIRoute,
    dependencies=[KEY],
    responses=ERRORS,
)


@router.get("/models", summary="What can be asked for as `model`")
async def models(service: In) -> Event:
    """`qa` answers as well as it can, `qa-extractive` with quotations only."""
    return openai.models(service.whole.writes, service.started)


@router.get("/models/{name}", include_in_schema=False)
async def model(name: str, service: In) -> Event:
    for one in openai.models(service.whole.writes, service.started)["data"]:
        if one["id"] == name:
            return dict(one)
    raise NotFound(f"no model is called {printable(name[:80])!r}")


@router.post("/chat/completions", response_model=None, summary="OpenAI's chat completions")
async def chat_completions(body: ChatBody, service: In, caller: By, request: Request) -> Any:
    """The answer to the last message of the user's, with citations as links and annotations.

    Works without a language model too; `stream: true` gives chunks.
    """
    asked = openai.read_conversation(body.messages, body.model, service.settings.max_history_turns)
    completion = Completion(body, asked)
    shape = _Shape(
        lambda: [completion.opening()],
        completion.piece,
        completion.closing,
        lambda error: error,
        named=False,
    )
    if body.stream:
        return await _stream(service, caller, request, asked, shape)
    return completion.whole(await _whole(service, caller, request, asked))


@router.post("/responses", response_model=None, summary="OpenAI's responses")
async def responses(body: ResponsesBody, service: In, caller: By, request: Request) -> Any:
    """As `/v1/chat/completions`, in the shapes of the Responses API; nothing is stored."""
    if body.previous_response_id is not None:
        raise BadInput("previous_response_id: responses are not stored; send the whole input")
    asked = openai.read_conversation(body.messages, body.model, service.settings.max_history_turns)
    response = openai.Response(body, asked)
    shape = _Shape(response.opening, response.piece, response.closing, response.failing, named=True)
    if body.stream:
        return await _stream(service, caller, request, asked, shape)
    return response.whole(await _whole(service, caller, request, asked))


class _Shape(NamedTuple):
    """How a stream looks: what it begins with, a piece of text, its end, and an error; events
    have a name where `named`, and end with `[DONE]` otherwise."""

    opening: Callable[[], Iterable[Event]]
    piece: Callable[[str], Event]
    closing: Callable[[Renderer], Iterable[Event]]
    failing: Callable[[Event], Event]
    named: bool


async def _whole(
    service: Service, caller: Caller, request: Request, asked: openai.Asked
) -> Renderer:
    ask = await _asking(service, caller, asked)
    answer = await service.gate.run_for(request, lambda should_stop: ask(should_stop=should_stop))
    service.observer.answered(answer)
    return render(answer, str(request.base_url))


async def _asking(service: Service, caller: Caller, asked: openai.Asked) -> Callable[..., Any]:
    await service.note(caller, Action.ASKED, asked.question)
    archive = service.answering(caller)
    return partial(archive.ask, asked.question, history=asked.history, mode=asked.mode)


async def _stream(
    service: Service, caller: Caller, request: Request, asked: openai.Asked, shape: _Shape
) -> Response:
    happening = happenings(service.gate, await _asking(service, caller, asked))
    # An error before the question is understood still has a status of its own.
    first = await anext(happening)
    return EventSourceResponse(
        _events(first, happening, service, request, shape), headers={"X-Accel-Buffering": "no"}
    )


async def _events(
    first: Happening,
    rest: AsyncGenerator[Happening],
    service: Service,
    request: Request,
    shape: _Shape,
) -> AsyncIterator[bytes]:
    telling = Telling(str(request.base_url))
    async with aclosing(rest):
        for event in shape.opening():
            yield _sent(event, shape)
        try:
            item: Happening | None = first
            while item is not None:
                if text := telling.take(item):
                    yield _sent(shape.piece(text), shape)
                if not isinstance(item, openai.UNFINISHED):
                    service.observer.answered(item)
                item = await anext(rest, None)
            for event in shape.closing(telling.rendered):
                yield _sent(event, shape)
        except Exception as error:
            _, body, _ = _failure(request, error)
            yield _sent(shape.failing(body), shape)
    if not shape.named:
        yield b"data: [DONE]\n\n"


def _sent(event: Event, shape: _Shape) -> bytes:
    name = f"event: {event['type']}\n" if shape.named else ""
    return f"{name}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def _failure(request: Request, error: Exception) -> tuple[int, Event, dict[str, str]]:
    """Status, body and headers for an error; of an unexpected one only its request id is told."""
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        message = printable(f"{where}: {first['msg']}".removeprefix(": "))
        return _BAD_REQUEST, openai.failure(_BAD_REQUEST, message, "invalid_value"), {}
    if isinstance(error, HTTPException):
        told = openai.failure(error.status_code, printable(error.detail), "http")
        return error.status_code, told, dict(error.headers or {})
    found = of_error(request, error)
    status = _BAD_REQUEST if found.status == BadInput.status else found.status
    code = getattr(error, "slug", QaError.slug).replace("-", "_")
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    return status, openai.failure(status, found.detail, code), headers
