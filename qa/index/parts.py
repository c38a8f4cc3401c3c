"""What is derived of some passages, as one file that never changes.

A part has the postings of up to `SEGMENT_ROWS` passages, what filters and scopes look
at, and their share in the statistics.  New passages make new parts, small ones are
merged into the next, and a part that lost passages is made anew without them: a change
costs by its own size and by that of the parts it touches, not by the archive's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import SEGMENT_ROWS, Segment, build_segment, keep_rows
from qa.index.records import Records
from qa.index.statistics import compute_arrays

_SUMS = "sum:"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`languages` uint8 (n,), `documents` and `collections` int64 (n,) are of the passages of
    `segment`; `sums` are `statistics.compute_arrays`'s."""

    segment: Segment
    languages: NDArray[np.uint8]
    documents: NDArray[np.int64]
    collections: NDArray[np.int64]
    sums: Mapping[str, NDArray[Any]]

    @property
    def rows(self) -> NDArray[np.int64]:
        return self.segment.rows

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name, for a file."""
        own = {name: getattr(self, name) for name in _OWN}
        return self.segment.arrays() | own | {_SUMS + name: a for name, a in self.sums.items()}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Part:
        """From what `arrays` gave."""
        segment = Segment(*(arrays[field.name] for field in fields(Segment)))
        sums = {n.removeprefix(_SUMS): a for n, a in arrays.items() if n.startswith(_SUMS)}
        languages, documents, collections = (arrays[name] for name in _OWN)
        return cls(segment, languages, documents, collections, sums)

    def without(self, gone: NDArray[np.int64], records: Records) -> Part | None:
        """The part without the passages of documents `gone`; None where nothing is left of it."""
        keep = ~np.isin(self.documents, gone)
        if keep.all():
            return self
        if not keep.any():
            return None
        segment = keep_rows(self.segment, keep)
        own = self.languages[keep], self.documents[keep], self.collections[keep]
        return Part(segment, *own, _sums(segment.rows, own[0], own[2], records))


_OWN = ("languages", "documents", "collections")


def with_new(
    parts: Sequence[Part],
    rows: NDArray[np.int64],
    languages: NDArray[np.uint8],
    documents: NDArray[np.int64],
    collections: NDArray[np.int64],
    records: Records,
) -> list[Part]:
    """`parts`, the last ones merged with new passages (n,), by row."""
    kept = list(parts)
    if not len(rows):
        return kept
    # Merging only neighbours of like size reads each passage about log2(n) times in all.
    while kept and len(kept[-1].rows) <= min(2 * len(rows), SEGMENT_ROWS - len(rows)):
        last = kept.pop()
        rows = np.append(last.rows, rows)
        languages = np.append(last.languages, languages)
        documents = np.append(last.documents, documents)
        collections = np.append(last.collections, collections)
    for start in range(0, len(rows), SEGMENT_ROWS):
        own = slice(start, start + SEGMENT_ROWS)
        segment = build_segment(rows[own], records.terms(rows[own]))
        sums = _sums(rows[own], languages[own], collections[own], records)
        kept.append(Part(segment, languages[own], documents[own], collections[own], sums))
    return kept


def _sums(
    rows: NDArray[np.int64],
    languages: NDArray[np.uint8],
    collections: NDArray[np.int64],
    records: Records,
) -> dict[str, NDArray[Any]]:
    return compute_arrays(languages, collections, records.vectors(rows), records.tokens(rows))
