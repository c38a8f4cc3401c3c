"""The nearest by vector: all compared by the database where these are few, else those that their
codes (`codes.py`) promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import Scored
from qa.index.postgres.asking import Asking, together
from qa.index.postgres.binary import column, vector
from qa.index.postgres.directory import Directory
from qa.index.postgres.rows import document_condition, within
from qa.index.statistics import LANGUAGES
from qa.types import Filters, Language, Scope

EXACT_UP_TO = 8_192
"""Passages up to which a search compares them all, so that nothing is ever missed."""
_COMPARED = 2
"""Times as many as are asked for are compared by their vectors in full."""

_QUERY = """SELECT v.passage, -(v.vector <#> ?::vector) AS score FROM vectors v
  WHERE {where} ORDER BY score DESC, v.passage LIMIT ?"""
Mask = NDArray[np.bool_]
Found = list[list[Scored]]
"""The best for each vector, best first."""
Rows = Sequence[NDArray[np.int64]]
"""The rows of passages for each vector."""


def ask_all(
    scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Filters]
) -> Asking[list[Found]]:
    """The `k` best for each vector of all that the scope and each of the filters allow."""
    asked = [_where(scope, filters) for filters in each]
    return together([_found(where, [own] * len(vectors), vectors, k) for where, own in asked])


def ask_rows(
    scope: Scope, vectors: NDArray[np.float32], k: int, each: Sequence[Rows]
) -> Asking[list[Found]]:
    """The `k` best for each vector of the passages given for it, each time."""
    where, names = within("v", scope)
    where = f"v.passage = ANY (?::bigint[]) AND {where}"
    values = [[[column("bigint", own), *names] for own in rows] for rows in each]
    return together([_found(where, own, vectors, k) for own in values])


def promising(
    directory: Directory,
    vectors: NDArray[np.float32],
    k: int,
    languages: Sequence[Language],
    allowed: Mask | None,
) -> Rows:
    """For each vector the rows of those of the languages whose codes promise most, and of those
    that have none.  `allowed` (n,) is None for all that live."""
    if allowed is None:
        allowed = directory.alive
    elif directory.alive is not None:
        allowed = allowed & directory.alive
    uncoded = directory.uncoded
    spoken = np.isin(directory.languages[uncoded], [LANGUAGES.index(one) for one in languages])
    uncoded = uncoded[spoken if allowed is None else spoken & allowed[uncoded]]
    near = [
        directory.coded.nearest(allowed, languages, one, _COMPARED * k)
        for one in np.asarray(vectors, np.float32)
    ]
    return [directory.rows[np.concatenate([own, uncoded])] for own in near]


def best_of(found: Sequence[Found], k: int) -> Found:
    """The `k` best for each vector of what several have found; equal scores by row."""
    return [
        sorted((hit for own in some for hit in own), key=lambda hit: (-hit.score, hit.row))[:k]
        for some in zip(*found, strict=True)
    ]


def _found(
    where: str, values: Sequence[Sequence[Any]], vectors: NDArray[np.float32], k: int
) -> Asking[Found]:
    query = _QUERY.format(where=where)
    answers = yield [
        (query, [vector(one), *own, k]) for one, own in zip(vectors, values, strict=True)
    ]
    return best_of([[[Scored(*hit) for hit in one] for one in answers]], k)


def _where(scope: Scope, filters: Filters) -> tuple[str, list[Any]]:
    """What a scope and filters say of vectors `v`."""
    condition, names = within("v", scope)
    conditions, values = [condition], [*names]
    if filters.languages:
        conditions.append("v.language = ANY (?::text[])")
        values.append([Language(language).value for language in filters.languages])
    if filters.collections:
        conditions.append("v.collection = ANY (?::text[])")
        values.append(list(filters.collections))
    if filters.sources or filters.date_from or filters.date_to:
        document, more = document_condition(filters)
        conditions.append(f"v.document IN (SELECT d.row FROM documents d WHERE {document})")
        values += more
    return " AND ".join(conditions), values
