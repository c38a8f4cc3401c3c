"""From passages to what is stored for finding them.

One forward pass of the encoder gives a passage's vector and its token states.
A passage is read with its context in front (title, section, list introduction),
because the sentence that answers often doesn't repeat what the question names;
the context's tokens take part in late interaction too, with an empty span.

Each sentence is then read again alone behind the same context.  What a token means
among its passage and what it means in its sentence err in different places, and the
mean of both states finds more than either (docs/retrieval.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa.documents.facts import extract_facts, to_json
from qa.embedding import Encoder, TokenEncoder
from qa.embedding.encoder import TokenEmbedding
from qa.index.passage_index import IndexedDocument, IndexedPassage, TokenStates
from qa.language.terms import search_terms
from qa.retrieval.states import pack_states
from qa.types import Document, Passage

_SEPARATOR = ". "
_AT_ONCE = 64
"""Passages whose states are in memory together, 0.6 MB each."""


def prepare(
    document: Document,
    passages: Sequence[Passage],
    encoder: Encoder | TokenEncoder,
    *,
    sentence_readings: bool = True,
) -> IndexedDocument:
    """The document ready to be stored; `root`, `content_hash` and `report` are the caller's.

    An encoder without token states gives passages without late interaction.  Without
    `sentence_readings` the states are those of the whole passage alone.
    """
    indexed: list[IndexedPassage] = []
    if isinstance(encoder, TokenEncoder):
        # A book's states at once would fill the memory.
        for start in range(0, len(passages), _AT_ONCE):
            indexed += _read(passages[start : start + _AT_ONCE], encoder, sentence_readings)
    else:
        vectors = encoder.encode_passages([text_to_embed(passage) for passage in passages])
        indexed += [
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


def texts_to_embed(passage: Passage, sentence_readings: bool = True) -> list[str]:
    """What the encoder reads of a passage: the whole, then each sentence, all with the context."""
    if not sentence_readings:
        return [text_to_embed(passage)]
    before, text, start = _before(passage), passage.text, passage.start
    sentences = [before + text[s.start - start : s.end - start] for s in passage.sentences]
    return [before + text, *sentences]


def _read(
    passages: Sequence[Passage], encoder: TokenEncoder, sentence_readings: bool
) -> list[IndexedPassage]:
    readings = [texts_to_embed(passage, sentence_readings) for passage in passages]
    texts = list(dict.fromkeys(text for reading in readings for text in reading))
    known = dict(zip(texts, encoder.encode_passage_tokens(texts), strict=True))
    return [
        _with_states(passage, *(known[text] for text in reading))
        for passage, reading in zip(passages, readings, strict=True)
    ]


def _with_states(
    passage: Passage, whole: TokenEmbedding, *sentences: TokenEmbedding
) -> IndexedPassage:
    shift = len(_before(passage))
    inside = whole.offsets[:, 1:] > shift
    offsets = np.where(inside, np.maximum(whole.offsets - shift, 0), 0).astype(np.int32)
    states = whole.states.copy()
    for span, alone in zip(passage.sentences, sentences, strict=False):
        places, own = _same_tokens(whole, alone, shift, span.start - passage.start)
        states[places] = (whole.states[places] + alone.states[own]) / 2
    return IndexedPassage(
        passage,
        whole.vector,
        _terms(passage),
        TokenStates(pack_states(states), whole.token_ids, offsets),
        states.mean(0) if len(states) else np.zeros(states.shape[1], np.float32),
    )


def _same_tokens(
    whole: TokenEmbedding, part: TokenEmbedding, context: int, start: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places in the whole of the part's tokens, and their places in the part.

    Both texts begin with the same `context` characters; the rest of the part stands
    `start` characters further on in the whole.  A word that is cut otherwise at the
    part's edges is left out.
    """
    own = np.flatnonzero(part.offsets[:, 1] > context)
    starts = part.offsets[own, 0] + start
    places = np.searchsorted(whole.offsets[:, 0], starts)
    inside = places < len(whole.offsets)
    own, starts, places = own[inside], starts[inside], places[inside]
    same = (whole.token_ids[places] == part.token_ids[own]) & (whole.offsets[places, 0] == starts)
    return places[same], own[same]
