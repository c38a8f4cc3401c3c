"""Running the service on a port."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn

from qa.errors import BadInput, QaError
from qa.service.app import create_app
from qa.service.connections import BACKLOG, limits_of, protocol
from qa.service.logs import sparing, telling
from qa.settings import Settings

GRACE_SECONDS = 10
WAITING = 2048
"""Connections that the kernel keeps until they are accepted."""
SWITCH_SECONDS = 0.001
"""After which a thread at work lets another run: a reply takes some ten turns, and with Python's
5 ms each of them waits so long for every upload that is being indexed."""


def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until a signal says stop; open requests get `GRACE_SECONDS` to finish.

    `on_ready` gets the address of the pages once the archive is loaded.  Raises
    BadInput for an address that cannot be listened on, and what opening the
    archive raised.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            log_level="warning",
            log_config=None,
            access_log=False,
            http=protocol(limits_of(settings)),
            ws="none",
            # The loop accepts so many in one go; the kernel keeps more, see below.
            backlog=BACKLOG,
            # `Forwarded` does this, by the settings.
            proxy_headers=False,
        )
    )
    service = app.state.service

    def stop(_: Exception) -> None:
        server.should_exit = True

    service.on_failure = stop
    with (
        listen(settings.host, settings.port) as opened,
        _signals_are_the_usual_end(),
        telling(settings),
        sparing(),
    ):

        def ready() -> None:
            opened.listen(WAITING)
            on_ready(address(opened))

        service.on_ready = ready
        server.run(sockets=[opened])
    if service.failure is not None:
        raise service.failure
    if not server.started:
        raise QaError("the server did not start; the log above says why")


@contextmanager
def _signals_are_the_usual_end() -> Iterator[None]:
    """The server stops at a signal, then raises it again: to stop so is no failure."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.create_server(where[:2], family=family, backlog=WAITING)
        # Connections inherit it.  asyncio sets it only where the socket names its protocol, and
        # without it each answer waits 40 ms for the client to acknowledge the headers.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened
    except (OSError, UnicodeError) as error:
        raise BadInput(
            f"cannot listen on {host}:{port} ({error}); choose others with --host and --port"
        ) from error


def address(opened: socket.socket) -> str:
    host, port = opened.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
