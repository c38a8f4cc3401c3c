"""`qa watch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.run import message, one_line, run_of


def watch(
    ctx: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Folders to watch.")],
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection", metavar="NAME", help="Into this one; otherwise as `qa index` does."
        ),
    ] = None,
    polling: Annotated[
        bool,
        typer.Option(
            "--polling", help="Look again and again, for network disks, which tell of no changes."
        ),
    ] = False,
) -> None:
    """Index folders and keep the index up to date with them until Ctrl-C.

    A file that is being written waits until it stands still; what cannot be read is named and
    tried again.
    """
    import threading

    from qa.errors import BadInput
    from qa.pipeline import opened_indexer
    from qa.watching import Watch, follow

    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise BadInput(f"{missing[0]}: no such folder; `qa watch` watches folders")
    settings = run_of(ctx).settings()
    with opened_indexer(folders, settings, collection=collection) as indexer:
        watching = Watch(
            [folder.resolve() for folder in folders],
            lambda paths, leave: indexer.update(paths, leave=leave),
            lambda line: message(one_line(line)),
        )
        message(f"Watching {', '.join(map(str, folders))}. Ctrl-C stops it.")
        follow(watching, threading.Event(), polling=polling)
