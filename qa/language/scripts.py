"""Everything that is about letters rather than words, in one place to import from."""

from __future__ import annotations

from qa.language.folding import (
    Script,
    fold_kazakh,
    fold_lookalikes,
    normalise,
    normalise_with_offsets,
    script_of,
)
from qa.language.layout import repair_layout
from qa.language.restore import KazakhRestorer
from qa.language.transliterate import latin_to_cyrillic

__all__ = [
    "KazakhRestorer",
    "Script",
    "fold_kazakh",
    "fold_lookalikes",
    "latin_to_cyrillic",
    "normalise",
    "normalise_with_offsets",
    "repair_layout",
    "script_of",
]
