"""Routes that read the archive for meaning: answers, search, check."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse
from starlette.responses import Response

from qa.checking.check import Source
from qa.errors import BadInput, MissingExtra, TooLarge
from qa.service.bodies import AnswerBody, CheckBody, SearchBody
from qa.service.problems import of_error, responses
from qa.service.replies import AnswerReply, CheckReply, SearchReply
from qa.service.state import In, Service
from qa.service.streaming import events, happenings

PROBLEMS = responses(400, 413, 422, 429, 503)

router = APIRouter(prefix="/v1", tags=["asking"], responses=PROBLEMS)


@router.post("/answers", response_model=AnswerReply, summary="Ask a question")
async def answers(body: AnswerBody, service: In, request: Request) -> Any:
    """An answer made of exact quotations, each with its citation, or a refusal.

    With `stream: true` the same comes as server-sent events: `start`, then
    `citation`, `claim` and `text` as they are ready, then `done` with the whole
    object, or `error` with a problem.
    """
    if body.mode == "generative":
        raise MissingExtra("no language model is configured; use mode extractive or auto")
    ask = partial(
        service.archive.ask,
        body.question,
        language=body.asked_language(),
        history=body.turns(service.settings.max_history_turns),
        filters=body.filters.filters(),
    )
    if body.stream:
        return await _stream(service, ask, request)
    answer = await service.gate.run(ask)
    service.metrics.count(answer)
    return answer


async def _stream(service: Service, ask: Any, request: Request) -> Response:
    happening = happenings(service.gate, ask)
    # An error before the question is understood still has a status of its own.
    first = await anext(happening)
    return EventSourceResponse(
        events(first, happening, service.metrics.count, lambda error: of_error(request, error)),
        # A proxy that collected the events first would undo the streaming.
        headers={"X-Accel-Buffering": "no"},
    )


@router.post("/search", summary="Find passages")
async def search(body: SearchBody, service: In) -> SearchReply:
    """The passages nearest to the query, best first.

    Neighbours are merged and versions in several languages grouped, unless `merge` is off;
    `explain` adds every stage's signals and what was read off the query.
    """
    found = await service.gate.run(
        partial(
            service.archive.search,
            body.query,
            top_k=body.top_k,
            filters=body.filters.filters(),
            explain=body.explain,
            merged=body.merge,
        )
    )
    return SearchReply.of(found, body.explain)


@router.post("/check", response_model=CheckReply, summary="Check claims against sources")
async def check(body: CheckBody, service: In) -> Any:
    """Each claim of a text with its verdict, its reasons and its evidence.

    Without `sources` the index is the source.
    """
    sources = None
    if body.sources is not None:
        sources = tuple(Source(source.id, source.text) for source in body.sources)
    most = service.settings.max_check_chars
    size = len(body.text) + sum(len(source.text) for source in sources or ())
    if size > most:
        raise TooLarge(f"the text and sources have {size} characters; at most {most} are checked")
    if not body.text.strip():
        raise BadInput("the text is empty; give the prose whose claims should be checked")
    return await service.gate.run(partial(service.archive.check, body.text, sources))
