"""What differs between folders of files and what was indexed from them.

A file is known by its root (the folder that was indexed) and its path below it,
and counts as changed when its bytes or its manifest entry did.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.documents.discover import FoundFile, discover, source_of
from qa.documents.load import FORMATS
from qa.documents.manifest import MANIFEST_NAME, Entry, Problem, read_manifest
from qa.errors import BadInput
from qa.index.passage_index import UPLOADS, PassageIndex


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file to index: `root` and `source` name it, `known` tells an update from an addition."""

    path: Path
    folder: Path
    root: str
    source: str
    content_hash: str
    entry: Entry
    known: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """`vanished` are ids of documents whose files are gone."""

    changed: tuple[ChangedFile, ...]
    unchanged: int
    vanished: tuple[str, ...]
    problems: tuple[Problem, ...]


def document_id(root: str, source: str) -> str:
    """Stable over revisions, different for equal paths of different roots."""
    return hashlib.sha256(f"{root}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_changes(index: PassageIndex, paths: Sequence[Path]) -> Changes:
    """Compare the files below `paths` with the index.

    Raises BadInput when there is no file at all: an empty folder is far more
    often a mistake (a disk not mounted, a wrong name) than a wish to remove
    everything that was in it.
    """
    files, problems = discover(paths)
    roots = _roots(index, paths)
    known = {root: index.known_sources(root) for root in set(roots.values())}
    if not files:
        raise BadInput(_nothing(paths, problems, sum(map(len, known.values()))))
    manifests = _Manifests()
    seen: set[tuple[str, str]] = set()
    changed: list[ChangedFile] = []
    unchanged = 0
    failed: list[Problem] = []
    for found in files:
        place = found.path.parent.resolve() / found.path.name
        root = _root_of(place, roots)
        source = source_of(place, Path(root))
        seen.add((root, source))
        entry = manifests.entry(found)
        try:
            content_hash = _content_hash(found.path, entry)
        except OSError as error:
            failed.append(Problem(source, f"cannot be read: {error.strerror}"))
            continue
        before = known[root].get(source)
        if before == content_hash:
            unchanged += 1
        else:
            changed.append(
                ChangedFile(
                    found.path, found.root, root, source, content_hash, entry, before is not None
                )
            )
    vanished = tuple(
        document_id(root, source)
        for given, root in roots.items()
        if given.is_dir()
        for source in known[root]
        if _is_below(source, given, root) and (root, source) not in seen
    )
    return Changes(
        tuple(changed), unchanged, vanished, (*problems, *manifests.problems, *failed)
    )


def _roots(index: PassageIndex, paths: Sequence[Path]) -> dict[Path, str]:
    """The root under which each given path is kept: a folder indexed before that holds it,
    or itself.  So indexing a subfolder or one file updates it in place."""
    known = [Path(root) for root in index.roots() if root != UPLOADS]
    roots = {}
    for given in {path.expanduser().resolve() for path in paths if path.expanduser().exists()}:
        folder = given if given.is_dir() else given.parent
        holders = [root for root in known if folder.is_relative_to(root)]
        roots[given] = str(min(holders, key=lambda root: len(root.parts), default=folder))
    return roots


def _root_of(place: Path, roots: dict[Path, str]) -> str:
    """The root of the innermost given path that holds the file."""
    holders = [g for g in roots if place.is_relative_to(g)]
    given = max(holders, key=lambda g: len(g.parts), default=None)
    # A file given through a symbolic link lies under its link's folder.
    return roots[given] if given else next(iter(roots.values()))


def _is_below(source: str, given: Path, root: str) -> bool:
    return str(given) == root or source.startswith(f"{source_of(given, Path(root))}/")


def _content_hash(path: Path, entry: Entry) -> str:
    digest = hashlib.sha256(repr(entry).encode("utf-8", "surrogatepass"))
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _nothing(paths: Sequence[Path], problems: Sequence[Problem], kept: int) -> str:
    message = (
        f"nothing to index in {', '.join(map(str, paths))}: "
        f"no file with one of the endings {', '.join(FORMATS)}"
    )
    message += "".join(f"; {problem.source}: {problem.reason}" for problem in problems)
    if kept:
        message += (
            f". The {kept} documents indexed from there before are kept; "
            "`qa documents remove` removes them"
        )
    return message


class _Manifests:
    """Each folder's manifest, read once."""

    def __init__(self) -> None:
        self._entries: dict[Path, dict[str, Entry]] = {}
        self.problems: list[Problem] = []

    def entry(self, found: FoundFile) -> Entry:
        """From the manifest of the file's own folder, else from its root's."""
        for folder in dict.fromkeys((found.path.parent, found.root)):
            if folder not in self._entries:
                self._read(folder, found.root)
            name = source_of(found.path.absolute(), folder.absolute())
            if name in self._entries[folder]:
                return self._entries[folder][name]
        return Entry()

    def _read(self, folder: Path, root: Path) -> None:
        self._entries[folder], problems = read_manifest(folder)
        source = source_of((folder / MANIFEST_NAME).absolute(), root.absolute())
        self.problems += [dataclasses.replace(p, source=source) for p in problems]
