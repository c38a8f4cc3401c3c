"""One writer at a time, by a lock that the kernel drops when its holder dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy
from qa.index.files import storage_error


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold `folder`'s writer lock.

    Raises IndexBusy at once when another process, thread or object holds it,
    and StorageError when the folder cannot be written.
    """
    path, holder = folder / "writer.lock", folder / "writer.pid"
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"{_describe(holder)} is writing to the index in {folder}; "
            "wait until it has finished, or stop it, and try again"
        ) from error
    except OSError as error:
        raise storage_error(path, error) from error
    try:
        with contextlib.suppress(OSError):
            holder.write_text(str(os.getpid()))
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _describe(holder: Path) -> str:
    try:
        return f"process {int(holder.read_text())}"
    except (OSError, ValueError):
        return "another process"
