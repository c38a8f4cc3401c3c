"""What several servers' passages add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from qa.index.statistics import Counted, Sums
from qa.types import Language


def merged(counted: Iterable[Sequence[Counted]]) -> list[Counted]:
    """The collections of all servers, by name."""
    changes: dict[str, int] = {}
    spoken: dict[str, dict[Language, int]] = {}
    for one in (one for some in counted for one in some):
        changes[one.name] = changes.get(one.name, 0) + one.changes
        own = spoken.setdefault(one.name, {})
        for language, count in one.spoken.items():
            own[language] = own.get(language, 0) + count
    return [Counted(name, changes[name], spoken[name]) for name in sorted(changes)]


def together(parts: Sequence[Sums]) -> Sums:
    """Numbers are exact; sums of vectors are added in another order than on one server, which may
    change their last bit of 53, and hardly ever that of a mean's 24."""
    frequency = np.zeros(max(len(one.frequency) for one in parts), np.int32)
    for one in parts:
        frequency[: len(one.frequency)] += one.frequency
    return Sums(
        np.sum([one.passages for one in parts], axis=0),
        np.sum([one.vectors for one in parts], axis=0),
        np.sum([one.token_counts for one in parts], axis=0),
        np.sum([one.tokens for one in parts], axis=0),
        frequency,
    )
