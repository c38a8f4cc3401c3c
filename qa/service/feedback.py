"""Routes for what readers thought of answers; the archive's keeper exports them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from qa.service.archive_replies import FeedbackItem, FeedbackList, FeedbackReply
from qa.service.asking import PROBLEMS
from qa.service.bodies import FeedbackBody, FeedbackQuery
from qa.service.documents import ADMIN_PROBLEMS
from qa.service.state import ADMIN_KEY, AdminRoute, In

router = APIRouter(prefix="/v1", tags=["feedback"], responses=PROBLEMS)
admin = APIRouter(
    prefix="/v1",
    tags=["feedback"],
    responses=ADMIN_PROBLEMS,
    route_class=AdminRoute,
    dependencies=[ADMIN_KEY],
)


@router.post("/feedback", status_code=201, summary="Rate an answer")
async def give(body: FeedbackBody, service: In) -> FeedbackReply:
    await service.gate.run(partial(service.archive.add_feedback, **body.model_dump()))
    return FeedbackReply()


@admin.get("/feedback", response_model=FeedbackList, summary="List or export feedback")
async def listed(service: In, asked: Annotated[FeedbackQuery, Query()]) -> FeedbackList | Response:
    """All feedback, newest first; `format=jsonl` gives one JSON object a line."""
    found = await service.gate.run(service.archive.feedback)
    items = tuple(FeedbackItem.model_validate(item) for item in found)
    if asked.format == "json":
        return FeedbackList(feedback=items)
    lines = "".join(item.model_dump_json() + "\n" for item in items)
    return Response(
        lines,
        media_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="feedback.jsonl"'},
    )
