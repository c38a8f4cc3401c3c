"""Derived files are replaced whole or not at all.

A new file is written beside its place, synced, renamed, and the folder synced,
so a reader meets either the old bytes or the new ones.  A file is trusted only
when its SHA-256 is the one the manifest names.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from qa.errors import StorageError
from qa.index import failpoints

PART = ".part"


@contextlib.contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says about `path` into StorageError with advice."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error


def storage_error(path: Path, error: OSError) -> StorageError:
    reasons = {
        errno.ENOSPC: "the disk is full; free some space and run the command again",
        errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
        errno.EFBIG: "the file would be larger than this process may write; raise the limit",
        errno.EROFS: "the file system is read-only; choose another --data folder",
        errno.EACCES: "permission denied; check the folder's owner or choose another --data folder",
    }
    reason = reasons.get(error.errno or 0, error.strerror or str(error))
    return StorageError(f"cannot write {path}: {reason}. Nothing that was indexed is lost.")


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a new file, then put it in `path`'s place durably.

    Raises StorageError; then `path` is as it was.
    """
    part = path.with_name(path.name + PART)
    try:
        with storage_errors(path):
            write(part)
            failpoints.reach("file.written")
            _sync(part)
            failpoints.reach("file.synced")
            part.replace(path)
            failpoints.reach("file.renamed")
            sync_folder(path.parent)
            failpoints.reach("folder.synced")
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where folders can be opened (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
