"""Who sends a request, what of the archive they may read, and what else they may do.

Three say who somebody is: a key, a login proxy, or nobody.  A key is refused when it is
wrong, wherever it comes; a proxy is believed only where the settings name its address; and
nobody reads what is open to everybody.  Whoever is known reads the open collections besides
their own, but keeps only their own.

A route is admitted before its body is read: FastAPI parses an upload of any size before
a dependency could refuse it.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Annotated, Any

import anyio
import anyio.to_thread
from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.responses import Response

from qa.errors import Forbidden, SettingsError, Unauthorized
from qa.index.access import Access, Role
from qa.service.forwarded import networks
from qa.service.state import Service, client_of, service_of
from qa.settings import Grant, Settings
from qa.types import WHOLE_ARCHIVE, Scope

if TYPE_CHECKING:
    from qa.index.access import Key

ANYBODY = "*"

log = logging.getLogger("qa.access")


@dataclass(frozen=True, slots=True)
class Caller:
    """`scope` may be read; `keeps` are the caller's own collections, in which the role counts."""

    actor: str
    role: Role
    scope: Scope
    keeps: Scope


NOBODY = Scope(frozenset())
ANONYMOUS = "anonymous"


async def identify(request: Request, service: Service) -> Caller:
    """Raises Unauthorized for a wrong key, TooOften after many of them, and NotReady while
    the keys cannot be read."""
    if key := _key(request):
        return await _holder(key, request, service)
    opened = service.access.anonymous()
    if (user := _logged_in(request, service.settings)) is not None:
        return _member(user, _groups(request, service.settings), service.settings, opened)
    return Caller(ANONYMOUS, Role.READER, opened, NOBODY)


def counted_as(caller: Caller, request: Request) -> str:
    """Whom a request counts for where there are limits: a key or a user, wherever they come
    from, and else an address."""
    return client_of(request) if caller.actor == ANONYMOUS else caller.actor


def _key(request: Request) -> bytes:
    """As it was sent; empty for none, and for what is for somebody else than us."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    # Header values arrive as Latin-1; the bytes are what the client sent.
    return given.strip().encode("latin-1") if scheme.lower() == "bearer" else b""


async def _holder(given: bytes, request: Request, service: Service) -> Caller:
    client = client_of(request)
    service.rates.check("key", client)
    admin = service.settings.admin_key
    secret = admin.get_secret_value().encode() if admin is not None else b""
    if secret and hmac.compare_digest(given, secret):
        return Caller("QA_ADMIN_KEY", Role.ADMIN, WHOLE_ARCHIVE, WHOLE_ARCHIVE)
    find = partial(_find, service.access, given.decode("utf-8", "replace"))
    key = await anyio.to_thread.run_sync(find, limiter=service.hashing)
    if key is None:
        service.rates.spend("key", client)
        log.warning("a wrong key from %s", client)
        raise Unauthorized("the key is wrong, has expired or was revoked; ask whoever gave it")
    actor = f"key {key.id} ({key.name})"
    return Caller(actor, key.role, _both(key.scope, service.access.anonymous()), key.scope)


def _find(access: Access, given: str) -> Key | None:
    key = access.find_key(given)
    if key is not None:
        access.note_use(key)
    return key


def _both(own: Scope, opened: Scope) -> Scope:
    if own.collections is None or opened.collections is None:
        return WHOLE_ARCHIVE
    return Scope(own.collections | opened.collections)


# The login proxy


def _logged_in(request: Request, settings: Settings) -> str | None:
    """The user whom a login proxy vouches for."""
    if not settings.login_header or not _is_login_proxy(request, settings):
        return None
    return _header(request, settings.login_header) or None


def _is_login_proxy(request: Request, settings: Settings) -> bool:
    # Not `request.client`, which is whom the proxy speaks for.
    try:
        peer = ip_address(getattr(request.state, "peer", ""))
    except ValueError:
        return False
    return any(peer in network for network in login_proxies(settings))


def login_proxies(settings: Settings) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises SettingsError for what is no address, and for a header that none may send."""
    if settings.login_header and not settings.login_proxies:
        raise SettingsError(
            f"QA_LOGIN_HEADER is {settings.login_header}, and no proxy may send it; give the "
            "proxy's address in QA_LOGIN_PROXIES"
        )
    return networks(settings.login_proxies, "QA_LOGIN_PROXIES")


def _header(request: Request, name: str) -> str:
    """Raises Unauthorized for a header that comes twice: one of them is not the proxy's."""
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise Unauthorized(f"the header {name} came {len(values)} times; the proxy must replace it")
    return values[0].encode("latin-1").decode("utf-8", "replace").strip() if values else ""


def _groups(request: Request, settings: Settings) -> Iterable[str]:
    given = _header(request, settings.login_groups_header) if settings.login_groups_header else ""
    return [ANYBODY, *(group.strip() for group in given.split(","))]


def _member(user: str, groups: Iterable[str], settings: Settings, opened: Scope) -> Caller:
    """The highest role that the groups give, in all collections that they give."""
    grants = [settings.login_groups[group] for group in groups if group in settings.login_groups]
    roles = [Role(grant.role) for grant in grants] or [Role.READER]
    highest = max(roles, key=list(Role).index)
    scope = NOBODY
    for grant in grants:
        scope = _both(scope, scope_of(grant))
    keeps = NOBODY
    for grant in grants:
        if Role(grant.role) is highest:
            keeps = _both(keeps, scope_of(grant))
    return Caller(f"user {user}", highest, _both(scope, opened), keeps)


def scope_of(grant: Grant) -> Scope:
    return WHOLE_ARCHIVE if ANYBODY in grant.collections else Scope.of(*grant.collections)


def check_kept(caller: Caller, collection: str) -> None:
    """Raises Forbidden where the caller may read a collection and not change it."""
    if not caller.keeps.allows(collection):
        raise Forbidden(f"your key does not keep the collection {collection!r}")


# Routes


async def admit(request: Request, service: Service, role: Role) -> Caller:
    """The caller, if they may do what takes `role`.  Raises Unauthorized or Forbidden besides
    what `identify` does."""
    caller = await identify(request, service)
    known = caller.actor != ANONYMOUS
    if role is Role.READER:
        if not known and not caller.scope.collections:
            raise Unauthorized("nothing here is open to everybody; send a key as `Bearer KEY`")
        return caller
    if not known:
        if not service.has_keepers():
            raise Forbidden(
                "this needs a key, and the server has none; set QA_ADMIN_KEY or make one with "
                "`qa key create`"
            )
        raise Unauthorized(f"this needs a key ({role} or more) as `Authorization: Bearer KEY`")
    if not caller.role.may(role):
        raise Forbidden(f"this needs a key for the role {role}; yours is for {caller.role}")
    # A login comes with every request of a browser, also with what another site makes it send.
    if request.headers.get("sec-fetch-site") == "cross-site" and not _key(request):
        raise Forbidden("another site's page sent this; open the server's own page for it")
    return caller


def _guarded(role: Role) -> type[APIRoute]:
    class Guarded(APIRoute):
        """A route for callers of one role and more."""

        def __init__(self, *given: Any, **named: Any) -> None:
            if role is Role.READER:  # what is open is read without a key
                named["openapi_extra"] = {"security": [{}]} | (named.get("openapi_extra") or {})
            super().__init__(*given, **named)

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                request.state.caller = await admit(request, await service_of(request), role)
                return await handle(request)

            return guarded

    return Guarded


ReaderRoute, KeeperRoute, AdminRoute = map(_guarded, Role)


async def caller_of(request: Request) -> Caller:
    """Of a request to a guarded route."""
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


By = Annotated[Caller, Depends(caller_of)]

# Only describes the header in OpenAPI; the route itself is what checks it.
KEY = Security(HTTPBearer(auto_error=False, description="A key, from `qa key create`."))
