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


def measure_choices(
    folder: Path, texts: Sequence[str], questions: Sequence[str], turn: int
) -> dict[str, float]:
    """By what is compared, how many times as quick the first is as the second.

    `texts` are embedded `turn` at a time, with all cores but where it says otherwise.
    """
    turns = [texts[start : start + turn] for start in range(0, len(texts), turn)]
    own = FastEncoder(folder, "own")
    exact = FastEncoder(folder, "float32", precision=Precision.FLOAT32)
    numbers = chosen(Precision.AUTO)
    found = {
        f"numbers: {numbers} against float32": _quicker(own, exact.encode_passages, turns),
        "a passage a thread against all threads on one": _quicker(
            own, lambda turn: [own.encode_passages([text]) for text in turn], turns
        ),
    }
    with _one_a_core(folder) as apart:
        found["one process with all cores against one a core"] = _quicker(own, apart, turns)
    asked = [[question] for question in questions]
    alone = [seconds(own.encode_questions, one) for one in asked]
    with _indexing(own, turns):
        beside = [seconds(own.encode_questions, one) for one in asked]
    ratio = statistics.median(beside) / statistics.median(alone)
    return found | {"a question alone against beside indexing": ratio}


def _quicker(own: FastEncoder, other: Encode, turns: Sequence[Sequence[str]]) -> float:
    ours, theirs = compare(own.encode_passages, other, turns)
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
