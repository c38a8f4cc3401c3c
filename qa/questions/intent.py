"""What a question asks for, read off its words: the kinds of thing, and what it is about.

The lists are closed classes.  They are matched against text folded for
matching (`қай` → `кай`), so Kazakh typed without its own letters and Latin
spellings that were turned into Cyrillic meet them as well.

A passage on the very subject matches nearly every word of a question whether or
not it holds the fact: "What was the budget of the conference?" asks about the
budget, and only that word tells.  So the words that merely say which document
is meant (`at the 26th session`), question words and function words are set
aside, and of the rest the one beside the question word is the *focus*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qa.language.events import GATHERINGS, event_kind
from qa.language.folding import fold_text
from qa.language.packs import either, merged
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.language.values import ValueKind, find_values
from qa.types import Span


class Kind(StrEnum):
    """What an answer should hold, or how it is asked for."""

    PERSON = "person"
    TIME = "time"
    NUMBER = "number"
    PLACE = "place"
    TITLE = "title"
    THEME = "theme"
    EVENT = "event"
    PHONE = "phone"
    EMAIL = "email"
    SITE = "site"
    LIST = "list"
    YES_NO = "yes or no"
    DEFINITION = "definition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Intent:
    """`kinds` that the answer should hold; `count` of items a list should have, 0 if unsaid;
    `several` when parts are joined and one sentence may not be enough; `compares` when two
    things are put side by side, which may be in two documents; `newest` when what holds now is
    asked for; `beyond` when it asks for work on texts that quoting cannot do."""

    kinds: frozenset[Kind]
    count: int = 0
    several: bool = False
    compares: bool = False
    newest: bool = False
    beyond: bool = False


def _whole(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{patterns})(?!\w)")


def _of_kind(kind: Kind) -> str:
    return either(lambda pack: pack.questions.kinds.get(kind.value, ()))


_COMPILED = [(kind, _whole(_of_kind(kind))) for kind in Kind]
_QUESTION_WORDS = either(lambda pack: pack.questions.words)
_ANY_QUESTION_WORD = _whole(_QUESTION_WORDS)
_YES_NO = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.questions.particles)})(?!\w)"
    rf"|\s(?:{either(lambda pack: pack.questions.closing_particles)})\s*\??$"
    rf"|^(?:{either(lambda pack: pack.questions.opening_verbs)})\b"
)
_SEVERAL = _whole(either(lambda pack: pack.questions.several))
_WORD = re.compile(r"\w+")
_OPENS_CLAUSE = _whole(either(lambda pack: pack.questions.clauses))
_COMPARES = _whole(either(lambda pack: pack.questions.compares))
_BEYOND = _whole(either(lambda pack: pack.questions.beyond))
_NEWEST = _whole(either(lambda pack: pack.questions.newest))
# After a question word (or an order to list) a number says how many items there should be.
_COUNTING = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.questions.counting)})(?!\w)(?:\s+\w+){{0,3}}?\s+$"
)


def read_intent(spellings: tuple[str, ...]) -> Intent:
    """What any of the question's spellings asks for; OTHER when no question word tells."""
    texts = [fold_text(reading) for reading in spellings]
    asking = [_without_clauses(text) for text in texts]
    kinds = {kind for text in asking for kind, pattern in _COMPILED if pattern.search(text)}
    best = texts[0]
    asks = any(_ANY_QUESTION_WORD.search(text) for text in texts)
    if any(_YES_NO.search(text.strip()) for text in texts) or (
        not asks and not kinds and spellings[-1].rstrip().endswith("?")
    ):
        kinds.add(Kind.YES_NO)
    if not any(event_kind(word) in GATHERINGS for text in texts for word in _WORD.findall(text)):
        # Only gatherings have a theme that is quoted like a title.
        kinds.discard(Kind.THEME)
    if kinds & {Kind.TIME, Kind.NUMBER, Kind.THEME} or (Kind.YES_NO in kinds and not asks):
        kinds.discard(Kind.LIST)
    return Intent(
        frozenset(kinds or {Kind.OTHER}),
        _count(best),
        several=any(_SEVERAL.search(text) for text in texts),
        compares=any(_COMPARES.search(text) for text in texts),
        beyond=any(_BEYOND.fullmatch(text.strip(" ?!.")) for text in texts),
        newest=any(_NEWEST.search(text) for text in texts),
    )


def _without_clauses(text: str) -> str:
    """The text without words behind its question word that ask for nothing: "what was built when
    the bridge was closed?" wants no date."""
    first = _ANY_QUESTION_WORD.search(text)
    if first is None or _SEVERAL.search(text):
        return text
    return text[: first.end()] + _OPENS_CLAUSE.sub("", text[first.end() :])


def _count(text: str) -> int:
    """How many items a question asks for: `какие восемь поручений`, `four sections`."""
    counts = [
        int(value.value)
        for value in find_values(text)
        if value.kind is ValueKind.NUMBER
        and value.value.isdigit()
        and 2 <= int(value.value) <= 20
        and _COUNTING.search(text[: value.start])
    ]
    return counts[0] if counts else 0


_QUESTION_WORD = re.compile(_QUESTION_WORDS)
# What stands between a question word and its noun, and nouns that only name the kind of
# answer: dates and people are seldom called so where they are given.
_KIND_WORDS = frozenset(merged(lambda pack: pack.questions.aside))


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Spans of the words to be met, in order, and of the focus, one or two of them."""

    content: tuple[Span, ...]
    focus: Span | None


def asks_nothing(spellings: Iterable[str]) -> bool:
    """Whether no reading of a question has a word that an answer could meet: `what?`, `кто`."""
    return not any(read_asked_words(reading).content for reading in spellings)


def read_asked_words(text: str, aside: tuple[Span, ...] = ()) -> AskedWords:
    """The question's words outside the spans `aside`."""
    tokens = [t for t in tokenize(text) if t.letters or t.digits]
    asking = [i for i, t in enumerate(tokens) if t.letters and _QUESTION_WORD.fullmatch(t.word)]
    content = [i for i, t in enumerate(tokens) if i not in asking and _tells(t, aside)]
    counted = [(value.start, value.end) for value in find_values(text)]
    nouns = [
        i for i in content
        if not any(tokens[i].start < end and start < tokens[i].end for start, end in counted)
    ]  # fmt: skip
    return AskedWords(
        tuple(Span(tokens[i].start, tokens[i].end) for i in content),
        _focus(tokens, asking, nouns),
    )


_QUANTITIES = frozenset(merged(lambda pack: pack.following.quantities))


def stated(text: str, value: str) -> str:
    """The question as a statement: `value` in the place of its question word, the others and
    the question mark left out.  Checked, not shown, so grammar does not matter."""
    tokens = [t for t in tokenize(text) if t.letters or t.digits]
    asking = [t for t in tokens if t.letters and _QUESTION_WORD.fullmatch(t.word)]
    asking += [t for t in tokens if asking and t.word in _QUANTITIES]
    if not asking:
        return f"{text.rstrip(' ?!.')}: {value}"
    pieces, at = [], 0
    for number, token in enumerate(sorted(asking, key=lambda t: t.start)):
        pieces += [text[at : token.start], "" if number else value]
        at = token.end
    return " ".join("".join([*pieces, text[at:]]).rstrip(" ?!.").split())


def _tells(token: Token, aside: tuple[Span, ...]) -> bool:
    if len(token.raw) < 2 or token.word in STOP_WORDS or token.word in _KIND_WORDS:
        return False
    return not any(token.start < span.end and span.start < token.end for span in aside)


def _focus(tokens: list[Token], asking: list[int], content: list[int]) -> Span | None:
    """The content word after the question word; the one before where nothing follows, as in
    `қала әкімі кім?`; the first where no question word is."""
    if not content:
        return None
    # A name says of whom or where; it is the focus where nothing else is left.
    content = [i for i in content if i == 0 or not tokens[i].raw[0].isupper()] or content
    chosen = content[0]
    if asking:
        after = [i for i in content if i > asking[0]]
        chosen = after[0] if after else content[-1]
    # `university departments`: the noun may be the second of two.
    last = chosen + 1 if chosen + 1 in content and asking and chosen > asking[0] else chosen
    return Span(tokens[chosen].start, tokens[last].end)


# Greetings and thanks ask for nothing, and quoting what they find looks like a malfunction.
_MOST_WORDS = 8

_PHRASE = f"(?:{either(lambda pack: pack.questions.courtesies)})"
_COURTESIES = re.compile(rf"{_PHRASE}(?: {_PHRASE})*")


def only_courtesies(spellings: Iterable[str]) -> bool:
    """Whether one of a question's spellings is greetings and thanks and nothing else."""
    return any(map(_only_courtesies, spellings))


def _only_courtesies(text: str) -> bool:
    tokens = tokenize(fold_text(text))
    words = [token.word for token in tokens if token.letters or token.digits]
    return len(words) <= _MOST_WORDS and _COURTESIES.fullmatch(" ".join(words)) is not None
