"""`qa index`, `qa documents`, `qa feedback`: what is in the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.asking import Json
from qa.cli.run import (
    counted,
    language_of_system,
    message,
    one_line,
    print_json,
    printable,
    run_of,
)
from qa.types import Language

if TYPE_CHECKING:
    from qa.service.archive_replies import FeedbackItem

PAGE = 200

documents = typer.Typer(
    help="The documents of the index: list, show, remove.", invoke_without_command=True
)


def index(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folders or files.")],
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection",
            "-c",
            metavar="NAME",
            help="Where the documents belong; otherwise where the folder was indexed before, "
            "else `default`.",
        ),
    ] = None,
    json: Json = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show what cleaning dropped.")
    ] = False,
) -> None:
    """Index folders: add what is new, update what changed, remove what is gone.

    What is unchanged is not embedded again; Ctrl-C keeps what was finished.
    """
    from dataclasses import asdict

    from qa.cli.progress import showing_progress
    from qa.index.opening import where_of
    from qa.language.problems import problem_in_words
    from qa.pipeline import build

    settings = run_of(ctx).settings()
    with showing_progress() as progress:
        report = build(paths, settings, progress, collection)
    language = language_of_system()
    for problem in report.problems:
        where = f"{problem.source}, {problem.part}" if problem.part else problem.source
        why = _reason(problem.source, problem.reason)
        told = problem_in_words(problem.kind, language)
        if told != problem_in_words(problem.kind, Language.OTHER):
            why = f"{told} {why}"
        message(f"left out: {one_line(where)}: {one_line(why)}")
    for note in report.notes:
        message(f"note: {one_line(note.source)}: {one_line(note.text)}")
    if verbose:
        for piece in report.dropped:
            text = one_line(" ".join(piece.text.split()))
            message(f"dropped: {one_line(piece.source)}:{piece.line}: {piece.kind}: {text}")
    if json:
        print_json(asdict(report))
        return
    same = f", {report.copies} the same as others" if report.copies else ""
    print(
        f"{report.added} added, {report.updated} updated, {report.removed} removed, "
        f"{report.unchanged} unchanged{same}; {report.passages} passages in "
        f"{report.seconds:.1f} s; index in {where_of(settings)}"
    )


def _reason(source: str, reason: str) -> str:
    """Errors of reading name the file themselves, for those who see them alone."""
    return reason.removeprefix(f"{source}: ").removeprefix(f"{PurePath(source).name}: ")


@documents.callback()
def _default(
    ctx: typer.Context,
    problems: Annotated[
        bool, typer.Option("--problems", help="List what could not be read instead.")
    ] = False,
    language: Annotated[
        Language | None,
        typer.Option("--language", "-l", help="Of the reasons; otherwise the system's."),
    ] = None,
) -> None:
    if problems:
        _list_problems(ctx, language or language_of_system())
    elif ctx.invoked_subcommand is None:
        list_documents(ctx)


def _list_problems(ctx: typer.Context, language: Language) -> None:
    """Source, part (a page, a sheet, an attachment), why in a person's language, and exactly."""
    from qa.language.problems import problem_in_words

    found = run_of(ctx).archive().unread()
    for one in found:
        why = problem_in_words(one.kind, language)
        cells = (one.source, one.part, why, _reason(one.source, one.reason))
        print("\t".join(one_line(cell.replace("\t", " ")) for cell in cells))
    message(counted(len(found), "problem"))


@documents.command("list")
def list_documents(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="Words in the title or the source.")] = "",
    json: Json = False,
) -> None:
    """List the documents: id, language, date, passages, collection, source, title."""
    from qa.service.archive_replies import DocumentRow, DocumentsReply

    archive = run_of(ctx).archive()
    rows: list[DocumentRow] = []
    total = 1
    while len(rows) < total:
        page = archive.documents(query, len(rows), PAGE)
        total = page.total
        if not page.documents:
            break
        rows += map(DocumentRow.of, page.documents)
    if json:
        print_json(DocumentsReply(documents=tuple(rows), total=total))
        return
    for row in rows:
        cells = (
            row.document_id,
            row.language,
            row.date or "-",
            row.passages,
            row.collection,
            row.source,
            row.title,
        )
        print("\t".join(one_line(str(cell).replace("\t", " ")) for cell in cells))
    message(counted(len(rows), "document"))


@documents.command("show")
def show_document(
    ctx: typer.Context,
    document_id: Annotated[str, typer.Argument(help="As `qa documents list` gives it.")],
    json: Json = False,
) -> None:
    """Print a document's stored text; with --json also its metadata and passages' spans."""
    from qa.service.archive_replies import DocumentReply

    archive = run_of(ctx).archive()
    found = archive.document(document_id)
    if json:
        print_json(
            DocumentReply.of(found, archive.passages(document_id), archive.reading(document_id))
        )
        return
    message(f"{one_line(found.title)}\n{one_line(found.source)}  {found.language}")
    # Not `printable`: in a pipe this is the text that offsets count in.
    print(printable(found.text) if sys.stdout.isatty() else found.text)


@documents.command("remove")
def remove_documents(
    ctx: typer.Context,
    document_ids: Annotated[list[str], typer.Argument(help="As `qa documents list` gives them.")],
) -> None:
    """Remove documents from the index; their files stay, and indexing adds them again."""
    archive = run_of(ctx).archive()
    for document_id in document_ids:
        archive.delete(document_id)
        message(f"removed {one_line(document_id)}")


def feedback(
    ctx: typer.Context,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write JSONL, for evaluation.")
    ] = None,
    export_questions: Annotated[
        Path | None,
        typer.Option(
            "--export-questions",
            metavar="FILE",
            help="Write the questions whose answers were rated wrong, for `qa eval own`.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List what readers thought of answers."""
    from qa.service.archive_replies import FeedbackItem, FeedbackList

    items = tuple(map(FeedbackItem.model_validate, run_of(ctx).archive().feedback()))
    if export is not None:
        _write(export, (item.model_dump() for item in items))
        message(f"{counted(len(items), 'rating')} written to {export}")
    elif export_questions is not None:
        questions = to_review(items)
        _write(export_questions, questions)
        message(
            f"{counted(len(questions), 'question')} written to {export_questions}; fill in "
            "`document` or `quotation`, or neither, and take out `reviewed`"
        )
    elif json:
        print_json(FeedbackList(feedback=items))
    else:
        for item in items:
            cells = (item.time, item.rating, item.question, item.reason)
            print("\t".join(one_line(cell.replace("\n", " ")) for cell in cells))
        message(counted(len(items), "rating"))


def to_review(items: Sequence[FeedbackItem]) -> list[dict[str, object]]:
    """Each question once whose answer was rated down, as `qa eval own` reads it."""
    reasons: dict[str, list[str]] = {}
    for item in items:
        if item.rating == "down" and item.question.strip():
            reasons.setdefault(item.question, []).append(item.reason)
    return [
        {
            "question": question,
            "document": None,
            "quotation": None,
            "reviewed": False,
            "reason": "; ".join(filter(None, said)),
        }
        for question, said in reasons.items()
    ]


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """A JSON object a line.  Raises BadInput."""
    from json import dumps

    from qa.errors import BadInput

    try:
        lines = "".join(dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
