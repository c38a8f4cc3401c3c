"""Semantic search and question answering with checked citations, in Kazakh, Russian and English.

from qa import Archive

archive = Archive.open("my-index")
archive.index("documents")
print(archive.ask("…").text)
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.settings import Settings, read_settings
    from qa.types import (
        Answer,
        Citation,
        Claim,
        Document,
        Filters,
        Hit,
        Language,
        Mode,
        Passage,
        Status,
        Turn,
        Verdict,
    )

# The products of one question are small: OpenBLAS's further threads only spin beside them. With
# one thread a search of 100,000 passages takes 74 ms of processor time, with two 342 (median).
# The embedding model has threads of its own. NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = [
    "Answer",
    "Archive",
    "Citation",
    "Claim",
    "Document",
    "Filters",
    "Hit",
    "Language",
    "Mode",
    "Passage",
    "Settings",
    "Status",
    "Turn",
    "Verdict",
    "read_settings",
]

_ELSEWHERE = {"Archive": "qa.archive", "Settings": "qa.settings", "read_settings": "qa.settings"}


def __getattr__(name: str) -> Any:
    """Names are imported when they are first used: the engine takes seconds, `import qa` none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_ELSEWHERE.get(name, "qa.types")), name)
    globals()[name] = found
    return found
