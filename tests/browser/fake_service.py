"""A service that says what a test wants, in the shapes of the HTTP contract.

Questions are scripts: `!busy` answers 429, `!drop` cuts the stream, and so on
(`SCRIPTS`); any other question gets an answer that quotes the archive.  Pages
are served with the real service's own content security policy.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route

from qa.service import pages
from qa.service.headers import PAGE_POLICY, SharedPaths
from qa.service.pages import assets, missing

ADMIN_KEY = "open sesame"
PAGES = ("index", "documents", "reader", "admin", "feedback", "people", "checked", "embed")

Json = dict[str, Any]


@dataclass
class Archive:
    """Documents by id, and the answer every question gets: one claim a quotation."""

    documents: dict[str, Json]
    quotes: list[tuple[str, str]]  # (document id, words of its text)
    verdicts: list[str] = field(default_factory=lambda: ["quoted"])
    intro: str = ""
    suggestions: list[str] = field(default_factory=list)
    feedback: list[Json] = field(default_factory=list)
    asked: list[Json] = field(default_factory=list)
    stopped: int = 0
    # What `!stream` and `!drop` wait for after their first claim.
    going: threading.Event = field(default_factory=threading.Event)
    # What a run of re-indexing will say one after the other, and what it says now.
    run: list[Json] = field(default_factory=list)
    said: Json = field(default_factory=lambda: run_status("idle"))
    unstoppable: bool = False
    # Whether documents are each other's versions, and quotations can be translated.
    translated: bool = False
    translates: bool = False
    names: list[Json] = field(default_factory=list)
    deleted: dict[str, Json] = field(default_factory=dict)
    reread: list[str] = field(default_factory=list)
    uploads: int = 0

    def answer(self, question: str) -> Json:
        text, claims, citations = self.intro, [], []
        for number, (document_id, quote) in enumerate(self.quotes, 1):
            document = self.documents[document_id]
            verdict = self.verdicts[(number - 1) % len(self.verdicts)]
            start = document["text"].index(quote)
            text += "\n" if text else ""
            claims.append(
                {
                    "text": quote,
                    "start": len(text),
                    "end": len(text) + len(quote),
                    "citations": [number],
                    "verdict": verdict,
                    "score": 0.9,
                    "reasons": [] if verdict == "quoted" else [f"reason {number}"],
                    "matched": quote.split()[:3],
                    "missed": [] if verdict == "quoted" else quote.split()[3:5],
                }
            )
            text += f"{quote} [{number}]"
            citations.append(
                {
                    "number": number,
                    "document_id": document_id,
                    "source": document["source"],
                    "title": document["title"],
                    "language": document["language"],
                    "date": document["date"],
                    "passage_id": f"p{number}",
                    "start": start,
                    "end": start + len(quote),
                    "quote": quote,
                    "score": 0.8,
                }
            )
        return self._reply(question, "answered", text, claims, citations)

    def refusal(self, question: str) -> Json:
        near = [
            {k: d[k] for k in ("document_id", "source", "title", "language")}
            for d in self.documents.values()
        ]
        text = "The archive holds nothing about this."
        return self._reply(question, "refused", text, [], []) | {"suggestions": near[:3]}

    def _reply(
        self, question: str, status: str, text: str, claims: list[Json], citations: list[Json]
    ) -> Json:
        resolved = f"{question} (26th session)?" if "!follow" in question else question
        return {
            "id": f"a{len(self.asked)}",
            "question": question,
            "resolved_question": resolved,
            "searched_for": ["сессия", "сессии"] if "ctccbz" in question else [],
            "language": "en",
            "status": status,
            "mode": "extractive",
            "text": text,
            "claims": claims,
            "citations": citations,
            "suggestions": [],
            "score": 0.9,
            "timings_ms": {"total": 1.0},
        }


def run_status(state: str, **rest: Any) -> Json:
    empty = {"sources": ["/srv/texts"], "progress": None, "report": None, "error": None}
    return {"state": state} | empty | rest


def document(
    document_id: str,
    title: str,
    text: str,
    language: str = "en",
    date: str | None = "2021-10-14",
    source: str = "",
    **metadata: Any,
) -> Json:
    return {
        "document_id": document_id,
        "source": source or f"{document_id}.txt",
        "title": title,
        "language": language,
        "date": date,
        "author": metadata.get("author"),
        "metadata": {"date": date, **metadata},
        "text": text,
        "passages": [{"passage_id": "p1", "start": 0, "end": len(text)}],
    }


def snippet(text: str, words: str) -> list[Json]:
    at = text.lower().find(words) if words else -1
    if at < 0:
        return []
    end = at + len(words)
    return [{"text": text[at:end], "matched": True}, {"text": text[end : end + 40]}]


def problem(status: int, detail: str = "scripted", kind: str = "", **headers: str) -> Response:
    about = f"/problems/{kind}" if kind else "about:blank"
    body = {"type": about, "title": "Scripted", "status": status, "detail": detail}
    return JSONResponse(body, status, headers, "application/problem+json")


def event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def create_fake(archive: Archive, origins: tuple[str, ...] = ()) -> Starlette:
    """The fake service over `archive`; `origins` may call it from another site."""

    async def answers(request: Request) -> Response:
        body = await request.json()
        archive.asked.append(body)
        question = body["question"]
        if "!busy" in question:
            return problem(429, **{"Retry-After": "7"})
        if "!error" in question:
            return problem(500)
        if "!starting" in question:
            return problem(503)
        if "!reject" in question:
            return problem(422, "the question holds no words")
        return StreamingResponse(stream(question), media_type="text/event-stream")

    async def stream(question: str) -> AsyncIterator[bytes]:
        whole = archive.refusal(question) if "!refuse" in question else archive.answer(question)
        held = "!stream" in question or "!drop" in question
        try:
            if "!hang before" in question:
                await asyncio.Event().wait()
            start = ("question", "resolved_question", "language")
            yield event("start", {name: whole[name] for name in start})
            for name in ("citation", "claim"):
                for item in whole[f"{name}s"]:
                    yield event(name, item)
                    if name == "citation":
                        continue
                    while held and not archive.going.is_set():
                        await asyncio.sleep(0.01)
                    if "!drop" in question:
                        raise ConnectionResetError
            if "!fail" in question:
                yield event("error", {"status": 500, "detail": "scripted"})
                return
            if "!hang" in question:
                await asyncio.Event().wait()
            yield event("text", {"text": whole["text"]})
            yield event("done", whole)
        except asyncio.CancelledError:
            archive.stopped += 1
            raise

    async def about(request: Request) -> Response:
        documents = archive.documents.values()
        languages = [d["language"] for d in documents]
        return JSONResponse(
            {
                "documents": len(documents),
                "passages": 10 * len(documents),
                "languages": {code: languages.count(code) for code in dict.fromkeys(languages)},
                "titles": [d["title"] for d in documents],
                "suggestions": archive.suggestions,
                "generation": 1,
                "upload_enabled": True,
                "translation": archive.translates,
            }
        )

    async def listed(request: Request) -> Response:
        words = request.query_params.get("query", "").lower()
        offset = int(request.query_params.get("offset", 0))
        limit = int(request.query_params.get("limit", 50))
        languages = request.query_params.getlist("language")
        years = request.query_params.getlist("year")
        found = [
            d for d in archive.documents.values() if words in f"{d['title']} {d['text']}".lower()
        ]
        chosen = [
            d
            for d in found
            if (not languages or d["language"] in languages)
            and (not years or (d["date"] or "")[:4] in years)
        ]
        rows = [
            {k: d[k] for k in ("document_id", "source", "title", "language", "date", "author")}
            | {"passages": 10, "root": "upload", "indexed_at": "2026-11-29T10:00:00+00:00"}
            | {"snippet": snippet(d["text"], words)}
            for d in chosen
        ]
        # Of the orders only one and its opposite: the others are the real service's business.
        if request.query_params.get("sort") == "-source":
            rows.reverse()
        facets = {
            "language": dict(Counter(d["language"] for d in found)),
            "year": dict(Counter((d["date"] or "")[:4] for d in found)),
        }
        page = rows[offset : offset + limit]
        return JSONResponse({"documents": page, "total": len(rows), "facets": facets})

    async def names(request: Request) -> Response:
        wanted = request.query_params.get("query", "").lower()
        kind = request.query_params.get("kind", "person")
        found = [n for n in archive.names if n["kind"] == kind and wanted in n["name"].lower()]
        return JSONResponse({"names": found, "total": len(found)})

    async def versions(request: Request) -> Response:
        own = archive.documents.get(request.path_params["document_id"])
        if own is None:
            return problem(404)
        other = [d for d in archive.documents.values() if d["language"] != own["language"]]
        keys = ("document_id", "source", "title", "language")
        found = [{k: d[k] for k in keys} for d in other] if archive.translated else []
        return JSONResponse({"versions": found})

    async def one(request: Request) -> Response:
        found = archive.documents.get(request.path_params["document_id"])
        return JSONResponse(found) if found else problem(404)

    def admitted(request: Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {ADMIN_KEY}"

    async def upload(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        archive.uploads += 1
        async with request.form() as form:
            (file,) = form.getlist("files")
            assert not isinstance(file, str)
            data = await file.read()
        name = file.filename or "unnamed"
        if name.endswith(".exe"):
            return problem(415, f"{name}: .exe is not read", kind="unsupported-format")
        if not data:
            return problem(422, f"{name}: the file is empty", kind="empty-document")
        known = name in archive.documents
        archive.documents[name] = document(name, name, data.decode(), dropped=["page 1"])
        piece = {"source": name, "text": "page 1", "reason": "counter"}
        return JSONResponse(
            {
                "added": int(not known),
                "updated": 0,
                "unchanged": int(known),
                "passages": 3,
                "problems": [],
                "dropped": [piece],
            },
            201,
        )

    async def delete(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        name = request.path_params["document_id"]
        archive.deleted[name] = archive.documents.pop(name)
        return Response(status_code=204)

    async def restore(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        name = request.path_params["document_id"]
        archive.documents[name] = archive.deleted.pop(name)
        return Response(status_code=204)

    async def reindex(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        going_on = archive.said["state"] in ("running", "stopping")
        if request.method == "DELETE":
            if archive.unstoppable:
                return problem(503)
            archive.said = archive.said | ({"state": "stopping"} if going_on else {})
        elif request.method == "POST" and (asked := (await request.json())["documents"]):
            archive.reread += asked
        elif archive.run and (request.method == "POST" or going_on):
            archive.said = archive.run.pop(0)
        return JSONResponse(archive.said, 200 if request.method == "GET" else 202)

    async def rate(request: Request) -> Response:
        number = len(archive.feedback) + 1
        given = {"id": number, "status": "open", "time": time.strftime("%Y-%m-%d")}
        archive.feedback.append(given | await request.json())
        return JSONResponse({"stored": True}, 201)

    async def ratings(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        status = request.query_params.get("status")
        offset = int(request.query_params.get("offset", 0))
        limit = int(request.query_params.get("limit", 1000))
        found = [one for one in archive.feedback if status in (None, one.get("status", "open"))]
        return JSONResponse({"feedback": found[offset : offset + limit], "total": len(found)})

    async def settle(request: Request) -> Response:
        if not admitted(request):
            return problem(401)
        status = (await request.json())["status"]
        for one in archive.feedback:
            if one.get("id") == request.path_params["id"]:
                one["status"] = status
        return Response(status_code=204)

    async def translate(request: Request) -> Response:
        asked = await request.json()
        text = archive.documents[asked["document_id"]]["text"][asked["start"] : asked["end"]]
        return JSONResponse({"text": f"{asked['language']}: {text}", "verdict": "supported"})

    def page(name: str) -> Route:
        path = {
            "index": "/",
            "documents": "/documents",
            "reader": "/documents/{document_id}",
            "admin": "/admin",
            "feedback": "/admin/feedback",
            "people": "/people",
            "checked": "/checked",
            "embed": "/embed",
        }[name]

        async def serve(request: Request) -> Response:
            response = pages.page(f"{name}.html", request)
            response.headers["Content-Security-Policy"] = PAGE_POLICY
            return response

        return Route(path, serve)

    async def host(request: Request) -> Response:
        """Somebody's page with the widget, under the policy that the widget promises to bear."""
        attributes = request.query_params["attributes"]
        return HTMLResponse(
            f"""<!doctype html><html lang="en"><title>Host</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <main><h1>Host page</h1><p><a href="#top">A link of the host page</a></p></main>
            <script type="module" src="/widget.js" {attributes}></script></html>""",
            headers={
                "Content-Security-Policy": "script-src 'self'; style-src 'self'; img-src 'self'; "
                "require-trusted-types-for 'script'"
            },
        )

    async def widget(request: Request) -> Response:
        return await assets.get_response("widget.js", request.scope)

    async def livez(request: Request) -> Response:
        return JSONResponse({})

    async def astray(request: Request) -> Response:
        page = missing(request) or problem(404)
        if page.headers["Content-Type"].startswith("text/html"):
            page.headers["Content-Security-Policy"] = PAGE_POLICY
        return page

    cors = Middleware(SharedPaths, origins=origins)
    routes = [
        Route("/v1/answers", answers, methods=["POST"]),
        Route("/v1/archive", about),
        Route("/v1/documents", upload, methods=["POST"]),
        Route("/v1/documents", listed),
        Route("/v1/documents/{document_id}", delete, methods=["DELETE"]),
        Route("/v1/documents/{document_id}/restore", restore, methods=["POST"]),
        Route("/v1/documents/{document_id}/versions", versions),
        Route("/v1/documents/{document_id}", one),
        Route("/v1/names", names),
        Route("/v1/translate", translate, methods=["POST"]),
        Route("/v1/problems", lambda request: JSONResponse({"problems": []})),
        Route("/v1/reindex", reindex, methods=["GET", "POST", "DELETE"]),
        Route("/v1/feedback", rate, methods=["POST"]),
        Route("/v1/feedback", ratings),
        Route("/v1/feedback/{id:int}", settle, methods=["PATCH"]),
        Route("/widget.js", widget),
        Route("/host", host),
        *(page(name) for name in PAGES),
        Mount("/static", assets),
        Route("/livez", livez),
        Route("/{path:path}", astray),
    ]
    return Starlette(routes=routes, middleware=[cors])
