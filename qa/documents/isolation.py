"""Files are parsed in processes of their own, so that none can stop the program.

A parser meets whatever people send: a few kilobytes that unpack to gigabytes,
loops without end, letters that crash a C library.  So a file is read in a worker
process (`qa.documents.worker`) with limits on memory, processor time, wall time
and what it sends back.  What ends there is that file's `DocumentError`; the next
file gets a new worker.  A worker that ended well takes the next file at once,
which keeps ten thousand small files as fast as reading them here.

Workers are shared by the whole program: they cost half a second to start and
tens of megabytes to keep, and end when nobody needed them for a while.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from qa.documents.exchange import receive, send, unpack, unpack_error
from qa.documents.manifest import Entry
from qa.documents.patience import MOST_PAGES, PAGE_SECONDS
from qa.documents.read import ReadFile, read_data, read_file
from qa.documents.worker import WorkerLimits
from qa.errors import DocumentError, ReadingStopped
from qa.settings import Settings

_IDLE_SECONDS = 60.0
_LOOK_SECONDS = 0.2
_START_SECONDS = 60.0
# Beside the text of a file: headings, pages, what was dropped.
_HEADER_BYTES = 50_000_000
# Set on purpose for a process, unlike what is particular to this one (keys, settings).
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "TESSDATA_PREFIX")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers, what each may take for a file, and the seconds it has."""

    processes: int
    seconds: float
    worker: WorkerLimits

    @property
    def max_document_bytes(self) -> int:
        return self.worker.max_document_bytes

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            settings.parser_processes,
            settings.parser_seconds,
            WorkerLimits(
                settings.parser_memory_mb * 1_000_000,
                settings.parser_cpu_seconds,
                settings.parser_output_mb * 1_000_000,
                settings.max_document_bytes,
            ),
        )


def parsers(settings: Settings) -> Parsers:
    """The program's workers for these limits."""
    return _shared(Limits.of(settings))


@functools.lru_cache(maxsize=8)
def _shared(limits: Limits) -> Parsers:
    made = Parsers(limits)
    atexit.register(made.close)
    return made


class Parsers:
    """A pool of workers; every method may be called from any thread."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._free = threading.BoundedSemaphore(max(1, limits.processes))
        self._guard = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._watch: threading.Thread | None = None

    def read_file(self, path: Path, root: Path, entry: Entry | None = None) -> ReadFile:
        """As `qa.documents.read.read_file`; ReadingStopped where a limit was met."""
        if not self.limits.processes:
            return _in_this_process(lambda: read_file(path, root, self.limits, entry), path.name)
        request = {
            "source": path.name,
            "path": str(path),
            "root": str(root),
            "entry": {**asdict(entry or Entry())},
        }
        return self._read(request, b"")

    def read_data(self, data: bytes, source: str) -> ReadFile:
        """As `qa.documents.read.read_data`; ReadingStopped where a limit was met."""
        if not self.limits.processes:
            return _in_this_process(lambda: read_data(data, source, self.limits), source)
        return self._read({"source": source, "path": None}, data)

    def read_each(
        self, items: Iterable[Item], read: Callable[[Item], ReadFile]
    ) -> Generator[tuple[Item, ReadFile | DocumentError]]:
        """Each item with what `read` gave or raised for it, in order, some read ahead.

        Closing the iterator ends what is being read ahead.
        """
        ahead: deque[tuple[Item, Future[ReadFile | DocumentError]]] = deque()
        rest = iter(items)

        def caught(item: Item) -> ReadFile | DocumentError:
            try:
                return read(item)
            except DocumentError as error:
                return error

        size = max(1, self.limits.processes)
        threads = ThreadPoolExecutor(size, "qa-parser")
        try:
            while True:
                while len(ahead) < 2 * size and (item := next(rest, ahead)) is not ahead:
                    ahead.append((item, threads.submit(caught, item)))  # type: ignore[arg-type]
                if not ahead:
                    return
                item, future = ahead.popleft()
                yield item, future.result()
        finally:
            if ahead:
                for _, future in ahead:
                    future.cancel()
                self._end_busy()
            threads.shutdown()

    def close(self) -> None:
        """End every worker; the next file starts new ones."""
        self._end_busy()
        with self._guard:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _end_busy(self) -> None:
        with self._guard:
            for worker in self._busy:
                worker.kill("reading was broken off")

    def _read(self, request: dict[str, Any], data: bytes) -> ReadFile:
        source = request["source"]
        with self._free:
            worker = self._take()
            try:
                header, body = self._ask(worker, request, data)
            except BaseException:
                self._give_back(worker, fit=False)
                raise
            self._give_back(worker, fit=not header["last"])
        if "error" in header:
            raise unpack_error(header)
        try:
            return unpack(header, body)
        except (KeyError, TypeError, ValueError) as error:
            raise ReadingStopped(f"{source}: what came out of it makes no sense") from error

    def _ask(
        self, worker: _Worker, request: dict[str, Any], data: bytes
    ) -> tuple[dict[str, Any], bytes]:
        most = self.limits.worker.output + _HEADER_BYTES
        source = request["source"]
        try:
            return worker.ask(request, data, self.limits.seconds, most)
        except ValueError as error:
            raise ReadingStopped(f"{source}: {error} come out of it; split the file") from error
        except (EOFError, OSError) as error:
            raise ReadingStopped(f"{source}: {worker.explain(self.limits)}") from error

    def _take(self) -> _Worker:
        with self._guard:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    break
                worker.end()
            else:
                worker = _Worker(self.limits.worker)
            self._busy.add(worker)
            if self._watch is None:
                self._watch = threading.Thread(target=self._look, name="qa-parsers", daemon=True)
                self._watch.start()
        return worker

    def _give_back(self, worker: _Worker, *, fit: bool) -> None:
        with self._guard:
            self._busy.discard(worker)
            if fit:
                worker.idle_since = time.monotonic()
                self._idle.append(worker)
                return
        worker.end()

    def _look(self) -> None:
        """End workers that are late with a file or that nobody needs; leave with the last."""
        while True:
            time.sleep(_LOOK_SECONDS)
            now = time.monotonic()
            with self._guard:
                for worker in self._busy:
                    if now > worker.deadline:
                        worker.kill("late")
                unneeded = [w for w in self._idle if now > w.idle_since + _IDLE_SECONDS]
                self._idle = [w for w in self._idle if w not in unneeded]
                if not self._idle and not self._busy:
                    self._watch = None
            for worker in unneeded:
                worker.end()
            if self._watch is None:
                return


class _Worker:
    """One process and the pipes to it; asked by one thread at a time."""

    def __init__(self, limits: WorkerLimits) -> None:
        self.deadline = time.monotonic() + _START_SECONDS
        self.idle_since = 0.0
        self._limits = limits
        self._killed = ""
        self._ready = False
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        # Memory is what is limited here; a thread's arena would count as taken.
        environment |= {"MALLOC_ARENA_MAX": "1", "OMP_THREAD_LIMIT": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-P", "-m", "qa.documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(
        self, request: dict[str, Any], data: bytes, seconds: float, most: int
    ) -> tuple[dict[str, Any], bytes]:
        """Raises EOFError or OSError where the process has ended, ValueError for too long a
        reply."""
        if not self._ready:
            send(self._input, asdict(self._limits))
            receive(self._output, most)
            self._ready = True
        self.deadline = time.monotonic() + seconds
        send(self._input, request, data)
        for _ in range(2 * MOST_PAGES):
            header, body = receive(self._output, most)
            if "page" not in header:
                break
            self.deadline = time.monotonic() + PAGE_SECONDS + seconds
        else:
            raise ValueError(f"more than {MOST_PAGES} pages of pictures")
        self.deadline = float("inf")
        if self._killed:
            raise EOFError
        return header, body

    @property
    def _input(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _output(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self, reason: str) -> None:
        self._killed = self._killed or reason
        self._process.kill()

    def end(self) -> None:
        """Close the pipes and wait for the end, which is forced."""
        self._process.kill()
        for stream in (self._input, self._output):
            with contextlib.suppress(OSError):
                stream.close()
        self._process.wait()

    def explain(self, limits: Limits) -> str:
        """Why there was no reply."""
        if self._killed == "late":
            return (
                f"reading it took more than {limits.seconds:g} s and was stopped; split or convert "
                "the file, or raise QA_PARSER_SECONDS"
            )
        if self._killed:
            return self._killed
        code = self._process.wait()
        if code == -24:  # SIGXCPU
            return (
                f"reading it took more than {limits.worker.cpu_seconds:g} s of processor time and "
                "was stopped; split or convert the file, or raise QA_PARSER_CPU_SECONDS"
            )
        how = f"signal {-code}" if code < 0 else f"status {code}"
        return (
            f"the process that read it ended ({how}), as it does where a file is damaged or takes "
            f"more than {limits.worker.memory // 1_000_000} MB; open it and save it again, or "
            "raise QA_PARSER_MEMORY_MB"
        )


def _in_this_process(read: Callable[[], ReadFile], source: str) -> ReadFile:
    try:
        return read()
    except MemoryError as error:
        raise ReadingStopped(f"{source}: too large inside for the memory there is") from error
