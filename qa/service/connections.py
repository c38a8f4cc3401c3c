"""Connections that wait for nobody for ever, and never more of them than the process can hold.

The HTTP library reads a request for as long as its sender takes, and the event loop
accepts connections until the process has no descriptor left: then nothing works any more, the
log included.  So a connection has a time to send its head, a pace to keep with its body, and a
time to take its answer; and when all places are taken, the one that has kept the server waiting
longest makes room.  Whoever sends a whole request at once is never that one.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from qa.settings import Settings

BACKLOG = 64
"""Connections that are accepted in one go, before the first of them is looked at."""
RESERVE = 96
"""Descriptors for everything but connections: the database's, the index's, the workers'."""
FEWEST = 16
MANY = 65_536
SLOWEST = 1_000
"""Bytes a second that a client has to send or take, once its time has passed."""

_HEAD = (
    b"HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)

log = logging.getLogger("qa.edge")


@dataclass(frozen=True, slots=True)
class Limits:
    """`most` connections; a client gets `seconds` for a request's head, for each part of its
    body beyond the slowest pace, and for taking what is sent to it."""

    most: int
    seconds: float


def limits_of(settings: Settings) -> Limits:
    """What the settings and the process's descriptors allow; raises the soft limit first."""
    return Limits(
        most=max(FEWEST, min(settings.max_connections, raise_descriptors() - BACKLOG - RESERVE)),
        seconds=settings.client_seconds,
    )


def raise_descriptors() -> int:
    """Open files that this process may have, after asking for as many as are to be had."""
    if sys.platform == "win32":
        return MANY
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= MANY:
        return MANY
    wanted = MANY if hard == resource.RLIM_INFINITY else min(hard, MANY)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


class Connection(H11Protocol):
    """One connection; make them with `protocol`, so that they know of each other."""

    def __init__(
        self,
        limits: Limits,
        waiting: dict[Connection, None],
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        # Those whose client has something to send, in the order in which they began to wait.
        self._waiting = waiting
        self._timer: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self._limits.most and not self._make_room():
            log.warning("all %d connections are busy; one more was refused", self._limits.most)
            self._say(b"503 Service Unavailable", b"Too many connections; try again.\n")
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        if self._taking is not None:
            self._taking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        self._rest()
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_taking()
        else:
            self._wait()
            self._look()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._watch_taking()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_taking()

    def _watch_taking(self) -> None:
        """From now on the client has to take what was written, at no less than the slowest pace."""
        if self._taking is None:
            left = self.transport.get_write_buffer_size()
            self._taking = self.loop.call_later(self._limits.seconds, self._look_taking, left)

    def _look_taking(self, before: int) -> None:
        self._taking = None
        left = self.transport.get_write_buffer_size()
        if left and before - left < SLOWEST * self._limits.seconds:
            self.transport.abort()
        elif left:
            self._watch_taking()

    def _look(self) -> None:
        """Stop waiting once the request is whole."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and not self.cycle.more_body:
            self._rest()

    def _wait(self) -> None:
        self._waiting.pop(self, None)
        self._waiting[self] = None
        self._since, self._received = time.monotonic(), 0
        self._stop_timer()
        self._timer = self.loop.call_later(self._limits.seconds, self._too_slow)

    def _rest(self) -> None:
        self._waiting.pop(self, None)
        self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        """The time is over; a body that keeps the pace gets more."""
        in_body = self.cycle is not None and not self.cycle.response_complete
        allowed = self._limits.seconds + (self._received / SLOWEST if in_body else 0)
        left = self._since + allowed - time.monotonic()
        if left > 0:
            self._timer = self.loop.call_later(left, self._too_slow)
            return
        self._drop()

    def _make_room(self) -> bool:
        """Close the connection that has kept the server waiting longest."""
        longest = next(iter(self._waiting), None)
        if longest is None:
            return False
        longest._drop()
        return True

    def _drop(self) -> None:
        self._rest()
        # Gone at once, and not when the transport has told of it: its place is wanted.
        self.connections.discard(self)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.their_state is h11.IDLE and not self._received:
            self.transport.abort()  # it sent nothing, so there is nothing to answer
        else:
            self._say(b"408 Request Timeout", b"The request did not arrive in time.\n")

    def _say(self, status: bytes, text: bytes) -> None:
        if not (self.cycle is not None and self.cycle.response_started):
            self.transport.write(_HEAD % (status, len(text), text))
        self.transport.close()
        # What nobody reads must not keep the descriptor.
        self.loop.call_later(1.0, self.transport.abort)


def protocol(limits: Limits) -> Any:
    """What uvicorn makes connections with."""
    return partial(Connection, limits, {})
