"""Load a server on this machine as a crowd would, and measure what everybody else gets.

`crowd` sends 64 checks of the largest size, 16 clients that send slowly and 4 uploads, and
measures meanwhile how long `/livez` and answers take, beside a quiet start.  `soak` asks with 8
clients while files are indexed and deleted, and measures errors and memory.  `speed` counts
answers a second with 1 and with 8 clients.  The server is this script's own child, on the loopback
interface, with a folder of its own.

    python scripts/load_test.py crowd --seconds 60
    python scripts/load_test.py soak --minutes 30
    python scripts/load_test.py speed --seconds 10
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import multiprocessing
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qa.evaluation.bench_http import _address  # noqa: E402
from scripts.processes import children  # noqa: E402

KEY = secrets.token_urlsafe(16)
PATIENCE = 120
JSON = {"Content-Type": "application/json"}


@dataclass
class Seen:
    """Replies of one kind: how long they took, and their statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def percentile(self, part: float) -> float:
        """Milliseconds; 0 without replies."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else 0.0

    def line(self, name: str) -> str:
        return (
            f"{name}: {len(self.seconds)} replies, p50 {self.percentile(0.5):.0f} ms, "
            f"p95 {self.percentile(0.95):.0f} ms, max {self.percentile(1):.0f} ms, "
            f"{dict(self.statuses)}"
        )


class Load:
    """Threads that go on until `seconds` are over."""

    def __init__(self, where: str, seconds: float) -> None:
        self.where = where
        self._end = time.monotonic() + seconds
        self._threads: list[threading.Thread] = []

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self._end

    def add(self, count: int, work: Callable[[int], None]) -> None:
        for number in range(count):
            self._threads.append(threading.Thread(target=work, args=(number,), daemon=True))
            self._threads[-1].start()

    def wait(self) -> None:
        for thread in self._threads:
            thread.join(max(0.0, self._end - time.monotonic()) + PATIENCE)

    def repeat(
        self,
        seen: Seen,
        requests: Iterator[tuple[str, str, bytes | None, dict[str, str]]],
        pause: float = 0.0,
    ) -> None:
        """Send one after another on one connection."""
        connection = http.client.HTTPConnection(self.where, timeout=PATIENCE)
        while self.goes_on:
            method, path, body, headers = next(requests)
            began = time.monotonic()
            try:
                connection.request(method, path, body, headers)
                reply = connection.getresponse()
                reply.read()
                seen.statuses[str(reply.status)] += 1
                seen.seconds.append(time.monotonic() - began)
            except (OSError, http.client.HTTPException) as error:
                seen.statuses[type(error).__name__] += 1
                connection.close()
            time.sleep(pause)
        connection.close()


def questions() -> list[str]:
    lines = (ROOT / "tests/corpus_questions/questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def asking(seed: int) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    known = questions()
    random.Random(seed).shuffle(known)
    for question in itertools.cycle(known):
        yield "POST", "/v1/answers", json.dumps({"question": question}).encode(), JSON


def checking(chars: int) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    """Checks that no memory helps with: their sources are new each time."""
    words = [word for text in sorted((ROOT / "corpus").glob("*.txt"))
             for word in text.read_text("utf-8").split()]  # fmt: skip
    draw = random.Random()
    while True:
        source = ""
        while len(source) < chars - 500:
            source += " ".join(draw.choices(words, k=14)).capitalize() + ". "
        body = {"text": f"{source[:200]}.", "sources": [{"id": "s", "text": source}]}
        yield "POST", "/v1/check", json.dumps(body).encode(), JSON


def uploading(number: int, key: str) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    for turn in itertools.count():
        text = f"Құжат {number}. " + " ".join(f"Сөйлем {turn} {n}." for n in range(200))
        yield "POST", "/v1/documents", *form(f"load-{number}.txt", text.encode(), key)


def form(name: str, data: bytes, key: str) -> tuple[bytes, dict[str, str]]:
    mark = secrets.token_hex(8)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}", **_holding(key)}


def _holding(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def dribble(load: Load) -> None:
    """Send a request's head a byte at a time; start again when the server has had enough."""
    host, _, port = load.where.rpartition(":")
    import socket

    while load.goes_on:
        with suppress(OSError), socket.create_connection((host, int(port)), PATIENCE) as opened:
            for byte in b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1000:
                if not load.goes_on:
                    return
                opened.sendall(bytes([byte]))
                time.sleep(0.2)


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The address and the process id of a server over an index of the corpus."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QA_ADMIN_KEY": KEY,
        "QA_CHECKS_PER_MINUTE": "0",
        "QA_UPLOADS_PER_MINUTE": "0",
        "QA_FEEDBACK_PER_MINUTE": "0",
        **settings,
    }
    command = [sys.executable, "-m", "qa.cli", "--data", str(folder / "data")]
    subprocess.run([*command, "index", str(ROOT / "corpus")], env=environment, check=True)
    with subprocess.Popen(
        [*command, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            where = _address(server)
            threading.Thread(target=lambda: list(server.stderr or ()), daemon=True).start()
            yield where, server.pid
        finally:
            server.terminate()


def crowd(where: str, pid: int, given: argparse.Namespace) -> int:
    quiet, alive, busy, uploads = Seen(), Seen(), Seen(), Seen()
    load = Load(where, given.seconds / 4)
    load.add(1, lambda n: load.repeat(quiet, asking(n)))
    load.wait()
    # Elsewhere: what a crowd of threads makes its own process wait is not the server's doing.
    context = multiprocessing.get_context("spawn")
    hears, tells = context.Pipe(duplex=False)
    others = context.Process(target=crowding, args=(where, given.seconds, given.chars, tells))
    others.start()
    load = Load(where, given.seconds)
    alive_requests = itertools.repeat(("GET", "/livez", None, {}))
    load.add(1, lambda _: load.repeat(alive, iter(alive_requests), pause=0.05))
    load.add(1, lambda n: load.repeat(busy, asking(n + 1)))
    load.add(4, lambda n: load.repeat(uploads, uploading(n, KEY), pause=0.5))
    load.wait()
    checks = hears.recv()
    others.join()
    for name, seen in (("quiet answers", quiet), ("answers", busy), ("/livez", alive),
                       ("checks", checks), ("uploads", uploads)):  # fmt: skip
        print(seen.line(name))
    ratio = busy.percentile(0.95) / max(quiet.percentile(0.95), 0.1)
    print(f"answers p95: {ratio:.1f} x quiet (at most 4); /livez max (at most 250 ms)")
    good = set(busy.statuses) | set(alive.statuses) == {"200"}
    return 0 if good and ratio <= 4 and alive.percentile(1) <= 250 else 1


def crowding(where: str, seconds: float, chars: int, told: Connection) -> None:
    """The checks and the slow clients, in a process of its own; tells what the checks have seen.

    In life these clients have machines of their own, so here they leave the cores to the server,
    and upload nothing: what they get depends on what is left to them, and they make large texts.
    """
    os.nice(19)
    checks = Seen()
    load = Load(where, seconds)
    load.add(64, lambda _: load.repeat(checks, checking(chars), pause=0.5))
    load.add(16, lambda _: dribble(load))
    load.wait()
    told.send(checks)


def soak(where: str, pid: int, given: argparse.Namespace) -> int:
    answers, writes = Seen(), Seen()
    memory: list[tuple[float, int]] = []
    began = time.monotonic()
    load = Load(where, given.minutes * 60)

    def watch(_: int) -> None:
        while load.goes_on:
            memory.append((time.monotonic() - began, resident(pid)))
            time.sleep(5)

    def write(number: int) -> None:
        load.repeat(writes, itertools.chain.from_iterable(coming_and_going(number)), pause=1)

    load.add(8, lambda n: load.repeat(answers, asking(n)))
    load.add(1, write)
    load.add(1, watch)
    load.wait()
    print(answers.line("answers"))
    print(writes.line("uploads and deletions"))
    early = next(size for when, size in memory if when >= min(300, given.minutes * 10))
    print(f"memory early and at the end: {early / 1e6:.0f} MB, {memory[-1][1] / 1e6:.0f} MB")
    good = set(answers.statuses) == {"200"} and set(writes.statuses) <= {"200", "201", "204"}
    return 0 if good and memory[-1][1] <= early * 1.05 else 1


def coming_and_going(
    number: int,
) -> Iterator[Sequence[tuple[str, str, bytes | None, dict[str, str]]]]:
    """A file is uploaded, found and deleted, again and again."""
    import hashlib

    name = f"soak-{number}.txt"
    document = hashlib.sha256(f"upload\0{name}".encode()).hexdigest()[:16]
    for turn in itertools.count():
        body, headers = form(name, f"Фонд помог {turn} семьям в апреле.".encode(), KEY)
        yield [
            ("POST", "/v1/documents", body, headers),
            ("GET", f"/v1/documents/{document}", None, {}),
            ("DELETE", f"/v1/documents/{document}", None, _holding(KEY)),
        ]


def speed(where: str, pid: int, given: argparse.Namespace) -> int:
    rates = []
    # First uncounted: each worker begins without what it will remember of words and passages.
    for clients in (8, 1, 8):
        seen = Seen()
        before = spent(pid)
        load = Load(where, given.seconds)
        load.add(clients, lambda n, load=load, seen=seen: load.repeat(seen, asking(n)))  # type: ignore[misc]
        load.wait()
        cores = (spent(pid) - before) / given.seconds
        rates.append(seen.statuses["200"] / given.seconds)
        print(seen.line(f"{clients} clients"), f"{rates[-1]:.1f} answers/s, {cores:.2f} cores")
    _, one, eight = rates
    print(f"8 clients against 1: {eight / max(one, 0.01):.2f} x (at least 1.7)")
    return 0 if eight >= 1.7 * one else 1


def family(pid: int) -> list[Path]:
    """`/proc` folders of a process and its children."""
    return [Path(f"/proc/{one}") for one in (pid, *children(pid))]


def resident(pid: int) -> int:
    """Bytes of memory, the children's too, what they share counted once each."""
    return sum(int((one / "statm").read_text().split()[1]) * 4096 for one in family(pid))


def spent(pid: int) -> float:
    """Seconds of processor time."""
    fields = [(one / "stat").read_text().rpartition(")")[2].split() for one in family(pid)]
    return sum(int(f[11]) + int(f[12]) for f in fields) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("crowd", "soak", "speed"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--chars", type=int, default=195_000, help="Characters of a check.")
    parser.add_argument("--workers", default="2")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qa-load-"))
    try:
        with served(folder, QA_WORKERS=given.workers) as (where, pid):
            return {"crowd": crowd, "soak": soak, "speed": speed}[given.what](where, pid, given)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
