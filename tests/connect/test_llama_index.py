"""The LlamaIndex retriever, against the real package."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.connect.llama_index import QaRetriever
from qa.errors import BadInput
from qa.types import Filters, Language
from tests.small_archive import small_archive


def test_nodes_are_passages_with_their_places(tmp_path: Path) -> None:
    archive = small_archive(tmp_path)
    found = QaRetriever(archive, k=2).retrieve("Кому помог фонд? fund қор")
    hits = archive.search("Кому помог фонд? fund қор", top_k=2).hits
    assert [(n.node.node_id, n.score) for n in found] == [(h.passage.id, h.score) for h in hits]
    for node in found:
        place = node.node.metadata
        text = archive.document(place["document_id"]).text
        assert text[place["start"] : place["end"]] == node.node.get_content()
    kazakh = QaRetriever(archive, filters=Filters(languages=(Language.KAZAKH,))).retrieve("қор")
    assert {n.node.metadata["source"] for n in kazakh} == {"kk.txt"}
    archive.close()


@pytest.mark.parametrize("k", [0, 101])
def test_k_is_bounded(k: int) -> None:
    with pytest.raises(BadInput, match=f"k is {k}; expected 1 to 100"):
        QaRetriever(None, k=k)
