"""Where a hit stands, as other frameworks' documents carry it."""

from __future__ import annotations

from typing import Any

from qa.types import Hit


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
