"""What a pack tells of questions and conversations; see `qa.language.concepts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.language.concepts import Patterns, Table, Words


@dataclass(frozen=True, slots=True)
class Questions:
    """`questions.toml`: patterns of folded text.

    `words` ask; `kinds` say for what, by the values of `qa.questions.intent.Kind`.  `particles`
    make a yes-or-no question anywhere, `closing_particles` at its end, `opening_verbs` at its
    beginning.  `several` joins parts, `compares` puts things side by side; behind `counting` a
    number says how many items there should be.  `newest` asks for what holds now.
    Words of `clauses` ask for nothing behind another question word.
    `beyond` ask for work on texts instead of for what they say (to translate, sum up, count).
    `aside`
    are words that only name the kind of answer.  `courtesies` ask for nothing.
    """

    words: Patterns
    kinds: Table
    particles: Words
    closing_particles: Words
    opening_verbs: Words
    several: Patterns
    compares: Patterns
    counting: Patterns
    newest: Patterns
    clauses: Patterns
    beyond: Patterns
    aside: Words
    courtesies: Patterns


@dataclass(frozen=True, slots=True)
class Following:
    """`following.toml`: closed classes that follow-up questions lean on.

    `connectives` and `same_about` open them, `same_behind` closes them ("ал …  ше?").  `asking`
    particles make a yes-or-no question; `articles`, `auxiliaries`, `prepositions` and
    `function_words` are of no subject, nor are `verbs` and what begins with `verb_beginnings`.
    `inverting` verbs come before the subject, `do` says nothing else; a noun belongs to the
    `determining` question word before it.  Of the `pronouns` some are `possessives`, some
    `demonstratives`, which before `now` (beginnings) mean the present; `relatives` behind a noun,
    `existential` beside an auxiliary, `presenting` beside a name and the phrases of `not_open`
    point at nothing said before.  `saying` (beginnings) and `who` ask who said it; `quantity` and
    `defining` open questions, `defining_ends` end them; `joints` begin a clause; `how_many` stand
    before what is counted, `quantities` behind "how".
    """

    connectives: Words
    same_about: Words
    same_behind: Words
    particles: Words
    asking: Words
    articles: Words
    auxiliaries: Words
    do: Words
    inverting: Words
    determining: Words
    pronouns: Words
    possessives: Words
    demonstratives: Words
    now: Words
    relatives: Words
    existential: Words
    presenting: Words
    not_open: Words
    prepositions: Words
    function_words: Words
    verbs: Words
    verb_beginnings: Words
    saying: Words
    who: Words
    quantity: Words
    quantities: Words
    how_many: Words
    defining: Words
    defining_ends: Words
    joints: Words


@dataclass(frozen=True, slots=True)
class Morphology:
    """`morphology.toml`: the forms in which a follow-up's part is put in another's place.

    `verb_place` is where a question's verb stands: `early` or `late`, known by `verb_endings`, or
    `by position` (`participles` are patterns of those at the end).  Where words take case endings
    (`inflects`), `cases` has a row of endings for each; `locative` ends a place, `placed` the
    adjective made of one, by `place_adjectives` behind the locative's last letter; `no_count` ends
    what cannot be counted.  `who_is` asks who holds an office, `numbered_noun` joins a number to
    its noun, empty where they stand apart.  `unknown_latin` when words in Latin letters of no
    known language are read as this one's.
    """

    verb_place: str
    verb_endings: Words
    participles: Patterns
    inflects: bool
    cases: Words
    locative: Words
    placed: Words
    place_adjectives: Mapping[str, str]
    no_count: Words
    who_is: str
    numbered_noun: str
    unknown_latin: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """How a text gives orders to whoever answers from it, as patterns in lower case: what to
    `disregard` of what was `said`, what to `tell` in which `reply`, to which `machine`, when
    `asked`; `frame` imitates a prompt, `roles` those of a conversation.  Where a reply begins
    with a `task`, of which the group is the noun, it speaks of what it was told to do."""

    disregard: Patterns
    said: Patterns
    tell: Patterns
    reply: Patterns
    machine: Patterns
    asked: Patterns
    frame: Patterns
    roles: Patterns
    task: Patterns


@dataclass(frozen=True, slots=True)
class Answers:
    """`answers.toml`: what answers say around quotations (`qa.answering.wording` names the
    messages and what stands in their braces) and why a claim holds or not
    (`qa.checking.judge`)."""

    messages: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problems:
    """`problems.toml`: why a file could not be read, by the slugs of `qa.errors`."""

    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Examples:
    """`examples.toml`: example questions by kind, the first kinds first; nothing put in their
    braces is inflected.  `months` are twelve, in the form that the day's question wants; `events`
    end the number and name the gathering."""

    order: Words
    questions: Mapping[str, str]
    months: Words
    events: Mapping[str, str]
    ordinals: bool
