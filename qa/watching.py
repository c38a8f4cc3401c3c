"""A folder that is watched: what changes in it is in the index within seconds.

A file is read once it has stood still for a moment, because whoever copies it may not have
finished.  Changed files are read by themselves; when something is gone, or the platform lost count,
the whole folder is compared, with the care that indexing takes there.  What fails is said once
and tried again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as notices

from qa.documents.load import FORMATS
from qa.documents.manifest import MANIFEST_NAME
from qa.errors import QaError
from qa.indexing import IndexReport

STILL_SECONDS = 2.0
"""How long a file must have stood still."""
RETRY_SECONDS = 60.0
WHOLE_SECONDS = 600.0
"""How often the folders are compared whole, for what nobody told."""
_LOOK_MS = 500
_GONE = (-1, -1)

Update = Callable[[Sequence[Path], Collection[Path]], IndexReport]
"""Brings the index up to date with paths, leaving some files as they are."""
Say = Callable[[str], None]


@dataclass(slots=True)
class Watch:
    """What is known of the folders; `update` indexes, `say` gets a line of what happened."""

    folders: Sequence[Path]
    update: Update
    say: Say
    clock: Callable[[], float] = time.monotonic
    # Changed files, with their size and time and since when these are so.
    _moving: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)
    _all_at: float = 0.0
    _retry_at: float = 0.0

    def note(self, changes: Iterable[tuple[Change, str]]) -> None:
        """What the platform told."""
        for _, name in changes:
            path = Path(name)
            if path.suffix.lower() in FORMATS and path.is_file():
                self._moving[path] = _stamp(path), self.clock()
            elif path.suffix.lower() in FORMATS or path.name == MANIFEST_NAME or not path.suffix:
                # Gone, or a folder, which nobody tells the files of.
                self._all_at = min(self._all_at, self.clock() + STILL_SECONDS)

    def look(self) -> None:
        """Index what stands still by now, and everything where that is due."""
        now = self.clock()
        if not self._all_at:
            self._note_recent()
        still = [path for path in list(self._moving) if self._is_still(path, now)]
        due = bool(self._failed) and now >= self._retry_at
        if now >= self._all_at or (due and "" in self._failed):
            self._all_at, self._retry_at = now + WHOLE_SECONDS, now + RETRY_SECONDS
            done = self._index(self.folders, still)
        else:
            paths = [*still, *(self._failing() if due else ())]
            self._retry_at = now + RETRY_SECONDS if due else self._retry_at
            done = not paths or self._index(paths, paths)
        if done:
            for path in still:
                self._moving.pop(path, None)

    def _failing(self) -> list[Path]:
        """The files that could not be read, where they are below the folders."""
        places = (folder / source for folder in self.folders for source in self._failed)
        return [place for place in places if place not in self._moving and place.is_file()]

    def _note_recent(self) -> None:
        """Files that are being written as the watch begins."""
        young = time.time() - STILL_SECONDS
        for path in (path for folder in self.folders for path in folder.rglob("*")):
            if path.suffix.lower() in FORMATS and _stamp(path)[1] > young * 1e9:
                self._moving[path] = _stamp(path), self.clock()

    def _is_still(self, path: Path, now: float) -> bool:
        stamp, since = self._moving[path]
        current = _stamp(path)
        if current == _GONE:
            del self._moving[path]
            self._all_at = min(self._all_at, now + STILL_SECONDS)
            return False
        if current != stamp:
            self._moving[path] = current, now
            return False
        return now - since >= STILL_SECONDS

    def _index(self, paths: Sequence[Path], still: Collection[Path]) -> bool:
        """False where it has to be tried again."""
        leave = {path.resolve() for path in self._moving} - {path.resolve() for path in still}
        try:
            report = self.update(paths, leave)
        except QaError as error:
            self._tell_failures({"": str(error)})
            self._retry_at = self.clock() + min(RETRY_SECONDS, 5.0)
            return False
        if report.added or report.updated or report.removed:
            self.say(
                f"{report.added} added, {report.updated} updated, {report.removed} removed; "
                f"{report.passages} passages in {report.seconds:.1f} s"
            )
        found = {problem.source: problem.reason for problem in report.problems}
        # Where files were read by themselves nothing is known of the others.
        read = [] if paths is self.folders else [path.as_posix() for path in paths]
        kept = {
            source: reason
            for source, reason in (self._failed.items() if read else ())
            if source and not any(path.endswith(f"/{source}") for path in read)
        }
        self._tell_failures(kept | found)
        return True

    def _tell_failures(self, found: dict[str, str]) -> None:
        for source, reason in found.items():
            if self._failed.get(source) != reason:
                self.say(f"left out: {source}: {reason}" if source else reason)
        if found and not self._failed:
            self._retry_at = self.clock() + RETRY_SECONDS
        self._failed = found


def follow(watch: Watch, stop: threading.Event, *, polling: bool = False) -> None:
    """Keep the index up to date until `stop` is set.

    `polling` looks at the files again and again, for disks of other machines, which tell nothing.
    """
    # The first look comes after the first round: what changes during it is told by then.
    told = notices(
        *watch.folders,
        watch_filter=None,
        debounce=_LOOK_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=polling,
        poll_delay_ms=1000,
        ignore_permission_denied=True,
        raise_interrupt=True,
    )
    for changes in told:
        watch.note(changes)
        watch.look()


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of a file."""
    try:
        found = path.stat()
    except OSError:
        return _GONE
    return found.st_size, found.st_mtime_ns
