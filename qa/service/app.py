"""The HTTP service: routes, what surrounds them, and its life from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from qa.service import (
    asking,
    auditing,
    documents,
    feedback,
    health,
    mcp_routes,
    openai_routes,
    pages,
    problems,
    translating,
)
from qa.service.body_limit import BodyLimit
from qa.service.callers import login_proxies
from qa.service.forwarded import Forwarded
from qa.service.headers import Envelope, SharedPaths
from qa.service.hosts import OwnNames
from qa.service.state import Service
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.pipeline import Archive

ABOUT = """Semantic search and question answering over an archive, with checked citations.

Errors are `application/problem+json` (RFC 9457). Offsets are Unicode code points, end
exclusive. Unknown fields are refused."""


def create_app(settings: Settings, archive: Archive | None = None) -> FastAPI:
    """The application; without an `archive` it opens `settings.data_dir`'s at start-up."""
    app = FastAPI(
        title="qa",
        version="1",
        description=ABOUT,
        # The stock pages of these load scripts from other hosts.
        openapi_url=None,  # see `problems`, whose words are in it
        docs_url=None,
        redoc_url=None,
        lifespan=_life,
        redirect_slashes=False,
    )
    login_proxies(settings)  # raises before anybody is let in
    service = Service(settings, archive)
    app.state.service = service
    app.state.mcp = mcp_routes.Endpoint(service)
    app.router.routes += [app.state.mcp.route, *_routes(settings.max_upload_files)]
    app.mount("/static", pages.assets)
    problems.install(app, pages.missing)
    # The last added is the outermost.
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(OwnNames, settings=settings)
    app.add_middleware(Envelope, observer=service.observer)
    app.add_middleware(SharedPaths, origins=settings.cors_origins)
    app.add_middleware(
        Forwarded, proxies=settings.trusted_proxies, prefix=settings.path_prefix.rstrip("/")
    )
    return app


@cache
def _routes(max_files: int) -> tuple[BaseRoute, ...]:
    """All but those with a state of their own; compiled once for however many applications."""
    routes = APIRouter()
    for router in (
        health.router,
        asking.router,
        translating.router,
        openai_routes.router,
        documents.router,
        documents.admin_routes(max_files),
        feedback.router,
        feedback.admin,
        auditing.router,
        pages.router,
    ):
        routes.include_router(router)
    return tuple(routes.routes)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """Loads beside the first requests; on shutdown the server has let them finish."""
    kept = (app.state.service, app.state.mcp)
    tasks = [asyncio.create_task(one.keep(), name=type(one).__name__) for one in kept]
    yield
    await app.state.service.reindexing.close()
    app.state.service.observer.close()
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
