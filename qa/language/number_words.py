"""What surrounds digits and number words, of all languages together."""

from __future__ import annotations

import re

from qa.language.packs import either, merged, packs

GLUED = re.compile(either(lambda pack: pack.numerals.glued))
HYPHENED = re.compile(either(lambda pack: pack.numerals.hyphened))
APOSTROPHISED = re.compile(either(lambda pack: pack.numerals.apostrophised))
COUNTED = re.compile(either(lambda pack: pack.numerals.counted))
CASES = re.compile(either(lambda pack: pack.numerals.cases))
APOSTROPHISED_CASES = re.compile(either(lambda pack: pack.numerals.apostrophised_cases))
COUNTED_NOUNS = re.compile(either(lambda pack: pack.numerals.counted_nouns))
NOT_NUMBERS = re.compile(either(lambda pack: pack.numerals.not_numbers))
MULTIPLIERS = {w: factor for pack in packs() for w, factor in pack.numerals.multipliers.items()}
HALVES = frozenset(merged(lambda pack: pack.numerals.halves))
ONE_AND_A_HALF = frozenset(merged(lambda pack: pack.numerals.one_and_a_half))
LINKS = frozenset(merged(lambda pack: pack.numerals.links))
PARTS = frozenset(merged(lambda pack: pack.numerals.parts))


def is_ordinal_ending(word: str) -> bool:
    """Whether a folded ending behind a hyphen makes an ordinal of the digits before it."""
    return bool(GLUED.fullmatch(word) or HYPHENED.fullmatch(word))
