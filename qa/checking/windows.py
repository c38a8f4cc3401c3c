"""Which parts of large sources are worth reading sentence by sentence.

Token states of a book take minutes and gigabytes; one vector for every few
sentences does not.  So large sources are cut into windows, and only the windows
nearest to some claim are read closely.  Windows are ranked within their
language: the model puts text of the claim's own language in front of all other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.checking.judge import centred
from qa.checking.reading import Reading, language_of, plain
from qa.embedding import TokenEncoder
from qa.language.sentences import split_sentences
from qa.types import Language, Span

# Sources up to this many characters are read whole.
READ_WHOLE = 6_000
WINDOW_CHARS = 700
WINDOWS_PER_CLAIM = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims are checked against."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a source."""

    source: Source
    sentences: tuple[Span, ...]

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
    vectors = [
        centred(encoder.name, vector, language)
        for vector, language in zip(encoder.encode_passages(texts), languages, strict=True)
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
    run: list[Span] = []
    for span in split_sentences(source.text, language_of(source.text[:4000])):
        if run and span.end - run[0].start > WINDOW_CHARS:
            windows.append(Window(source, tuple(run)))
            run = []
        run.append(span)
    if run:
        windows.append(Window(source, tuple(run)))
    return windows
