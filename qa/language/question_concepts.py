"""What a pack tells of questions and conversations; see `qa.language.concepts`."""

from __future__ import annotations

from dataclasses import dataclass

from qa.language.concepts import Patterns, Table, Words


@dataclass(frozen=True, slots=True)
class Questions:
    """`questions.toml`: patterns of folded text.

    `words` ask; `kinds` say for what, by the values of `qa.questions.intent.Kind`.  `particles`
    make a yes-or-no question anywhere, `closing_particles` at its end, `opening_verbs` at its
    beginning.  `several` joins parts, `compares` puts things side by side; behind `counting` a
    number says how many items there should be.  `aside` are words that only name the kind of
    answer.  `courtesies` ask for nothing.
    """

    words: Patterns
    kinds: Table
    particles: Words
    closing_particles: Words
    opening_verbs: Words
    several: Patterns
    compares: Patterns
    counting: Patterns
    aside: Words
    courtesies: Patterns
