"""`qa ask`, `qa search`, `qa check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from qa.cli.run import REFUSED, given_text, print_json, read_text, run_of
from qa.types import Filters, Language

Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP service gives it.")]
Explain = Annotated[
    bool, typer.Option("--explain", "--verbose", "-v", help="Show how it came about.")
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="PATH", help="Only this document; repeat.")
]
Languages = Annotated[
    list[Language] | None,
    typer.Option("--in", help="Only documents in this language; repeat."),
]
DateFrom = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Only documents of this day or later.")
]
DateTo = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Only documents of this day or earlier.")
]


def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from stdin.")],
    language: Annotated[
        Literal["kk", "ru", "en"] | None,
        typer.Option("--language", "-l", help="Language of the frame; otherwise the question's."),
    ] = None,
    sources: Sources = None,
    languages: Languages = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    json: Json = False,
    explain: Explain = False,
) -> None:
    """Answer a question with exact quotations and their citations.

    Exit code 3 when the archive does not answer it.
    """
    from qa.cli import show
    from qa.service.replies import AnswerReply
    from qa.types import Status

    question = given_text(question, "question")
    filters = filters_of(sources, languages, date_from, date_to)
    archive = run_of(ctx).archive()
    answer = archive.ask(
        question, language=Language(language) if language else None, filters=filters
    )
    if json:
        print_json(AnswerReply.model_validate(answer))
    else:
        show.answer(answer)
        if explain:
            show.explanation(answer)
            show.found(archive.search(question, top_k=5, filters=filters, explain=True))
    if answer.status is Status.REFUSED:
        raise typer.Exit(REFUSED)


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for; - reads it from stdin.")],
    top_k: Annotated[int | None, typer.Option("--top-k", "-k", min=1, max=100)] = None,
    sources: Sources = None,
    languages: Languages = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    merge: Annotated[
        bool,
        typer.Option("--merge/--no-merge", help="Neighbouring passages, and versions, as one hit."),
    ] = True,
    json: Json = False,
    explain: Explain = False,
) -> None:
    """Find the passages nearest to a query."""
    from qa.cli import show
    from qa.service.replies import SearchReply

    query = given_text(query, "query")
    found = (
        run_of(ctx)
        .archive()
        .search(
            query,
            top_k=top_k,
            filters=filters_of(sources, languages, date_from, date_to),
            explain=explain or json,
            merged=merge,
        )
    )
    if json:
        print_json(SearchReply.of(found, explain=True))
    else:
        show.found(found)


def check(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(help="Prose, or a file that holds it; - reads it from stdin.")
    ] = "-",
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "--source", metavar="FILE", help="Check against this file, not the index; repeat."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check each claim of a text against sources, across languages.

    Exit code 3 when a claim is not supported.
    """
    from qa.answering.check import Source
    from qa.cli import show
    from qa.errors import BadInput
    from qa.service.replies import CheckReply

    prose = _prose(text)
    if not prose.strip():
        raise BadInput("the text is empty; give the prose whose claims should be checked")
    given = [Source(str(path), read_text(path)) for path in sources] if sources else None
    report = run_of(ctx).archive().check(prose, given)
    if json:
        print_json(CheckReply.model_validate(report))
    else:
        show.check(report)
    if not report.supported:
        raise typer.Exit(REFUSED)


def _prose(text: str) -> str:
    """What lies in the file named, or the text itself."""
    try:
        named = text != "-" and len(text) < 1000 and Path(text).is_file()
    except (OSError, ValueError):
        named = False
    return read_text(Path(text)) if named else given_text(text, "text")


def filters_of(
    sources: list[str] | None,
    languages: list[Language] | None,
    date_from: str | None,
    date_to: str | None,
) -> Filters:
    """Raises BadInput for a date that is none."""
    return Filters(
        sources=tuple(sources or ()),
        languages=tuple(languages or ()),
        date_from=_day(date_from, "--from"),
        date_to=_day(date_to, "--to"),
    )


def _day(text: str | None, option: str) -> str | None:
    from datetime import date

    from qa.errors import BadInput

    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise BadInput(f"{option} {text}: expected a date like 2022-04-29") from None
