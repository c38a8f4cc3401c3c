"""No body is read beyond its limit, whether or not its length was announced.

The framework's own limit answers in plain text and from outside of every
header; this one raises, so the refusal is a problem like any other.
"""

from __future__ import annotations

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import TooLarge
from qa.settings import Settings


class BodyLimit:
    """`max_upload_bytes` for an upload, `max_request_bytes` for everything else."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = scope["path"] == "/v1/documents"
        name = "max_upload_bytes" if upload else "max_request_bytes"
        most: int = getattr(self._settings, name)
        refusal = f"the body has more than {most} bytes; send less, or raise QA_{name.upper()}"
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > most:
            raise TooLarge(refusal)
        size = 0

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                # The one kind of error that passes through the parsing of a body.
                raise HTTPException(413, refusal)
            return message

        await self._app(scope, bounded, send)
