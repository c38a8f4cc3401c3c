"""Only requests for a name that is the server's own.

A server that listens on this machine alone is still reached by every page its
user opens in a browser.  Such a page may not read the replies, because it is of
another origin, unless its own name is made to lead here after it was loaded
("DNS rebinding"): then its requests are of its origin, and only the `Host` that
they carry gives them away.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import UnknownHost
from qa.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OwnNames:
    """Raises UnknownHost for a request to another name than the settings allow."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._allowed = own_names(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._allowed is not None:
            name = _name(Headers(scope=scope).get("host", ""))
            if not _is_among(name, self._allowed):
                raise UnknownHost(
                    f"this server does not answer to the name {name!a}; "
                    "allow it with QA_ALLOWED_HOSTS"
                )
        await self._app(scope, receive, send)


def own_names(settings: Settings) -> frozenset[str] | None:
    """Names that requests may be for, or None for any: those of the setting, else this
    machine's own where it alone is listened to."""
    given = frozenset(name.lower() for name in settings.allowed_hosts)
    if "*" in given or not (given or _is_loopback(settings.host)):
        return None
    return given | {*LOOPBACK, settings.host.lower()}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _name(host: str) -> str:
    """`[::1]:8000` → `::1`, `Example.org.:8000` → `example.org`."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".").lower()


def _is_among(name: str, allowed: Iterable[str]) -> bool:
    """Exactly, or below `*.example.org`."""
    return any(
        name == one or (one.startswith("*.") and name.endswith(one[1:]) and name != one[1:])
        for one in allowed
    )
