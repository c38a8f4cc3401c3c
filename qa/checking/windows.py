"""Which parts of large sources are worth reading sentence by sentence.

Token states of a book take minutes and gigabytes; one vector for every few
sentences does not.  So large sources are cut into windows, and only the windows
nearest to some claim are read closely.  Windows are ranked within their
language: the model puts text of the claim's own language in front of all other.

What an index has read already is not read again: such sentences come with their states, and
make windows of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from qa.checking.judge import Side, centred
from qa.checking.reading import Array, Reading, as_read, language_of, plain
from qa.embedding import TokenEmbedding, TokenEncoder
from qa.embedding.encoder import pooled
from qa.language.sentences import split_sentences
from qa.types import Language, Span

# Sources up to this many characters are read whole.
READ_WHOLE = 6_000
WINDOW_CHARS = 700
WINDOWS_PER_CLAIM = 3


class KnownSentence(NamedTuple):
    """A sentence of a source as an index has it."""

    span: Span
    states: TokenEmbedding


def moved(sentences: Sequence[KnownSentence], by: int) -> tuple[KnownSentence, ...]:
    """The same sentences, where `by` characters stand before them."""
    return tuple(
        KnownSentence(Span(span.start + by, span.end + by), states) for span, states in sentences
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims are checked against; `known` are those of its sentences, in order, that
    need not be encoded."""

    id: str
    text: str
    known: tuple[KnownSentence, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a source, all with their `states` or none."""

    source: Source
    sentences: tuple[Span, ...]
    states: tuple[TokenEmbedding, ...] = field(default=(), repr=False, compare=False)

    @property
    def text(self) -> str:
        return self.source.text[self.sentences[0].start : self.sentences[-1].end]


def near_windows(
    sources: Sequence[Source], claims: Sequence[Reading], encoder: TokenEncoder
) -> list[Window]:
    """All windows of small sources; of large ones the nearest to each claim, in each language."""
    windows = [window for source in sources for window in split_windows(source)]
    if sum(len(source.text) for source in sources) <= READ_WHOLE or not claims or not windows:
        return windows
    texts = [plain(window.text) for window in windows]
    languages = [language_of(text) for text in texts]
    new = [text for text, window in zip(texts, windows, strict=True) if not window.states]
    encoded = iter(encoder.encode_passages(new) if new else ())
    vectors = [
        centred(
            encoder.name,
            _pooled(window.states) if window.states else next(encoded),
            language,
            Side.EVIDENCE,
        )
        for window, language in zip(windows, languages, strict=True)
    ]
    likeness = np.stack(vectors) @ np.stack([claim.vector for claim in claims]).T
    chosen: set[int] = set()
    for language in Language:
        places = np.flatnonzero([found is language for found in languages])
        best = np.argsort(-likeness[places], axis=0, kind="stable")[:WINDOWS_PER_CLAIM]
        chosen.update(places[best].ravel().tolist())
    return [windows[place] for place in sorted(chosen)]


def split_windows(source: Source) -> list[Window]:
    """The source's sentences, in runs of about `WINDOW_CHARS` characters."""
    windows: list[Window] = []
    run: list[tuple[Span, TokenEmbedding | None]] = []

    def close() -> None:
        if run:
            states = tuple(found for _, found in run if found is not None)
            windows.append(Window(source, tuple(span for span, _ in run), states))
            run.clear()

    for span, states in _sentences(source):
        if run:
            known, length = run[0][1], span.end - run[0][0].start
            if length > WINDOW_CHARS or (known is None) is not (states is None):
                close()
        run.append((span, states))
    close()
    return windows


def _sentences(source: Source) -> Iterator[tuple[Span, TokenEmbedding | None]]:
    """The source's sentences in order, with their states where these are known."""
    text, at = source.text, 0
    language = language_of(text[:4000])
    for (start, end), states in source.known:
        # What is read otherwise than it is written has no states that belong to its letters.
        if as_read(text[start:end]) != text[start:end]:
            continue
        yield from _split(text, at, start, language)
        yield Span(start, end), states
        at = end
    yield from _split(text, at, len(text), language)


def _split(text: str, start: int, end: int, language: Language) -> Iterator[tuple[Span, None]]:
    for span in split_sentences(text[start:end], language):
        yield Span(start + span.start, start + span.end), None


def _pooled(sentences: Sequence[TokenEmbedding]) -> Array:
    return pooled(np.concatenate([sentence.states for sentence in sentences]))
