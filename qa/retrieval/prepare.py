"""From passages to what is stored for finding them.

One forward pass of the encoder gives a passage's vector and its token states.
A passage is read with its context in front (title, section, list introduction),
because the sentence that answers often doesn't repeat what the question names;
the context's tokens take part in late interaction too, with an empty span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from qa.documents.facts import extract_facts, to_json
from qa.embedding import Encoder, TokenEncoder
from qa.embedding.encoder import TokenEmbedding
from qa.index.passage_index import IndexedDocument, IndexedPassage, TokenStates
from qa.language.terms import search_terms
from qa.retrieval.states import pack_states
from qa.types import Document, Passage

_SEPARATOR = ". "


def prepare(
    document: Document, passages: Sequence[Passage], encoder: Encoder | TokenEncoder
) -> IndexedDocument:
    """The document ready to be stored; `root`, `content_hash` and `report` are the caller's.

    An encoder without token states gives passages without late interaction.
    """
    texts = [text_to_embed(passage) for passage in passages]
    if isinstance(encoder, TokenEncoder):
        embedded = encoder.encode_passage_tokens(texts)
        indexed = [
            _with_states(passage, embedding)
            for passage, embedding in zip(passages, embedded, strict=True)
        ]
    else:
        vectors = encoder.encode_passages(texts)
        indexed = [
            IndexedPassage(passage, vector, _terms(passage))
            for passage, vector in zip(passages, vectors, strict=True)
        ]
    return IndexedDocument(document, indexed, "", facts=to_json(extract_facts(document)))


def text_to_embed(passage: Passage) -> str:
    """The context and the text as one reading for the encoder."""
    return _before(passage) + passage.text


def _before(passage: Passage) -> str:
    return passage.context + _SEPARATOR if passage.context else ""


def _terms(passage: Passage) -> Counter[str]:
    return Counter(search_terms(text_to_embed(passage), passage.language))


def _with_states(passage: Passage, embedding: TokenEmbedding) -> IndexedPassage:
    shift = len(_before(passage))
    inside = embedding.offsets[:, 1:] > shift
    offsets = np.where(inside, np.maximum(embedding.offsets - shift, 0), 0).astype(np.int32)
    states = embedding.states
    return IndexedPassage(
        passage,
        embedding.vector,
        _terms(passage),
        TokenStates(pack_states(states), embedding.token_ids, offsets),
        states.mean(0) if len(states) else np.zeros(states.shape[1], np.float32),
    )
