"""The route that puts a quotation into another language.

It takes a place in a document that the caller may read, never a text: so the server is nobody's
free translator.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request

from qa.service.archive_replies import TranslationReply
from qa.service.bodies import TranslateBody
from qa.service.callers import KEY, By, ReaderRoute, counted_as
from qa.service.problems import responses
from qa.service.state import In
from qa.stages import watched
from qa.types import Language

router = APIRouter(
    prefix="/v1",
    tags=["asking"],
    responses=responses(400, 401, 404, 413, 415, 421, 422, 429, 500, 501, 502, 503),
    route_class=ReaderRoute,
    dependencies=[KEY],
)


@router.post("/translate", summary="Put a quotation into another language")
async def translate(
    body: TranslateBody, service: In, caller: By, request: Request
) -> TranslationReply:
    """A document's `[start, end)` by a machine; `verdict` is what the check says of it beside the
    quotation: whether its numbers, dates, names and statements are the same."""
    service.rates.take("translation", counted_as(caller, request))
    opened = service.archive(caller)

    def work(should_stop: Callable[[], bool]) -> TranslationReply:
        with watched() as watch:
            made = opened.translate(
                body.document_id,
                body.start,
                body.end,
                Language(body.language),
                should_stop=should_stop,
            )
        service.observer.translated(made, watch)
        return TranslationReply.model_validate(made)

    return await service.translations.run_for(request, work, service.settings.llm_timeout_seconds)
