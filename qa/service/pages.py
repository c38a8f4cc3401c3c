"""The pages and the widget: static files, and nothing of the archive in their markup.

A page is the same bytes for every archive; its script fetches JSON and sets
text nodes, so no title or name from a document is ever parsed as HTML.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from qa.errors import Forbidden
from qa.service import strings
from qa.service.state import In

FOLDER = Path(__file__).parent / "static"

# Said here, because what Python guesses depends on the machine's own tables.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}

READ = ["GET", "HEAD"]

_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


@lru_cache(maxsize=200)
def _without_comments(path: str, _changed: float) -> bytes:
    """A script as it is sent: the comments that have lines of their own, a quarter of what
    somebody else's page would load, are for whoever reads the file."""
    return _COMMENT.sub("", Path(path).read_text(encoding="utf-8")).encode()


class Assets(StaticFiles):
    """Files with certain types; a browser asks each time whether they changed (304 if not)."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        if PurePosixPath(full_path).suffix != ".js":
            return super().file_response(full_path, stat_result, scope, status_code)
        return self._script(_without_comments(str(full_path), stat_result.st_mtime), scope)

    def _script(self, code: bytes, scope: Scope) -> Response:
        headers = {"ETag": f'"{hashlib.sha256(code).hexdigest()[:32]}"'}
        response = Response(code, headers=headers)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        said = strings.script(path) if scope["method"] in READ else None
        if said is not None:
            response = self._script(said, scope)
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        kind = TYPES.get(PurePosixPath(path).suffix)
        if kind and response.status_code == 200:
            response.headers["Content-Type"] = kind
        return response


assets = Assets(directory=FOLDER)
router = APIRouter(include_in_schema=False)


def missing(request: Request) -> Response | None:
    """The page that says there is none, for a browser that goes to an address; else None."""
    wants_page = "text/html" in request.headers.get("accept", "")
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    if not wants_page or request.method not in READ or path.startswith("/v1/"):
        return None
    page = (FOLDER / "missing.html").read_text(encoding="utf-8")
    # A page of any depth finds its files below the same root, which a proxy may have a name for.
    up = "../" * (path.count("/") - 1)
    return HTMLResponse(page.replace("{up}", up), 404, {"Cache-Control": "no-cache"})


@router.api_route("/", methods=READ)
async def home(request: Request) -> Response:
    return await assets.get_response("index.html", request.scope)


@router.api_route("/documents", methods=READ)
async def documents(request: Request) -> Response:
    return await assets.get_response("documents.html", request.scope)


@router.api_route("/documents/{document_id}", methods=READ)
async def reader(document_id: str, request: Request) -> Response:
    return await assets.get_response("reader.html", request.scope)


@router.api_route("/admin", methods=READ)
async def admin(request: Request, service: In) -> Response:
    return await _for_keepers("admin.html", request, service)


async def _for_keepers(page: str, request: Request, service: In) -> Response:
    """Off while nobody could use it."""
    if not service.has_keepers():
        raise Forbidden(
            "the admin page is off; set QA_ADMIN_KEY on the server, or make a key with "
            "`qa key create`, to turn it on"
        )
    return await assets.get_response(page, request.scope)


@router.api_route("/admin/feedback", methods=READ)
async def feedback(request: Request, service: In) -> Response:
    return await _for_keepers("feedback.html", request, service)


@router.api_route("/people", methods=READ)
async def people(request: Request) -> Response:
    return await assets.get_response("people.html", request.scope)


@router.api_route("/checked", methods=READ)
async def checked(request: Request) -> Response:
    return await assets.get_response("checked.html", request.scope)


@router.api_route("/embed", methods=READ)
async def embed(request: Request) -> Response:
    return await assets.get_response("embed.html", request.scope)


@router.api_route("/widget.js", methods=READ)
async def widget(request: Request) -> Response:
    return await assets.get_response("widget.js", request.scope)
