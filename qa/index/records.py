"""Reading what SQLite holds of many passages at once, for deriving from it."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from qa.index.database import Database, crc, damaged
from qa.index.lexical import Hashes
from qa.index.statistics import LANGUAGES


class Records:
    """What one connection sees, for as long as it stands still."""

    def __init__(self, database: Database, connection: sqlite3.Connection) -> None:
        self._database = database
        self._connection = connection

    def documents(self) -> dict[int, int]:
        """The row of each document's collection by the document's own row."""
        query = """SELECT d.row, c.row FROM documents d INDEXED BY documents_by_collection
          LEFT JOIN collections c ON c.name = d.collection"""
        found = dict(self._connection.execute(query))
        if None in found.values():
            raise damaged(self._database.path, "a document is of no collection")
        return found

    def check_gone(self, documents: Iterable[int]) -> None:
        """Raise StorageError for a document that is there, though its index has lost it."""
        for row in documents:
            if self._connection.execute("SELECT 1 FROM documents WHERE row = ?", [row]).fetchone():
                raise damaged(self._database.path, f"document {row} is missing in an index")

    def passages(
        self, documents: Iterable[int] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
        """Rows int64 (n,) ascending, languages uint8 (n,) and documents int64 (n,) of the
        passages of some documents, or of all that there are."""
        query = "SELECT row, language, document FROM passages"
        found: Iterable[tuple[int, str, int]]
        if documents is None:
            found = self._connection.execute(f"{query} ORDER BY row")
        else:
            of_one = f"{query} WHERE document = ? ORDER BY row"
            found = chain.from_iterable(
                self._connection.execute(of_one, [document]) for document in sorted(documents)
            )
        code = {language.value: i for i, language in enumerate(LANGUAGES)}
        rows, codes, owners = array("q"), array("B"), array("q")
        try:
            for row, language, document in found:
                rows.append(row)
                codes.append(code[language])
                owners.append(document)
        except KeyError as error:
            raise damaged(self._database.path, f"{error} is no language of a passage") from error
        return np.array(rows, np.int64), np.array(codes, np.uint8), np.array(owners, np.int64)

    def terms(self, rows: NDArray[np.int64]) -> Iterator[tuple[Hashes, NDArray[np.uint8]]]:
        """Hashes and counts of each passage of `rows`, ascending."""
        for hashes, counts in self._of("terms", rows):
            yield np.frombuffer(hashes, dtype="<u8"), np.frombuffer(counts, dtype="u1")

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors float32 (n, d) of `rows`, ascending and not none."""
        found = [vector for (vector,) in self._of("vectors", rows)]
        return np.frombuffer(b"".join(found), dtype="<f4").reshape(len(rows), -1)

    def vectors_left(self, rows: NDArray[np.int64], dimension: int) -> NDArray[np.float32]:
        """As `vectors`, with zeros for passages that are gone."""
        found = np.zeros((len(rows), dimension), np.float32)
        place = {row: i for i, row in enumerate(rows.tolist())}
        for row, (vector,) in self._read("vectors", rows):
            if row in place:
                found[place[row]] = np.frombuffer(vector, "<f4")
        return found

    def tokens(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[int, NDArray[np.int32], NDArray[np.float32]]]:
        """Of each passage of `rows` (ascending) that has tokens: its place in `rows`, the tokens'
        ids, and the mean of their states, which may be empty."""
        place = {row: i for i, row in enumerate(rows.tolist())}
        for row, (ids, mean) in self._read("token_ids", rows):
            if row in place and ids:
                yield place[row], np.frombuffer(ids, "<i4"), np.frombuffer(mean, "<f4")

    def _of(self, table: str, rows: NDArray[np.int64]) -> Iterator[list[bytes]]:
        """The parts that `table` holds of each of `rows` (ascending), in their order.

        Raises StorageError when one is missing.
        """
        wanted = iter(rows.tolist())
        next_row = next(wanted, None)
        for row, parts in self._read(table, rows):
            if row == next_row:
                yield parts
                next_row = next(wanted, None)
        if next_row is not None:
            raise damaged(self._database.path, f"{table} of passage {next_row} are missing")

    def _read(self, table: str, rows: NDArray[np.int64]) -> Iterator[tuple[int, list[bytes]]]:
        """The parts that `table` holds of the passages between the first and the last of `rows`.

        Raises StorageError when one is not as it was written.
        """
        if not len(rows):
            return
        query = f"SELECT * FROM {table} WHERE passage BETWEEN ? AND ? ORDER BY passage"
        for row, *parts, check in self._connection.execute(query, [int(rows[0]), int(rows[-1])]):
            if check != crc(row, *parts):
                raise damaged(self._database.path, f"{table} of passage {row}")
            yield row, parts
