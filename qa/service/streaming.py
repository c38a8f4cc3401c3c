"""An answer as server-sent events.

The engine works in a thread and reports how it understood the question, then
claims and citations as it finds them; the events of the stream follow at once.
A client that goes away closes the stream, and closing it tells the engine to stop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from qa.service.gate import Gate
from qa.service.replies import (
    About,
    AnswerReply,
    CitationReply,
    ClaimReply,
    StartReply,
    TextReply,
)
from qa.types import Answer, Citation, Claim, Understood

Found = Understood | Claim | Citation
Happening = Found | Answer


async def happenings(gate: Gate, ask: Callable[..., Answer]) -> AsyncGenerator[Happening]:
    """What `ask` reports while it works, and its answer last.

    Raises what `ask` raises.  Closing the generator makes `should_stop` true.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Happening | None] = asyncio.Queue()
    stop = threading.Event()

    def post(item: Happening) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, item)

    work = asyncio.create_task(
        gate.run(lambda: ask(on_event=post, should_stop=stop.is_set)), name="answer"
    )
    work.add_done_callback(lambda _: queue.put_nowait(None))
    try:
        while (item := await queue.get()) is not None:
            yield item
        yield await work
    finally:
        stop.set()
        work.add_done_callback(_forget)


def _forget(work: asyncio.Task[Answer]) -> None:
    """Nobody is left to hear of an error in work that was stopped."""
    if not work.cancelled():
        work.exception()


async def events(
    first: Happening,
    rest: AsyncGenerator[Happening],
    count: Callable[[Answer], None],
    about: About,
    failure: Callable[[Exception], BaseModel],
) -> AsyncIterator[bytes]:
    """The stream's events: what the engine did not report on its way comes before `done`.

    `count` is told the answer, `about` tells of a cited document, and `failure` makes a
    problem of an error.
    """
    sent: set[Found] = set()
    async with aclosing(rest):
        try:
            item: Happening | None = first
            while item is not None and not isinstance(item, Answer):
                yield _found(item, about)
                sent.add(item)
                item = await anext(rest, None)
            if item is None:
                return
            count(item)
            whole: tuple[Citation | Claim, ...] = (*item.citations, *item.claims)
            for missing in whole:
                if missing not in sent:
                    yield _found(missing, about)
            yield _event("text", TextReply(text=item.text))
            yield _event("done", AnswerReply.of(item, about))
        except Exception as error:
            yield _event("error", failure(error))


def _found(item: Found, about: About) -> bytes:
    if isinstance(item, Understood):
        return _event("start", StartReply.model_validate(item))
    if isinstance(item, Citation):
        return _event("citation", CitationReply.of(item, about))
    return _event("claim", ClaimReply.model_validate(item))


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(data_str=data.model_dump_json(), event=name)
