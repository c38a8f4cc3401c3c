"""Shortened words after which a full stop need not end a sentence, of all languages together.

Kazakh texts quote Russian ones and share their abbreviations, so a text is read
with everybody's; its own language's go first, since the same letters may mean
different things (`г.` is a year or a town in Russian, a gram in Kazakh).
"""

from __future__ import annotations

from collections.abc import Mapping

from qa.language.concepts import Sentences
from qa.language.packs import either, merged, packs
from qa.types import Language

OPENING = frozenset(merged(lambda pack: pack.sentences.opening))
NUMBERED = frozenset(merged(lambda pack: pack.sentences.numbered))
CLOSING = frozenset(merged(lambda pack: pack.sentences.closing))
MEASURES = frozenset(merged(lambda pack: pack.sentences.measures))
NAMING = frozenset(merged(lambda pack: pack.sentences.naming))
YEARS_OR_TOWNS = frozenset(merged(lambda pack: pack.sentences.years_or_towns))
TOWNS_BEHIND = frozenset(merged(lambda pack: pack.sentences.towns_behind))
ORDINAL_ENDS = merged(lambda pack: pack.sentences.ordinal_ends)
STARTERS = frozenset(merged(lambda pack: pack.sentences.starters))
SECTION_WORDS = frozenset(merged(lambda pack: pack.sentences.sections))
PLACES = either(lambda pack: pack.sentences.places)


def _kinds(words: Sentences) -> dict[str, str]:
    """What each shortened word of a language is."""
    found = dict.fromkeys(words.years_or_towns, "town or year")
    for group, kind in (
        (words.closing, "closing"),
        (words.opening, "opening"),
        (words.numbered, "numbered"),
        (words.measures, "measure"),
        (words.naming, "naming"),
    ):
        found = dict.fromkeys(group, kind) | found
    return found | dict(words.differing)


BY_LANGUAGE: Mapping[Language, Mapping[str, str]] = {
    pack.language: _kinds(pack.sentences) for pack in packs()
}
