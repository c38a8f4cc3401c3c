"""`qa eval` and `qa bench`: figures of quality and of speed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from qa.cli.asking import Json
from qa.cli.run import run_of

EVALUATION_DATA = Path("../shared/eval")


def evaluate(
    ctx: typer.Context,
    suite: Annotated[Literal["retrieval", "answers", "claims"], typer.Argument()],
    json: Json = False,
) -> None:
    """Measure quality on evaluation data."""
    raise NotImplementedError


def bench(
    ctx: typer.Context,
    what: Annotated[Literal["encode", "index", "search"], typer.Argument()],
    json: Json = False,
) -> None:
    """Measure speed."""
    raise NotImplementedError


__all__ = ["bench", "evaluate", "run_of"]
