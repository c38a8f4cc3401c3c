"""The baseline: plain dense search, which is what the model alone can do.

Passages are encoded as the model's authors do it, without a word about where their
sentences begin, so these vectors are not those of the index.
"""

from __future__ import annotations

import numpy as np

from qa.embedding import Encoder
from qa.index.passage_index import ArchiveIndex
from qa.retrieval.prepare import text_to_embed
from qa.types import WHOLE_ARCHIVE, Hit


class StockSearch:
    """The nearest passages of an index by the model's own vectors."""

    def __init__(self, index: ArchiveIndex, encoder: Encoder) -> None:
        documents = [
            index.document(WHOLE_ARCHIVE, s.id).document
            for s in index.documents(WHOLE_ARCHIVE, limit=-1).documents
        ]
        self._encoder = encoder
        self._passages = [
            (passage, document)
            for document in documents
            for passage in index.document_passages(WHOLE_ARCHIVE, document.id).values()
        ]
        self._vectors = encoder.encode_passages([text_to_embed(p) for p, _ in self._passages])

    def search(self, text: str, top_k: int) -> list[Hit]:
        """At most `top_k` hits, best first, whose scores are cosines."""
        scores = self._vectors @ self._encoder.encode_questions([text])[0]
        best = np.argsort(-scores, kind="stable")[:top_k].tolist()
        return [
            Hit(passage, document, float(scores[place]))
            for place in best
            for passage, document in [self._passages[place]]
        ]
