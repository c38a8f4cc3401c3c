"""Errors as RFC 9457 problems, translated in this one place.

Whatever goes wrong, the caller gets the same small JSON object: what kind of
problem it is (`type`, an address that explains it), what was given and what to
do (`detail`), and the id under which the log has the rest.  A stack trace, a
path of this machine or a value the caller sent are never in it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from qa.errors import BadInput, NotFound, NotReady, QaError, Stopped, TooOften

MEDIA_TYPE = "application/problem+json"
MAX_DETAIL = 1000
# The status of a body that cannot be parsed, which is bad input like any other.
NOT_JSON = 400
RETRY_AFTER = {429: "1", 503: "2"}

log = logging.getLogger("qa.service")


class FieldProblem(BaseModel):
    """One thing that is wrong in a request."""

    pointer: str = Field(description="JSON pointer into the body, or the parameter's name.")
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/bad-question",
                    "title": "Bad question",
                    "status": 422,
                    "detail": "the question is empty; write what you want to know",
                    "instance": "/v1/answers",
                    "request_id": "3f0c7e0e6c7f4d0b9a53c0a9b8d1f2aa",
                }
            ]
        }
    )

    type: str = Field(description="Address that explains this kind of problem, or `about:blank`.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="Path of the request.")
    request_id: str = Field(description="Also in the `X-Request-ID` header and in the log.")
    errors: list[FieldProblem] | None = Field(None, description="What is wrong, field by field.")


def problem(
    request: Request,
    status: int,
    detail: str,
    slug: str | None = None,
    errors: Sequence[FieldProblem] | None = None,
) -> Problem:
    """A problem; without a `slug` it says no more than its HTTP status does."""
    prefix = getattr(request.state, "prefix", "")
    title = slug.replace("-", " ").capitalize() if slug else HTTPStatus(status).phrase
    return Problem(
        type=f"{prefix}/problems/{slug}" if slug else "about:blank",
        title=title,
        status=status,
        detail=printable(detail),
        instance=printable(prefix + request.url.path),
        request_id=getattr(request.state, "request_id", ""),
        errors=list(errors) if errors is not None else None,
    )


def of_error(request: Request, error: Exception) -> Problem:
    """The problem for an error of ours; any other is logged and says nothing of itself."""
    request_id = getattr(request.state, "request_id", "")
    if isinstance(error, QaError):
        if error.status >= 500 and not isinstance(error, (NotReady, Stopped)):
            log.error("request %s: %s: %s", request_id, error.slug, error)
        return problem(request, error.status, str(error), error.slug)
    log.error("request %s: unexpected error", request_id, exc_info=error)
    detail = "an unexpected error; the server's log has it under this request_id"
    return problem(request, 500, detail, QaError.slug)


def translate(request: Request, error: Exception) -> Response:
    """The response for any error."""
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooOften) else None
    return respond(of_error(request, error), headers)


def respond(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    out = dict(headers or {})
    if found.status in RETRY_AFTER:
        out.setdefault("Retry-After", RETRY_AFTER[found.status])
    if found.status == 401:
        out.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(
        found.model_dump(exclude_none=True), found.status, headers=out, media_type=MEDIA_TYPE
    )


def printable(text: str) -> str:
    """Text that any JSON parser takes: lone surrogates replaced, length bounded."""
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{SYMBOL FOR NULL}")
    return clean if len(clean) <= MAX_DETAIL else clean[: MAX_DETAIL - 1] + "…"


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these statuses; see `_describe` for the rest of it."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}


def install(app: FastAPI, missing: Callable[[Request], Response | None]) -> None:
    """Make every error of `app` a problem, and serve the addresses that explain them.

    `missing` gives a page in the place of a problem, for a person who went to an address
    that there is not.
    """

    async def ours(request: Request, error: Exception) -> Response:
        return translate(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and (page := missing(request)):
            return page
        detail = error.detail or HTTPStatus(error.status_code).description
        return respond(problem(request, error.status_code, detail), error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(_invalid(request, error))

    describe = app.openapi
    app.openapi = cache(lambda: _describe(describe()))  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    async def described(request: Request) -> JSONResponse:
        prefix = getattr(request.state, "prefix", "")
        return JSONResponse(app.openapi() | ({"servers": [{"url": prefix}]} if prefix else {}))

    app.add_exception_handler(QaError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)

    @app.get("/problems/{slug}", include_in_schema=False)
    async def explain(slug: str) -> PlainTextResponse:
        for kind in _kinds(QaError):
            if kind.slug == slug:
                status = f"{NOT_JSON} or {kind.status}" if kind is BadInput else kind.status
                return PlainTextResponse(f"{status} {slug}\n\n{kind.__doc__}\n")
        raise NotFound(f"no kind of problem is called {printable(slug)!r}")


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """Move each problem's schema to its own media type; the framework knows only JSON's."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                if MEDIA_TYPE in content:
                    (said,) = content.keys() - {MEDIA_TYPE}
                    content[MEDIA_TYPE] = content.pop(said)
    return schema


def _invalid(request: Request, error: RequestValidationError) -> Problem:
    found = error.errors()
    if any(e["type"] == "json_invalid" for e in found):
        detail = f"the body is not JSON: {_why(found[0])}"
        return problem(request, NOT_JSON, detail, BadInput.slug)
    if any(e["type"] == "model_attributes_type" and len(e["loc"]) == 1 for e in found):
        kind = request.headers.get("content-type", "")
        if "json" not in kind.lower():
            detail = f"expected Content-Type application/json, got {kind or 'none'!r}"
            return problem(request, 415, detail)
    errors = [FieldProblem(pointer=_pointer(e["loc"]), detail=_why(e)) for e in found[:20]]
    # Of the body as a whole, whose pointer is empty, the detail speaks for itself.
    first = f"{errors[0].pointer}: {errors[0].detail}".removeprefix(": ")
    detail = first if len(found) == 1 else f"{first}; and {len(found) - 1} more"
    return problem(request, 422, detail, BadInput.slug, errors)


def _pointer(loc: Sequence[Any]) -> str:
    """`("body", "filters", 0)` → `/filters/0`; `("query", "limit")` → `limit`."""
    where, *path = loc
    parts = [printable(str(p)).replace("~", "~0").replace("/", "~1") for p in path]
    return "".join(f"/{p}" for p in parts) if where == "body" else ".".join(parts)


def _why(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown field"
    if error["type"] == "model_attributes_type":
        return "expected an object"
    reason = error.get("ctx", {}).get("error")
    return printable(str(reason) if reason else error["msg"])


def _kinds(kind: type[QaError]) -> Iterator[type[QaError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)
