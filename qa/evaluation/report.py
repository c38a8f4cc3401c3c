"""A report of measurements: as a table, as JSON, as a plot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.errors import BadInput, MissingExtra
from qa.evaluation.measures import Interval, bootstrap, recall_at, reciprocal_rank

_PLOTS = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Row:
    """One set's measures, and those of stock dense search on the same index."""

    name: str
    questions: int
    recall_1: Interval
    recall_5: Interval
    mrr_10: Interval
    stock_1: float
    stock_5: float
    stock_mrr_10: float


@dataclass(frozen=True, slots=True)
class Report:
    """Rows of one run; `without` names the parts that were left out."""

    suite: str
    model: str
    split: str
    without: tuple[str, ...]
    rows: tuple[Row, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def make_row(name: str, found: Sequence[int], stock: Sequence[int]) -> Row:
    """A row from the ranks (from 1, 0 for not found) of both searches, question by question."""
    return Row(
        name,
        len(found),
        bootstrap(recall_at(found, 1)),
        bootstrap(recall_at(found, 5)),
        bootstrap(reciprocal_rank(found)),
        bootstrap(recall_at(stock, 1)).value,
        bootstrap(recall_at(stock, 5)).value,
        bootstrap(reciprocal_rank(stock)).value,
    )


def as_table(report: Report) -> str:
    """The report for a terminal; also valid Markdown."""
    head = ("set", "questions", "R@1", "R@5", "MRR@10", "stock R@1", "stock R@5", "stock MRR@10")
    lines = [
        (
            row.name,
            str(row.questions),
            _bounded(row.recall_1),
            _bounded(row.recall_5),
            f"{row.mrr_10.value:.3f}",
            f"{row.stock_1:.3f}",
            f"{row.stock_5:.3f}",
            f"{row.stock_mrr_10:.3f}",
        )
        for row in report.rows
    ]
    return markdown_table(head, lines)


def _bounded(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f}–{interval.high:.3f})"


def markdown_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Aligned columns, the first to the left and the others to the right."""
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def written(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "| " + " | ".join((first, *rest)) + " |"

    return "\n".join(written(cells) for cells in [head, rule, *lines])


def save_plot(report: Report, path: Path) -> None:
    """Bars of R@1 with intervals beside stock dense search, as SVG or PNG.

    Raises BadInput for another ending, MissingExtra without matplotlib.
    """
    if path.suffix not in _PLOTS:
        raise BadInput(f"{path}: a plot is saved as {' or '.join(_PLOTS)}")
    try:
        import matplotlib as mpl

        mpl.use("agg")
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtra("plots need matplotlib: pip install 'qa[eval]'") from error
    figure, axes = pyplot.subplots(figsize=(8, 0.5 * len(report.rows) + 1.4))
    places = range(len(report.rows))
    values = [row.recall_1.value for row in report.rows]
    below = [row.recall_1.value - row.recall_1.low for row in report.rows]
    above = [row.recall_1.high - row.recall_1.value for row in report.rows]
    axes.barh([p - 0.2 for p in places], values, 0.38, xerr=[below, above], label="this search")
    axes.barh(
        [p + 0.2 for p in places], [r.stock_1 for r in report.rows], 0.38, label="stock dense"
    )
    axes.set_yticks(list(places), [row.name for row in report.rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"R@1, {report.split} split, 95 % intervals")
    axes.legend(loc="lower left")
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
