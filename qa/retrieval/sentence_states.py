"""The sentences of a passage as the index has read them.

Claims are compared with the states that late interaction is done with: encoding the same
sentences anew would take longer than all the rest of a check.
"""

from __future__ import annotations

from qa.embedding import TokenEmbedding
from qa.embedding.encoder import part_of, pooled
from qa.index.passage_index import TokenStates
from qa.retrieval.states import unpack_states
from qa.types import Passage, Span


def unpacked(stored: TokenStates, dimension: int) -> TokenEmbedding:
    """A passage's states, its context's among them under empty spans."""
    states = unpack_states(stored.states, len(stored.token_ids), dimension)
    return TokenEmbedding(pooled(states), states, stored.token_ids, stored.offsets)


def states_within(passage: Passage, read: TokenEmbedding, span: Span) -> TokenEmbedding | None:
    """What was read of the document's `span`, which lies in the passage; None where the model
    did not read so far."""
    start, end = span.start - passage.start, span.end - passage.start
    found = part_of(read, start, end)
    reached = len(found.offsets) and int(found.offsets[:, 1].max()) >= end - start - 1
    return found if reached else None
