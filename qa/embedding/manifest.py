"""A model folder's own list of its files and their hashes.

A conversion that was interrupted, a copy that ran out of disk and a flipped bit all
look like a model until they are used, and then give vectors that are merely bad.  So
a folder we wrote is complete only with its manifest, which is written last, and it is
checked whole at every load: a few tenths of a second against silent nonsense.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.errors import ModelError

MANIFEST = "manifest.json"
FORMAT = 1


def hash_file(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of each file under `folder`, by its relative path with `/`."""
    return {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def write_manifest(folder: Path, model: str, origin: Mapping[str, str]) -> None:
    """Lists every file of `folder`, flushes all to disk, then writes the manifest."""
    files = hash_files(folder)
    manifest = {"format": FORMAT, "model": model, "origin": dict(origin), "files": files}
    for name in files:
        flush(folder / name)
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    flush(path)
    flush(folder)


def check_manifest(folder: Path, model: str | None) -> str:
    """Compares every file with the manifest; returns the content's hash.

    `model` None accepts any name: a copied folder is still the model it was.

    Raises ModelError for a missing, altered or foreign folder.
    """
    manifest = _read_manifest(folder)
    named = manifest.get("model")
    if manifest.get("format") != FORMAT or named != (model or named):
        raise refuse(
            folder,
            f"its manifest is of {named!r}, format {manifest.get('format')!r}; "
            f"expected {model!r}, format {FORMAT}",
        )
    files: dict[str, str] = manifest["files"]
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise refuse(folder, f"{name} is missing")
        found = hash_file(path)
        if found != expected:
            raise refuse(folder, f"{name} has SHA-256 {found}, expected {expected}")
    return content_hash(files)


def content_hash(files: Mapping[str, str]) -> str:
    """One hash for the whole folder, independent of file order."""
    lines = "".join(f"{name} {files[name]}\n" for name in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict):
            return manifest
    except FileNotFoundError:
        raise refuse(folder, f"it has no {MANIFEST}, so it was never finished") from None
    except (OSError, ValueError) as error:
        raise refuse(folder, f"{MANIFEST} is unreadable: {error}") from error
    raise refuse(folder, f"{MANIFEST} lists no files")


def refuse(folder: Path, reason: str) -> ModelError:
    return ModelError(f"the model in {folder} is refused: {reason}; run `qa model fetch` again")


def flush(path: Path) -> None:
    """Forces a file or a folder's entries to disk (folders: where the system allows it)."""
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
