"""The pages and the widget: static files, and nothing of the archive in their markup.

A page is the same bytes for every archive; its script fetches JSON and sets
text nodes, so no title or name from a document is ever parsed as HTML.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from qa.errors import Forbidden
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


class Assets(StaticFiles):
    """Files with certain types; a browser asks each time whether they changed (304 if not)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        kind = TYPES.get(PurePosixPath(path).suffix)
        if kind and response.status_code == 200:
            response.headers["Content-Type"] = kind
        return response


assets = Assets(directory=FOLDER)
router = APIRouter(include_in_schema=False)

READ = ["GET", "HEAD"]


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
    """Off while there is no admin key."""
    key = service.settings.admin_key
    if key is None or not key.get_secret_value():
        raise Forbidden("the admin page is off; set QA_ADMIN_KEY on the server to turn it on")
    return await assets.get_response("admin.html", request.scope)


@router.api_route("/widget.js", methods=READ)
async def widget(request: Request) -> Response:
    return await assets.get_response("widget.js", request.scope)
