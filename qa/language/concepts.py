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
    name holds and that no other language has in that spelling, in front of a question if
    `asks_first`; `closing` particles end a question behind its verb, `closing_what` one of three
    words at most.  `own_letters` (a pattern) are left out on another language's keyboard, and put
    back by the archive's spelling.  `three_letters` is the language's code in ISO 639-3."""

    stop: Words
    frames: Words
    asks_first: bool
    closing: Words
    closing_what: Words
    own_letters: str
    three_letters: str


@dataclass(frozen=True, slots=True)
class Retelling:
    """`retelling.toml`: how values are written, unfolded.  `templates` has days and months with
    and without their year, a range, a percentage, and values that are `about`, `more` or `less`;
    `months` stand behind a day, `months_alone` without one.  `letters` are those of another
    alphabet with what stands for each in names, a blank before one at a name's start."""

    thousands: str
    decimal: str
    months: Words
    months_alone: Words
    templates: Mapping[str, str]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meanings:
    """`meanings.toml`: words by what they mean, under one key in all languages; see
    `qa.language.meanings`."""

    words: Table


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


@dataclass(frozen=True, slots=True)
class Numerals:
    """`numerals.toml`: words by the number they say, and what surrounds digits.

    `weak` words are numbers only in the right company, of which `never_alone` alone are none and
    `needs_company` want a letter of `company_letters` or a word of `company` near by;
    `not_numbers` are patterns of "word before, word as written" that say something else.
    `everyday` words near a numeral of another language take it for no numeral.  `romanised` when
    the language is typed in Latin letters as well; `romanised_weak` are weak so (collapsed).
    `hundred_multiplies` ("two hundred"), `ten_adds` ("ten five") and `links` ("hundred and") tell
    how numbers are composed; `leading` are patterns of words from a hundred on that may begin
    one, as may others behind `before_leading`.  Patterns of endings behind
    digits: `glued`, `hyphened` and `apostrophised` make ordinals, but not `counted` ("5-ми"), nor
    `cases` and `apostrophised_cases`; what begins with `counted_nouns` is counted.
    `multipliers` abbreviate powers of ten.  Behind `parts` stands a Roman numeral.  `halves` add a
    half to the number before them, `one_and_a_half` is a word.
    """

    cardinals: Table
    ordinals: Table
    weak: Words
    never_alone: Words
    needs_company: Words
    company_letters: str
    company: Words
    everyday: Words
    not_numbers: Patterns
    romanised: bool
    romanised_weak: Words
    hundred_multiplies: bool
    ten_adds: bool
    links: Words
    leading: Patterns
    before_leading: Words
    glued: Patterns
    hyphened: Patterns
    apostrophised: Patterns
    counted: Patterns
    cases: Patterns
    apostrophised_cases: Patterns
    counted_nouns: Patterns
    multipliers: Mapping[str, int]
    parts: Words
    halves: Words
    one_and_a_half: Words


@dataclass(frozen=True, slots=True)
class Spelling:
    """`spelling.toml`: numbers as they are written in full, to stand alone.

    `joint` stands between tens and units (`twenty-one`); of an ordinal only the last word is one.
    `capitals` are those that differ from what Unicode gives for a small letter.
    """

    joint: str
    capitals: Mapping[str, str]
    cardinals: Mapping[str, str]
    ordinals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dates:
    """`dates.toml`: twelve patterns of month names with their endings (`Grammar.expand` fills in
    what stands in braces), and twelve of how they are typed in Latin letters, collapsed.

    A month of `ambiguous` alone is also another word, but not behind `before_month`; one of
    `verbs` in small letters is a verb.  `year_words` follow a year; after one of
    `attributive_years` its date follows, after one of `within_years` a date that is no other word
    may; after `decades` it is ten years.  A number behind
    `before_year` is a year, behind `before_bare_year` when nothing follows.  `joining` stand
    between two days, `of` between day, month and year.  A month that is `owning`, or has one of
    `month_nouns` behind it, stands before its day.  `short_months`, twelve or none, are months
    behind a day where a full stop or a year follows.
    """

    months: Patterns
    romanised_months: Patterns
    ambiguous: Words
    before_month: Words
    verbs: Words
    year_words: Patterns
    attributive_years: Patterns
    decades: Patterns
    before_year: Words
    before_bare_year: Words
    joining: Words
    of: Words
    owning: Patterns
    month_nouns: Words
    within_years: Patterns
    short_months: Patterns


@dataclass(frozen=True, slots=True)
class Amounts:
    """`amounts.toml`: `percent` beginnings behind a number, `percent_before` words before it,
    `per_cent` pairs of words; `between` are passed over
    between the numbers of a range, `ranges` pairs of words around the first one, `range_ends` what
    closes a range whose first number ends in `range_starts`.  `about`, `more` and `less` stand
    before a number, `about_after` and its like behind it."""

    percent: Words
    percent_before: Words
    per_cent: Words
    between: Words
    ranges: Words
    range_ends: Words
    range_starts: Words
    about: Words
    more: Words
    less: Words
    about_after: Words
    more_after: Words
    less_after: Words


@dataclass(frozen=True, slots=True)
class Units:
    """`units.toml`: patterns of the units of `qa.language.units`, unfolded."""

    units: Mapping[str, Patterns]


@dataclass(frozen=True, slots=True)
class Events:
    """`events.toml`: `kinds` of numbered things by beginnings, but not words of `other`; nouns
    that end in `plural` are counted; `joining` stand between several numbers of one noun,
    `number` between noun and number.  `round` and `table` make a round table; `held` begin the
    verb of a report on an event."""

    kinds: Table
    other: Words
    plural: Words
    joining: Words
    number: Words
    round: Words
    table: Words
    held: Words


@dataclass(frozen=True, slots=True)
class Places:
    """`places.toml`: `levels` of whose an event is, by beginnings, but not before words of
    `offices`, nor past `speech`; `level_before_name` stand before the place's name.
    `name_before` begin the word for a kind of place behind its name, `name_after` are such words
    before it, `of` with a word of `of_words` between; `town_before` and `town_after` are
    abbreviations.  `adjectives` end an adjective made of a place's name."""

    levels: Table
    offices: Words
    speech: Words
    level_before_name: Words
    name_before: Table
    name_after: Table
    of: Mapping[str, str]
    of_words: Words
    town_before: Words
    town_after: Words
    adjectives: Words


@dataclass(frozen=True, slots=True)
class Names:
    """`names.toml`, patterns of unfolded small letters: `certain` endings come off a name, and
    `cases` off what ends like one of `surnames`; `doubtful` ones are tried.  `particles` are part
    of a name.  A `genitive` (folded) ends a name, for what it owns follows.  `small` words stand
    inside an organisation's name, `in_brackets` before its acronym.  `titles` stand before a name
    and are translated; `relatives` end a word made of a place or an owner; `pronouns` stand for a
    name.  A run of names ends with one in `ends` and `end_cases`; a first word is a name by its
    `written_ends` and `written_cases`.  A word that ends like `apart` parts an office from a name;
    `being` stands between a person and the office that is given him."""

    certain: Patterns
    surnames: Patterns
    cases: Patterns
    doubtful: Patterns
    particles: Words
    genitive: Patterns
    small: Words
    in_brackets: Words
    titles: Patterns
    relatives: Patterns
    pronouns: Patterns
    ends: Patterns
    end_cases: Patterns
    written_ends: Patterns
    written_cases: Patterns
    apart: Patterns
    being: Patterns


@dataclass(frozen=True, slots=True)
class People:
    """`people.toml`: `titles` of office by beginnings.  Patterns of what a name ends in:
    `surnames`, `patronymics`, `nominatives`; of what no person ends or begins with: `owned`
    (unfolded), `states`.  A role does not begin before words that end like `outside`, or, in
    small letters, like `said`; `adjectives` stand before a title that leads; `joining` precede
    a capital, `listing` join two people."""

    titles: Words
    surnames: Patterns
    patronymics: Patterns
    nominatives: Patterns
    genitive_firsts: str
    owned: Patterns
    states: Patterns
    outside: Patterns
    said: Patterns
    adjectives: Patterns
    joining: Words
    listing: Words


@dataclass(frozen=True, slots=True)
class Offices:
    """`offices.toml`: patterns of words for people and bodies by the key of
    `qa.language.offices`, unfolded stems; `endings` may follow.  `bare` when a word without an
    ending is told from one with it."""

    endings: str
    bare: bool
    offices: Mapping[str, Patterns]


@dataclass(frozen=True, slots=True)
class Typical:
    """`typical.toml`: a dozen ordinary questions about nothing special, for what all questions of
    the language share.  `close` when the usual embedding models know the language so well that any
    two of its texts are nearer than a text and its translation."""

    close: bool
    questions: Words


@dataclass(frozen=True, slots=True)
class Provisions:
    """`provisions.toml`: words for numbered parts of laws, rules and contracts by kind (`part`,
    `chapter`, `article`, `section`, `clause`, `subclause`, `annex`), whole; `pointed` are
    abbreviations that need their full stop.  `bare` words may have a number without an ending
    before them (`12 пункт`); before others it counts (`5 статей`).  `joining` stand between
    several numbers; where `ordinal_behind`, an ordinal may follow (`часть вторая`)."""

    words: Table
    pointed: Table
    bare: Words
    joining: Words
    ordinal_behind: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """`calendar.toml`, patterns of unfolded text: the weekdays, Monday first; `capital` months
    and days that look like names; `year_first` between the year and the day of a dateline,
    `year_marks` behind its year; `today`, with its mark, before the day on which a page was
    saved."""

    weekdays: Patterns
    capital: Words
    year_first: Patterns
    year_marks: Patterns
    today: Patterns


@dataclass(frozen=True, slots=True)
class Layout:
    """`layout.toml`: what pages and lists print around a text, patterns of unfolded text whatever
    its capitals.

    `counter` labels the number of readers, with `times` behind it, `counted` stands behind the
    number; `imprint` labels have a colon, `certificates` and `registrations` a number behind them,
    `notices` claim rights, `share` are buttons, `authors` label an author.  `ordinals` and
    `adverbs` number items from 1 to 10, spellings of one joined by a bar; `endings` follow digits;
    `letters` count items.  `joining_vowels` end the first half of a compound.  `errors` are a word
    processor's; `page` labels a page's number, `pages` stand before how many there are.
    """

    counter: Patterns
    counted: Patterns
    times: Patterns
    imprint: Patterns
    certificates: Patterns
    registrations: Patterns
    notices: Patterns
    share: Patterns
    authors: Patterns
    ordinals: Words
    adverbs: Words
    endings: Words
    letters: Words
    joining_vowels: str
    errors: Patterns
    page: Patterns
    pages: Patterns
