"""What every response carries: an id to find it by, and headers that keep a browser safe.

Pages get a policy under which only the server's own scripts run, no text can
become markup, and only the site itself may frame them; everything else may do
nothing at all in a browser.
"""

from __future__ import annotations

import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.observing import Observer
from qa.service.problems import translate

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Envelope:
    """Outermost but for CORS: request id, headers, measurements, and the last catch.

    Errors that nothing else translated become a problem here, inside the
    headers, instead of in the framework's own handler outside of them.
    """

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        with self._observer.request(scope["method"], request_id, headers) as seen:

            async def out(message: Message) -> None:
                if message["type"] == "http.response.start":
                    seen.status = message["status"]
                    _complete(MutableHeaders(scope=message), request_id, scope["path"], seen.status)
                await send(message)

            began = time.perf_counter()
            try:
                await self._app(scope, receive, out)
            except Exception as error:
                if seen.status:
                    raise
                await translate(Request(scope), error)(scope, receive, out)
            finally:
                seen.route = getattr(scope.get("route"), "path", "other")
                seen.seconds = time.perf_counter() - began


def _complete(headers: MutableHeaders, request_id: str, path: str, status: int) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    # "Not modified" has no type to tell a page by, and what it says replaces what was kept.
    if status != 304:
        page = headers.get("content-type", "").startswith("text/html")
        headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else DATA_POLICY)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "no-store")
    headers["X-Request-ID"] = request_id


class SharedPaths:
    """CORS for what other sites may use: listed ones the API, and any the widget and its modules,
    which say on a site that is not listed what is lacking."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app = app
        self._code = CORSMiddleware(app, allow_origins=["*"], allow_methods=["GET"])
        self._listed = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http":
            path = scope["path"]
            if path.startswith("/v1/"):
                app = self._listed
            elif path.startswith("/static/") or path == "/widget.js":
                app = self._code
        await app(scope, receive, send)
