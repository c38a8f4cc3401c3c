"""How a file's documents travel from the process that reads it to the one that asked.

JSON and UTF-8, never pickle: what comes out of a process that parsed a hostile
file is data.  Texts follow the header as bytes, because decoding megabytes of
JSON would hold up every other thread.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from typing import Any, BinaryIO

from qa import errors
from qa.documents.clean import Dropped
from qa.documents.formats.layout import Recognised, Unread
from qa.documents.read import ReadDocument, ReadFile
from qa.errors import DocumentError
from qa.types import Document, Language

_SIZES = struct.Struct(">II")


def send(stream: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    data = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    stream.write(_SIZES.pack(len(data), len(body)))
    stream.write(data)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], bytes]:
    """Raises EOFError where the other side has gone, ValueError for more than `most` bytes."""
    header_size, body_size = _SIZES.unpack(_exactly(stream, _SIZES.size))
    if header_size + body_size > most:
        raise ValueError(f"{header_size + body_size} bytes, more than {most}")
    header = json.loads(_exactly(stream, header_size).decode("utf-8", "surrogatepass"))
    return header, _exactly(stream, body_size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def pack(file: ReadFile) -> tuple[dict[str, Any], bytes]:
    texts = [one.document.text.encode("utf-8", "surrogatepass") for one in file.documents]
    documents = []
    for one, text in zip(file.documents, texts, strict=True):
        document = one.document
        documents.append(
            {
                "source": document.source,
                "title": document.title,
                "language": document.language,
                "metadata": dict(document.metadata),
                "size": len(text),
                "dropped": [[d.kind, d.text, d.line] for d in one.dropped],
                "notes": one.notes,
                "reader": one.reader,
                "unread": [dataclasses.astuple(u) for u in one.unread],
                "recognised": [dataclasses.astuple(r) for r in one.recognised],
            }
        )
    unread = [dataclasses.astuple(u) for u in file.unread]
    return {"source": file.source, "documents": documents, "unread": unread}, b"".join(texts)


def unpack(header: dict[str, Any], body: bytes) -> ReadFile:
    documents = []
    at = 0
    for one in header["documents"]:
        text = body[at : at + one["size"]].decode("utf-8", "surrogatepass")
        at += one["size"]
        source, language = one["source"], Language(one["language"])
        document = Document(source, source, one["title"], language, text, one["metadata"])
        documents.append(
            ReadDocument(
                document,
                tuple(Dropped(*piece) for piece in one["dropped"]),
                tuple(one["notes"]),
                one["reader"],
                tuple(Unread(*part) for part in one["unread"]),
                tuple(_recognised(*page) for page in one["recognised"]),
            )
        )
    unread = tuple(Unread(*part) for part in header["unread"])
    return ReadFile(header["source"], tuple(documents), unread)


def _recognised(page: int, confidence: float, doubtful: list[tuple[str, int]]) -> Recognised:
    return Recognised(page, confidence, tuple((word, number) for word, number in doubtful))


def pack_error(error: DocumentError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": str(error)}


def unpack_error(header: dict[str, Any]) -> DocumentError:
    kind = getattr(errors, header["error"], DocumentError)
    known = isinstance(kind, type) and issubclass(kind, DocumentError)
    return (kind if known else DocumentError)(header["message"])
