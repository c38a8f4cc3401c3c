"""Small archives with random vectors, and their searches by brute force in NumPy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.index.local import LocalIndex
from qa.index.passage_index import (
    IndexedDocument,
    IndexedPassage,
    IndexSettings,
    PassageIndex,
    TokenStates,
)
from qa.types import WHOLE_ARCHIVE, Document, Language, Passage, Scope, Span

SETTINGS = IndexSettings("fake@1", 8, "tokens=200")
WORDS = ["қор", "құрылды", "сессия", "өтті", "фонд", "помог", "людям", "assembly", "26", "2022"]


def unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return (values / np.linalg.norm(values)).astype(np.float32)


def sample(
    name: str,
    passages: int = 3,
    *,
    seed: int | None = None,
    language: Language = Language.KAZAKH,
    date: str | None = None,
    root: str = "/archive",
    dimension: int = 8,
    text: str | None = None,
) -> IndexedDocument:
    """A document whose content follows from its name (and seed) alone."""
    random = np.random.default_rng(list(f"{name}/{seed}".encode()))
    parts = [" ".join(random.choice(WORDS, 6)) + "." for _ in range(passages)]
    whole = " ".join(parts) if text is None else text
    indexed, start = [], 0
    for number, part in enumerate(parts if text is None else [text]):
        end = start + len(part)
        span = (Span(start, end),)
        passage = Passage(f"{name}-{number}", name, start, end, part, name, language, span)
        terms = part.rstrip(".").split()
        count = len(terms)
        tokens = TokenStates(
            states=random.bytes(40),
            token_ids=random.integers(0, 50, count).astype(np.int32),
            offsets=np.arange(2 * count, dtype=np.int32).reshape(-1, 2),
        )
        vector = unit(random.normal(size=dimension).astype(np.float32))
        indexed.append(IndexedPassage(passage, vector, terms, tokens, vector * 2))
        start = end + 1
    metadata = {"date": date} if date else {}
    document = Document(name, f"{name}.txt", f"Құжат {name}", language, whole, metadata)
    return IndexedDocument(document, indexed, f"hash-{name}-{seed}", root)


def new_index(folder: Path, *documents: IndexedDocument) -> LocalIndex:
    index = LocalIndex.open(folder, SETTINGS, create=True)
    if documents:
        index.add(documents)
    return index


def by_passage_id(
    index: LocalIndex, scored: Sequence[tuple[int, float]]
) -> list[tuple[str, float]]:
    """Hits under the names that the samples gave, scores to 5 places."""
    found = index.passages(WHOLE_ARCHIVE, (row for row, _ in scored))
    return [(found[row].id, round(score, 5)) for row, score in scored]


def scores_of(
    index: PassageIndex, scope: Scope, terms: Mapping[str, float], rows: Sequence[int]
) -> list[float]:
    """BM25 of passages by their own counts, as retrieval forms it."""
    weighing = index.lexical_search(scope, terms, 1).weighing
    found = index.term_counts(scope, rows, weighing.terms)
    return [round(score, 5) for score in weighing.scores(found.counts, found.lengths).tolist()]


def brute_dense(
    documents: Sequence[IndexedDocument], question: NDArray[np.float32], k: int
) -> list[tuple[str, float]]:
    scores = {
        entry.passage.id: float(entry.vector.astype(np.float64) @ question)
        for document in documents
        for entry in document.passages
    }
    best = sorted(scores.items(), key=lambda item: -item[1])[:k]
    return [(name, round(score, 5)) for name, score in best]


def brute_bm25(
    documents: Sequence[IndexedDocument], terms: Mapping[str, float]
) -> dict[str, float]:
    """BM25 as the formula is printed: k1 = 1.2, b = 0.75, Lucene's idf."""
    counts = {e.passage.id: Counter(e.terms) for d in documents for e in d.passages}
    average = sum(sum(c.values()) for c in counts.values()) / len(counts)
    scores = dict.fromkeys(counts, 0.0)
    for term, weight in terms.items():
        holding = sum(term in c for c in counts.values())
        idf = math.log(1 + (len(counts) - holding + 0.5) / (holding + 0.5))
        for name, count in counts.items():
            length = sum(count.values()) / average
            tf = count[term]
            scores[name] += weight * idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length))
    return {name: score for name, score in scores.items() if score > 0}
