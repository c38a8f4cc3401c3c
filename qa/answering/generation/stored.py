"""The sentences that a model is shown, as the index already has them.

Encoding them anew would take longer than everything else that is done for a reply, and
their states are stored for late interaction: those are what a claim is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qa.answering.generation.evidence import Shown
from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import EncoderInFront, unit_rows
from qa.index.passage_index import PassageIndex, TokenStates
from qa.retrieval.states import unpack_states
from qa.types import Passage, Scope


class KnowingEncoder(EncoderInFront):
    """An encoder that has the states of some texts already and encodes any other."""

    def __init__(self, encoder: TokenEncoder, known: Mapping[str, TokenEmbedding]) -> None:
        super().__init__(encoder)
        self._known = known

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        if sentences is not None:
            return super().encode_passage_tokens(texts, sentences)
        new = [text for text in texts if text not in self._known]
        made = dict(zip(new, self._encoder.encode_passage_tokens(new), strict=True)) if new else {}
        return [self._known.get(text) or made[text] for text in texts]


def sentence_states(
    index: PassageIndex, scope: Scope, shown: Sequence[Shown], dimension: int
) -> dict[str, TokenEmbedding]:
    """The states of each sentence shown, by its text, without those that the index has none of."""
    wanted = {one.passage.id for one in shown}
    rows = {
        passage.id: row
        for document_id in dict.fromkeys(one.document.id for one in shown)
        for row, passage in index.document_passages(scope, document_id).items()
        if passage.id in wanted
    }
    stored = index.token_states(scope, rows.values())
    found: dict[str, TokenEmbedding] = {}
    for passage in {one.passage.id: one.passage for one in shown}.values():
        states = stored.get(rows.get(passage.id, -1))
        if states is not None:
            found |= by_sentence(passage, states, dimension)
    return found


def by_sentence(passage: Passage, stored: TokenStates, dimension: int) -> dict[str, TokenEmbedding]:
    """What is stored of a passage, by the text of its sentences, without those that the model
    cut off."""
    states = unpack_states(stored.states, len(stored.token_ids), dimension)
    offsets = stored.offsets
    found = {}
    for sentence in passage.sentences:
        start, end = sentence.start - passage.start, sentence.end - passage.start
        # The context's tokens have an empty span.
        own = (offsets[:, 0] < end) & (offsets[:, 1] > start)
        reached = bool(own.any()) and int(offsets[own, 1].max()) >= end - 1
        if reached:
            found[passage.text[start:end]] = TokenEmbedding(
                # What the model itself does, its prefix's token aside.
                unit_rows(states[own].mean(0, keepdims=True))[0],
                states[own],
                stored.token_ids[own],
                np.clip(offsets[own] - start, 0, end - start).astype(np.int32),
            )
    return found
