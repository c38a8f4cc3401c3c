"""The Haystack component, in a pipeline of the real package."""

from __future__ import annotations

from pathlib import Path

import pytest
from haystack import Pipeline

from qa.connect.haystack import QaRetriever
from qa.errors import BadInput
from tests.small_archive import small_archive


def test_documents_are_passages_with_their_places(tmp_path: Path) -> None:
    archive = small_archive(tmp_path)
    pipeline = Pipeline()
    pipeline.add_component("retriever", QaRetriever(archive, k=2))
    given = {"retriever": {"query": "Кому помог фонд? fund қор"}}
    found = pipeline.run(given)["retriever"]["documents"]
    hits = archive.search("Кому помог фонд? fund қор", top_k=2).hits
    assert [(d.id, d.score) for d in found] == [(h.passage.id, h.score) for h in hits]
    for document in found:
        text = archive.document(document.meta["document_id"]).text
        assert text[document.meta["start"] : document.meta["end"]] == document.content
    archive.close()


@pytest.mark.parametrize("k", [0, 101])
def test_k_is_bounded(k: int) -> None:
    with pytest.raises(BadInput, match=f"k is {k}; expected 1 to 100"):
        QaRetriever(None, k=k)
