"""What the handlers share: the settings, the archive once it is loaded, the gate.

Loading takes seconds, so the server listens first and loads beside: liveness
answers at once, readiness and every question wait for the archive.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import anyio.to_thread
from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.responses import Response

from qa.errors import Forbidden, NotReady, QaError, Unauthorized
from qa.service.gate import Gate
from qa.service.metrics import Metrics
from qa.service.reindexing import Reindexing
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.pipeline import Archive, Summary

REFRESH_SECONDS = 1.0

log = logging.getLogger("qa.service")


class Service:
    """One running application."""

    def __init__(self, settings: Settings, archive: Archive | None) -> None:
        self.settings = settings
        self.gate = Gate(settings.max_concurrent, settings.max_waiting)
        self.metrics = Metrics()
        self.reindexing = Reindexing()
        self.failure: Exception | None = None
        self.on_failure: Callable[[Exception], None] = _log_failure
        self.on_ready: Callable[[], None] = lambda: None
        self.examples: tuple[str, ...] = ()
        self._examined = -1  # the generation that they are of
        self._archive = archive
        self._summary: Summary | None = None
        if archive is not None:
            self.measure()
            self._find_examples(archive)

    @property
    def archive(self) -> Archive:
        """Raises NotReady while it is loading, and the reason where loading failed."""
        if isinstance(self.failure, QaError):
            raise self.failure
        if self.failure is not None:
            raise NotReady("the archive could not be loaded; the server's log says why")
        if self._archive is None:
            raise NotReady("the model and the index are being loaded; try again in a moment")
        return self._archive

    @property
    def summary(self) -> Summary:
        """What the archive holds; counted once a generation.  Raises as `archive` does."""
        return self._summary or self.archive.summary()

    async def keep(self) -> None:
        """Load the archive if need be, then follow the index's generations for good."""
        if self._archive is not None:
            await self._follow()
        elif await self._load():
            try:
                await self._follow()
            finally:
                self.archive.close()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await anyio.to_thread.run_sync(self.refresh)
            except Exception:
                log.exception("could not switch to the new index; the old one stays in use")

    async def _load(self) -> bool:
        try:
            self._archive = await anyio.to_thread.run_sync(self._open)
            await anyio.to_thread.run_sync(self.measure)
        except Exception as error:
            self.failure = error
            self.on_failure(error)
            return False
        self.on_ready()
        return True

    def _open(self) -> Archive:
        from qa.pipeline import Archive

        opened = Archive.open(self.settings)
        # The first answers are slow: better that the examples wait for them than a person.
        self._find_examples(opened)
        return opened

    def refresh(self) -> None:
        """Switch to the newest generation, if there is one (blocking)."""
        if self.archive.refresh():
            self.measure()
        if self.summary.generation != self._examined:
            self._find_examples(self.archive)

    def _find_examples(self, archive: Archive) -> None:
        """The former ones stay until these are found (blocking, a moment)."""
        self._examined = archive.summary().generation
        try:
            self.examples = archive.examples()
        except Exception:
            log.exception("no example questions could be made")

    def measure(self) -> None:
        """Count what the archive holds now (blocking)."""
        self._summary = about = self.archive.summary()
        self.metrics.ready.set(1)
        self.metrics.generation.set(about.generation)
        self.metrics.documents.set(about.documents)
        self.metrics.passages.set(about.passages)


def _log_failure(error: Exception) -> None:
    log.error("the archive could not be loaded", exc_info=error)


async def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


In = Annotated[Service, Depends(service_of)]


def require_admin(request: Request, service: Service) -> None:
    """Lets only the holder of the admin key by; without a key set, nobody."""
    key = service.settings.admin_key
    if key is None or not key.get_secret_value():
        raise Forbidden("this needs the admin key; set QA_ADMIN_KEY on the server to allow it")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise Unauthorized("send the admin key as `Authorization: Bearer KEY`")
    # Header values arrive as Latin-1; the bytes are what the client sent.
    if not hmac.compare_digest(
        given.strip().encode("latin-1"), key.get_secret_value().encode("utf-8")
    ):
        raise Unauthorized("the admin key is wrong")


class AdminRoute(APIRoute):
    """A route that checks the admin key before the body is read.

    A dependency would run after it: FastAPI parses an upload of any size first.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            require_admin(request, await service_of(request))
            return await handle(request)

        return guarded


# Only describes the header in OpenAPI; AdminRoute is what checks it.
ADMIN_KEY = Security(HTTPBearer(auto_error=False, description="The admin key."))
