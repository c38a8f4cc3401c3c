"""The process in which files are parsed: one after another, within limits.

Run by `qa.documents.isolation` as `python -m qa.documents.worker`.  It reads
requests from its input, writes what it read to its output, and ends when the
input does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from qa.documents.exchange import pack, pack_error, receive, send
from qa.documents.manifest import Entry
from qa.documents.patience import set_ask
from qa.documents.read import ReadFile, read_data, read_file
from qa.errors import DamagedDocument, DocumentError, ReadingStopped, TooLarge
from qa.types import Language

try:
    import resource
except ImportError:  # Windows: the asking side's limits on time and output are all there is
    resource = None  # type: ignore[assignment]

_REQUEST_BYTES = 4_000_000_000
# Of memory that is left over from a large file, a new process is cheaper than carrying it along.
_TIRED_BYTES = 300_000_000
_NICE = 10


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Of one file: bytes of memory beyond what the process has when it starts, seconds of
    processor time, bytes of its own and of what is sent back."""

    memory: int
    cpu_seconds: float
    output: int
    max_document_bytes: int


def main() -> None:
    """Serve until the input ends; leave after a file that may have left something behind."""
    # Whoever asks the archive meanwhile goes first.
    with contextlib.suppress(AttributeError):  # Windows
        os.nice(_NICE)
    # Ctrl-C is for the one who asked, and ends this process by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not come between the replies.
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    header, _ = receive(requests, _REQUEST_BYTES)
    limits = WorkerLimits(**header)
    fresh = _address_space()
    _limit_memory(fresh + limits.memory)
    send(replies, {"ready": os.getpid()})
    while _serve(requests, replies, limits, fresh + _TIRED_BYTES):
        pass
    replies.flush()
    # Nothing that a parser left behind may keep the process from ending.
    os._exit(0)


def _serve(requests: BinaryIO, replies: BinaryIO, limits: WorkerLimits, tired: int) -> bool:
    """Read one file; whether another may be read after it, with no more than `tired` bytes
    mapped."""
    try:
        request, data = receive(requests, _REQUEST_BYTES)
    except EOFError:
        return False
    _limit_time(limits)
    set_ask(lambda: _begin_page(replies, limits))
    fit = True
    body = b""
    try:
        header, body = pack(_read(request, data, limits))
        if sum(text for text, *_ in header["sizes"]) > limits.output:
            body = b""
            raise TooLarge(
                f"{request['source']}: more than {limits.output} bytes of text come out of it; "
                "split the file or raise QA_PARSER_OUTPUT_MB"
            )
    except DocumentError as error:
        header = pack_error(error)
        fit = not isinstance(error, ReadingStopped)
    except MemoryError:
        header = pack_error(ReadingStopped(f"{request['source']}: {_memory_reason(limits)}"))
        fit = False
    except BaseException as error:
        reason = f"reading it failed ({type(error).__name__}); open it and save it again"
        header = pack_error(DamagedDocument(f"{request['source']}: {reason}"))
        fit = False
    # Not the peak, which Linux passes on from the process that started this one.
    fit = fit and _address_space() <= tired
    send(replies, {**header, "last": not fit}, body)
    return fit


def _begin_page(replies: BinaryIO, limits: WorkerLimits) -> None:
    _limit_time(limits)
    send(replies, {"page": "begun"})


def _memory_reason(limits: WorkerLimits) -> str:
    return (
        f"reading it took more than {limits.memory // 1_000_000} MB of memory; split the file or "
        "raise QA_PARSER_MEMORY_MB"
    )


def _read(request: dict[str, Any], data: bytes, limits: WorkerLimits) -> ReadFile:
    if request["path"] is None:
        return read_data(data, request["source"], limits)
    given = request["entry"]
    language = Language(given["language"]) if given["language"] else None
    entry = Entry(**{**given, "language": language})
    return read_file(Path(request["path"]), Path(request["root"]), limits, entry)


def _limit_memory(most: int) -> None:
    if resource is not None:
        _lower(resource.RLIMIT_AS, most)
        _lower(resource.RLIMIT_CORE, 0)


def _address_space() -> int:
    """Bytes that the process has mapped now; a generous guess where nobody tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 1_000_000_000
    return pages * os.sysconf("SC_PAGE_SIZE")


def _limit_time(limits: WorkerLimits) -> None:
    """The system ends the process where it computes for longer than one file may."""
    if resource is not None:
        _lower(resource.RLIMIT_CPU, int(time.process_time() + limits.cpu_seconds) + 1)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))


if __name__ == "__main__":
    main()
