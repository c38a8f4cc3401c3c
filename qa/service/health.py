"""Routes for whoever runs the server: alive, ready, measured."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from qa.service.problems import responses
from qa.service.replies import Reply
from qa.service.state import In

router = APIRouter(tags=["health"])


class Health(Reply):
    status: str
    detail: str = ""


@router.get("/livez", summary="The process is alive")
async def livez() -> Health:
    return Health(status="alive")


@router.get("/readyz", summary="Questions can be answered", responses=responses(503))
async def readyz(service: In) -> Health:
    """503 until the model and the index are loaded."""
    service.archive  # noqa: B018 - raises while it is not there
    return Health(status="ready")


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
async def metrics(service: In) -> Response:
    service.metrics.working.set(service.gate.inside)
    return Response(service.metrics.page(), media_type=CONTENT_TYPE_LATEST)
