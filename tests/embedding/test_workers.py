from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event, Thread, current_thread

import numpy as np
import pytest

from qa.embedding.precision import Precision
from qa.embedding.runtime import ops, ov
from qa.embedding.workers import Workers

SIZE, WAIT = 256, 30
"""Numbers of a state; seconds after which nothing comes any more."""


@pytest.fixture
def workers() -> Workers:
    return Workers(2, Precision.INT8)


def graph() -> ov.Model:
    rows = np.random.default_rng(1).normal(size=(SIZE, SIZE)).astype(np.float32)
    states = ops.parameter([-1, -1, SIZE], np.float32, name="states")
    return ov.Model([ops.matmul(states, ops.constant(rows), False, True)], [states], "one")


def test_a_thread_an_input_says_what_all_threads_on_one_say(workers: Workers) -> None:
    chance = np.random.default_rng(2)
    inputs = [chance.normal(size=(1, n, SIZE)).astype(np.float32) for n in (3, 16, 7, 40, 1)]
    together, apart = workers.compile(graph(), together=True), workers.compile(graph())
    expected = [together.run([one])[0] for one in inputs]
    for found, alone in zip(
        workers.each(lambda one: apart.run([one])[0], inputs), expected, strict=True
    ):
        np.testing.assert_array_equal(found, alone)


def test_two_at_once_in_order_and_one_alone_where_it_was_asked(workers: Workers) -> None:
    both = Barrier(2)

    def meet(number: int) -> int:
        both.wait(WAIT)  # broken unless another is worked on meanwhile
        return number

    assert list(workers.each(meet, range(8))) == list(range(8))
    assert list(workers.each(lambda _: current_thread(), [0])) == [current_thread()]
    assert list(workers.each(meet, [])) == []


def test_who_comes_later_does_not_wait_for_all_that_came_before(workers: Workers) -> None:
    held, done = Event(), Event()
    taken: list[int] = []

    def long_work(number: int) -> int:
        assert held.wait(WAIT)
        taken.append(number)
        return number

    def many() -> None:
        list(workers.each(long_work, range(1000)))
        done.set()

    def short(items: Iterator[int]) -> None:
        next(items)
        taken.append(-1)

    first = Thread(target=many)
    second = Thread(target=short, args=(workers.each(lambda n: n, range(2)),))
    first.start()
    while not workers._pool._work_queue.qsize():  # the thousand wait
        assert first.is_alive()
    second.start()
    while workers._pool._work_queue.qsize() < 4:  # and the two behind what was handed out
        assert second.is_alive()
    held.set()
    assert done.wait(WAIT)
    first.join()
    second.join()
    assert taken.index(-1) < 500


def test_an_error_comes_where_its_item_stands(workers: Workers) -> None:
    def fail_at_two(number: int) -> int:
        if number == 2:
            raise ValueError("the third")
        return number

    made = workers.each(fail_at_two, range(5))
    assert [next(made), next(made)] == [0, 1]
    with pytest.raises(ValueError, match="the third"):
        next(made)
    assert list(workers.each(lambda n: n, range(3))) == [0, 1, 2]
