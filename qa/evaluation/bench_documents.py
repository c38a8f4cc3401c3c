"""How fast small files are read in worker processes, beside reading them in the program.

The same files are read twice over: by the pool of `qa.documents.isolation`, and one
after another without it.  Turns alternate and the fastest of each counts, because
other work on the machine only ever slows a turn down.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from qa.documents.isolation import Limits, Parsers
from qa.errors import BadInput, DocumentError
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class ReadingSpeed:
    """Files a second; `ratio` is the pool's over those of the program itself."""

    files: int
    processes: int
    files_per_second: float
    plain_files_per_second: float
    ratio: float


def measure_reading(
    settings: Settings, texts: Path, files: int = 10_000, turns: int = 2
) -> ReadingSpeed:
    """Read small text and HTML files, made of the words of the folder `texts` and thrown away.

    Raises BadInput where there are none.
    """
    words = [w for path in sorted(texts.rglob("*.txt")) for w in path.read_text("utf-8").split()]
    if not words:
        raise BadInput(f"no .txt file in {texts}; give a folder of texts with --folder DIR")
    limits = Limits.of(settings)
    pooled, plain = [], []
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as place:
        folder = Path(place)
        made = [_make(folder, number, words) for number in range(files)]
        pool, here = Parsers(limits), Parsers(replace(limits, processes=0))
        try:
            # Started before the clock: a program's workers stay for all of its files.
            _read(pool, folder, made[: 8 * max(1, limits.processes)])
            for _ in range(turns):
                pooled.append(_timed(lambda: _read(pool, folder, made)))
                plain.append(_timed(lambda: _read(here, folder, made)))
        finally:
            pool.close()
    return ReadingSpeed(
        files,
        limits.processes,
        round(files / min(pooled), 1),
        round(files / min(plain), 1),
        round(min(plain) / min(pooled), 3),
    )


def _make(folder: Path, number: int, words: list[str]) -> Path:
    """A file of three paragraphs, as text or as a page."""
    chosen = random.Random(number)
    paragraphs = [
        f"{' '.join(words[at : at + 40])} {number}."
        for at in (chosen.randrange(len(words)) for _ in range(3))
    ]
    if number % 2:
        path = folder / f"{number}.txt"
        path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    else:
        path = folder / f"{number}.html"
        body = "".join(f"<p>{one}</p>" for one in paragraphs)
        path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return path


def _read(parsers: Parsers, folder: Path, files: list[Path]) -> None:
    """Raises the first file's DocumentError, if any has one."""
    for _, read in parsers.read_each(files, lambda path: parsers.read_file(path, folder)):
        if isinstance(read, DocumentError):
            raise read


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(speed: ReadingSpeed) -> str:
    return "\n".join(
        [
            f"files/s, {speed.processes} processes    {speed.files_per_second:10.1f}",
            f"files/s, in the program  {speed.plain_files_per_second:10.1f}",
            f"ratio                    {speed.ratio:10.3f}",
            f"({speed.files} files)",
        ]
    )
