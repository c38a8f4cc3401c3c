"""Indexing's progress: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.cli.run import message, one_line

if TYPE_CHECKING:
    from qa.indexing import Progress

SECONDS_BETWEEN_LINES = 10.0

Show = Callable[["Progress"], None]


@contextmanager
def showing_progress() -> Iterator[Show]:
    """Yields what indexing tells its progress to; all of it goes to stderr."""
    if sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield lines()


@contextmanager
def _bar() -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    out = Console(stderr=True, markup=False, emoji=False)
    with Bar(*columns, console=out, transient=True) as bar:
        task = bar.add_task("reading", total=None, rate="")
        began = time.monotonic()

        def show(now: Progress) -> None:
            if now.total:
                rate = _rate(now.passages, time.monotonic() - began)
                bar.update(
                    task,
                    description="documents",
                    total=now.total,
                    completed=now.documents,
                    rate=rate,
                )

        yield show


def lines(clock: Callable[[], float] = time.monotonic) -> Show:
    """A line when indexing begins, every few seconds, and at the end."""
    began = clock()
    shown = began - SECONDS_BETWEEN_LINES

    def show(now: Progress) -> None:
        nonlocal shown
        moment = clock()
        last = now.documents == now.total
        if now.total == 0 or (moment - shown < SECONDS_BETWEEN_LINES and not last):
            return
        shown = moment
        elapsed = moment - began
        left = elapsed * (now.total - now.documents) / now.documents if now.documents else None
        parts = [f"{now.documents} of {now.total} documents", _rate(now.passages, elapsed)]
        if left:
            parts.append(f"{left:.0f} s left")
        if now.source:
            parts.append(one_line(now.source))
        message(", ".join(parts))

    return show


def _rate(passages: int, seconds: float) -> str:
    return f"{passages} passages, {passages / max(seconds, 0.001):.1f}/s"
