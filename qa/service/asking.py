"""Routes that read the archive for meaning: answers, search, check."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse
from starlette.responses import Response

from qa.checking.check import Source
from qa.errors import BadInput, TooLarge
from qa.index.audit import Action
from qa.service.bodies import AnswerBody, CheckBody, SearchBody
from qa.service.callers import KEY, By, ReaderRoute, counted_as
from qa.service.gate import while_waited_for
from qa.service.problems import of_error, responses
from qa.service.replies import About, AnswerReply, CheckReply, SearchReply
from qa.service.state import In, Service
from qa.service.streaming import events, happenings

CHARS_OF_A_CHECK = 10_000
"""A check of so many characters counts as one more."""

PROBLEMS = responses(400, 413, 415, 421, 422, 429, 500, 503, 507)
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}

router = APIRouter(
    prefix="/v1",
    tags=["asking"],
    responses=PROBLEMS | responses(401),
    route_class=ReaderRoute,
    dependencies=[KEY],
)


@router.post(
    "/answers",
    response_model=AnswerReply,
    summary="Ask a question",
    responses=STREAMED | responses(501),
)
async def answers(body: AnswerBody, service: In, caller: By, request: Request) -> Any:
    """An answer made of exact quotations, each with its citation, or a refusal.

    With `stream: true` the same comes as server-sent events: `start`, then
    `citation`, `claim` and `text` as they are ready, then `done` with the whole
    object, or `error` with a problem.
    """
    await service.note(caller, Action.ASKED, body.question)
    ask = partial(
        service.answering(caller).ask,
        body.question,
        language=body.asked_language(),
        reader_language=body.readers(),
        history=body.turns(service.settings.max_history_turns),
        filters=body.filters.filters(),
        mode=body.asked_mode(),
    )
    about = service.archive(caller).about
    if body.stream:
        return await _stream(service, ask, about, request)
    answer = await service.gate.run_for(request, lambda should_stop: ask(should_stop=should_stop))
    service.observer.answered(answer)
    return AnswerReply.of(answer, about)


async def _stream(service: Service, ask: Any, about: About, request: Request) -> Response:
    happening = happenings(service.gate, ask)
    # An error before the question is understood still has a status of its own.
    first = await while_waited_for(request, anext(happening))
    return EventSourceResponse(
        events(
            first,
            happening,
            service.observer.answered,
            about,
            lambda error: of_error(request, error),
        ),
        # A proxy that collected the events first would undo the streaming.
        headers={"X-Accel-Buffering": "no"},
    )


@router.post("/search", summary="Find passages")
async def search(body: SearchBody, service: In, caller: By) -> SearchReply:
    """The passages nearest to the query, best first.

    Neighbours are merged and versions in several languages grouped, unless `merge` is off;
    `explain` adds every stage's signals and what was read off the query.
    """
    await service.note(caller, Action.SEARCHED, body.query)
    found = await service.gate.run(
        partial(
            service.answering(caller).search,
            body.query,
            top_k=body.top_k,
            filters=body.filters.filters(),
            explain=body.explain,
            merged=body.merge,
        )
    )
    return SearchReply.of(found, body.explain)


@router.post(
    "/check",
    response_model=CheckReply,
    summary="Check claims against sources",
    responses=responses(501),
)
async def check(body: CheckBody, service: In, caller: By, request: Request) -> Any:
    """Each claim of a text with its verdict, its reasons and its evidence.

    Without `sources` the index is the source.  What takes too long, or is waited for by nobody,
    is stopped; what was read until then is remembered, so sending it again goes on from there.
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
    service.rates.take("check", counted_as(caller, request), 1 + size / CHARS_OF_A_CHECK)
    await service.note(caller, Action.CHECKED, body.text)
    work = service.checking(caller).check
    report = await service.checks.run_for(
        request,
        lambda should_stop: work(body.text, sources, should_stop=should_stop),
        service.settings.check_seconds,
    )
    service.observer.checked(report)
    return report
