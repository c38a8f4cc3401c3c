"""What each choice of the fast path brings, as a ratio within one run.

Both sides of a ratio take turns over the same texts, and the median of the turns' ratios
counts, as in `bench_encode`.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from qa.embedding.encoder import Vectors
from qa.embedding.fast import FastEncoder
from qa.embedding.precision import Precision, chosen
from qa.evaluation.timing import Encode, compare, median_ratio, seconds

_LARGE = 16


def measure_choices(
    folder: Path, texts: Sequence[str], questions: Sequence[str], turn: int
) -> dict[str, float]:
    """By what is compared, how many times as quick the first is as the second.

    `texts` are embedded `turn` at a time, with all cores but where it says otherwise.
    """
    turns = [texts[start : start + turn] for start in range(0, len(texts), turn)]
    own = FastEncoder(folder, "own")
    exact = FastEncoder(folder, "float32", precision=Precision.FLOAT32)
    large = FastEncoder(folder, "large", batch_size=_LARGE)
    numbers = chosen(Precision.AUTO)
    found = {
        f"numbers: {numbers} against float32": _quicker(own, exact, turns),
        f"passages at once: {own.batch_size} against {_LARGE}": _quicker(own, large, turns),
    }
    with _one_a_core(folder) as apart:
        ours, theirs = compare(own.encode_passages, apart, turns)
        found["one process with all cores against one a core"] = median_ratio(theirs, ours)
    asked = [[question] for question in questions]
    alone = [seconds(own.encode_questions, one) for one in asked]
    with _indexing(own, turns):
        beside = [seconds(own.encode_questions, one) for one in asked]
    with _indexing(large, turns):
        behind = [seconds(large.encode_questions, one) for one in asked]
    median = statistics.median
    return found | {
        "a question alone against beside indexing": median(beside) / median(alone),
        f"a question beside indexing: {own.batch_size} passages at once against {_LARGE}": (
            median(behind) / median(beside)
        ),
    }


def _quicker(first: FastEncoder, second: FastEncoder, turns: Sequence[Sequence[str]]) -> float:
    ours, theirs = compare(first.encode_passages, second.encode_passages, turns)
    return median_ratio(theirs, ours)


@contextmanager
def _indexing(encoder: FastEncoder, turns: Sequence[Sequence[str]]) -> Iterator[None]:
    """Passages are embedded all the while, in another thread."""
    ended = Event()

    def work() -> None:
        while not ended.is_set():
            for turn in turns:
                if not ended.is_set():
                    encoder.encode_passages(turn)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def _one_a_core(folder: Path) -> Iterator[Encode]:
    """Embeds by processes of one thread each, as many as there are cores."""
    cores = os.cpu_count() or 1
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, spawned, _load, (folder,)) as pool:

        def encode(texts: Sequence[str]) -> list[Vectors]:
            return list(pool.map(_encode, [texts[part::cores] for part in range(cores)]))

        yield encode


_loaded: list[FastEncoder] = []


def _load(folder: Path) -> None:
    _loaded.append(FastEncoder(folder, "one of several", threads=1))


def _encode(texts: Sequence[str]) -> Vectors:
    return _loaded[0].encode_passages(texts)
