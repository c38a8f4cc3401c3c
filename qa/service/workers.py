"""Processes that answer beside the server's own, so that every core is used.

Answering is mostly Python, of which one process runs one thread at a time: eight clients
got no more answers a second than one.  Here each worker is a process with its own opened
archive; the server's threads hand it a question and wait.  A worker that dies, or that does not
stop when told to, is replaced, and costs the one request it was at.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qa
from qa.errors import NotReady, QaError, Stopped
from qa.garbage import leave_alone_what_is_loaded

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.checking.check import CheckReport
    from qa.retrieval.search import SearchResult
    from qa.settings import Settings
    from qa.types import Answer, Scope

MEMORY_EACH = 1_200_000_000
"""Bytes, of which those of the weights' file are shared."""
MOST = 4
"""Workers that are started where nothing is said."""
LOOK_SECONDS = 0.02
STUBBORN_SECONDS = 10.0
"""How long a worker may take to stop before it is killed."""

STOP = "stop"
_TOLD = "told"
"""Stands for somebody who is told of events, whom no pipe can carry."""
OPENING = "from qa.archive import Archive; opening = Archive.open"
"""What a worker opens the archive with, as its first lines; tests have another."""

log = logging.getLogger("qa.service")


class Workers:
    """`count` workers, `gently` at the lowest priority; started when first needed.

    Whoever is `within` a scope asks them from any thread, and waits for a free worker.
    """

    def __init__(self, settings: Settings, count: int, *, gently: bool = False) -> None:
        # Beside others of its kind a worker has its share of the cores, and checks what is left.
        share = settings.threads or (0 if gently else max(1, cores() // count))
        self._settings = settings.model_copy(update={"threads": share})
        self._gently = gently
        self._places: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(count):
            self._places.put(None)
        self._begun: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._guard = threading.Lock()
        self._closed = False

    def start(self) -> None:
        """Have every worker begin to open the archive."""
        for _ in range(self._places.qsize()):
            self._places.get()
            self._begun.append(self._new())
        for worker in self._begun:
            self._places.put(worker)

    def wait(self) -> None:
        """Until those that were started are open; raises what opening raised there."""
        for worker in self._begun:
            worker.wait_until_open()
        self._begun.clear()

    def within(self, scope: Scope) -> ScopedWorkers:
        """They work for somebody who may read `scope`."""
        return ScopedWorkers(self, scope)

    def close(self) -> None:
        with self._guard:
            self._closed = True
            alive = list(self._alive)
        for worker in alive:
            worker.end()

    def do(
        self,
        scope: Scope,
        name: str,
        given: tuple[Any, ...],
        named: dict[str, Any],
    ) -> Any:
        on_event = named.pop("on_event", None)
        should_stop = named.pop("should_stop", None)
        told: list[Any] = []

        def tell(event: Any) -> None:
            told.append(event)
            on_event(event)

        # An archive that tells nobody what it finds may begin again where its database breaks off.
        if on_event is not None:
            named["on_event"] = _TOLD
        place = self._places.get()
        try:
            for attempt in (1, 2):
                place = place or self._new()
                try:
                    return place.do((scope, name, given, named), tell, should_stop)
                except (EOFError, OSError) as error:
                    log.error("a worker died while it was at %s", name)
                    self._drop(place)
                    place = None
                    if attempt == 2 or told:
                        raise NotReady("the process at work died; try again") from error
        finally:
            if place is not None and place.busy:
                # It did not stop, or its reply has not been read: of no use to the next.
                self._drop(place)
                place = None
            self._places.put(place)

    def _new(self) -> _Worker:
        with self._guard:
            if self._closed:
                raise NotReady("the server is being stopped")
            worker = _Worker(self._settings, self._gently)
            self._alive.add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        worker.end()
        with self._guard:
            self._alive.discard(worker)


@dataclass(frozen=True, slots=True)
class ScopedWorkers:
    """Workers for one reader; its methods are those of an `Archive` within the scope."""

    workers: Workers
    scope: Scope

    def ask(self, *given: Any, **named: Any) -> Answer:
        return self.workers.do(self.scope, "ask", given, named)  # type: ignore[no-any-return]

    def search(self, *given: Any, **named: Any) -> SearchResult:
        return self.workers.do(self.scope, "search", given, named)  # type: ignore[no-any-return]

    def check(self, *given: Any, **named: Any) -> CheckReport:
        return self.workers.do(self.scope, "check", given, named)  # type: ignore[no-any-return]


class _Worker:
    """One process, which does one thing at a time."""

    def __init__(self, settings: Settings, gently: bool) -> None:
        self.busy = False
        ours, theirs = Pipe()
        handle = theirs.fileno()
        # -P: not from the folder that the server was started in, but from where this one came.
        code = f"{OPENING}; from qa.service.workers import serve; serve({handle}, opening)"
        home = str(Path(qa.__file__).parents[1])
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            env={**os.environ, "PYTHONPATH": path},
            pass_fds=[handle],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._pipe = ours
        self._is_open = False
        ours.send((settings, gently))

    def wait_until_open(self, should_stop: Callable[[], bool] | None = None) -> None:
        """Raises what opening the archive raised there, and Stopped: then it goes on opening."""
        if self._is_open:
            return
        while should_stop is not None and not self._pipe.poll(LOOK_SECONDS):
            if should_stop():
                raise Stopped("the model is still being loaded for this; try again in a moment")
        self._result(self._pipe.recv())
        self._is_open = True

    def do(
        self,
        task: tuple[Scope, str, tuple[Any, ...], dict[str, Any]],
        on_event: Callable[[Any], None],
        should_stop: Callable[[], bool] | None,
    ) -> Any:
        """Raises EOFError or OSError where the process dies."""
        self.wait_until_open(should_stop)
        self.busy = True
        self._pipe.send(task)
        told_to_stop: float | None = None
        while True:
            if should_stop is not None:
                while not self._pipe.poll(LOOK_SECONDS):
                    now = time.monotonic()
                    if told_to_stop is None and should_stop():
                        self._pipe.send(STOP)
                        told_to_stop = now
                    elif told_to_stop is not None and now - told_to_stop > STUBBORN_SECONDS:
                        raise Stopped("the work was stopped: it took longer than it may")
            kind, value = message = self._pipe.recv()
            if kind == "event":
                on_event(value)
                continue
            self.busy = False
            return self._result(message)

    def end(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.wait()

    def _result(self, message: tuple[str, Any]) -> Any:
        kind, value = message
        if kind == "error":
            raise value
        return value


def default_count() -> int:
    """Workers where nothing is said: none on one core or in little memory."""
    return _fitting(cores(), _free_memory())


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _fitting(processors: int, memory: int | None) -> int:
    """For so many `processors`, and bytes of free `memory` where it is known."""
    if processors < 2 or memory is None:
        return 0
    # The server itself and the process for checks take as much as a worker each.
    return max(0, min(processors, MOST, memory // MEMORY_EACH - 2))


def _free_memory() -> int | None:
    """Bytes, by the system and by the container's limit; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        said = next(line for line in lines if line.startswith("MemAvailable"))
        free = int(said.split()[1]) * 1024
    except (OSError, StopIteration, ValueError):
        return None
    with suppress(OSError, ValueError):
        free = min(free, int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return free


def serve(handle: int, opening: Callable[[Settings], Archive]) -> None:
    """What a worker does: open the archive, then one task after another until the pipe ends."""
    # The server decides when its workers end, whatever a terminal or a supervisor sends to all.
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError), Connection(handle) as pipe:
        settings, gently = pipe.recv()
        try:
            archive = opening(settings)
        except Exception as error:
            pipe.send(("error", _portable(error)))
            return
        if gently:
            os.nice(19)
        leave_alone_what_is_loaded()
        pipe.send(("open", None))
        while True:
            task = pipe.recv()
            if task != STOP:  # of a task that was done before it read that it should stop
                pipe.send(_work(archive, pipe, *task))


def _work(
    archive: Archive,
    pipe: Connection,
    scope: Scope,
    name: str,
    given: tuple[Any, ...],
    named: dict[str, Any],
) -> tuple[str, Any]:
    if named.get("on_event") == _TOLD:
        named["on_event"] = lambda event: pipe.send(("event", event))
    if name != "search":
        named["should_stop"] = pipe.poll  # nothing but STOP is sent while a task is worked at
    try:
        # What was added or deleted a moment ago counts.
        archive.refresh()
        return "done", getattr(archive.within(scope), name)(*given, **named)
    except Exception as error:
        return "error", _portable(error)


def _portable(error: Exception) -> Exception:
    """One that can be sent; the log has what it was."""
    if isinstance(error, QaError):
        return error
    log.error("unexpected error in a worker", exc_info=error)
    return RuntimeError(f"{type(error).__name__} in a worker, whose log is above")
