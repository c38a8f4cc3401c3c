"""Compiled graphs on the processor's threads: one input by all of them, or an input a thread.

Threads that share an input wait for each other at every operation, which costs a fifth of the
time where other work takes part of a core; so several inputs are taken a thread each.  Both
ways give the same numbers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.embedding.precision import Precision, properties_of, round_weights
from qa.embedding.runtime import ov

Item = TypeVar("Item")
Made = TypeVar("Made")


class Requests:
    """A compiled graph with as many requests as may run at once; safe to call from any thread."""

    def __init__(self, compiled: ov.CompiledModel, count: int) -> None:
        self._free: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for _ in range(count):
            self._free.put(compiled.create_infer_request())

    def run(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """The graph's outputs; waits while all requests are taken."""
        request = self._free.get()
        try:
            outputs: Any = request.infer(inputs, share_inputs=True)
            return [np.array(outputs[at], np.float32) for at in range(len(outputs))]
        finally:
            self._free.put(request)


class Workers:
    """The threads that an encoder computes with; 0 for as many as there are cores."""

    def __init__(self, threads: int, precision: Precision) -> None:
        self.threads = threads or os.cpu_count() or 1
        self._properties, self._rounded = properties_of(precision)
        self._pool = ThreadPoolExecutor(self.threads, "encoder")

    def compile(self, graph: ov.Model, *, together: bool = False) -> Requests:
        """The graph, ready to run by a thread an input, or `together`: by all threads."""
        streams = 1 if together else self.threads
        if self._rounded:
            round_weights(graph)
        properties = self._properties | {
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": self.threads,
        }
        return Requests(ov.Core().compile_model(graph, "CPU", properties), streams)

    def each(self, work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
        """`work` of every item, in order, in as many threads.

        Callers from several threads take turns: little is handed out before it is taken back.
        """
        if len(items) == 1:
            yield work(items[0])
            return
        out: deque[Future[Made]] = deque()
        for item in items:
            if len(out) == 2 * self.threads:
                yield out.popleft().result()
            out.append(self._pool.submit(work, item))
        while out:
            yield out.popleft().result()
