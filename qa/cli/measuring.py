"""`qa eval` and `qa bench`: figures of quality and of speed.

The measuring itself is `qa.evaluation`'s, a module for each suite.
"""

from __future__ import annotations

from json import dumps as to_json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from qa.cli.asking import Json
from qa.cli.run import message, print_json, run_of

if TYPE_CHECKING:
    from qa.settings import Settings

DATA = Path("../shared/eval")
CORPUS = Path("corpus")

EvalData = Annotated[
    Path, typer.Option("--eval-data", metavar="DIR", help="Folder of the evaluation data.")
]


def evaluate(
    ctx: typer.Context,
    suite: Annotated[
        Literal["retrieval", "answers", "reader", "claims", "own"], typer.Argument(help="Which.")
    ],
    questions: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Your own questions, a JSON object a line (own)."),
    ] = None,
    data: EvalData = DATA,
    split: Annotated[
        Literal["dev", "test"], typer.Option("--split", help="Tune on dev, report test.")
    ] = "test",
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Only this set of questions; repeat (claims: one of news, second, altered).",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="A part of the search to leave out (retrieval); repeat."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write the figures and misses as Markdown."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw SVG or PNG (retrieval, answers)."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure quality on evaluation data: retrieval, answers, reader or claims; or, with `own`,
    on your own questions to your own archive.
    """
    from qa.errors import BadInput

    if (suite == "own") != (questions is not None):
        raise BadInput("`qa eval own FILE` takes a file of questions, the other suites none")
    if questions is None and not data.is_dir():
        raise BadInput(f"no evaluation data in {data}; give its folder with --eval-data DIR")
    unfit = {
        "retrieval": (),
        "answers": (("--without", without),),
        "reader": (("--without", without), ("--plot", plot)),
        "claims": (("--without", without), ("--plot", plot)),
        "own": (("--without", without), ("--plot", plot), ("--set", sets)),
    }
    for option, value in unfit[suite]:
        if value:
            raise BadInput(f"{option} does not go with the suite {suite}; leave it out")
    settings = run_of(ctx).settings()
    if questions is not None:
        exact, table = _own(settings, questions, report)
    elif suite == "retrieval":
        exact, table = _retrieval(settings, data, split, sets, without, report, plot)
    elif suite == "answers":
        exact, table = _answers(settings, data, split, sets, report, plot)
    elif suite == "reader":
        exact, table = _reader(settings, data, split, sets, report)
    else:
        exact, table = _claims(settings, data, split, sets, report)
    if report is not None:
        message(f"the report is in {report}")
    print(exact if json else table)


def _retrieval(
    settings: Settings,
    data: Path,
    split: Literal["dev", "test"],
    sets: list[str] | None,
    without: list[str] | None,
    report: Path | None,
    plot: Path | None,
) -> tuple[str, str]:
    """The figures as JSON and as a table."""
    from qa.evaluation import retrieval
    from qa.evaluation.report import as_table, save_plot

    found = retrieval.run(
        settings,
        data,
        split,
        frozenset(without or ()),
        only=sets or retrieval.SETS,
        say=message,
    )
    table = as_table(found)
    if report is not None:
        _write(report, table)
    if plot is not None:
        save_plot(found, plot)
    return found.to_json(), table


def _answers(
    settings: Settings,
    data: Path,
    split: Literal["dev", "test"],
    sets: list[str] | None,
    report: Path | None,
    plot: Path | None,
) -> tuple[str, str]:
    """The figures as JSON and as a table."""
    from qa.evaluation import answers

    found = answers.run(
        settings,
        data,
        split,
        only=sets or answers.SUITES,
        markdown=report,
        curve=plot,
        say=message,
    )
    return to_json(found, ensure_ascii=False, indent=2), answers.table(found)


def _own(settings: Settings, questions: Path, report: Path | None) -> tuple[str, str]:
    """The figures as JSON and as a table."""
    from contextlib import closing

    from qa.archive import Archive
    from qa.evaluation.answer_report import as_markdown
    from qa.evaluation.answers import as_dict, table
    from qa.evaluation.own import judge_own, read_own

    asked, waiting = read_own(questions)
    if waiting:
        message(f"{waiting} questions are left out until they are reviewed")
    with closing(Archive.open(settings)) as archive:
        judged = {"own": judge_own(archive, asked)}
    found = as_dict(settings, "test", judged)
    if report is not None:
        _write(report, as_markdown(judged, table(found)))
    return to_json(found, ensure_ascii=False, indent=2), table(found)


def _reader(
    settings: Settings,
    data: Path,
    split: Literal["dev", "test"],
    sets: list[str] | None,
    report: Path | None,
) -> tuple[str, str]:
    """The figures as JSON and as a table."""
    from qa.evaluation import reading

    found = reading.run(settings, data, split, only=sets or reading.GROUPS, say=message)
    shown = reading.table(found)
    if report is not None:
        _write(report, shown)
    return reading.exact(found), shown


def _claims(
    settings: Settings,
    data: Path,
    split: Literal["dev", "test"],
    sets: list[str] | None,
    report: Path | None,
) -> tuple[str, str]:
    """The figures as JSON and as a table."""
    from qa.errors import BadInput
    from qa.evaluation import claims
    from qa.evaluation.claims_report import table

    if sets and len(sets) > 1:
        raise BadInput("the suite claims measures one set at a time; give --set once")
    found = claims.run(settings, data, split, *sets or ())
    if report is not None:
        _write(report, found.to_markdown())
    return found.to_json(), table(found)


def _write(path: Path, text: str) -> None:
    from qa.errors import BadInput

    try:
        path.write_text(text.rstrip() + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error


def bench(
    ctx: typer.Context,
    what: Annotated[
        Literal["encode", "index", "search", "http", "documents"], typer.Argument(help="Which.")
    ],
    data: EvalData = DATA,
    folder: Annotated[
        Path,
        typer.Option("--folder", metavar="DIR", help="Documents to index or to make files of."),
    ] = CORPUS,
    sizes: Annotated[
        list[int] | None,
        typer.Option(
            "--size",
            min=1,
            help="Passages of the archive to search in; repeat. Files to read (documents).",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="DIR",
            help="Keep the archive here, and grow it further next time (search).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Measure speed: encode (against plain sentence-transformers), index, search, http, or
    documents (reading files in worker processes, against reading them in the program)."""
    settings = run_of(ctx).settings()
    if what == "encode":
        from qa.evaluation import bench_encode

        found = bench_encode.run(settings, data)
        _show(found, bench_encode.table(found), json)
    elif what == "index":
        _bench_index(settings, folder, json)
    elif what == "http":
        _bench_http(settings, folder, data, json)
    elif what == "documents":
        _bench_documents(settings, folder, sizes, json)
    else:
        _bench_search(settings, folder, sizes, keep, json)


def _bench_index(settings: Settings, folder: Path, json: bool) -> None:
    from dataclasses import asdict

    from qa.embedding import load_encoder
    from qa.evaluation.bench_index import measure_indexing, table

    found = measure_indexing([folder], load_encoder(settings), settings)
    _show(asdict(found), table(found), json)


def _bench_documents(settings: Settings, folder: Path, sizes: list[int] | None, json: bool) -> None:
    from dataclasses import asdict

    from qa.evaluation.bench_documents import measure_reading, table

    found = measure_reading(settings, folder, *(sizes or [])[:1])
    _show(asdict(found), table(found), json)


def _bench_search(
    settings: Settings, folder: Path, sizes: list[int] | None, keep: Path | None, json: bool
) -> None:
    """Over an archive of the folder that is grown and thrown away, kept in the folder `keep`, or
    left in the empty database that QA_INDEX names."""
    from dataclasses import asdict
    from tempfile import TemporaryDirectory

    from qa.errors import BadInput
    from qa.evaluation.bench_search import MARK, SIZES, measure_search, table
    from qa.index.opening import is_there, open_index
    from qa.pipeline import build

    with TemporaryDirectory(prefix="qa-bench-") as place:
        there = settings.model_copy(update={"data_dir": keep or Path(place)})
        mark = there.data_dir / MARK
        if is_there(there) and not mark.exists():
            raise BadInput(
                "there is an archive already, and the bench would fill it with copies; name an "
                "empty folder with --keep, and an empty database in QA_INDEX"
            )
        there.data_dir.mkdir(parents=True, exist_ok=True)
        mark.touch()
        build([folder], there)
        index = open_index(there)
        try:
            found = measure_search(index, there, sizes or SIZES)
        finally:
            index.close()
    _show(asdict(found), table(found), json)


def _bench_http(settings: Settings, folder: Path, data: Path, json: bool) -> None:
    """The gold questions asked of a server over an archive of the folder, thrown away after."""
    from dataclasses import asdict
    from tempfile import TemporaryDirectory

    from qa.evaluation.bench_http import measure_http, table
    from qa.evaluation.datasets import gold_questions
    from qa.pipeline import build

    questions = [question.text for question in gold_questions(data / "gold" / "dev.jsonl")]
    with TemporaryDirectory(prefix="qa-bench-") as place:
        there = settings.model_copy(update={"data_dir": Path(place), "index": None})
        build([folder], there)
        found = measure_http(there, questions)
    _show({"paths": [asdict(waiting) for waiting in found]}, table(found), json)


def _show(report: dict[str, Any], table: str, json: bool) -> None:
    if json:
        print_json(report)
    else:
        print(table)
