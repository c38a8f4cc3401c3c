"""What a pack tells of claims and of what excludes, denies or renames; see
`qa.language.concepts`.  All are patterns of unfolded text, whatever its capitals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.language.concepts import Patterns, Table, Words


@dataclass(frozen=True, slots=True)
class Denial:
    """`denial.toml`: `explicit` negations, `implicit` words that deny by their meaning, and
    phrases that hold one and are `harmless`.

    A negation denies the words behind it, or, where `verb_last`, its own verb: one of `behind`
    the word before it, one of `ahead` the words after it, and a `light_verb` the word before
    as well.  What begins with `strengthening` only strengthens another.
    """

    explicit: Patterns
    implicit: Patterns
    harmless: Patterns
    verb_last: bool
    behind: Words
    ahead: Words
    light_verb: Patterns
    strengthening: Words


@dataclass(frozen=True, slots=True)
class Opposites:
    """`opposites.toml`: by set, alternatives of which a fact has one, each with its words.  `only`
    limits surely, `perhaps_only` may, `no_limit` phrases hold one and do not."""

    only: Patterns
    perhaps_only: Patterns
    no_limit: Patterns
    sets: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Exonyms:
    """`exonyms.toml`: forms of well-known names by key, capitals and all; `*` is any ending."""

    forms: Table


@dataclass(frozen=True, slots=True)
class Speech:
    """`speech.toml`: `verbs` of saying; `according` stands before a speaker, `according_behind`
    after one; `unnamed` tell that he speaks who was told of before.  `verb_last` where the verb
    ends the sentence; `by_case` where endings tell who acts.  `dialogue` verbs stand after a
    dash behind what was said."""

    verbs: Patterns
    according: Patterns
    according_behind: Patterns
    unnamed: Patterns
    verb_last: bool
    by_case: bool
    dialogue: Patterns


@dataclass(frozen=True, slots=True)
class Statements:
    """`statements.toml`: `joints` part a statement behind a comma, `clauses` without one; a
    `pronoun` opens a statement, perhaps behind `lead`."""

    joints: Words
    clauses: Patterns
    lead: Patterns
    pronoun: Patterns
