"""The commands of `qa` and its own options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli import (
    access,
    archive,
    asking,
    doctor,
    keeping,
    measuring,
    models,
    serving,
    watching,
)
from qa.cli.run import Commands, Run

EPILOG = (
    "Exit codes: 0 done, 1 unexpected error, 2 bad input, 3 the archive does not answer, "
    "4 not found, 5 model or extra missing, 6 index unusable, 7 another process is writing, "
    "130 interrupted."
)

app = typer.Typer(
    cls=Commands,
    help="Ask an archive in Kazakh, Russian or English, and get exact quotations.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"qa {version('qa')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            envvar="QA_DATA_DIR",
            help="Folder of the index; otherwise the platform's data folder.",
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    ctx.obj = Run(data=data, debug=debug)


app.command()(archive.index)
app.command()(asking.ask)
app.command()(asking.search)
app.command()(asking.check)
app.command()(serving.serve)
app.command()(serving.mcp)
app.add_typer(archive.documents, name="documents")
app.command()(archive.feedback)
app.command()(watching.watch)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.copy)
app.command()(keeping.export)
app.add_typer(access.collection, name="collection")
app.add_typer(access.key, name="key")
app.command()(access.audit)
app.add_typer(models.app, name="model")
app.command("eval")(measuring.evaluate)
app.command()(measuring.bench)
app.command()(doctor.doctor)
