"""The segments that a scope sees, as a server keeps them: what every lexical search begins with.

Segments never change, so each is read once and remembered by its number; what a search needs
beside (which of them there are, and which passages died) is read anew when the scope's version
moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.index.bm25 import Postings
from qa.index.postgres.codes import Coded
from qa.index.postgres.database import Session
from qa.index.postgres.near import Nearby
from qa.index.postgres.segments import Dead, Known, sum_shares, unpacked, vector_of
from qa.index.statistics import LANGUAGES, Sums
from qa.kept import Kept
from qa.types import Language

KeptSegments = Kept[int, Known]
MOST_BYTES = 512_000_000
"""Of segments that are kept in memory."""


class Part(NamedTuple):
    """What one server has of some collections."""

    segments: Sequence[Known]
    dead: Sequence[Dead]


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """`rows`, `languages` (places in LANGUAGES) and `documents` (n,) are those of all segments,
    one after another; `alive` is None where nothing died; `coded` are the codes of segments that
    have any, `uncoded` (m,) the numbers of the other passages."""

    segments: Sequence[Known]
    postings: Postings
    rows: NDArray[np.int64]
    languages: NDArray[np.uint8]
    documents: NDArray[np.int64]
    alive: NDArray[np.bool_] | None
    dead: Sequence[Dead]
    coded: Coded
    uncoded: NDArray[np.intp]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Directory:
        """What one server has, or several have together, numbered as several number it."""
        held = [(number, one) for number, part in enumerate(parts) for one in part.segments]
        # Small ones beside each other, whosever they are: they are searched together.
        held.sort(key=lambda pair: not len(pair[1].postings.common))
        segments = [one for _, one in held]
        ends = np.cumsum([len(one.languages) for one in segments], dtype=np.intp).tolist()
        firsts = [end - len(one.languages) for one, end in zip(segments, ends, strict=True)]

        def numbered(of: Callable[[Known], NDArray[np.int64]]) -> NDArray[np.int64]:
            every = [of(one) * len(parts) + number for number, one in held]
            return np.concatenate([np.zeros(0, np.int64), *every])

        rows = numbered(lambda one: one.postings.rows)
        gone = [d.row * len(parts) + number for number, p in enumerate(parts) for d in p.dead]
        alive = ~np.isin(rows, gone) if gone else None
        return cls(
            segments,
            Postings([one.postings for one in segments], alive),
            rows,
            np.concatenate([np.zeros(0, np.uint8), *(one.languages for one in segments)]),
            numbered(lambda one: one.documents),
            alive,
            [one for part in parts for one in part.dead],
            Coded([(n, one.codes) for n, one in zip(firsts, segments, strict=True) if one.codes]),
            np.concatenate([
                np.zeros(0, np.intp),
                *(
                    np.arange(first, end)
                    for first, end, one in zip(firsts, ends, segments, strict=True)
                    if one.codes is None
                ),
            ]),
        )  # fmt: skip

    @property
    def passages(self) -> int:
        return self.postings.passages


def read_part(
    session: Session, collections: Sequence[str], kept: KeptSegments, near: Nearby
) -> Part:
    """A server's segments of some collections as they are now."""
    query = """SELECT id, digest FROM segments WHERE collection = ANY (?::text[])
      ORDER BY first, id"""
    digests: dict[int, str] = dict(session.run(query, [list(collections)]).fetchall())
    found = kept.find(digests)
    there = near.find(digest for number, digest in digests.items() if number not in found)
    for number, digest in digests.items():
        if number not in found:
            found[number] = there.get(digest) or near.keep(digest, read_segment(session, number))
            kept.keep(number, found[number], found[number].bytes)
    return Part([found[number] for number in digests], read_dead(session, collections))


def read_segment(session: Session, number: int) -> Known:
    query = "SELECT arrays, packed FROM segments WHERE id = ?"
    ((arrays, postings),) = session.run(query, [number]).fetchall()
    return unpacked(arrays, postings)


def read_dead(session: Session, collections: Sequence[str]) -> list[Dead]:
    query = """SELECT passage, language, vector, mean, ids FROM dead
      WHERE collection = ANY (?::text[]) ORDER BY passage"""
    return [
        Dead(
            row,
            Language(language),
            vector_of(vector),
            np.frombuffer(mean, "<f4"),
            np.frombuffer(ids, "<i4"),
        )
        for row, language, vector, mean, ids in session.run(query, [list(collections)])
    ]


def sums(directory: Directory, dimension: int) -> Sums:
    """What the segments' shares add up to, without the dead."""
    share = sum_shares([one.share for one in directory.segments], directory.dead)
    passages, token_counts = np.zeros((2, len(LANGUAGES)), np.int64)
    vectors, tokens = np.zeros((2, len(LANGUAGES), dimension))
    for language in share.passages:
        code = LANGUAGES.index(language)
        passages[code] = share.passages[language]
        vectors[code] = share.vectors[language]
        tokens[code] = share.tokens[language]
        token_counts[code] = share.token_counts[language]
    ids = share.token_ids
    met = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, np.int32)
    met[ids] = share.token_frequency
    return Sums(passages, vectors, token_counts, tokens, met)
