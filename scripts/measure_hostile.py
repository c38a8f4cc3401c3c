"""Index a folder of hostile and broken files, and look whether anything but these suffers.

    python scripts/measure_hostile.py [--broken 60] [--good 5] [--seed 1] [--keep FOLDER]

The files are made by `tests/documents/hostile.py`; five good ones lie among them.  While
a run of indexing reads them, as a server does in a thread of its own, another process asks
`/livez` of this one every 50 ms (`--broken 0 --good 1500` tells what the machine
itself does).  Measured are the run itself, each file's time, the
peak memory of the processes that read, and how long `/livez` took.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import uvicorn

from qa.documents.isolation import Parsers
from qa.embedding.encoder import TokenEmbedding
from qa.garbage import leave_alone_what_is_loaded
from qa.index.local import LocalIndex
from qa.indexing import Indexer, IndexReport, index_settings
from qa.service.app import create_app
from qa.service.server import SWITCH_SECONDS
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE
from scripts.processes import children
from tests.documents.fidelity.made import Words
from tests.documents.hostile import broken_files, hostile_files
from tests.fake_archive import KEY, FakeArchive
from tests.fakes import FakeTokenEncoder


class Forgetful(FakeTokenEncoder):
    """Like a real one it keeps nothing of what it embedded."""

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        embedded = super().encode_passage_tokens(texts, sentences)
        self.encoded.clear()
        self.sentences.clear()
        return embedded


def watch(port: int, process: int, done: Event, told: Connection) -> None:
    """Ask `/livez` of a `process` and look at its children's memory, until it is `done`; then
    tell the seconds of each reply, and the most bytes that a child has held.

    In a process of its own: a thread of the one that is watched would wait for itself.
    """
    seconds: list[float] = []
    peak = 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not done.wait(0.05):
        began = time.perf_counter()
        connection.request("GET", "/livez")
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
        peak = max(peak, *map(_peak_of, children(process) - {os.getpid()}), 0)
    told.send((seconds, peak))


def _peak_of(process: int) -> int:
    """Bytes that the process held at most."""
    for line in _read(Path(f"/proc/{process}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text()
    return ""


def write_files(folder: Path, broken: int, seed: int, good: int) -> int:
    """How many hostile and broken ones were written."""
    count = 0
    for name, data in (*hostile_files(), *broken_files(broken, seed)) if broken else ():
        (folder / name).write_bytes(data)
        count += 1
    for number in range(good):
        text = "\n\n".join(Words(number).paragraphs(4))
        (folder / f"good-{number}.txt").write_text(text, encoding="utf-8")
    return count


def serve(settings: Settings) -> uvicorn.Server:
    """In a thread of this process, which is set up as `qa serve` sets up its own."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(settings, FakeArchive(settings))  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    leave_alone_what_is_loaded()
    return server


def timed_reading(times: dict[str, float]) -> None:
    """Note how long each file takes from when a process is free for it."""
    read = Parsers._read

    def note(self: Parsers, request: dict[str, object], data: bytes) -> object:
        began = time.perf_counter()
        try:
            return read(self, request, data)
        finally:
            times[str(request["source"])] = time.perf_counter() - began

    Parsers._read = note  # type: ignore[method-assign, assignment]


def index(folder: Path, settings: Settings) -> tuple[IndexReport, list[str]]:
    """What the run did, and the sources that are stored."""
    encoder = Forgetful()
    opened = LocalIndex.open(settings.data_dir, index_settings(settings, encoder), create=True)
    try:
        report = Indexer(opened, encoder, settings).update(
            [folder], lambda told: print(told.documents, told.source, file=sys.stderr, flush=True)
        )
        stored = opened.documents(WHOLE_ARCHIVE, limit=-1).documents
        return report, [one.source for one in stored]
    finally:
        opened.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--broken", type=int, default=60, help="valid files broken at random; 0: no hostile ones"
    )
    parser.add_argument("--good", type=int, default=5, help="good files among them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the files there and leave them")
    given = parser.parse_args()
    times: dict[str, float] = {}
    timed_reading(times)
    with tempfile.TemporaryDirectory() as place:
        folder = given.keep or Path(place) / "files"
        folder.mkdir(parents=True, exist_ok=True)
        count = write_files(folder, given.broken, given.seed, given.good)
        settings = Settings(data_dir=Path(place) / "data", admin_key=KEY)
        server = serve(settings)
        port = server.servers[0].sockets[0].getsockname()[1]
        context = multiprocessing.get_context("spawn")
        done, (hears, tells) = context.Event(), context.Pipe(duplex=False)
        watcher = context.Process(target=watch, args=(port, os.getpid(), done, tells))
        watcher.start()
        report, stored = index(folder, settings)
        done.set()
        seconds, peak = hears.recv()
        watcher.join()
        server.should_exit = True
    kinds = Counter(problem.kind for problem in report.problems if not problem.part)
    waits = sorted(seconds)
    slowest = sorted(times.items(), key=lambda one: -one[1])[:5]
    print(f"{count} hostile and broken files in {report.seconds:.0f} s; the run completed")
    print(f"good ones stored: {sum(one.startswith('good-') for one in stored)} of {given.good}")
    print(f"stored: {len(stored)}; reported: {sum(kinds.values())} {dict(kinds)}")
    print("slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest))
    print(f"peak memory of a process that reads: {peak / 1e6:.0f} MB")
    print(
        f"/livez: {len(waits)} replies, p50 {1000 * waits[len(waits) // 2]:.0f} ms, "
        f"p99 {1000 * waits[int(len(waits) * 0.99)]:.0f} ms, max {1000 * waits[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
