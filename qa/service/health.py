"""Routes for whoever runs the server: alive, ready, measured."""

from __future__ import annotations

import anyio.to_thread
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from qa.service.callers import identify
from qa.service.metrics import size
from qa.service.problems import responses
from qa.service.replies import Reply
from qa.service.state import In

router = APIRouter(tags=["health"], responses=responses(421, 500))


class Health(Reply):
    status: str
    detail: str = ""


@router.get("/livez", summary="The process is alive")
async def livez() -> Health:
    return Health(status="alive")


@router.get("/readyz", summary="Questions can be answered", responses=responses(503))
async def readyz(service: In) -> Health:
    """503 until the model and the index are loaded."""
    service.whole  # noqa: B018 - raises while it is not there
    return Health(status="ready")


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=PlainTextResponse,
)
async def metrics(service: In, request: Request) -> Response:
    """What the archive holds is counted as far as the caller may read it."""
    service.observer.metrics.working.set(service.inside)
    page = service.observer.metrics.page()
    if service.is_ready:
        caller = await identify(request, service)
        about = await anyio.to_thread.run_sync(service.archive(caller).summary)
        page += size(about.generation, about.documents, about.passages)
    return Response(page, media_type=CONTENT_TYPE_LATEST)
