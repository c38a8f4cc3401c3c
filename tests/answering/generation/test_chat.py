"""A model's reply, read beside everything else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from qa.answering.generation.chat import ChatModel, Usage, within
from qa.answering.generation.prompt import Prompt


def test_a_model_is_asked_before_anybody_waits_for_it() -> None:
    asked = threading.Event()

    def stream() -> Iterator[str | Usage]:
        asked.set()
        yield "a"
        yield "b"

    pieces = within(stream, 10.0)
    assert asked.wait(10)
    assert list(pieces) == ["a", "b"]


def test_what_there_is_to_do_is_done_a_little_at_a_time_until_a_piece_is_there() -> None:
    left, may_begin, told = [3], threading.Event(), threading.Event()

    def stream() -> Iterator[str | Usage]:
        may_begin.wait(10)
        yield "a"
        told.set()
        yield "b"

    def work() -> bool:
        left[0] -= 1
        may_begin.set()
        assert told.wait(10)
        return left[0] > 0

    pieces = within(stream, 10.0, meanwhile=work)
    assert next(pieces) == "a"
    assert left == [2]
    assert next(pieces) == "b"
    assert left == [2]
    assert list(pieces) == []


@pytest.mark.parametrize(
    ("told", "cut"),
    [
        ({"finish_reason": "length"}, True),
        ({"stop_reason": "max_tokens"}, True),
        ({"finish_reason": "stop"}, False),
        ({}, False),
    ],
)
def test_a_reply_that_the_server_cut_is_told(told: dict[str, str], cut: bool) -> None:
    chunks = (
        SimpleNamespace(text="a", usage_metadata=None, response_metadata=told),
        SimpleNamespace(text="", usage_metadata={"input_tokens": 9, "output_tokens": 1}),
    )
    model = ChatModel(SimpleNamespace(stream=lambda _: iter(chunks)), "m")
    assert list(model.stream(Prompt("s", "u"))) == ["a", Usage(9, 1, cut=cut)]
