"""Large segments beside the server that searches them: files that are mapped, as a folder's are.

A segment never changes, so a file is named by the digest that the database keeps of the segment,
and by its own, which is compared when it is first opened.  Files that are damaged or of segments
that are gone are passed over and removed; all of them may be removed at any time.  Where nothing
can be written segments are kept in memory.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qa.index.arrays import map_arrays, write_arrays
from qa.index.files import PART, checksum
from qa.index.postgres.segments import Known

FROM = 4_096
"""Passages of a segment from which it lies in a file."""
_KIND = ".arrays"
_ABANDONED = 3_600.0
"""Seconds after which a file that nobody finished is removed."""

log = logging.getLogger(__name__)


class Nearby:
    """The segments in `folder`, which is made when there is one to keep; in memory without it."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, digests: Iterable[str]) -> dict[str, Known]:
        """Those of the segments that are there and whole."""
        if self._folder is None:
            return {}
        files = {file.name.partition(".")[0]: file for file in self._files(_KIND)}
        there = [digest for digest in digests if digest in files]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            opened = threads.map(_opened, [files[digest] for digest in there])
            found = dict(zip(there, opened, strict=True))
        return {digest: segment for digest, segment in found.items() if segment is not None}

    def keep(self, digest: str, segment: Known) -> Known:
        """The segment as it is searched from now on."""
        if self._folder is None or len(segment.languages) < FROM:
            return segment
        try:
            return self._written(self._folder, digest, segment)
        except OSError as error:
            log.warning("%s cannot be written, a segment stays in memory: %s", self._folder, error)
            return segment

    def _written(self, folder: Path, digest: str, segment: Known) -> Known:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=PART, delete=False) as file:
            part = Path(file.name)
        try:
            write_arrays(part, segment.arrays())
            # Not synced: whoever opens it compares its checksum.
            place = folder / f"{digest}.{checksum(part)}{_KIND}"
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        return Known.of(map_arrays(place), mapped=True)

    def tidy(self, digests: Collection[str]) -> None:
        """Remove the files of all other segments than these."""
        for file in self._files(_KIND):
            if file.name.partition(".")[0] not in digests:
                # Where a file that is in use cannot be removed, the next time tries again.
                with contextlib.suppress(OSError):
                    file.unlink()
        for file in self._files(PART):
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < time.time() - _ABANDONED:
                    file.unlink()

    def _files(self, kind: str) -> list[Path]:
        if self._folder is None:
            return []
        try:
            return [file for file in self._folder.iterdir() if file.name.endswith(kind)]
        except OSError:
            return []


def _opened(file: Path) -> Known | None:
    """None, and the file removed, where it is not what its name says."""
    try:
        if file.name == f"{file.name.partition('.')[0]}.{checksum(file)}{_KIND}":
            return Known.of(map_arrays(file), mapped=True)
        file.unlink()
    except OSError:
        pass
    return None
