"""What several servers' documents add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.index.statistics import Counted
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
