"""The sentence of the evidence that a claim is to be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from qa.checking.alignment import Comparison, compare, similarities
from qa.checking.figures import stated_share
from qa.checking.judge import Side, centre, centred
from qa.checking.naming import named_share
from qa.checking.reading import (
    Array,
    Reading,
    as_read,
    content,
    joined,
    language_of,
    read,
)
from qa.checking.windows import Window
from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import part_of
from qa.types import Language

_BETWEEN = " "
# How many of the nearest sentences are compared token by token.
_CANDIDATES = 8
# What the same names, and the same numbers, are worth in choosing the sentence, in cosine.
_HELD = 0.1
_MOST_HELD = 2.0
# A neighbour joins the best sentence when the claim's tokens match this much better.
_WORTH_JOINING = 0.06
# Sentences on either side of the evidence in which numbers may stand as well.
_AROUND = 2


class Readers:
    """Turns sentences into `Reading`s, many at a time."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    def claims(self, texts: Sequence[str]) -> list[Reading]:
        """Each text, read alone."""
        seen = [as_read(text) for text in texts]
        return self._read(seen, self._encoder.encode_passage_tokens(seen), Side.CLAIM)

    def evidence(self, windows: Sequence[Window]) -> list[Reading]:
        """The sentences of the windows in order, each read within its window as an index reads
        it within its passage."""
        texts = [_texts(window) for window in windows]
        return self._read(list(chain(*texts)), self._embedded(windows, texts), Side.EVIDENCE)

    def embedded(self, windows: Sequence[Window]) -> list[TokenEmbedding]:
        """The states of `evidence`, as they come."""
        return self._embedded(windows, [_texts(window) for window in windows])

    def _embedded(
        self, windows: Sequence[Window], texts: Sequence[Sequence[str]]
    ) -> list[TokenEmbedding]:
        new = [own for own, window in zip(texts, windows, strict=True) if not window.states]
        starts = [_starts(own) for own in new]
        encoded = self._encoder.encode_passage_tokens([_BETWEEN.join(own) for own in new], starts)
        apart = (
            [
                part_of(embedding, start, start + len(text))
                for start, text in zip(own_starts, own, strict=True)
            ]
            for embedding, own_starts, own in zip(encoded, starts, new, strict=True)
        )
        return list(chain(*(window.states or next(apart) for window in windows)))

    def _read(
        self, texts: Sequence[str], embeddings: Sequence[TokenEmbedding], side: Side
    ) -> list[Reading]:
        languages = [language_of(text) for text in texts]
        own = _own_centre(e.states for e in embeddings)
        name = self._encoder.name
        return [
            read(
                text,
                embedding,
                centred(name, embedding.vector, language, side),
                _or(centre(name, language, side), own),
                language,
            )
            for text, embedding, language in zip(texts, embeddings, languages, strict=True)
        ]


class Match(NamedTuple):
    """The sentences `[first, last]` that match a claim best, and the comparison with them."""

    first: int
    last: int
    comparison: Comparison


def nearest(
    claim: Reading, readings: Sequence[Reading], sources: Sequence[str] = ()
) -> Match | None:
    """The sentence that best matches the claim, with a neighbour where that adds much.

    `sources` names each sentence's source; sentences of others are no neighbours.  Each
    language gives its nearest, because the model puts the claim's own in front of all other.
    """
    if not readings:
        return None
    likeness = [float(claim.vector @ reading.vector) for reading in readings]
    languages: dict[Language, list[int]] = {}
    for place in sorted(range(len(readings)), key=lambda i: -likeness[i]):
        languages.setdefault(readings[place].language, []).append(place)
    order = [place for places in languages.values() for place in places[:_CANDIDATES]]
    alignment = {i: _alignment(claim, readings[i]) for i in order}
    alike = {i: alignment[i] + likeness[i] for i in order}
    # A sentence that has the same names and numbers is meant, even where a denial lowers the rest;
    # no sentence gains more by that than both shares, so what is further behind is not asked.
    within = max(alike.values()) - _HELD * _MOST_HELD
    best = max(
        (i for i in order if alike[i] >= within),
        key=lambda i: alike[i] + _HELD * _held(claim, readings[i]),
    )
    near = [
        i
        for i in range(max(0, best - _AROUND), min(len(readings), best + _AROUND + 1))
        if not sources or sources[i] == sources[best]
    ]
    context = " ".join(readings[i].text for i in near)
    first, last, evidence = best, best, readings[best]
    enough = alignment[best] + _WORTH_JOINING
    for left, right in ((best - 1, best), (best, best + 1)):
        if left in near and right in near:
            both = joined(readings[left], readings[right])
            if (found := _alignment(claim, both)) > enough:
                first, last, evidence, enough = left, right, both, found
    before = [readings[i] for i in reversed(near) if i < first]
    return Match(first, last, compare(claim, evidence, context, before))


def _alignment(claim: Reading, evidence: Reading) -> float:
    return float(similarities(claim, evidence).max(axis=1).mean())


def _held(claim: Reading, reading: Reading) -> float:
    """The shares of the claim's names and of its numbers that a sentence has, added."""
    said = content(claim.text, claim.language)
    if not (said.names or said.openers or said.values):
        return 0.0
    there = content(reading.text, reading.language)
    return named_share(said, there) + stated_share(said, there)


def _texts(window: Window) -> list[str]:
    """Its sentences as they are read; those with states are so already."""
    written = [window.source.text[start:end] for start, end in window.sentences]
    return written if window.states else [as_read(text) for text in written]


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins when they are joined."""
    return list(accumulate((len(text) + len(_BETWEEN) for text in texts[:-1]), initial=0))


def _own_centre(states: Iterable[Array]) -> Array:
    rows = [s for s in states if len(s)]
    return np.concatenate(rows).mean(axis=0) if rows else np.zeros(1, dtype=np.float32)


def _or(fitted: Array | None, own: Array) -> Array:
    return own if fitted is None else fitted
