"""A snapshot on disk: which files hold it, and how it comes back verified."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.index.arrays import map_arrays, write_arrays
from qa.index.database import Database
from qa.index.files import PART, checksum, replace_file
from qa.index.manifest import Manifest, read_manifest, write_manifest
from qa.index.parts import Part
from qa.index.records import Records
from qa.index.snapshot import Snapshot, State, follows, is_whole, read_collections, read_state
from qa.index.statistics import LANGUAGES
from qa.index.vectors import Base, Read, Rows, SavedFile, VectorIndex, Vectors

log = logging.getLogger(__name__)

_VECTORS, _PARTS = "vectors-", "part-"
_FORMER = ("lexical-", "statistics-")
"""Of earlier formats, to be dropped."""
_OVERTAKEN = 20
"""How often what is published may change while it is being read."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot with the manifest of the files it came from, parts in its order; `whole` tells
    whether it holds every live passage."""

    snapshot: Snapshot
    manifest: Manifest
    whole: bool

    def parts(self) -> dict[tuple[str, str], Part]:
        """Those in files, by name and checksum."""
        files = self.manifest.files
        names = [name for name in files if name.startswith(_PARTS)]
        pairs = zip(names, self.snapshot.parts, strict=True) if names else ()
        return {(name, files[name]): part for name, part in pairs}

    def bases(self) -> dict[tuple[str, str], Base]:
        """The same of the vectors, of which there is one."""
        base = self.snapshot.vectors.base
        return {(base.saved.path.name, base.saved.digest): base} if base.saved else {}


def save(folder: Path, snapshot: Snapshot, before: Stored | None) -> Stored:
    """Write what changed since `before`, then the manifest, then drop old files.

    Raises StorageError; then the files of `before` are still in force.
    """
    state = snapshot.state
    generation = f"{state.generation:09d}"
    files: dict[str, str] = {}

    def put(name: str, write: Callable[[Path], None]) -> SavedFile:
        replace_file(folder / name, write)
        saved = SavedFile(folder / name, checksum(folder / name))
        files[name] = saved.digest
        return saved

    known = {id(part): file for file, part in before.parts().items()} if before else {}
    parts = []
    for number, part in enumerate(snapshot.parts):
        if id(part) in known:
            name, files[name] = known[id(part)]
            parts.append(part)
        else:
            saved = put(f"{_PARTS}{generation}-{number:03d}.arrays", _writing(part))
            parts.append(Part.of(map_arrays(saved.path)))
    base = snapshot.vectors.base
    if base.saved is None:
        base = Base.read(put(f"{_VECTORS}{generation}.faiss", base.write))
    else:
        files[base.saved.path.name] = base.saved.digest
    manifest = Manifest(state.archive, state.generation, state.settings, files)
    write_manifest(folder, manifest)
    _drop_others(folder, files)
    return Stored(snapshot.over(base, parts), manifest, whole=True)


def load(folder: Path, database: Database, known: Stored | None = None) -> Stored | None:
    """The published snapshot; None when a file is missing, damaged, of another state or made when
    there were other languages.  What is `known` is taken from there instead of being read."""
    for _ in range(_OVERTAKEN):
        manifest = read_manifest(folder)
        if manifest is None:
            return None
        try:
            return _load(folder, database, manifest, known)
        except (_Unusable, OSError) as error:
            # Who publishes drops the files of what was before, also while they are being read.
            if read_manifest(folder) == manifest:
                log.warning("%s will be made anew: %s", folder, error)
                return None
    return None


class _Unusable(Exception):
    """What was published cannot be used as it is."""


def _load(folder: Path, database: Database, manifest: Manifest, known: Stored | None) -> Stored:
    """Raises _Unusable, and OSError for a file that is gone."""
    kept, held = (known.parts(), known.bases()) if known else ({}, {})
    new = {name: d for name, d in manifest.files.items() if {(name, d)}.isdisjoint({*kept, *held})}
    if damaged := _damaged(folder, new):
        raise _Unusable(f"{damaged} is missing or damaged")
    parts, base = [], None
    for name, digest in manifest.files.items():
        if name.startswith(_VECTORS):
            base = held.get((name, digest)) or _base(SavedFile(folder / name, digest))
        else:
            part = kept.get((name, digest)) or Part.of(map_arrays(folder / name))
            parts.append(part)
    if base is None or not all(_same_languages(part) for part in parts):
        raise _Unusable("it was made with other languages")
    state = State(manifest.archive, manifest.generation, manifest.settings)
    rows = np.concatenate([np.zeros(0, np.int64), *(part.rows for part in parts)])
    with database.snapshot() as connection:
        records = Records(database, connection)
        read = _reading(records, base.dimension, strict=read_state(connection) == state)
        if known is not None and follows(state, known.snapshot.state):
            read = known.snapshot.vectors.reading(read)
        vectors = VectorIndex.on(base, rows, read)
        collections = read_collections(database, connection)
        whole = is_whole(records, parts)
    return Stored(Snapshot.of(state, vectors, parts, collections), manifest, whole)


def _base(saved: SavedFile) -> Base:
    try:
        return Base.read(saved)
    except RuntimeError as error:
        # FAISS's own for a file that was dropped since it was verified.
        raise _Unusable(str(error)) from error


def _damaged(folder: Path, files: dict[str, str]) -> str | None:
    """The first file that is not what its SHA-256 says."""

    def whole(name: str) -> bool:
        try:
            return checksum(folder / name) == files[name]
        except OSError:
            return False

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = zip(files, threads.map(whole, files), strict=True)
        return next((name for name, good in found if not good), None)


def _same_languages(part: Part) -> bool:
    return len(part.sums["passages"]) == len(part.sums["known"]) * len(LANGUAGES)


def _reading(records: Records, dimension: int, *, strict: bool) -> Read:
    """What SQLite holds of vectors.  Where it is ahead some passages may be gone: not `strict`,
    their vectors are zero, and nobody finds them."""

    def read(rows: Rows) -> Vectors:
        return records.vectors(rows) if strict else records.vectors_left(rows, dimension)

    return read


def _writing(part: Part) -> Callable[[Path], None]:
    return lambda path: write_arrays(path, part.arrays())


def _drop_others(folder: Path, files: Iterable[str]) -> None:
    for path in folder.iterdir():
        derived = path.name.startswith((_VECTORS, _PARTS, *_FORMER)) or path.name.endswith(PART)
        if derived and path.name not in files:
            # Where an open file cannot be removed, the next publication tries again.
            with contextlib.suppress(OSError):
                path.unlink()
