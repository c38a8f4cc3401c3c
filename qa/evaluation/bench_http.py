"""How long people wait for a reply over HTTP, from a server of its own process.

Each question is asked once of a server that has answered a few others before:
what is timed is a question that it has not met, not one that it remembers.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from qa.errors import QaError
from qa.settings import Settings

PATHS = {"/v1/search": "query", "/v1/answers": "question"}
"""Each path with the field of its body that holds the question."""
WARM_UP = 5
"""Questions asked first and not timed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Milliseconds from sending a question to having read its reply, on one connection."""

    path: str
    questions: int
    p50_ms: float
    p95_ms: float


def measure_http(settings: Settings, questions: Sequence[str]) -> list[Waiting]:
    """Ask the archive of `settings` through `qa serve`, a new server for each path.

    Raises QaError when the server does not start or refuses a question.
    """
    found = []
    for path, name in PATHS.items():
        with _served(settings) as connection:
            times = [_ask(connection, path, {name: question}) for question in questions]
        timed = np.array(times[WARM_UP:] or times) * 1000
        p50, p95 = np.percentile(timed, (50, 95)).tolist()
        found.append(Waiting(path, len(timed), round(p50, 1), round(p95, 1)))
    return found


@contextmanager
def _served(settings: Settings) -> Iterator[http.client.HTTPConnection]:
    command = [sys.executable, "-m", "qa.cli", "--data", str(settings.data_dir)]
    with subprocess.Popen(
        [*command, "serve", "--host", "127.0.0.1", "--port", "0"], stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            with closing(http.client.HTTPConnection(_address(server))) as connection:
                yield connection
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    """Host and port that the server says it listens on, once it is ready."""
    said = ""
    for said in server.stderr or ():
        for word in said.split():
            if word.startswith("http://"):
                return urlsplit(word).netloc
    raise QaError(f"the server did not start: {said.strip() or 'it said nothing'}")


def _ask(connection: http.client.HTTPConnection, path: str, body: dict[str, str]) -> float:
    """Seconds until the whole reply is there."""
    sent = json.dumps(body)
    started = time.perf_counter()
    connection.request("POST", path, sent, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    said = reply.read()
    taken = time.perf_counter() - started
    if reply.status != http.client.OK:
        raise QaError(f"{path} answered {reply.status}: {said[:200]!r}")
    return taken


def table(found: Sequence[Waiting]) -> str:
    lines = ["| path | questions | p50 ms | p95 ms |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {w.path} | {w.questions} | {w.p50_ms} | {w.p95_ms} |" for w in found]
    return "\n".join(lines)
