"""Searching a long text a window at a time.

One search is one call into C, in which no other thread of the program runs: over a
word of two million letters for a seventh of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WINDOW = 50_000
_EDGE = 100
"""Characters before a window's end in which a match may be cut short."""


def find_each(
    pattern: re.Pattern[str], text: str, start: int, end: int, window: int = _WINDOW
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text, start, end)` gives, for a pattern that never looks at what
    lies more than `_EDGE` characters behind its match, and does not match the empty text."""
    size = window
    while start < end:
        stop = min(start + size, end)
        size = window
        edge = stop if stop == end else stop - _EDGE
        following = max(start + 1, edge)
        for match in pattern.finditer(text, start, stop):
            if match.end() > edge:
                # Of one that fills the window there may be more.
                if match.start() == start:
                    size = 2 * (stop - start)
                following = match.start()
                break
            yield match
        start = following
