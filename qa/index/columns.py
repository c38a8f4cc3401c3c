"""What the list of documents is searched, narrowed down and sorted by, in columns of numbers.

They are made once for each state of the archive; a key press then compares numbers, and reads
from the database only the documents that a page of the list shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

FACETS = ("language", "year", "folder", "format", "collection")
SORTS = ("source", "title", "date", "added")
MOST_VALUES = 200
"""Values of a facet that are counted: nobody looks through more."""


@dataclass(frozen=True, slots=True)
class Column:
    """`codes` int32 (n,) are places in `values`, which are sorted."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, given: Sequence[str]) -> Column:
        values = tuple(sorted(dict.fromkeys(given)))  # what comes in order is sorted at once
        code = {value: number for number, value in enumerate(values)}
        return cls(values, np.fromiter(map(code.__getitem__, given), np.int32, len(given)))

    def among(self, wanted: Collection[str]) -> Mask:
        return np.array([value in wanted for value in self.values], bool)[self.codes]

    def counts(self, allowed: Mask, named: Collection[str] = ()) -> dict[str, int]:
        """How many of the allowed have each value, the commonest first; `named` ones are among
        them whatever their number."""
        counted = np.bincount(self.codes[allowed], minlength=len(self.values)).tolist()
        there = sorted((-count, value) for value, count in zip(self.values, counted, strict=True))
        kept = [*there[:MOST_VALUES], *(one for one in there[MOST_VALUES:] if one[1] in named)]
        return {value: -count for count, value in kept if count}


@dataclass(frozen=True, slots=True)
class Columns:
    """Documents in the order of their sources; `rows` int64 (n,), `by_row` int64 (n,) the places
    of ascending rows, `keys` what they are found by, end to end, `ends` int64 (n,) in it."""

    rows: NDArray[np.int64]
    by_row: NDArray[np.int64]
    named: Mapping[str, Column]
    keys: str
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, known: Iterable[Sequence[Any]]) -> Columns:
        """Of rows, sources, languages, dates (or empty), collections, times of indexing and search
        keys."""
        found = sorted(known, key=itemgetter(1, 0))
        taken = [list(column) for column in zip(*found, strict=True)] or [[] for _ in range(7)]
        numbers, sources, languages, dates, collections, added, keys = taken
        rows = np.array(numbers, np.int64)
        given = {
            "source": sources,
            "date": dates,
            "added": added,
            "language": languages,
            "year": [date[:4] for date in dates],
            "folder": [source.rpartition("/")[0] for source in sources],
            "format": [_format(source) for source in sources],
            "collection": collections,
        }
        named = {name: Column.of(values) for name, values in given.items()}
        ends = np.cumsum([len(key) + 1 for key in keys], dtype=np.int64)
        return cls(rows, np.argsort(rows), named, "".join(f"{key}\n" for key in keys), ends)

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where documents stand, int64 (m,); -1 for those that are not there."""
        if not len(self):
            return np.full(len(rows), -1)
        at = np.searchsorted(self.rows, rows, sorter=self.by_row)
        places = self.by_row[np.minimum(at, len(self) - 1)]
        return np.where(self.rows[places] == rows, places, -1)

    def mask(self, places: Sequence[int] | NDArray[np.int64]) -> Mask:
        found = np.zeros(len(self) + 1, bool)
        found[places] = True
        return found[:-1]  # the last is the place -1

    def holding(self, wanted: str) -> Mask:
        """Documents whose title or source holds `wanted`, without letter case."""
        return self._at(list(self._occurrences(wanted.casefold())))

    def naming(self, word: str, *, beginning: bool) -> Mask:
        """Documents whose title or source has `word` as a word, or as a word's beginning."""
        folded = word.casefold()
        starts = []
        for start in self._occurrences(folded):
            end = start + len(folded)
            if start and self.keys[start - 1].isalnum():
                continue
            if beginning or not self.keys[end : end + 1].isalnum():
                starts.append(start)
        return self._at(starts)

    def _occurrences(self, wanted: str) -> Iterator[int]:
        start = self.keys.find(wanted)
        while start >= 0:
            yield start
            start = self.keys.find(wanted, start + 1)

    def _at(self, starts: Sequence[int]) -> Mask:
        return self.mask(np.searchsorted(self.ends, np.array(starts, np.int64), side="right"))

    def sorted(
        self, found: Mask, sort: str, scores: NDArray[np.float64] | None
    ) -> NDArray[np.int64]:
        """Places of those found, int64 (m,), in order; equal ones in the order of their sources."""
        places = np.flatnonzero(found)
        if sort == "relevance":
            return places if scores is None else places[np.argsort(-scores[places], kind="stable")]
        sign = -1 if sort.startswith("-") else 1
        name = sort.removeprefix("-")
        if name == "title":
            return np.array(sorted(places.tolist(), key=self._key, reverse=sign < 0), np.int64)
        keys = sign * self.named[name].codes[places]
        if name == "added":
            return places[np.lexsort((sign * self.rows[places], keys))]
        return places[np.argsort(keys, kind="stable")]

    def _key(self, place: int) -> str:
        return self.keys[self.ends[place - 1] if place else 0 : self.ends[place] - 1]

    def narrowed(
        self, found: Mask, chosen: Mapping[str, Collection[str]]
    ) -> tuple[Mask, dict[str, dict[str, int]]]:
        """Those of the found that were chosen, and how many of them each facet's values have; of
        its own choice nothing is left out, so that more of its values can be chosen."""
        passing = {name: self.named[name].among(chosen[name]) for name in FACETS if chosen[name]}
        counted = {}
        for name in FACETS:
            allowed = found.copy()
            for other, mask in passing.items():
                if other != name:
                    allowed &= mask
            counted[name] = self.named[name].counts(allowed, chosen[name])
        for mask in passing.values():
            found = found & mask
        return found, counted


def _format(source: str) -> str:
    """The ending of a file's name; a name that only begins with a dot has none."""
    name, _, ending = source.rpartition("/")[2].rpartition(".")
    return ending.lower() if name else ""
