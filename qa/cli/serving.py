"""`qa serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli.run import message, run_of


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None,
        typer.Option("--host", help="Address to listen on, 0.0.0.0 for all; otherwise QA_HOST."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="Port, 0 picks a free one; otherwise QA_PORT."
        ),
    ] = None,
) -> None:
    """Serve the pages, the widget and the HTTP API."""
    from qa.service.server import serve as run_server

    def ready(address: str) -> None:
        message(f"Open {address} in a browser. Ctrl-C stops the server.")

    settings = run_of(ctx).settings(host=host, port=port)
    message("Loading the model and the index …")
    run_server(settings, ready)


def mcp(
    ctx: typer.Context,
    address: Annotated[
        str,
        typer.Option("--address", metavar="URL", help="Where the reader is, for links in replies."),
    ] = "http://127.0.0.1:8000",
) -> None:
    """Speak MCP over stdin and stdout: search, fetch, answer and check for an assistant."""
    import anyio.to_thread

    from qa.connect.mcp import mcp_server

    archive = run_of(ctx).archive()
    server = mcp_server(lambda: archive, anyio.to_thread.run_sync, lambda: address)
    server.run("stdio")
