"""How a file's documents travel from the process that reads it to the one that asked.

JSON and UTF-8, never pickle: what comes out of a process that parsed a hostile
file is data.  Texts follow the header as bytes and the rest in pieces, because
reading megabytes of JSON in one go would hold up every other thread.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, BinaryIO

from qa import errors
from qa.documents.clean import Dropped
from qa.documents.formats.layout import Recognised, Unread
from qa.documents.read import ReadDocument, ReadFile
from qa.errors import DocumentError
from qa.types import Document, Language

_SIZES = struct.Struct(">II")
_AT_ONCE = 5000
"""Rows, headings or pages that are read in one go, which takes some milliseconds."""


def send(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    data = _encoded(header)
    stream.write(_SIZES.pack(len(data), len(body)))
    stream.write(data)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], bytes]:
    """Raises EOFError where the other side has gone, ValueError for more than `most` bytes."""
    header_size, body_size = _SIZES.unpack(_exactly(stream, _SIZES.size))
    if header_size + body_size > most:
        raise ValueError(f"{header_size + body_size} bytes, more than {most}")
    return _decoded(_exactly(stream, header_size)), _exactly(stream, body_size)


def _encoded(value: object) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return data.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> Any:
    return json.loads(data.decode("utf-8", "surrogatepass"))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def pack(file: ReadFile) -> tuple[dict[str, Any], bytes]:
    """The header holds, for each document, the sizes in bytes of what the body holds of it: its
    text, its record, and the pieces of what is long in its metadata."""
    body: list[bytes] = []
    sizes = []
    for one in file.documents:
        parts = list(_pack(one))
        sizes.append([len(part) for part in parts])
        body += parts
    unread = [dataclasses.astuple(u) for u in file.unread]
    return {"source": file.source, "sizes": sizes, "unread": unread}, b"".join(body)


def _pack(read: ReadDocument) -> Iterator[bytes]:
    document = read.document
    metadata = dict(document.metadata)
    long = [key for key, value in metadata.items() if _is_long(value)]
    pieces = [[key, piece] for key in long for piece in _batches(metadata[key])]
    yield document.text.encode("utf-8", "surrogatepass")
    yield _encoded(
        {
            "source": document.source,
            "title": document.title,
            "language": document.language,
            "metadata": {k: [] if k in long else value for k, value in metadata.items()},
            "dropped": [[d.kind, d.text, d.line] for d in read.dropped],
            "notes": read.notes,
            "reader": read.reader,
            "unread": [dataclasses.astuple(u) for u in read.unread],
            "recognised": [dataclasses.astuple(r) for r in read.recognised],
        }
    )
    yield from map(_encoded, pieces)


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def _is_long(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) > _AT_ONCE


def unpack(header: dict[str, Any], body: bytes) -> ReadFile:
    documents = []
    at = 0
    for sizes in header["sizes"]:
        ends = list(accumulate(sizes, initial=at))
        documents.append(_unpack([body[start:end] for start, end in pairwise(ends)]))
        at = ends[-1]
    unread = tuple(Unread(*part) for part in header["unread"])
    return ReadFile(header["source"], tuple(documents), unread)


def _unpack(parts: list[bytes]) -> ReadDocument:
    text, record, *pieces = parts
    one = _decoded(record)
    for key, piece in map(_decoded, pieces):
        one["metadata"][key] += piece
    source, language = one["source"], Language(one["language"])
    return ReadDocument(
        Document(
            source,
            source,
            one["title"],
            language,
            text.decode("utf-8", "surrogatepass"),
            one["metadata"],
        ),
        tuple(Dropped(*piece) for piece in one["dropped"]),
        tuple(one["notes"]),
        one["reader"],
        tuple(Unread(*part) for part in one["unread"]),
        tuple(_recognised(*page) for page in one["recognised"]),
    )


def _recognised(page: int, confidence: float, doubtful: list[tuple[str, int]]) -> Recognised:
    return Recognised(page, confidence, tuple((word, number) for word, number in doubtful))


def pack_error(error: DocumentError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": str(error)}


def unpack_error(header: dict[str, Any]) -> DocumentError:
    kind = getattr(errors, header["error"], DocumentError)
    known = isinstance(kind, type) and issubclass(kind, DocumentError)
    return (kind if known else DocumentError)(header["message"])
