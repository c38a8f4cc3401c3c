"""`qa backup`, `qa restore`, `qa export`: the archive in files of its owner's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.asking import Json
from qa.cli.run import counted, message, print_json, run_of
from qa.types import WHOLE_ARCHIVE

if TYPE_CHECKING:
    from qa.index.passage_index import ArchiveIndex


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    json: Json = False,
) -> None:
    """Write the whole archive into one file, also while it is served or indexed."""
    from qa.index.backup import back_up
    from qa.index.opening import folder_of

    about = back_up(folder_of(run_of(ctx).settings(), "qa backup"), file)
    if json:
        print_json(asdict(about))
        return
    print(
        f"{file}: {counted(about.documents, 'document')}, {counted(about.passages, 'passage')}, "
        f"{about.bytes / 1e6:.1f} MB; SHA-256 of its database {about.sha256}"
    )


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As `qa backup` wrote it.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Even where there is an index already.")
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup into the data folder; a damaged one is refused and changes nothing.

    A server that is running goes over to it by itself.
    """
    from qa.index import backup as backups
    from qa.index.local import LocalIndex
    from qa.index.opening import folder_of

    folder = folder_of(run_of(ctx).settings(), "qa restore")
    about = backups.restore(file, folder, replace=replace)
    # Derives what searches need, so that the next start need not.
    LocalIndex.open(folder).close()
    if json:
        print_json(asdict(about))
        return
    print(
        f"{counted(about.documents, 'document')} of {about.created} in {folder}; "
        f"made with the model {about.model}"
    )


def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder, or postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A folder, or postgresql://…")],
    json: Json = False,
) -> None:
    """Copy an archive between a folder and a database, either way, without embedding anew.

    What was broken off goes on when it is run again; every document is read back and compared.
    """
    from qa.index.copying import copy_archive
    from qa.index.opening import open_at

    with closing(open_at(source)) as one, closing(open_at(target, one.settings)) as other:
        found = copy_archive(one, other, _told)
    if json:
        print_json(asdict(found))
        return
    for reason in found.left_out:
        message(f"left out: {reason}")
    print(
        f"{counted(found.documents, 'document')} copied, {found.there} there already, "
        f"{found.removed} removed"
    )
    if found.left_out:
        raise typer.Exit(2)


def _told(done: int, of_all: int) -> None:
    if done and (done % 100 == 0 or done == of_all):
        message(f"{done} of {counted(of_all, 'document')}")


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write the files.")],
) -> None:
    """Write documents.jsonl, passages.jsonl and feedback.jsonl: all that is stored, as text."""
    from qa.errors import BadInput
    from qa.index.opening import open_index

    with closing(open_index(run_of(ctx).settings())) as index:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, rows in (
                ("documents", _documents(index)),
                ("passages", _passages(index)),
                ("feedback", map(asdict, index.feedback.all(WHOLE_ARCHIVE))),
            ):
                number = _write(folder / f"{name}.jsonl", rows)
                message(f"{folder / name}.jsonl: {counted(number, 'line')}")
        except OSError as error:
            raise BadInput(f"cannot write to {folder}: {error.strerror}") from error


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    import json

    number = 0
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows, start=1):  # noqa: B007
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    return number


def _documents(index: ArchiveIndex) -> Iterator[dict[str, Any]]:
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        document = index.document(WHOLE_ARCHIVE, summary.id).document
        yield {
            "document_id": document.id,
            "source": document.source,
            "title": document.title,
            "language": document.language.value,
            "metadata": dict(document.metadata),
            "collection": summary.collection,
            "root": summary.root,
            "indexed_at": summary.indexed_at,
            "text": document.text,
        }


def _passages(index: ArchiveIndex) -> Iterator[dict[str, Any]]:
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        for passage in index.document_passages(WHOLE_ARCHIVE, summary.id).values():
            yield {
                "document_id": passage.document_id,
                "passage_id": passage.id,
                "start": passage.start,
                "end": passage.end,
                "language": passage.language.value,
                "sentences": [list(span) for span in passage.sentences],
                "text": passage.text,
            }
