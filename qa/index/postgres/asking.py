"""What a server is asked, some statements at a time, so that one thread can ask several servers at
once: what all of them are asked next is sent before the first answer is waited for.

(A thread for each server takes longer: Python lets one of them work at a time, and each that has
its answer waits for another to let it.)
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from psycopg import Cursor

from qa.index.postgres.database import Database, Session

Got = TypeVar("Got")

Statement = tuple[str, Sequence[Any]]
Asking = Generator[Sequence[Statement], Sequence[Cursor[Any]], Got]
"""Gives statements, is sent their answers, and returns what was asked for."""


def together(askings: Sequence[Asking[Any]]) -> Asking[list[Any]]:
    """What comes of several that one server is asked at once, in their order."""
    found: dict[int, Any] = {}
    waiting: Mapping[int, Sequence[Cursor[Any]]] = dict.fromkeys(range(len(askings)), ())
    begun = False
    while waiting:
        asked: dict[int, Sequence[Statement]] = {}
        for number, answers in waiting.items():
            asking = askings[number]
            try:
                asked[number] = asking.send(answers) if begun else next(asking)
            except StopIteration as end:
                found[number] = end.value
        given = iter((yield [one for some in asked.values() for one in some]) if asked else ())
        waiting = {number: list(islice(given, len(some))) for number, some in asked.items()}
        begun = True
    return [found[number] for number in range(len(askings))]


def answered(asked: Sequence[tuple[Database, Session, Asking[Got]]]) -> list[Got]:
    """What comes of each, in their order.  Raises what the first of them raises."""
    found: dict[int, Got] = {}
    waiting: Mapping[int, Sequence[Cursor[Any]]] = dict.fromkeys(range(len(asked)), ())
    begun = False
    while waiting:
        sent = {}
        for number, answers in waiting.items():
            database, session, asking = asked[number]
            with database.errors():
                try:
                    statements = asking.send(answers) if begun else next(asking)
                except StopIteration as end:
                    found[number] = end.value
                    continue
                sent[number] = [session.run(*one) for one in statements]
        waiting, begun = sent, True
    return [found[number] for number in range(len(asked))]
