"""The part a person plays in a sentence, by the grammar of its language."""

from __future__ import annotations

from collections.abc import Sequence

from qa.language.packs import pack_of
from qa.language.parts import Part, Person
from qa.types import Language

__all__ = ["Part", "Person", "part_of"]


def part_of(people: Sequence[Person], number: int, text: str, language: Language) -> Part | None:
    """The part of `people[number]`, who stand in `text` in this order; None where it is not
    certain, as in a language without a pack."""
    pack = pack_of(language)
    return pack.grammar.part_of(people, number, text) if pack else None
