"""What the process that reads sends back is what the one that asked gets."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from qa.documents import exchange
from qa.documents.clean import Dropped
from qa.documents.exchange import pack, receive, send, unpack
from qa.documents.formats.layout import Recognised, Unread
from qa.documents.read import ReadDocument, ReadFile
from qa.types import Document, Language


def read(source: str, text: str, **metadata: Any) -> ReadDocument:
    document = Document(source, source, "Атауы", Language.KAZAKH, text, metadata)
    return ReadDocument(
        document,
        (Dropped("mark", "\u00ad", 1),),
        ("note",),
        "docx",
        (Unread("page 2", "why", "no-text-layer"),),
        (Recognised(1, 0.9, (("сөз", 0),)),),
    )


FILE = ReadFile(
    "a.zip",
    (
        read("a.zip/1", "Бірлік.", date="2020-01-01", pages=[[0, 7]]),
        read("a.zip/2", "", rows=[[n, n + 1, "Лист", n] for n in range(12_001)], about=["а"]),
        read("a.zip/3", "half \ud83d of a pair"),
    ),
    (Unread("a.zip/4", "why", "damaged-document"),),
)


def test_a_file_comes_back_as_it_was() -> None:
    stream = io.BytesIO()
    header, body = pack(FILE)
    send(stream, header, body)
    stream.seek(0)
    assert unpack(*receive(stream, 10_000_000)) == FILE


def test_no_piece_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading JSON lets no other thread run."""
    longest = 0

    def noting(data: str) -> Any:
        nonlocal longest
        longest = max(longest, len(data))
        return json.loads(data)

    rows = [[n, n + 9, "Лист", n] for n in range(200_000)]
    header, body = pack(ReadFile("a.csv", (read("a.csv", "x", rows=rows),)))
    monkeypatch.setattr(exchange, "json", type("Json", (), {"loads": staticmethod(noting)}))
    assert unpack(header, body).documents[0].document.metadata["rows"] == rows
    assert 0 < longest < 300_000
