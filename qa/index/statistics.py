"""Means and frequencies of the whole archive, for centring and weighting scores.

Computed from SQLite and the vectors whenever a generation is published and kept
in a derived file, so that opening an archive does not read every passage.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import LanguageStatistics, Statistics
from qa.index.vectors import VectorIndex, places
from qa.types import Language

LANGUAGES = tuple(Language)
"""A language's code in arrays is its place here."""


def compute_arrays(
    connection: sqlite3.Connection, languages: NDArray[np.uint8], index: VectorIndex
) -> dict[str, NDArray[Any]]:
    """Sums by language of vectors and token states, and token frequencies.

    `languages` uint8 (n,) are those of the index's rows.
    """
    vectors = np.zeros((len(LANGUAGES), index.dimension))
    for where, block in index.blocks():
        for code in np.unique(languages[where]).tolist():
            vectors[code] += block[languages[where] == code].sum(0, dtype=np.float64)
    tokens = np.zeros_like(vectors)
    token_counts = np.zeros(len(LANGUAGES), dtype=np.int64)
    frequency = np.zeros(0, dtype=np.int32)
    for row, ids, mean in connection.execute("SELECT passage, ids, mean FROM token_ids"):
        place = int(places(index.rows, np.array([row]))[0])
        distinct = np.unique(np.frombuffer(ids, dtype="<i4"))
        if place < 0 or not len(distinct):
            continue
        if distinct[-1] >= len(frequency):
            frequency = np.append(frequency, np.zeros(distinct[-1] * 2, dtype=np.int32))
        frequency[distinct] += 1
        if mean:
            tokens[languages[place]] += np.frombuffer(mean, dtype="<f4") * (len(ids) // 4)
            token_counts[languages[place]] += len(ids) // 4
    return {
        "vectors": vectors,
        "passages": np.bincount(languages, minlength=len(LANGUAGES)).astype(np.int64),
        "tokens": tokens,
        "token_counts": token_counts,
        "token_frequency": np.trim_zeros(frequency, "b"),
    }


def statistics(arrays: dict[str, NDArray[Any]], documents: int, generation: int) -> Statistics:
    counts, token_counts = arrays["passages"], arrays["token_counts"]
    return Statistics(
        documents=documents,
        passages=int(counts.sum()),
        generation=generation,
        languages={
            language: LanguageStatistics(
                int(counts[code]),
                _mean(arrays["vectors"][code], counts[code]),
                _mean(arrays["tokens"][code], token_counts[code]),
            )
            for code, language in enumerate(LANGUAGES)
            if counts[code]
        },
        mean_token=_mean(arrays["tokens"].sum(axis=0), token_counts.sum()),
        token_frequency=arrays["token_frequency"],
    )


def _mean(total: NDArray[np.float64], count: np.int64) -> NDArray[np.float32]:
    return (total / max(int(count), 1)).astype(np.float32)
