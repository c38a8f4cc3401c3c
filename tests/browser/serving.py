"""A web server in a thread of this process, for a browser to talk to."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 60.0  # seconds: tests may run beside other work


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` on 127.0.0.1 while the block runs; gives its address, no final slash."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=1, lifespan="auto"
    )
    server = uvicorn.Server(config)

    async def live() -> None:
        await server.serve([listener])
        # One that outlived the loop would be found open by the garbage collector.
        async with asyncio.timeout(PATIENCE):
            while server.server_state.connections:
                for connection in server.server_state.connections:
                    connection.transport.abort()
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    try:
        until = time.monotonic() + PATIENCE
        while not server.started:
            assert thread.is_alive(), "the server stopped while starting"
            assert time.monotonic() < until, f"the server did not start in {PATIENCE:.0f} s"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
