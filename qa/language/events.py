"""Numbered events named in a text: which session, congress or meeting, and whose.

"The 26th session" is what people ask for and what dense vectors do not see.
An event here is a kind, a number and a scope: the noun beside a number in any
of the three languages, under one name for its translations, and the region,
city or district it belongs to, since a region's 27th session is not the
nation's.  The same reading serves documents and questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa.kept import remember
from qa.language.packs import merged, packs
from qa.language.scopes import find_scope, place_key
from qa.language.tokens import Token, tokenize
from qa.language.values import Value, ValueKind, find_values
from qa.language.word_list import words

# Longer beginnings come first; a kind has one name whatever the language.
_BEGINNINGS = tuple(
    sorted(
        {
            (start, kind)
            for pack in packs()
            for kind, row in pack.events.kinds.items()
            for start in row
        },
        key=lambda item: (-len(item[0]), item),
    )
)
# Other words that begin alike.
_NOT_EVENTS = merged(lambda pack: pack.events.other)
GATHERINGS = frozenset(
    words("session congress conference forum summit meeting plenum seminar festival olympiad")
) | {"round table"}
# Kinds that a bare number beside them numbers (`26 сессия`) and does not count (`4 секции`).
_NUMBERED = frozenset(
    words("session congress forum summit plenum convocation article chapter anniversary festival")
)


@dataclass(frozen=True, slots=True)
class Event:
    """A numbered event; `text == given[start:end]` from the number to the noun.

    `kind` is an English name of the kind (`session`) or a key for kinds not
    known here; `number` is canonical, empty for an event named without one.
    `level` is `region`, `city`, `district` or empty, `place` the place's words
    and `place_key` its spelling-independent key.
    """

    kind: str
    number: str
    level: str
    place: str
    place_key: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=1 << 14)
def event_kind(word: str) -> str:
    """The kind of event that a folded noun names, or "" for another noun."""
    if word.startswith(_NOT_EVENTS):
        return ""
    return next((kind for start, kind in _BEGINNINGS if word.startswith(start)), "")


@remember
def find_events(text: str) -> tuple[Event, ...]:
    """Events that the text names with a number, in order; `круглый стол` and its like without."""
    tokens = tokenize(text)
    starts = {token.start: index for index, token in enumerate(tokens)}
    events: list[Event] = []
    waiting: list[Value] = []
    for value in find_values(text):
        if value.kind not in (ValueKind.ORDINAL, ValueKind.NUMBER) or "." in value.value:
            continue
        found = _noun(tokens, starts, value)
        if found is not None:
            # "the 26th and 31st sessions": the noun serves both.
            events.extend(_sharing(text, tokens, starts, waiting, found))
            events.append(_event(text, tokens, value, *found))
            waiting = []
        elif value.kind is ValueKind.ORDINAL:
            waiting.append(value)
            if events and _elliptic(text, tokens, starts, events[-1], value):
                # "at the 26th session and who at the 34th?": the noun was said before.
                last = events[-1]
                events.append(replace(last, number=value.value, start=value.start, end=value.end,
                                      text=value.text))  # fmt: skip
                waiting = []
    events.extend(_round_tables(text, tokens))
    return tuple(sorted(events, key=lambda event: event.start))


def _sharing(
    text: str,
    tokens: Sequence[Token],
    starts: dict[int, int],
    waiting: Sequence[Value],
    found: tuple[int, int, str],
) -> list[Event]:
    """Events of ordinals that stand before one with a noun, joined to it by "and" or a comma."""
    first, noun, kind = found
    events: list[Event] = []
    for value in reversed(waiting):
        between = tokens[starts[value.start] : first]
        if any(t.start >= value.end and t.word not in _JOINING for t in between):
            break
        events.insert(0, _event(text, tokens, value, starts[value.start], noun, kind))
        first = starts[value.start]
    return events


_JOINING = frozenset((*",-–—/", *merged(lambda pack: pack.events.joining)))


_NEAR = 120


def _elliptic(
    text: str, tokens: Sequence[Token], starts: dict[int, int], last: Event, value: Value
) -> bool:
    """Whether the ordinal ends a clause of the sentence that named the last event."""
    between = text[last.end : value.start]
    if len(between) > _NEAR or any(mark in between for mark in ".!?\n"):
        return False
    index = starts[value.start]
    while index < len(tokens) and tokens[index].start < value.end:
        index += 1
    return index == len(tokens) or tokens[index].raw in ".?!"


_YEAR_DIGITS = 4
_BETWEEN = 3
"""Adjectives that may stand between the number and the noun."""


def _noun(
    tokens: Sequence[Token], starts: dict[int, int], value: Value
) -> tuple[int, int, str] | None:
    """(first token, noun's token, kind) of the event that `value` numbers."""
    first = starts[value.start]
    at = first
    while at < len(tokens) and tokens[at].start < value.end:
        at += 1
    if at < len(tokens) and tokens[at].raw == "(":  # "ХХХІV (34) сессиясында"
        while at < len(tokens) and at < first + 5 and tokens[at].raw != ")":
            at += 1
        at += 1
    dotted = False
    for index in range(at, min(at + _BETWEEN + 1, len(tokens))):
        token = tokens[index]
        if index == at and (token.raw in "-‑–" or _is_dotted(tokens, at)):
            dotted = token.raw == "."
            continue
        kind = event_kind(token.word) if token.letters else ""
        # Another name has begun, unless it ends the event's own: "third River Festival".
        if not kind and (not token.letters or (token.raw[0].isupper() and index > at)):
            break
        if kind:
            # "26 meetings" counts them; "26 сессия" and "26-я сессия" number one.
            counts = not dotted and (
                kind not in _NUMBERED or not value.text[0].isdigit() or _plural(token)
            )
            if value.kind is ValueKind.NUMBER and counts and kind != "anniversary":
                break
            return first, index, kind
        if value.kind is ValueKind.NUMBER:
            break
    # "session 26" and "session XXVI", but not "the session. Third, …" and not "сессия 2018".
    year = len(value.value) == _YEAR_DIGITS
    numeral = (value.kind is ValueKind.NUMBER and not year) or value.text.isupper()
    return _noun_before(tokens, first) if numeral else None


def _is_dotted(tokens: Sequence[Token], at: int) -> bool:
    """Whether the point behind a number makes an ordinal of it: `26. oturum`."""
    glued = tokens[at].raw == "." and at > 0 and tokens[at - 1].end == tokens[at].start
    return glued and at + 1 < len(tokens) and tokens[at + 1].raw.islower()


def _noun_before(tokens: Sequence[Token], first: int) -> tuple[int, int, str] | None:
    """`session 26`, `Article No. 5`, `статья 5`."""
    at = first - 1
    while at > 0 and (tokens[at].raw in "№#." or tokens[at].word in _NUMBER):
        at -= 1
    if at < 0 or not tokens[at].letters or _plural(tokens[at]):
        return None
    kind = event_kind(tokens[at].word)
    return (first, at, kind) if kind in _NUMBERED else None


def _plural(token: Token) -> bool:
    return token.word.endswith(_PLURAL)


_NUMBER = frozenset(merged(lambda pack: pack.events.number))
_PLURAL = merged(lambda pack: pack.events.plural)
_ROUND = merged(lambda pack: pack.events.round)
_TABLE = merged(lambda pack: pack.events.table)


def _round_tables(text: str, tokens: Sequence[Token]) -> list[Event]:
    found = []
    for first, second in pairwise(tokens):
        if first.word.startswith(_ROUND) and second.word.startswith(_TABLE):
            span = text[first.start : second.end]
            found.append(Event("round table", "", "", "", "", first.start, second.end, span))
    return found


def _event(
    text: str, tokens: Sequence[Token], value: Value, first: int, noun: int, kind: str
) -> Event:
    level, place = find_scope(tokens, first, noun)
    start = min(value.start, tokens[noun].start)
    end = max(value.end, tokens[noun].end)
    key = place_key(place) if place else ""
    return Event(kind, value.value, level, place, key, start, end, text[start:end])
