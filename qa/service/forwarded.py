"""What a proxy in front says of a request: who sent it, how, and below which path.

Only a proxy that the settings name is believed: the headers are as easily sent by anybody.
`X-Forwarded-Prefix` (`/archive`) is the part of the path that the proxy took off; where it
leaves it on, the prefix is taken off here.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from qa.errors import SettingsError

_PREFIX = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+")


class Forwarded:
    """Outermost: those inside see the client's address and scheme, and the path without the
    prefix, which is `scope["root_path"]`."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...], prefix: str = "") -> None:
        self._inside = app
        self._client = ProxyHeadersMiddleware(self._below, trusted_hosts=list(proxies))  # type: ignore[arg-type]
        self._proxies = networks(proxies)
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Whom the connection is with, whomever it speaks for.
            scope.setdefault("state", {})["peer"] = (scope.get("client") or ("",))[0]
            given = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
            believed = _PREFIX.fullmatch(given) and self._is_proxy(scope)
            scope["root_path"] = given if believed else self._prefix
        await self._client(scope, receive, send)  # type: ignore[arg-type]

    async def _below(self, scope: Scope, receive: Receive, send: Send) -> None:
        prefix = scope.get("root_path", "")
        if prefix and scope["path"].startswith(f"{prefix}/"):
            scope["path"] = scope["path"].removeprefix(prefix)
            scope["raw_path"] = scope.get("raw_path", b"").removeprefix(prefix.encode())
        scope["root_path"], scope.setdefault("state", {})["prefix"] = "", prefix
        await self._inside(scope, receive, send)

    def _is_proxy(self, scope: Scope) -> bool:
        host = (scope.get("client") or ("",))[0]
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


def networks(
    names: tuple[str, ...], setting: str = "QA_TRUSTED_PROXIES"
) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises SettingsError for what is no address."""
    try:
        return tuple(ip_network(name, strict=False) for name in names)
    except ValueError as error:
        raise SettingsError(
            f"{setting}: {error}; give addresses or networks like 10.0.0.0/8"
        ) from error
