"""From passages to what is stored for finding them.

One forward pass of the encoder gives a passage's vector and its token states.
A passage is read with its context in front (title, section, list introduction),
because the sentence that answers often doesn't repeat what the question names;
the context's tokens take part in late interaction too, with an empty span.

The encoder is told where the sentences begin, so that each token means what it means
in its own sentence more than what the neighbours speak of (docs/retrieval.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from qa.documents.facts import extract_facts, to_json
from qa.embedding import Encoder, TokenEncoder
from qa.embedding.encoder import TokenEmbedding
from qa.index.passage_index import IndexedDocument, IndexedPassage, TokenStates
from qa.language.terms import search_terms
from qa.retrieval.states import pack_states
from qa.types import Document, Language, Passage

_SEPARATOR = ". "
_AT_ONCE = 64
"""Passages whose states are in memory together, 0.6 MB each."""


def prepare(
    document: Document,
    passages: Sequence[Passage],
    encoder: Encoder | TokenEncoder,
    known: Iterable[IndexedPassage] = (),
) -> IndexedDocument:
    """The document ready to be stored; `root`, `content_hash` and `report` are the caller's.

    Passages that read as one of the `known` ones, which the same encoder prepared, or as another
    of the document's are not embedded again.  An encoder without token states gives passages
    without late interaction.
    """
    made = {_as_read(one.passage): one for one in known}
    keys = [_as_read(passage) for passage in passages]
    new = {key: own for key, own in zip(keys, passages, strict=True) if key not in made}
    made |= zip(new, _embedded(list(new.values()), encoder), strict=True)
    indexed = [replace(made[key], passage=own) for key, own in zip(keys, passages, strict=True)]
    return IndexedDocument(document, indexed, "", facts=to_json(extract_facts(document)))


def _as_read(passage: Passage) -> tuple[str, Language, tuple[int, ...]]:
    """All that vectors, states and terms of a passage depend on."""
    starts = tuple(sentence.start - passage.start for sentence in passage.sentences)
    return text_to_embed(passage), passage.language, starts


def _embedded(
    passages: Sequence[Passage], encoder: Encoder | TokenEncoder
) -> Iterable[IndexedPassage]:
    if isinstance(encoder, TokenEncoder):
        # A book's states at once would fill the memory.
        for start in range(0, len(passages), _AT_ONCE):
            some = passages[start : start + _AT_ONCE]
            yield from map(_with_states, some, encode(some, encoder))
    else:
        vectors = encoder.encode_passages([text_to_embed(passage) for passage in passages])
        for passage, vector in zip(passages, vectors, strict=True):
            yield IndexedPassage(passage, vector, _terms(passage))


def encode(passages: Sequence[Passage], encoder: TokenEncoder) -> list[TokenEmbedding]:
    """Each passage behind its context, with its sentences told apart."""
    starts = [
        [len(_before(passage)) + sentence.start - passage.start for sentence in passage.sentences]
        for passage in passages
    ]
    return encoder.encode_passage_tokens([text_to_embed(passage) for passage in passages], starts)


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
