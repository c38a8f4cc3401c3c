"""Which files there are, and what they may be called.

A folder is walked in a stable order.  Nothing outside it is ever read: a
symbolic link that leads out is reported and passed over.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.documents.manifest import MANIFEST_NAME, Problem
from qa.errors import UnsafePath

_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_MAX_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: `source` is its path below `root`, with `/`, in NFC."""

    path: Path
    root: Path
    source: str


def discover(paths: Sequence[Path]) -> tuple[tuple[FoundFile, ...], tuple[Problem, ...]]:
    """All files of the given folders and files, in order of path, each once.

    A folder is its files' root; a file given by name has its folder as root.
    Left out: hidden files and folders, and manifests.
    """
    files: dict[Path, FoundFile] = {}
    problems: list[Problem] = []
    for given in paths:
        path = given.expanduser()
        if path.is_dir():
            found: Iterator[FoundFile | Problem] = _walk(path.resolve())
        elif path.exists():
            found = iter([FoundFile(path.absolute(), path.absolute().parent, _nfc(path.name))])
        else:
            found = iter([Problem(str(given), "no such file or folder")])
        for item in found:
            if isinstance(item, Problem):
                problems.append(item)
            else:
                files.setdefault(item.path.resolve(), item)
    return tuple(files.values()), tuple(problems)


def _walk(root: Path) -> Iterator[FoundFile | Problem]:
    failures: list[Problem] = []

    def failed(error: OSError) -> None:
        source = source_of(Path(error.filename or root), root)
        failures.append(Problem(source, f"the folder cannot be read: {error.strerror}"))

    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*names, *(n for n in folders if Path(folder, n).is_symlink())]):
            if name.startswith(".") or name == MANIFEST_NAME:
                continue
            path = Path(folder, name)
            source = source_of(path, root)
            if path.is_symlink() and not is_inside(path, root):
                reason = "a symbolic link that leads outside the folder is not followed"
                yield Problem(source, reason)
            elif path.is_symlink() and path.is_dir():
                yield Problem(source, "a symbolic link to a folder is not followed")
            elif path.is_file():
                yield FoundFile(path, root, source)
            else:
                yield Problem(source, "not a regular file, or a broken link")
    yield from failures


def source_of(path: Path, root: Path) -> str:
    """The path below `root`, with `/`, in NFC; the bare name where it is not below."""
    try:
        relative = path.relative_to(root)
    except ValueError:
        relative = Path(path.name)
    return _nfc(relative.as_posix())


def is_inside(path: Path, root: Path) -> bool:
    """Whether `path` with every symbolic link followed stays in `root`."""
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


_MOST_FOLDERS = 20


def safe_path(name: str) -> str:
    """The name of an uploaded file with the folders that it lay in, each of them checked by
    `safe_name`."""
    parts = name.split("/")
    if len(parts) > _MOST_FOLDERS:
        raise UnsafePath(f"{name[:60]!a}: more than {_MOST_FOLDERS - 1} folders deep")
    return "/".join(map(safe_name, parts))


def safe_name(name: str) -> str:
    """The name of an uploaded file, checked; raises UnsafePath for one that could do harm.

    Refused: empty or hidden names, path separators, `..`, NUL and other control
    characters, names reserved on Windows, more than 200 bytes, lone surrogates.
    """
    shown = ascii(name if len(name) <= 60 else name[:60] + "…")
    plain = _nfc(name).strip()
    reason = ""
    try:
        size = len(plain.encode())
    except UnicodeEncodeError:
        size, reason = 0, "it is not valid Unicode"
    if not plain.strip("."):
        reason = "it is empty"
    elif "/" in plain or "\\" in plain or plain != PurePosixPath(plain).name or ":" in plain:
        reason = "it holds a path, a name alone is expected"
    elif any(unicodedata.category(c) in ("Cc", "Cf") for c in plain):
        reason = "it holds control characters"
    elif plain.startswith("."):
        reason = "it is hidden (begins with a full stop)"
    elif _RESERVED.fullmatch(plain) or plain.endswith("."):
        reason = "it is reserved on some systems"
    elif size > _MAX_NAME_BYTES:
        reason = f"it is longer than {_MAX_NAME_BYTES} bytes"
    if reason:
        raise UnsafePath(f"the file name {shown} is refused: {reason}; rename the file")
    return plain


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
