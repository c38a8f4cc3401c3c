"""`/mcp`: the archive for MCP clients, over streamable HTTP and without sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from qa.checking.check import CheckReport, Source
from qa.errors import MissingExtra
from qa.index.access import Role
from qa.index.audit import Action
from qa.index.passage_index import DocumentPage
from qa.retrieval.search import SearchResult
from qa.service.callers import Caller, admit
from qa.service.state import Service
from qa.types import Answer, Document

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"


class _Asking(NamedTuple):
    caller: Caller
    base: str


_asking: ContextVar[_Asking] = ContextVar("asking")


class Endpoint:
    """Admits a reader, then lets the SDK speak with the client on their behalf."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._manager: StreamableHTTPSessionManager | None = None
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()

    @property
    def route(self) -> Route:
        return Route(PATH, self, methods=["GET", "POST", "DELETE"], include_in_schema=False)

    async def keep(self) -> None:
        """Speak MCP from the first request for it until cancelled: the SDK takes a second to
        load, which no other request should wait for."""
        await self._wanted.wait()
        manager = await anyio.to_thread.run_sync(self._load)
        async with manager.run():
            self._manager = manager
            self._ready.set()
            await anyio.sleep_forever()

    def _load(self) -> StreamableHTTPSessionManager:
        from mcp.server.transport_security import TransportSecuritySettings

        from qa.connect.mcp import mcp_server

        server = mcp_server(
            lambda: _Archive(self._service, _asking.get().caller),
            self._service.gate.run,
            lambda: _asking.get().base,
        )
        # Host names are `OwnNames`' business here.
        trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        server.streamable_http_app(
            json_response=True, stateless_http=True, transport_security=trusting
        )
        return server.session_manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if find_spec("mcp") is None:
            raise MissingExtra("MCP is not installed; install it with `pip install 'qa[mcp]'`")
        request = Request(scope, receive, send)
        caller = await admit(request, self._service, Role.READER)
        self._wanted.set()
        await self._ready.wait()
        assert self._manager is not None
        _asking.set(_Asking(caller, str(request.base_url)))
        await self._manager.handle_request(scope, receive, send)


class _Archive:
    """The archive as the caller may see it, by whoever works on that kind of request."""

    def __init__(self, service: Service, caller: Caller) -> None:
        self._service = service
        self._caller = caller

    def ask(self, question: str) -> Answer:
        self._note(Action.ASKED, question)
        answer = self._service.answering(self._caller).ask(question)
        self._service.observer.answered(answer)
        return answer

    def search(self, query: str, *, top_k: int | None = None) -> SearchResult:
        self._note(Action.SEARCHED, query)
        return self._service.answering(self._caller).search(query, top_k=top_k)

    def check(self, text: str, sources: Sequence[Source] | None = None) -> CheckReport:
        self._note(Action.CHECKED, text)
        report = self._service.checking(self._caller).check(text, sources)
        self._service.observer.checked(report)
        return report

    def document(self, document_id: str) -> Document:
        return self._service.archive(self._caller).document(document_id)

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> DocumentPage:
        return self._service.archive(self._caller).documents(query, offset, limit)

    def _note(self, action: Action, text: str) -> None:
        self._service.observer.asked(action.value, text)
        if self._service.settings.audit_questions:
            self._service.whole.audit.record(self._caller.actor, action, text)
