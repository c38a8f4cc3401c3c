"""A snapshot on disk: which files hold it, and how it comes back verified."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.arrays import map_arrays, write_arrays
from qa.index.database import Database
from qa.index.files import PART, checksum, replace_file
from qa.index.lexical import Postings, Segment
from qa.index.manifest import Manifest, read_manifest, write_manifest
from qa.index.snapshot import Snapshot, State, attributes_of
from qa.index.statistics import LANGUAGES
from qa.index.vectors import VectorIndex

log = logging.getLogger(__name__)

_PREFIXES = ("vectors-", "lexical-", "statistics-")


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot with the manifest of the files it came from; `whole` tells whether it
    holds every live passage."""

    snapshot: Snapshot
    manifest: Manifest
    whole: bool


def save(folder: Path, snapshot: Snapshot, before: Stored | None) -> Stored:
    """Write what changed since `before`, then the manifest, then drop old files.

    Raises StorageError; then the files of `before` are still in force.
    """
    state = snapshot.state
    generation = f"{state.generation:09d}"
    files: dict[str, str] = {}
    kept = _segment_files(before)

    def put(name: str, write: Callable[[Path], None]) -> Path:
        replace_file(folder / name, write)
        files[name] = checksum(folder / name)
        return folder / name

    segments = []
    for number, segment in enumerate(snapshot.postings.segments):
        known = kept.get(id(segment))
        if known is None:
            path = put(f"lexical-{generation}-{number:03d}.arrays", _arrays(segment.arrays()))
            segment = Segment(**map_arrays(path))
        else:
            files[known[0]] = known[1]
        segments.append(segment)
    put(f"vectors-{generation}.faiss", snapshot.vectors.write)
    put(f"statistics-{generation}.arrays", _arrays(snapshot.totals))
    manifest = Manifest(state.archive, state.generation, state.settings, files)
    write_manifest(folder, manifest)
    _drop_others(folder, files)
    return Stored(replace(snapshot, postings=Postings(segments)), manifest, whole=True)


def load(folder: Path, database: Database) -> Stored | None:
    """The published snapshot; None when a file is missing, damaged, of another state or made when
    there were other languages."""
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    for name, digest in manifest.files.items():
        try:
            whole = checksum(folder / name) == digest
        except OSError:
            whole = False
        if not whole:
            log.warning("%s is missing or damaged and will be made anew", folder / name)
            return None
    by_kind = {prefix: _named(manifest, prefix) for prefix in _PREFIXES}
    vectors = VectorIndex.read(folder / by_kind["vectors-"][0])
    totals = map_arrays(folder / by_kind["statistics-"][0])
    if len(totals["passages"]) != len(totals["collections"]) * len(LANGUAGES):
        log.warning("%s was made with other languages and will be made anew", folder)
        return None
    segments = [Segment(**map_arrays(folder / name)) for name in by_kind["lexical-"]]
    attributes, collections, whole = attributes_of(database, vectors.rows)
    snapshot = Snapshot(
        State(manifest.archive, manifest.generation, manifest.settings),
        vectors,
        Postings(segments),
        attributes,
        totals,
        collections,
    )
    return Stored(snapshot, manifest, whole)


def _segment_files(stored: Stored | None) -> dict[int, tuple[str, str]]:
    """File name and checksum of each segment object that is already on disk."""
    if stored is None or not stored.manifest.files:
        return {}
    names = _named(stored.manifest, "lexical-")
    segments = stored.snapshot.postings.segments
    return {
        id(segment): (name, stored.manifest.files[name])
        for segment, name in zip(segments, names, strict=True)
    }


def _named(manifest: Manifest, prefix: str) -> list[str]:
    return [name for name in manifest.files if name.startswith(prefix)]


def _arrays(arrays: dict[str, NDArray[np.generic]] | dict[str, NDArray[Any]]) -> Any:
    return lambda path: write_arrays(path, arrays)


def _drop_others(folder: Path, files: dict[str, str]) -> None:
    for path in folder.iterdir():
        derived = path.name.startswith(_PREFIXES) or path.name.endswith(PART)
        if derived and path.name not in files:
            # Where an open file cannot be removed, the next publication tries again.
            with contextlib.suppress(OSError):
                path.unlink()
