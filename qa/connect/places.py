"""What all connections share: where a hit stands, its address in the reader, how many to ask
for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from qa.errors import BadInput
from qa.types import Hit

MAX_K = 100


def place_of(hit: Hit) -> dict[str, Any]:
    """`text[start:end]` of the document `document_id` is the hit's passage."""
    return {
        "document_id": hit.document.id,
        "source": hit.document.source,
        "title": hit.document.title,
        "language": hit.passage.language.value,
        "passage_id": hit.passage.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
    }


def checked_k(k: int) -> int:
    """How many hits are asked for.  Raises BadInput outside of 1 to `MAX_K`."""
    if not 1 <= k <= MAX_K:
        raise BadInput(f"k is {k}; expected 1 to {MAX_K}")
    return k


def reader_url(
    base: str, document_id: str, start: int | None = None, end: int | None = None
) -> str:
    """A document in the reader of the server at `base`, at `[start, end)` where it is given."""
    place = "" if start is None else f"#char={start},{end}"
    return f"{base.rstrip('/')}/documents/{quote(document_id, safe='')}{place}"
