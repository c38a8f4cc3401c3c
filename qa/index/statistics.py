"""Means and frequencies of the archive, for centring and weighting scores.

Sums over up to some 30,000 passages are kept with these passages' postings, so that
neither opening an archive nor changing a document reads every passage.  They are
sums by collection: what a scope allows is added up from its collections alone, so
a score says nothing of documents that its reader may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import LanguageStatistics, Statistics
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
    languages: NDArray[np.uint8],
    collections: NDArray[np.int64],
    vectors: NDArray[np.float32],
    tokens: Iterable[tuple[int, NDArray[np.int32], NDArray[np.float32]]],
) -> dict[str, NDArray[Any]]:
    """Sums over some passages, by collection and language of vectors and token states, and token
    frequencies by collection.

    `languages` uint8 (n,), `collections` int64 (n,) and `vectors` (n, d) are the passages';
    `tokens` are place, token ids and mean state of those that have any.
    """
    known, own = np.unique(collections, return_inverse=True)
    groups = own * len(LANGUAGES) + languages
    size = len(known) * len(LANGUAGES)
    sums = np.zeros((size, vectors.shape[1]))
    for group in np.unique(groups).tolist():
        sums[group] = vectors[groups == group].sum(0, dtype=np.float64)
    states = np.zeros_like(sums)
    token_counts = np.zeros(size, dtype=np.int64)
    frequencies = [_Frequency() for _ in known]
    for place, ids, mean in tokens:
        frequencies[own[place]].add(np.unique(ids))
        if len(mean):
            states[groups[place]] += mean * len(ids)
            token_counts[groups[place]] += len(ids)
    met = [np.flatnonzero(found.counts).astype(np.int32) for found in frequencies]
    return {
        "known": known,
        "vectors": sums,
        "passages": np.bincount(groups, minlength=size).astype(np.int64),
        "tokens": states,
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


def statistics(
    parts: Sequence[Mapping[str, NDArray[Any]]],
    collections: Sequence[Collection],
    dimension: int,
) -> Statistics:
    """What `collections` hold together in all the parts, added up in their order."""
    size = len(LANGUAGES)
    passages, token_counts = np.zeros((2, size), np.int64)
    vectors, tokens = np.zeros((2, size, dimension))
    frequency = np.zeros(0, np.int32)
    for arrays in parts:
        row = {int(row): place for place, row in enumerate(arrays["known"])}
        for place in (row[one.row] for one in collections if one.row in row):
            own = slice(place * size, (place + 1) * size)
            passages += arrays["passages"][own]
            vectors += arrays["vectors"][own]
            token_counts += arrays["token_counts"][own]
            tokens += arrays["tokens"][own]
            frequency = _with_frequency(frequency, arrays, place)
    return means(collections, Sums(passages, vectors, token_counts, tokens, frequency))


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


def _with_frequency(
    frequency: NDArray[np.int32], arrays: Mapping[str, NDArray[Any]], place: int
) -> NDArray[np.int32]:
    """`frequency` and that of a part's collection, added up."""
    own = slice(*arrays["token_starts"][place : place + 2].tolist())
    ids = arrays["token_ids"][own]
    if len(ids) and ids[-1] >= len(frequency):
        more = int(ids[-1]) + 1 - len(frequency)
        frequency = np.append(frequency, np.zeros(more, np.int32))
    frequency[ids] += arrays["token_frequency"][own]
    return frequency


def _mean(total: NDArray[np.float64], count: np.int64) -> NDArray[np.float32]:
    return (total / max(int(count), 1)).astype(np.float32)
