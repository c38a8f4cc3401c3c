"""What an archive of some documents must answer, worked out from the documents alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index.passage_index import IndexedDocument, PassageIndex, Statistics
from qa.types import Language, Scope
from tests.index.samples import brute_bm25, brute_dense, scores_of

QUESTION = np.eye(8, dtype=np.float32)[2]
TERMS = {"сессия": 1.0, "26": 2.0, "қор": 0.7, "жоқ": 0.5}


def dense(
    index: PassageIndex, scope: Scope, k: int = 1000, question: NDArray[np.float32] = QUESTION
) -> list[tuple[str, float]]:
    (found,) = index.dense_search(scope, question[None], k)
    names = index.passages(scope, [hit.row for hit in found])
    return [(names[hit.row].id, round(hit.score, 4)) for hit in found]


def lexical(
    index: PassageIndex, scope: Scope, k: int = 1000, terms: Mapping[str, float] = TERMS
) -> dict[str, float]:
    found = index.lexical_search(scope, terms, k).hits
    names = index.passages(scope, [hit.row for hit in found])
    assert found == sorted(found, key=lambda hit: (-hit.score, hit.row))
    return {names[hit.row].id: round(hit.score, 4) for hit in found}


def assert_holds(index: PassageIndex, scope: Scope, documents: Sequence[IndexedDocument]) -> None:
    """That searches, look-ups by row and statistics are those of these documents and no others."""
    passages = {e.passage.id: e for d in documents for e in d.passages}
    expected = brute_dense(documents, QUESTION, 1000)
    found = dense(index, scope)
    assert dict(found) == pytest.approx(dict(expected), abs=2e-4)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    scores = brute_bm25(documents, TERMS) if passages else {}
    assert lexical(index, scope) == pytest.approx(scores, abs=2e-4)
    (hits,) = index.dense_search(scope, QUESTION[None], 1000)
    rows = [hit.row for hit in hits]
    names = [passage.id for passage in index.passages(scope, rows).values()]
    assert scores_of(index, scope, TERMS, rows) == pytest.approx(
        [scores.get(name, 0.0) for name in names], abs=2e-4
    )
    stored = np.array([passages[name].vector for name in names]).reshape(-1, 8)
    np.testing.assert_array_equal(index.vectors(scope, rows), stored)
    states = index.token_states(scope, rows)
    assert list(states) == [r for r, n in zip(rows, names, strict=True) if passages[n].tokens]
    for row, name in zip(rows, names, strict=True):
        tokens = passages[name].tokens
        if tokens is not None:
            assert states[row].states == tokens.states
            np.testing.assert_array_equal(states[row].token_ids, tokens.token_ids)
            np.testing.assert_array_equal(states[row].offsets, tokens.offsets)
    assert_statistics(index.statistics(scope), documents)


def assert_statistics(found: Statistics, documents: Sequence[IndexedDocument]) -> None:
    entries = [e for d in documents for e in d.passages]
    assert (found.documents, found.passages) == (len(documents), len(entries))
    assert found.spoken == Counter(d.document.language for d in documents)
    told = {name: count for name, count in found.collections.items() if count}
    assert told == Counter(d.document.collection for d in documents)
    spoken = {Language(e.passage.language) for e in entries}
    assert set(found.languages) == spoken
    for language in spoken:
        own = [e for e in entries if e.passage.language == language]
        known = found.languages[language]
        assert known.passages == len(own)
        mean = np.mean([e.vector for e in own], axis=0)
        np.testing.assert_allclose(known.mean_vector, mean, atol=1e-6)
    frequency: Counter[int] = Counter()
    for entry in entries:
        if entry.tokens is not None:
            frequency.update(set(entry.tokens.token_ids.tolist()))
    held = {i: n for i, n in enumerate(found.token_frequency.tolist()) if n}
    assert held == dict(frequency)
