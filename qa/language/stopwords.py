"""Words too common to search for, in folded form: function words and question words."""

from __future__ import annotations

from qa.language.packs import merged

STOP_WORDS = frozenset(merged(lambda pack: pack.words.stop))
