"""Routes for what readers thought of answers; the archive's keeper exports them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qa.service.archive_replies import FeedbackItem, FeedbackList, FeedbackReply
from qa.service.asking import PROBLEMS
from qa.service.bodies import FeedbackBody, FeedbackQuery, FeedbackStateBody
from qa.service.callers import KEY, AdminRoute, By, ReaderRoute, counted_as
from qa.service.documents import ADMIN_PROBLEMS
from qa.service.problems import responses
from qa.service.state import In

router = APIRouter(
    prefix="/v1",
    tags=["feedback"],
    responses=PROBLEMS | responses(401),
    route_class=ReaderRoute,
    dependencies=[KEY],
)
admin = APIRouter(
    prefix="/v1",
    tags=["feedback"],
    responses=ADMIN_PROBLEMS,
    route_class=AdminRoute,
    dependencies=[KEY],
)


@router.post("/feedback", status_code=201, summary="Rate an answer")
async def give(body: FeedbackBody, service: In, caller: By, request: Request) -> FeedbackReply:
    service.rates.take("feedback", counted_as(caller, request))
    await service.lists.run(partial(service.archive(caller).add_feedback, **body.model_dump()))
    return FeedbackReply()


@admin.get(
    "/feedback",
    response_model=FeedbackList,
    summary="List or export feedback",
    responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}},
)
async def listed(
    service: In, caller: By, asked: Annotated[FeedbackQuery, Query()]
) -> FeedbackList | Response:
    """Newest first, `limit` at once from `offset`; `format=jsonl` gives one JSON object a line."""
    opened = service.archive(caller)
    done = await service.lists.run(opened.settled_feedback)
    found = await service.lists.run(opened.feedback)
    items = [FeedbackItem.model_validate(item) for item in found]
    for item in items:
        item.status = "done" if item.id in done else "open"
    chosen = [item for item in items if asked.status in (None, item.status)]
    shown = chosen[asked.offset : asked.offset + asked.limit]
    if asked.format == "json":
        return FeedbackList(feedback=tuple(shown), total=len(chosen))
    lines = "".join(item.model_dump_json() + "\n" for item in shown)
    return Response(
        lines,
        media_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="feedback.jsonl"'},
    )


@admin.patch(
    "/feedback/{feedback_id}",
    status_code=204,
    summary="Mark feedback as dealt with",
    responses=responses(404),
)
async def settle(feedback_id: int, body: FeedbackStateBody, service: In, caller: By) -> None:
    opened = service.archive(caller)
    await service.lists.run(partial(opened.settle_feedback, feedback_id, body.status == "done"))
