"""What a pack tells for choosing and telling answers; see `qa.language.concepts`.

Patterns are of folded text unless a line says otherwise.  All packs are read at once, so
a word that another language has in another sense is left out, or stands in company.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.language.concepts import Patterns, Table, Words


@dataclass(frozen=True, slots=True)
class Counting:
    """`counting.toml`: what a number counts.

    `how_many` asks for a number; `amount` is the noun for one, behind what is counted where
    `amount_behind` ("оқушылар саны"), else before it.  `share` asks for a percentage, `size` for
    a measure.  No noun are words that end in `verbs`, nor the verbs of `closing`, which end a
    phrase besides.  Where a noun comes before what belongs to it, words that end in `adjectives`
    may still precede it.  `abstract` (unfolded) ends a noun made of one for people; `numbered`
    (unfolded) stands before a number that only names.
    """

    how_many: Patterns
    amount: Patterns
    amount_behind: bool
    share: Patterns
    size: Patterns
    verbs: Words
    closing: Words
    adjectives: Words
    abstract: Words
    numbered: Patterns


@dataclass(frozen=True, slots=True)
class Leading:
    """`leading.toml`: who holds an office.

    `under` makes another office of the one beside it, `top` belongs to the one behind it.
    Unfolded, whatever their capitals: `leads` say that somebody leads, `manages` are words for a
    head that are no office of `offices.toml`, `of_state` is the head of a state.  `who` asks for a
    person, `own_who` only in questions of the language itself, for it is a name elsewhere; where
    `who_last`, the office may stand before either.  Between them and an office stand words of
    `aside` and those that end in `adjectives`.
    """

    under: Patterns
    top: Words
    leads: Patterns
    manages: Patterns
    of_state: Patterns
    who: Words
    own_who: Words
    who_last: bool
    aside: Words
    adjectives: Patterns


@dataclass(frozen=True, slots=True)
class Locating:
    """`locating.toml`: words that say where.

    `kinds` of places are parts of words, which say where before an ending of `cases` or behind one
    of `prepositions`; `names` (unfolded) are names that say it.  `building` is a word for one,
    `building_asked` asks for one.  `adjectives` (unfolded) end an adjective made of a place's name,
    with a consonant or two that are not the name's.
    """

    kinds: Patterns
    cases: Words
    prepositions: Words
    names: Patterns
    building: Patterns
    building_asked: Patterns
    adjectives: Patterns


@dataclass(frozen=True, slots=True)
class Speakers:
    """`speakers.toml`: whose words something is.  `saying` (unfolded, whatever their capitals)
    stands in the sentence that names the speaker; a question asks for him by one of `who` and one
    of `said`."""

    saying: Patterns
    who: Patterns
    said: Patterns


@dataclass(frozen=True, slots=True)
class Wanted:
    """`wanted.toml`: values of the very kind asked for.

    A time of day stands between `before_hour` and `after_hour`, or behind `hour` alone; `money`
    begins a word for it (these unfolded, whatever their capitals).  `hour_asked`, `year_asked` and
    `money_asked` ask for such.  People are counted who `live` somewhere, by a number before one of
    `people` or soon behind one of `population`; behind words that begin with `phone` a number is
    dialled.
    """

    before_hour: Words
    after_hour: Patterns
    hour: Words
    hour_asked: Patterns
    year_asked: Patterns
    money_asked: Patterns
    money: Patterns
    live: Patterns
    people: Patterns
    population: Patterns
    phone: Patterns


@dataclass(frozen=True, slots=True)
class Lists:
    """`lists.toml`: `nouns` of what lists are lists of, beginnings by meaning, under one key in all
    languages; but not in phrases of `no_nouns`.  A list is asked for with one of `asking`, with its
    noun near, and not with `asking_else`."""

    nouns: Table
    no_nouns: Patterns
    asking: Patterns
    asking_else: Patterns


@dataclass(frozen=True, slots=True)
class Pointing:
    """`pointing.toml`: words that point at something said elsewhere.

    A title in quotation marks says which thing is meant before `behind_title` or behind
    `before_title` (unfolded, whatever their capitals); `takes_place` asks when or where; `table`
    is the word for one.  A sentence leans on the one before it if it begins with `leaning`, perhaps
    behind one of `before_leaning`; one that begins with `of_them` says who the things just
    announced are (unfolded, whatever their capitals).
    """

    behind_title: Patterns
    before_title: Patterns
    takes_place: Patterns
    table: Patterns
    before_leaning: Words
    leaning: Patterns
    of_them: Patterns


@dataclass(frozen=True, slots=True)
class Telling:
    """`telling.toml`, patterns of unfolded text: what is told with a value in a short answer.

    `before_number` (whatever their capitals) and `behind_number` say how exact a number is.  What
    is counted is one of `counted`, perhaps behind one of `adjectives`, but not of `uncounted`.
    `joining` stand between two names, `between_days` between two days.  `titles` are half of a
    name that capitalised words follow.
    """

    before_number: Patterns
    behind_number: Patterns
    adjectives: Patterns
    counted: Patterns
    uncounted: Words
    joining: Words
    between_days: Words
    titles: Words
