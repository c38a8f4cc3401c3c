"""The route that tells who did what."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from qa.service.archive_replies import AuditItem, AuditReply
from qa.service.bodies import AuditQuery
from qa.service.callers import KEY, AdminRoute, By
from qa.service.documents import ADMIN_PROBLEMS
from qa.service.state import In

router = APIRouter(
    prefix="/v1",
    tags=["audit"],
    responses=ADMIN_PROBLEMS,
    route_class=AdminRoute,
    dependencies=[KEY],
)


@router.get("/audit", summary="Who did what")
async def audit(service: In, caller: By, asked: Annotated[AuditQuery, Query()]) -> AuditReply:
    """Newest first, `limit` at once from `offset`; of the collections that the key is for."""
    entries = service.archive(caller).audit.entries
    found = await service.lists.run(partial(entries, caller.keeps, asked.limit, asked.offset))
    return AuditReply(
        entries=tuple(map(AuditItem.model_validate, found.entries)), total=found.total
    )
