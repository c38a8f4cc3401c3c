"""Several servers are asked by one thread, none of which waits for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from qa.index.postgres.asking import Asking, answered, together


class Fake:
    """A server and its connection in one: notes what it is sent, and answers with it."""

    def __init__(self, name: str, told: list[str]) -> None:
        self.name = name
        self._told = told

    @contextmanager
    def errors(self) -> Iterator[None]:
        try:
            yield
        except KeyError as error:
            raise ValueError(f"{self.name}: {error}") from error

    def run(self, query: str, values: Sequence[Any]) -> list[Any]:
        self._told.append(f"{self.name} is sent {query}")
        return [query, *values]


def asking(server: Fake, told: list[str], queries: Sequence[Sequence[str]]) -> Asking[str]:
    for some in queries:
        answers = yield [(query, [server.name]) for query in some]
        told.append(f"{server.name} answers {answers}")
    return server.name.upper()


def run(*queries: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    told: list[str] = []
    servers = [Fake(name, told) for name in "ab"]
    asked: Any = [
        (server, server, asking(server, told, some))
        for server, some in zip(servers, queries, strict=True)
    ]
    return answered(asked), told


def test_all_are_sent_what_they_are_asked_before_one_is_waited_for() -> None:
    found, told = run([["1", "2"], ["3"]], [["1"], ["2"], ["3"]])
    assert found == ["A", "B"]
    assert told == [
        "a is sent 1",
        "a is sent 2",
        "b is sent 1",
        "a answers [['1', 'a'], ['2', 'a']]",
        "a is sent 3",
        "b answers [['1', 'b']]",
        "b is sent 2",
        "a answers [['3', 'a']]",
        "b answers [['2', 'b']]",
        "b is sent 3",
        "b answers [['3', 'b']]",
    ]


def test_what_is_asked_together_is_sent_together() -> None:
    told: list[str] = []
    server = Fake("a", told)
    parts = [asking(server, [], some) for some in ([["1"], ["2"]], [], [["3", "4"]])]
    asked: Any = [(server, server, together(parts))]
    assert answered(asked) == [["A", "A", "A"]]
    assert told == [f"a is sent {query}" for query in "1342"]
    asked = [(server, server, together([]))]
    assert answered(asked) == [[]]


def test_who_is_asked_nothing_answers_at_once() -> None:
    assert run([], [["1"]])[0] == ["A", "B"]
    assert answered([]) == []


def test_an_error_names_its_server() -> None:
    told: list[str] = []
    server = Fake("a", told)

    def failing() -> Asking[str]:
        yield [("1", [])]
        raise KeyError("what")

    asked: Any = [(server, server, failing())]
    with pytest.raises(ValueError, match="a: 'what'"):
        answered(asked)
