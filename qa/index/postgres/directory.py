"""The segments that a scope sees, as a server keeps them: what every lexical search begins with.

Segments never change, so each is read once and remembered by its number; what a search needs
beside (which of them there are, and which passages died) is read anew when the scope's version
moves.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Postings, Weighing
from qa.index.lexical import hash_term
from qa.index.passage_index import Statistics
from qa.index.postgres.database import Session
from qa.index.postgres.segments import Known, known, signed, vector_of, with_postings
from qa.index.statistics import LANGUAGES, Counted, Sums, means
from qa.kept import Kept
from qa.types import Language

KeptSegments = Kept[int, Known]
MOST_BYTES = 512_000_000
"""Of segments that are kept: some 21 bytes a passage, and of small segments their postings."""


@dataclass(frozen=True, slots=True, eq=False)
class Dead:
    """A removed passage that its segment still holds."""

    row: int
    language: Language
    vector: NDArray[np.float32]
    mean: NDArray[np.float32]
    ids: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """`rows`, `languages` (places in LANGUAGES) and `documents` (n,) are those of all segments,
    one after another; `alive` is None where nothing died."""

    segments: Sequence[Known]
    postings: Postings
    rows: NDArray[np.int64]
    languages: NDArray[np.uint8]
    documents: NDArray[np.int64]
    alive: NDArray[np.bool_] | None
    dead: Sequence[Dead]

    @property
    def passages(self) -> int:
        return self.postings.passages

    def search(
        self,
        session: Session,
        terms: Mapping[str, float],
        k: int,
        wanted: NDArray[np.bool_] | None = None,
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], Weighing]:
        """As `Postings.search`: passages by their places in `rows`, none of the dead among them."""
        return self.holding(session, terms).search(terms, k, wanted)

    def holding(self, session: Session, terms: Collection[str]) -> Postings:
        """The postings of these terms."""
        large = [one.id for one in self.segments if not one.packed]
        found: dict[int, dict[int, tuple[bytes, bytes]]] = {number: {} for number in large}
        if large and terms:
            query = """SELECT segment, term, places, counts FROM postings
              WHERE term = ANY (?::bigint[]) AND segment = ANY (?::bigint[])"""
            asked = [signed(hash_term(term)) for term in terms]
            for number, term, places, counts in session.run(query, [asked, large]):
                found[number][term % (1 << 64)] = places, counts
        postings = copy.copy(self.postings)
        postings.segments = [
            one.postings if one.packed else with_postings(one.postings, found[one.id])
            for one in self.segments
        ]
        return postings


def read_directory(session: Session, collections: Sequence[str], kept: KeptSegments) -> Directory:
    """The segments of some collections as they are now."""
    query = "SELECT id FROM segments WHERE collection = ANY (?::text[]) ORDER BY first, id"
    numbers = [number for (number,) in session.run(query, [list(collections)])]
    found = kept.find(numbers)
    missing = [number for number in numbers if number not in found]
    query = "SELECT id, arrays, packed FROM segments WHERE id = ANY (?::bigint[])"
    for number, arrays, packed in session.run(query, [missing]) if missing else ():
        found[number] = known(number, arrays, packed)
        kept.keep(number, found[number], found[number].bytes)
    segments = [found[number] for number in numbers]
    query = """SELECT passage, language, vector, mean, ids FROM dead
      WHERE collection = ANY (?::text[]) ORDER BY passage"""
    dead = [
        Dead(
            row,
            Language(language),
            vector_of(vector),
            np.frombuffer(mean, "<f4"),
            np.frombuffer(ids, "<i4"),
        )
        for row, language, vector, mean, ids in session.run(query, [list(collections)])
    ]
    rows = np.concatenate([np.zeros(0, np.int64), *(one.postings.rows for one in segments)])
    alive = ~np.isin(rows, [one.row for one in dead]) if dead else None
    return Directory(
        segments,
        Postings([one.postings for one in segments], alive),
        rows,
        np.concatenate([np.zeros(0, np.uint8), *(one.languages for one in segments)]),
        np.concatenate([np.zeros(0, np.int64), *(one.documents for one in segments)]),
        alive,
        dead,
    )


def statistics(directory: Directory, collections: Sequence[Counted], dimension: int) -> Statistics:
    return means(collections, sums(directory, dimension))


def sums(directory: Directory, dimension: int) -> Sums:
    """What the segments' shares add up to, without the dead."""
    shares = [one.share for one in directory.segments]
    most = max((int(s.token_ids[-1]) + 1 for s in shares if len(s.token_ids)), default=0)
    passages, token_counts = np.zeros((2, len(LANGUAGES)), np.int64)
    vectors, tokens = np.zeros((2, len(LANGUAGES), dimension))
    frequency = np.zeros(most, np.int32)
    for share in shares:
        for language in share.passages:
            code = LANGUAGES.index(language)
            passages[code] += share.passages[language]
            vectors[code] += share.vectors[language]
            tokens[code] += share.tokens[language]
            token_counts[code] += share.token_counts[language]
        frequency[share.token_ids] += share.token_frequency
    for one in directory.dead:
        code = LANGUAGES.index(one.language)
        passages[code] -= 1
        vectors[code] -= one.vector
        if len(one.mean):
            tokens[code] -= one.mean * np.float64(len(one.ids))
            token_counts[code] -= len(one.ids)
        frequency[np.unique(one.ids)] -= 1
    used = np.flatnonzero(frequency)
    met = frequency[: int(used[-1]) + 1 if len(used) else 0]
    return Sums(passages, vectors, token_counts, tokens, met)
