"""`qa ask`, `qa search`, `qa check`."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli.run import REFUSED, given_text, print_json, read_text, run_of
from qa.types import Filters, Language

if TYPE_CHECKING:
    from qa.checking.check import CheckReport
    from qa.pipeline import Archive

# One word, with a path's slashes or the ending of a text file.
_FILE_NAME = re.compile(r"\S+\.(?:txt|md|markdown)|\.{0,2}/\S+")

_PART_OF_YEAR = re.compile(r"\d{4}(?:-\d\d)?")

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
Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", "-c", metavar="NAME", help="Only this collection; repeat."),
]
DateFrom = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Only documents of this day, month or year (2022-04-29, 2022-04, 2022) or later.",
    ),
]
DateTo = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="DATE", help="Only documents of this day, month or year or earlier."
    ),
]


def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads it from stdin.")],
    language: Annotated[
        Language | None,
        typer.Option("--language", "-l", help="Language of the frame; otherwise the question's."),
    ] = None,
    sources: Sources = None,
    languages: Languages = None,
    collections: Collections = None,
    date_from: DateFrom = None,
    date_to: DateTo = None,
    mode: Annotated[
        Literal["auto", "extractive", "generative"],
        typer.Option("--mode", help="Quotations only, or a language model's checked prose."),
    ] = "auto",
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
    filters = filters_of(sources, languages, collections, date_from, date_to)
    archive = run_of(ctx).archive()
    answer = archive.ask(question, language=language, filters=filters)
    if json:
        print_json(AnswerReply.model_validate(answer))
    else:
        show.answer(answer, explain=explain)
        if explain:
            show.explanation(answer)
            show.found(archive.search(question, top_k=5, filters=filters, explain=True))
    if answer.status is Status.REFUSED:
        raise typer.Exit(REFUSED)


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for; - reads it from stdin.")],
    top_k: Annotated[
        int | None,
        typer.Option("--top-k", "-k", min=1, max=100, help="How many; otherwise QA_TOP_K."),
    ] = None,
    sources: Sources = None,
    languages: Languages = None,
    collections: Collections = None,
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
            filters=filters_of(sources, languages, collections, date_from, date_to),
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
    explain: Explain = False,
) -> None:
    """Check each claim of a text against sources, across languages.

    Exit code 3 when a claim is not supported.
    """
    from qa.checking.check import Source
    from qa.cli import show
    from qa.errors import BadInput
    from qa.service.replies import CheckReply

    prose = _prose(text)
    if not prose.strip():
        raise BadInput("the text is empty; give the prose whose claims should be checked")
    given = [Source(str(path), read_text(path)) for path in sources] if sources else None
    archive = run_of(ctx).archive()
    report = archive.check(prose, given)
    if json:
        print_json(CheckReply.model_validate(report))
    else:
        show.check(report, {} if given else _sources(report, archive), explain=explain)
    if not report.supported:
        raise typer.Exit(REFUSED)


def _prose(text: str) -> str:
    """What lies in the file named, or the text itself.

    What looks like a file's name is one: a mistyped name is no claim.
    """
    try:
        named = text != "-" and len(text) < 1000 and Path(text).is_file()
    except (OSError, ValueError):
        named = False
    if named or _FILE_NAME.fullmatch(text):
        return read_text(Path(text))
    return given_text(text, "text")


def _sources(report: CheckReport, archive: Archive) -> dict[str, str]:
    """The sources of the documents that hold evidence, by document id."""
    from qa.errors import NotFound

    names = {}
    for document_id in {e.source_id for claim in report.claims for e in claim.evidence}:
        # A document may be removed while its evidence is judged.
        with suppress(NotFound):
            names[document_id] = archive.document(document_id).source
    return names


def filters_of(
    sources: list[str] | None,
    languages: list[Language] | None,
    collections: list[str] | None,
    date_from: str | None,
    date_to: str | None,
) -> Filters:
    """Raises BadInput for a date that is none."""
    return Filters(
        sources=tuple(sources or ()),
        languages=tuple(languages or ()),
        date_from=_day(date_from, "--from", last=False),
        date_to=_day(date_to, "--to", last=True),
        collections=tuple(collections or ()),
    )


def _day(text: str | None, option: str, *, last: bool) -> str | None:
    """The day that is meant; of a month or a year its first or its last."""
    from calendar import monthrange
    from datetime import date

    from qa.errors import BadInput

    if not text:
        return None
    try:
        if not _PART_OF_YEAR.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        year, month = int(text[:4]), int(text[5:] or (12 if last else 1))
        return date(year, month, monthrange(year, month)[1] if last else 1).isoformat()
    except ValueError:
        raise BadInput(
            f"{option} {text}: expected a date like 2022-04-29, a month like 2022-04 or a year"
        ) from None
