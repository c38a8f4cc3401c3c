"""What differs between folders of files and what was indexed from them.

A file is known by its root (the folder that was indexed) and its path below it,
and counts as changed when its bytes or its manifest entry did.  A file that the
index knows stays under its root whichever folder is given, so a folder, its
parent and its subfolders may be indexed in turn and nothing is stored twice.

Only what is certainly gone is removed: nothing below a folder that cannot be
read, and nothing of a folder that is empty, because that is far more often a
mistake (a disk not mounted, a wrong name) than a wish to remove everything.
"""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.documents.discover import FoundFile, discover, source_of
from qa.documents.load import CONTAINERS, FORMATS
from qa.documents.manifest import MANIFEST_NAME, Entry, Problem, read_manifest
from qa.errors import BadInput
from qa.index.passage_index import UPLOADS, Library
from qa.index.reading import UNFINISHED
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE, Scope

# Content hash by source, by root.
Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file to index: `root` and `source` name it, `known` tells an update from an addition,
    `held` are the sources of the documents that were read from it; `again` is one that is read
    though it holds what it held."""

    path: Path
    folder: Path
    root: str
    source: str
    content_hash: str
    entry: Entry
    known: bool
    held: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """`vanished` are ids of documents whose files are gone, `gone` those files and other ones
    that something was noted of, by root and source; `folders` were read whole."""

    changed: tuple[ChangedFile, ...]
    unchanged: int
    vanished: tuple[str, ...]
    problems: tuple[Problem, ...]
    folders: tuple[str, ...]
    gone: tuple[tuple[str, str], ...] = ()


def document_id(root: str, source: str, collection: str = DEFAULT_COLLECTION) -> str:
    """Stable over revisions, different for equal paths of different roots or collections."""
    name = f"{root}\0{source}"
    if collection != DEFAULT_COLLECTION:
        name += f"\0{collection}"
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_changes(
    index: Library,
    collection: str,
    paths: Sequence[Path],
    max_bytes: int,
    leave: Collection[Path] = (),
    *,
    again: bool = False,
) -> Changes:
    """Compare the files below `paths` with a collection of the index.

    A folder below them that was indexed to another collection is left to it, unless this one
    knows its files too: a closed collection must not be laid open with the folder around it.
    Those in `leave` (resolved paths) stay as they are, whatever they hold; with `again` all others
    count as changed.  A file larger than
    `max_bytes` is not read, and counts as changed.  Raises BadInput when there is nothing to
    index at all.
    """
    own = Scope.of(collection)
    roots = (root for root in index.roots(own) if root != UPLOADS)
    known = {root: index.known_sources(own, root) for root in roots}
    walks = [_walk(path, known) for path in paths]
    problems = [problem for walk in walks for problem in walk.problems]
    if not any(walk.readable for walk in walks):
        reasons = "; ".join(f"{problem.source}: {problem.reason}" for problem in problems)
        raise BadInput(f"nothing to index: {reasons}")
    holders = {*known, *(walk.folder for walk in walks)}
    elsewhere = _folders_of_others(index, collection, walks)
    manifests = _Manifests()
    held = {root: _by_file(root, sources) for root, sources in known.items()}
    copies = {(copy.root, copy.source): copy for copy in index.reading.copies(own)}
    noted = {(one.root, one.source): one.kind for one in index.reading.unread(own)}
    seen: set[tuple[str, str]] = set()
    changed: list[ChangedFile] = []
    same: list[ChangedFile] = []
    unchanged = 0
    for file in _each_once(walks):
        place = file.path.parent.resolve() / file.path.name
        root = _root_of(place, holders, known)
        source = source_of(place, Path(root))
        before = held.get(root, {}).get(source, ())
        if not before and any(_is_below(_place(root, source), one) for one in elsewhere):
            continue
        seen.add((root, source))
        if place in leave:
            continue
        entry = manifests.entry(place, Path(root))
        try:
            content_hash = _content_hash(place, entry, max_bytes)
        except OSError as error:
            problems.append(Problem(source, f"cannot be read: {error.strerror}"))
            continue
        hashes = {known[root][one] for one in before}
        found = ChangedFile(
            file.path, file.root, root, source, content_hash, entry, bool(before), before, again
        )
        copy = copies.get((root, source))
        if hashes == {content_hash} and not again and noted.get((root, source)) != UNFINISHED:
            unchanged += 1
        elif copy and copy.content_hash == content_hash:
            same.append(found)
        else:
            changed.append(found)

    def is_gone(root: str, source: str) -> bool:
        place = _place(root, source)
        return (root, source) not in seen and any(walk.misses(place) for walk in walks)

    lost = [
        (root, source, one)
        for root, files in held.items()
        for source, inside in files.items()
        if is_gone(root, source)
        for one in inside
    ]
    vanished = {document_id(root, one, collection) for root, _, one in lost}
    # A copy is as good as known only while the document that it is a copy of stays.
    going = vanished | {
        document_id(file.root, one, collection) for file in changed for one in file.held
    }
    for twin in same:
        if copies[twin.root, twin.source].document_id in going:
            changed.append(twin)
        else:
            unchanged += 1
    return Changes(
        tuple(changed),
        unchanged,
        tuple(document_id(root, one, collection) for root, _, one in lost),
        (*problems, *manifests.problems),
        tuple(walk.folder for walk in walks if walk.whole),
        tuple(place for place in sorted({*copies, *noted}) if is_gone(*place)),
    )


def _by_file(root: str, sources: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sources of documents by the file that they lie in: itself, or a mail, or an archive."""
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(file_of(root, source), []).append(source)
    return {file: tuple(inside) for file, inside in found.items()}


def place_of(file: ChangedFile) -> tuple[str, str]:
    """Root and source, by which a file is known."""
    return file.root, file.source


def in_container(source: str) -> bool:
    """Whether the document lies in a mail or an archive, going by the name."""
    return file_of("", source) != source


def file_of(root: str, source: str) -> str:
    """The file below `root` that a document lies in: itself, or a mail, or an archive."""
    for end in (at for at, character in enumerate(source) if character == "/"):
        holder = source[:end]
        if holder.lower().endswith(CONTAINERS) and not Path(root, holder).is_dir():
            return holder
    return source


def _folders_of_others(index: Library, collection: str, walks: Sequence[_Walk]) -> tuple[str, ...]:
    """What other collections were given below the folders of these walks."""
    return tuple(
        folder
        for name in index.access.names(WHOLE_ARCHIVE)
        if name != collection
        for folder in index.folders(Scope.of(name))
        if not any(_is_below(walk.folder, folder) for walk in walks)
    )


def collection_of(index: Library, paths: Sequence[Path]) -> str:
    """Where the paths were indexed before, else the default collection: whoever forgets to
    name a closed collection again must not lay its documents open.

    Raises BadInput where they were indexed to several.
    """
    found = {
        name
        for name in index.access.names(WHOLE_ARCHIVE)
        for folder in index.folders(Scope.of(name))
        for path in paths
        if _is_below(str(path.expanduser().resolve()), folder)
    }
    if len(found) > 1:
        raise BadInput(
            f"these folders belong to the collections {', '.join(sorted(found))}; name one with "
            "--collection"
        )
    return found.pop() if found else DEFAULT_COLLECTION


def known_paths(index: Library, scope: Scope) -> list[Path]:
    """What has to be read to index everything again that was indexed from files: the folders
    that were read whole, and each file that is in none of them.

    A folder that is gone is named as long as documents from it are kept.
    """
    files = [
        _place(root, source)
        for root in index.roots(scope)
        if root != UPLOADS
        for source in _by_file(root, index.known_sources(scope, root))
    ]
    folders = [
        folder
        for folder in index.folders(scope)
        if Path(folder).is_dir() or any(_is_below(file, folder) for file in files)
    ]
    lone = [file for file in files if not any(_is_below(file, folder) for folder in folders)]
    return [Path(path) for path in (*folders, *lone)]


@dataclass(frozen=True, slots=True)
class _Walk:
    """What lies below one given path; `folder` is the path itself, or that of a file.

    `whole` is false for a file and for a folder without anything to read;
    `unseen` are the places below that could not be looked into.
    """

    folder: str
    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]
    readable: bool
    whole: bool
    unseen: tuple[str, ...]

    def misses(self, place: str) -> bool:
        """Whether a document's file should have been found below, and was not."""
        return (
            self.whole
            and _is_below(place, self.folder)
            and not any(_is_below(place, unseen) for unseen in self.unseen)
        )


def _walk(given: Path, known: Known) -> _Walk:
    files, problems = discover([given])
    path = given.expanduser()
    folder = path.resolve() if path.is_dir() else path.parent.resolve()
    readable = any(file.path.suffix.lower() in FORMATS for file in files)
    unseen = tuple(_place(str(folder), problem.source) for problem in problems)
    if not readable and path.exists():
        problems = (*problems, Problem(str(given), _nothing_in(str(folder), known)))
    return _Walk(str(folder), files, problems, readable, readable and path.is_dir(), unseen)


def _nothing_in(folder: str, known: Known) -> str:
    places = (_place(root, source) for root, sources in known.items() for source in sources)
    kept = sum(_is_below(place, folder) for place in places)
    reason = f"no file with one of the endings {', '.join(FORMATS)}"
    if kept:
        reason += f"; the {kept} indexed from there are kept, `qa documents remove` removes them"
    return reason


def _each_once(walks: Iterable[_Walk]) -> Iterable[FoundFile]:
    files: dict[Path, FoundFile] = {}
    for walk in walks:
        for file in walk.files:
            files.setdefault(file.path.resolve(), file)
    return files.values()


def _root_of(place: Path, roots: Iterable[str], known: Known) -> str:
    """The root under which the file is known, else the outermost that holds it."""
    holders = sorted((root for root in roots if place.is_relative_to(root)), key=len)
    for root in holders:
        if source_of(place, Path(root)) in known.get(root, {}):
            return root
    return holders[0]


def _place(root: str, source: str) -> str:
    """A document's path, comparable with others: sources are in NFC, file systems need not be."""
    return unicodedata.normalize("NFC", str(Path(root, source)))


def _is_below(place: str, folder: str) -> bool:
    folder = unicodedata.normalize("NFC", folder)
    return place == folder or place.startswith(f"{folder.rstrip('/')}/")


def _content_hash(path: Path, entry: Entry, max_bytes: int) -> str:
    """Empty, like no stored one, for a file that will be refused unread."""
    if path.suffix.lower() not in FORMATS or path.stat().st_size > max_bytes:
        return ""
    digest = _digest(entry)
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def hash_of(data: bytes) -> str:
    """Of bytes of which no manifest tells: equal to that of a file that holds them."""
    digest = _digest(Entry())
    digest.update(data)
    return digest.hexdigest()


def _digest(entry: Entry) -> hashlib._Hash:
    return hashlib.sha256(repr(entry).encode("utf-8", "surrogatepass"))


class _Manifests:
    """Each folder's manifest, read once."""

    def __init__(self) -> None:
        self._entries: dict[Path, dict[str, Entry]] = {}
        self.problems: list[Problem] = []

    def entry(self, place: Path, root: Path) -> Entry:
        """From the manifest nearest to the file, up to its root's."""
        for folder in place.parents:
            if folder not in self._entries:
                self._read(folder, root)
            name = source_of(place, folder)
            if name in self._entries[folder]:
                return self._entries[folder][name]
            if folder == root:
                break
        return Entry()

    def _read(self, folder: Path, root: Path) -> None:
        self._entries[folder], problems = read_manifest(folder)
        source = source_of(folder / MANIFEST_NAME, root)
        self.problems += [dataclasses.replace(p, source=source) for p in problems]
