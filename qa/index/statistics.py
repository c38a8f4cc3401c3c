"""Means and frequencies of the archive, for centring and weighting scores.

Computed from SQLite and the vectors whenever a generation is published and kept
in a derived file, so that opening an archive does not read every passage.  They
are sums by collection: what a scope allows is added up from its collections
alone, so a score says nothing of documents that its reader may not see.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import LanguageStatistics, Statistics
from qa.index.vectors import VectorIndex, places
from qa.types import Language

LANGUAGES = tuple(Language)
"""A language's code in arrays is its place here."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A collection: `changes` counts what was changed in it, `spoken` its documents by language."""

    name: str
    changes: int
    spoken: Mapping[Language, int]


@dataclass(frozen=True, slots=True)
class Collection(Counted):
    """A collection as one generation knows it: `row` names it in arrays, `changed` is the
    generation of the last change."""

    row: int
    changed: int


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What passages add up to, by place in LANGUAGES: their number (l,), their vectors (l, d),
    their tokens (l,) and the states of these (l, d); and `frequency` int32 (v,), how many
    passages hold each token id."""

    passages: NDArray[np.int64]
    vectors: NDArray[np.float64]
    token_counts: NDArray[np.int64]
    tokens: NDArray[np.float64]
    frequency: NDArray[np.int32]


def compute_arrays(
    connection: sqlite3.Connection,
    languages: NDArray[np.uint8],
    collections: NDArray[np.int64],
    index: VectorIndex,
) -> dict[str, NDArray[Any]]:
    """Sums by collection and language of vectors and token states, and token frequencies by
    collection.

    `languages` uint8 (n,) and `collections` int64 (n,) are those of the index's rows.
    """
    known, own = np.unique(collections, return_inverse=True)
    groups = own * len(LANGUAGES) + languages
    size = len(known) * len(LANGUAGES)
    vectors = np.zeros((size, index.dimension))
    for where, block in index.blocks():
        for group in np.unique(groups[where]).tolist():
            vectors[group] += block[groups[where] == group].sum(0, dtype=np.float64)
    tokens = np.zeros_like(vectors)
    token_counts = np.zeros(size, dtype=np.int64)
    frequencies = [_Frequency() for _ in known]
    for row, ids, mean in connection.execute("SELECT passage, ids, mean FROM token_ids"):
        place = int(places(index.rows, np.array([row]))[0])
        if place < 0 or not ids:
            continue
        frequencies[own[place]].add(np.unique(np.frombuffer(ids, dtype="<i4")))
        if mean:
            tokens[groups[place]] += np.frombuffer(mean, dtype="<f4") * (len(ids) // 4)
            token_counts[groups[place]] += len(ids) // 4
    met = [np.flatnonzero(found.counts).astype(np.int32) for found in frequencies]
    return {
        "collections": known,
        "vectors": vectors,
        "passages": np.bincount(groups, minlength=size).astype(np.int64),
        "tokens": tokens,
        "token_counts": token_counts,
        # A small collection holds few of the model's tokens, so only those that it holds.
        "token_starts": np.cumsum([0, *map(len, met)]).astype(np.int64),
        "token_ids": np.concatenate([np.zeros(0, np.int32), *met]),
        "token_frequency": np.concatenate([
            np.zeros(0, np.int32),
            *(found.counts[ids] for found, ids in zip(frequencies, met, strict=True)),
        ]),
    }  # fmt: skip


class _Frequency:
    """How many passages hold each token id, `counts` int32 (v,)."""

    def __init__(self) -> None:
        self.counts = np.zeros(0, dtype=np.int32)

    def add(self, distinct: NDArray[np.int32]) -> None:
        if distinct[-1] >= len(self.counts):
            more = int(distinct[-1]) * 2 + 1 - len(self.counts)
            self.counts = np.append(self.counts, np.zeros(more, dtype=np.int32))
        self.counts[distinct] += 1


def statistics(arrays: dict[str, NDArray[Any]], collections: Sequence[Collection]) -> Statistics:
    """What `collections` hold together, added up in their order."""
    row = {int(row): place for place, row in enumerate(arrays["collections"])}
    found = [row[one.row] for one in collections if one.row in row]
    sums = Sums(
        _total(arrays, "passages", found),
        _total(arrays, "vectors", found),
        _total(arrays, "token_counts", found),
        _total(arrays, "tokens", found),
        _token_frequency(arrays, found),
    )
    return means(collections, sums)


def means(collections: Sequence[Counted], sums: Sums) -> Statistics:
    """The statistics of collections whose passages have these sums."""
    return Statistics(
        documents=sum(sum(one.spoken.values()) for one in collections),
        passages=int(sums.passages.sum()),
        changes=sum(one.changes for one in collections),
        collections={one.name: sum(one.spoken.values()) for one in collections},
        spoken={
            language: count
            for language in LANGUAGES
            if (count := sum(one.spoken.get(language, 0) for one in collections))
        },
        languages={
            language: LanguageStatistics(
                int(sums.passages[code]),
                _mean(sums.vectors[code], sums.passages[code]),
                _mean(sums.tokens[code], sums.token_counts[code]),
            )
            for code, language in enumerate(LANGUAGES)
            if sums.passages[code]
        },
        mean_token=_mean(sums.tokens.sum(axis=0), sums.token_counts.sum()),
        token_frequency=sums.frequency,
    )


def _total(arrays: dict[str, NDArray[Any]], name: str, found: Sequence[int]) -> NDArray[Any]:
    """The sum by language, (languages, …), over the collections at the places `found`."""
    array = arrays[name]
    total = np.zeros((len(LANGUAGES), *array.shape[1:]), array.dtype)
    for place in found:
        total += array[place * len(LANGUAGES) : (place + 1) * len(LANGUAGES)]
    return total


def _token_frequency(arrays: dict[str, NDArray[Any]], found: Sequence[int]) -> NDArray[np.int32]:
    starts = arrays["token_starts"]
    parts = [slice(int(starts[place]), int(starts[place + 1])) for place in found]
    size = max((int(arrays["token_ids"][p][-1]) + 1 for p in parts if p.stop > p.start), default=0)
    total = np.zeros(size, np.int32)
    for part in parts:
        total[arrays["token_ids"][part]] += arrays["token_frequency"][part]
    return total


def _mean(total: NDArray[np.float64], count: np.int64) -> NDArray[np.float32]:
    return (total / max(int(count), 1)).astype(np.float32)
