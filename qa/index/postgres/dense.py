"""The nearest by vector: all compared by the database where these are few, else those that their
codes (`codes.py`) promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.passage_index import Scored
from qa.index.postgres.binary import Sent, vector
from qa.index.postgres.codes import nearest
from qa.index.postgres.database import Session
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


def search_all(
    session: Session, scope: Scope, vectors: NDArray[np.float32], k: int, filters: Filters
) -> list[list[Scored]]:
    """Compare all that the scope and the filters allow."""
    where, values = _where(scope, filters)
    return [_found(session, where, values, vector(one), k) for one in vectors]


def search_promising(
    session: Session,
    scope: Scope,
    directory: Directory,
    vectors: NDArray[np.float32],
    k: int,
    languages: Sequence[Language],
    allowed: Mask | None,
) -> list[list[Scored]]:
    """Compare those of the languages whose codes promise most, and those that have none.
    `allowed` (n,) is None for all that live."""
    if allowed is None:
        allowed = directory.alive
    elif directory.alive is not None:
        allowed = allowed & directory.alive
    uncoded = directory.uncoded
    spoken = np.isin(directory.languages[uncoded], [LANGUAGES.index(one) for one in languages])
    uncoded = uncoded[spoken if allowed is None else spoken & allowed[uncoded]]
    where, names = within("v", scope)
    where = f"v.passage = ANY (?::bigint[]) AND {where}"
    found = []
    for one in np.asarray(vectors, np.float32):
        near = nearest(directory.coded, allowed, languages, one, _COMPARED * k)
        rows = directory.rows[np.concatenate([near, uncoded])].tolist()
        found.append(_found(session, where, [rows, *names], vector(one), k))
    return found


def _found(
    session: Session, where: str, values: Sequence[Any], asked: Sent, k: int
) -> list[Scored]:
    rows = session.run(_QUERY.format(where=where), [asked, *values, k])
    near = [Scored(row, float(score)) for row, score in rows]
    return sorted(near, key=lambda hit: (-hit.score, hit.row))


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
