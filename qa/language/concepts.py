"""What a pack tells of its language, concept by concept: the keys of its data files.

Words are folded (`qa.language.numerals.fold_word`) unless a line says otherwise;
"beginnings" are what a folded word may begin with, "patterns" regular expressions.
No key has a default: a language that has nothing of a kind says so with an
empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, ...]
"""A string is split at white space; a list is taken as it is."""
Patterns = tuple[str, ...]
Table = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class CommonWords:
    """`words.toml`: `stop` are too common to search for; `frames` are words of questions that no
    name holds and that no other language has in that spelling; `closing` particles end a question
    behind its verb; `closing_what` does so in a question of three words at most."""

    stop: Words
    frames: Words
    closing: Words
    closing_what: Words


@dataclass(frozen=True, slots=True)
class Sentences:
    """`sentences.toml`: shortened words by what a full stop after them means; unfolded, small.

    After `opening` it never ends a sentence; after `numbered` a number follows; `closing` ends
    before a capital or a number, `measures` before a capital, `naming` before a word of
    `starters`.  `years_or_towns` end one behind a number, those of `towns_behind` behind a name
    too; `ordinal_ends` are what a number in front of them ends in.  `differing` says what a
    token means in this language alone.  `sections` number parts of a document; `places` are
    patterns of what stands behind a place's name.
    """

    opening: Words
    numbered: Words
    closing: Words
    measures: Words
    naming: Words
    differing: Mapping[str, str]
    years_or_towns: Words
    towns_behind: Words
    ordinal_ends: Words
    starters: Words
    sections: Words
    places: Patterns
