"""Columns of rows as PostgreSQL receives them: arrays in its binary form, made at a stroke.

As text a passage's bytes are twice as long, and reading its numbers takes longer than storing it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_OIDS = {"bytea": 17, "bigint": 20, "integer": 23, "text": 25}
"""PostgreSQL's own, which never change."""
_LENGTH = struct.Struct("!i")
_NULL = _LENGTH.pack(-1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A value in binary form, of the type that its place in a statement says."""

    data: bytes


class SentDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Sent) -> Buffer:
        return obj.data


def column(kind: str, values: Sequence[Any] | NDArray[np.int64]) -> Sent:
    """Values of a type, None among them, as an array of it."""
    if kind in ("bigint", "integer"):
        return Sent(_integers(kind, values))
    plain = values if kind == "bytea" else [v if v is None else v.encode() for v in values]
    parts = [_head(len(values), _OIDS[kind], missing=None in values)]
    for value in plain:
        parts += (_NULL,) if value is None else (_LENGTH.pack(len(value)), value)
    return Sent(b"".join(parts))


def _integers(kind: str, values: Sequence[int] | NDArray[np.int64]) -> bytes:
    size = 8 if kind == "bigint" else 4
    sent = np.zeros(len(values), [("length", ">i4"), ("value", f">i{size}")])
    sent["length"] = size
    sent["value"] = values
    return _head(len(values), _OIDS[kind]) + sent.tobytes()


def vectors(rows: NDArray[np.float32], oid: int) -> Sent:
    """The rows of a matrix (n, d) as an array of pgvector's type, which has number `oid` here."""
    number, dimension = rows.shape
    kind = [("length", ">i4"), ("dimension", ">i2"), ("unused", ">i2"), ("of", ">f4", dimension)]
    sent = np.zeros(number, kind)
    sent["length"] = 4 + 4 * dimension
    sent["dimension"] = dimension
    sent["of"] = rows
    return Sent(_head(number, oid) + sent.tobytes())


def vector(row: NDArray[np.float32]) -> Sent:
    """A vector (d,) as pgvector receives it."""
    return Sent(struct.pack("!hh", len(row), 0) + row.astype(">f4").tobytes())


def _head(number: int, oid: int, *, missing: bool = False) -> bytes:
    """One dimension, from 1 on."""
    return struct.pack("!iiIii", 1, missing, oid, number, 1)
