"""What a check will have to encode, encoded before it is asked for.

Encoding takes nearly all of a check's time, and whoever waits for a text to be written has that
time for nothing.  The encoder has to be one that remembers.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.checking.check import claims_of
from qa.checking.matching import Readers
from qa.checking.quotation import find_verbatim
from qa.checking.reading import plain
from qa.checking.statements import says_something
from qa.checking.windows import Source, split_windows
from qa.embedding import TokenEncoder


def read_source(source: Source, encoder: TokenEncoder, *, large: bool = False) -> None:
    """Encode the sentences of a source that are not known; `large`: of so many that are not all
    read for a claim."""
    windows = [window for window in split_windows(source) if not window.states]
    Readers(encoder).evidence(windows)
    if large:
        encoder.encode_passages([plain(window.text) for window in windows])


def read_claims(
    text: str, sources: Sequence[Source], encoder: TokenEncoder, before: str = ""
) -> None:
    """Encode those claims of `text`, which goes on from `before`, that the sources do not hold
    to the letter."""
    texts = [(source.id, source.text) for source in sources]
    Readers(encoder).claims(
        [
            statement.meant
            for statement in claims_of(text, before)
            if says_something(statement.meant) and not find_verbatim(statement.text, texts)
        ]
    )
