"""The pages and the widget: static files, and nothing of the archive in their markup.

A page is the same bytes for every archive, with the interface's words in the language that the
browser asks for; its script fetches JSON and sets text nodes, so no title or name from a document
is ever parsed as HTML.
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
from qa.language.problems import language_of_tags
from qa.service import strings
from qa.service.spoken import spoken
from qa.service.state import In, Service
from qa.types import Language

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

_LOOK_AGAIN = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}

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
        return self.made(_without_comments(str(full_path), stat_result.st_mtime), scope)

    def made(self, content: bytes, scope: Scope) -> Response:
        """What is no file as it lies there, with a tag for the browser's next question."""
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'}
        response = Response(content, headers=headers)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        said = strings.script(path) if scope["method"] in READ else None
        if said is not None:
            response = self.made(said, scope)
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
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    if not _wants_page(request) or request.method not in READ or path.startswith("/v1/"):
        return None
    markup = _in_language("missing.html", request)
    # A page of any depth finds its files below the same root, which a proxy may have a name for.
    up = "../" * (path.count("/") - 1)
    return HTMLResponse(markup.replace("{up}", up), 404, _LOOK_AGAIN)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def page(name: str, request: Request) -> Response:
    response = assets.made(_in_language(name, request).encode(), request.scope)
    response.headers.update(_LOOK_AGAIN)
    if response.status_code == 200:
        response.headers["Content-Type"] = TYPES[".html"]
    return response


def _in_language(name: str, request: Request) -> str:
    """In the one that the address asks for, as links to a page do, else in the browser's."""
    asked = language_of_tags(request.query_params.get("lang", ""))
    language = spoken(request) if asked is Language.OTHER else asked
    return strings.page((FOLDER / name).read_text(encoding="utf-8"), language)


@router.api_route("/", methods=READ)
async def home(request: Request) -> Response:
    return page("index.html", request)


@router.api_route("/documents", methods=READ)
async def documents(request: Request) -> Response:
    return page("documents.html", request)


@router.api_route("/documents/{document_id}", methods=READ)
async def reader(document_id: str, request: Request) -> Response:
    return page("reader.html", request)


@router.api_route("/admin", methods=READ)
async def admin(request: Request, service: In) -> Response:
    return _for_keepers("admin.html", request, service)


@router.api_route("/admin/feedback", methods=READ)
async def feedback(request: Request, service: In) -> Response:
    return _for_keepers("feedback.html", request, service)


def _for_keepers(name: str, request: Request, service: Service) -> Response:
    """Off while nobody could use it, which a person reads on the page itself."""
    if service.has_keepers():
        return page(name, request)
    if _wants_page(request):
        return HTMLResponse(_in_language(name, request), 403, _LOOK_AGAIN)
    raise Forbidden(
        "the admin page is off; set QA_ADMIN_KEY on the server, or make a key with "
        "`qa key create`, to turn it on"
    )


@router.api_route("/people", methods=READ)
async def people(request: Request) -> Response:
    return page("people.html", request)


@router.api_route("/checked", methods=READ)
async def checked(request: Request) -> Response:
    return page("checked.html", request)


@router.api_route("/embed", methods=READ)
async def embed(request: Request) -> Response:
    return page("embed.html", request)


@router.api_route("/widget.js", methods=READ)
async def widget(request: Request) -> Response:
    return await assets.get_response("widget.js", request.scope)
