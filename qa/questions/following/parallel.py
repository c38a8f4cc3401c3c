"""Putting the new part of an ellipsis in the place of its like in the last question.

`And at the 31st?` changes a number, `А в театре?` a phrase with the same
preposition, `Ал музейде?` a word in the same case.  Each function here tries
one kind of likeness and gives the span to replace, or None.
"""

from __future__ import annotations

import re

from qa.language.events import find_events
from qa.language.offices import find_offices
from qa.language.packs import merged, pack_or_fallback, packs
from qa.language.people import is_office
from qa.language.values import Value, ValueKind, find_values
from qa.questions.following.reading import Reading, Word, inflects, is_closed, read
from qa.questions.following.words import (
    ARTICLES,
    CASES,
    HOW_MANY,
    LOCATIVE,
    PLACED,
    PREPOSITIONS,
    is_question_word,
)
from qa.types import Span

_OF = frozenset(merged(lambda pack: pack.dates.of))
Replacement = tuple[Span, str]

# Kinds that a value of a kind may stand for: "and at 31?" an ordinal, "the second" no count.
_ALIKE = {
    ValueKind.ORDINAL: {ValueKind.ORDINAL},
    ValueKind.NUMBER: {ValueKind.NUMBER, ValueKind.ORDINAL},
    ValueKind.YEAR: {ValueKind.YEAR, ValueKind.DATE},
    ValueKind.DATE: {ValueKind.YEAR, ValueKind.DATE},
}


def substitute(reading: Reading, question: str) -> str | None:
    """The question with the follow-up's part in the place of its like; None if it has none."""
    old = read(question)
    if reading.names and (office := _office_in(reading)):
        return _holder(reading, office, old)
    replaced = (
        _event(reading, question)
        or _value(reading, old)
        or _counted(reading, old)
        or _name(reading, old)
        or _office(reading, old)
        or _phrase(reading, old)
        or _determined(reading, old)
        or _case(reading, old)
        or _subject(reading, old)
    )
    if replaced is None:
        return None
    span, new = replaced
    return question[: span.start] + new + question[span.end :]


def _holder(reading: Reading, office: Word, old: Reading) -> str:
    """`the coach of Sunkar` for `the president of Barys`; a question of its own where the last
    one asked for nobody's office."""
    place = _office_in(old)
    if place is None or not old.names:
        # Of a name and a word the connective tells the language better than they do.
        language = _LANGUAGE_OF.get(reading.words[0].form, reading.language)
        return pack_or_fallback(language).morphology.who_is.format(name=reading.rest_text)
    changes = [(Span(place.start, place.end), office.raw), _name(reading, old)]
    text = old.text
    for span, new in sorted(filter(None, changes), reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _office_in(reading: Reading) -> Word | None:
    """The last word for an office, which says more than what is before it: `head coach`."""
    words = [w for w in reading.words if is_office(w.form) or find_offices(w.raw)]
    return words[-1] if words else None


def _event(reading: Reading, question: str) -> Replacement | None:
    new, old = find_events(reading.text), find_events(question)
    return (Span(old[-1].start, old[-1].end), new[0].text) if new and old else None


def _value(reading: Reading, old: Reading) -> Replacement | None:
    for new in reading.values:
        alike = _ALIKE.get(new.kind, {new.kind})
        for value in reversed(old.values):
            same_kind = value.kind in alike or (
                new.kind is ValueKind.YEAR and re.fullmatch(r"[12]\d{3}", value.value)
            )
            if same_kind and value.value != new.value:
                return Span(value.start, value.end), _in_form_of(value, new, old)
    return None


def _counted(reading: Reading, old: Reading) -> Replacement | None:
    """Another thing to count: `А медсестёр?` after `Сколько врачей в больнице?`."""
    plain = not (reading.names or reading.values or reading.preposition or reading.event)
    at = next((i for i, w in enumerate(old.words) if w.form in HOW_MANY), -1)
    if not plain or len(reading.rest) != 1 or not 0 <= at < len(old.words) - 1:
        return None
    # A place or an owner is no thing to count.
    if reading.rest[0].form.endswith(pack_or_fallback(reading.language).morphology.no_count):
        return None
    new, place = reading.rest[0], old.words[at + 1]
    return None if is_closed(place.form) else (Span(place.start, place.end), new.raw)


_LANGUAGE_OF = {
    word: pack.language
    for pack in packs()
    for word in (
        *pack.following.connectives,
        *(phrase.split()[0] for phrase in pack.following.same_about),
    )
}
_OWNING = re.compile(r"['’]s$")


def _in_form_of(old: Value, new: Value, where: Reading) -> str:
    """A number written as the old one was: `26-й` → `31-й`, `26th` → `31st`."""
    if old.kind is not ValueKind.ORDINAL or not new.value.isdigit():
        return new.text
    grammar = pack_or_fallback(where.language).grammar
    return grammar.ordinal(int(new.value), written=new.text, like=old.text)


def _name(reading: Reading, old: Reading) -> Replacement | None:
    if not reading.names or not old.names:
        return None
    new = reading.names[0]
    new_before = _preposition_before(reading, new)
    spans = sorted(old.names, key=lambda s: bool(_preposition_before(old, s)) == bool(new_before))
    place = spans[-1]
    before = _preposition_before(old, place)
    text = _OWNING.sub("", reading.text[new.start : new.end])
    if before and new_before:
        return Span(before.start, place.end), reading.text[new_before.start : new.end]
    return place, text


def _preposition_before(reading: Reading, span: Span) -> Word | None:
    words = [word for word in reading.rest if word.end <= span.start]
    if words and words[-1].form in ARTICLES:
        words = words[:-1]
    return words[-1] if words and words[-1].form in PREPOSITIONS else None


def _office(reading: Reading, old: Reading) -> Replacement | None:
    new, place = _office_in(reading), _office_in(old)
    return (Span(place.start, place.end), new.raw) if new and place else None


def _phrase(reading: Reading, old: Reading) -> Replacement | None:
    """`at the museum` for `at the forum of farmers`."""
    if not reading.preposition:
        return None
    starts = [i for i, w in enumerate(old.words) if w.form == reading.preposition and i]
    if not starts:
        return None
    first = starts[-1]
    end = first + 1
    while end < len(old.words) and old.words[end].form not in PREPOSITIONS:
        end += 1
    if end == first + 1:
        return None
    return Span(old.words[first].start, old.words[end - 1].end), reading.rest_text


def _determined(reading: Reading, old: Reading) -> Replacement | None:
    """`the school` for `the library`, up to the next `of`, preposition or the verb."""
    first = next((i for i, w in enumerate(old.words) if w.form in ARTICLES), -1)
    if first < 0 or not reading.rest or reading.rest[0].form not in ARTICLES:
        return None
    end = first + 1
    while end < len(old.words) and old.words[end].form not in PREPOSITIONS | _OF:
        end += 1
    # Whose it is stays, and nothing but the noun stands before that.
    whose = end < len(old.words) and old.words[end].form in _OF
    if not whose and (end == len(old.words) or end > first + 2):
        end -= 1
    if end <= first + 1:
        return None
    return Span(old.words[first].start, old.words[end - 1].end), reading.rest_text


def _case(reading: Reading, old: Reading) -> Replacement | None:
    """A Kazakh word for one in the same case: `музейде` for `театрда`."""
    if not inflects(old.language) or len(reading.rest) != 1:
        return None
    new = reading.rest[0]
    for word in old.words:
        # "форум in Shymkent" is `Шымкенттегі форум`: the place is an adjective there.
        names = word.raw[0].isupper() and new.raw[0].isupper()
        if names and new.form.endswith(LOCATIVE) and word.form.endswith(PLACED):
            return Span(word.start, word.end), new.raw + _PLACE_ADJECTIVE[new.form[-1]]
    for endings in CASES:
        if not new.form.endswith(endings):
            continue
        for word in reversed(old.words):
            if word.form.endswith(endings) and not is_closed(word.form):
                return Span(word.start, word.end), _capital_as(word, new)
    return None


_PLACE_ADJECTIVE = {
    letter: ending
    for pack in packs()
    for letter, ending in pack.morphology.place_adjectives.items()
}


def _subject(reading: Reading, old: Reading) -> Replacement | None:
    """A Kazakh noun for the one before the question word: `Мектеп қай жылы салынған?`."""
    if not inflects(reading.language) or len(reading.rest) != 1 or len(old.words) < 2:
        return None
    new, first, second = reading.rest[0], *old.words[:2]
    cased = any(w.form.endswith(e) for w in (new, first) for e in CASES)
    if cased or is_closed(first.form) or not is_question_word(second.form):
        return None
    return Span(first.start, first.end), _capital_as(first, new)


def _capital_as(old: Word, new: Word) -> str:
    return new.raw[:1].upper() + new.raw[1:] if old.raw[:1].isupper() else new.raw


def with_noun(reading: Reading, question: str) -> str | None:
    """A question of its own whose number lacks the noun of the last one: `at the 31st [session]`.

    None when the number has a noun, or the last question no numbered event.
    """
    events = find_events(question)
    ordinals = [v for v in reading.values if v.kind in (ValueKind.ORDINAL, ValueKind.NUMBER)]
    if not reading.asks or not events or not ordinals or find_events(reading.text):
        return None
    value, event = ordinals[-1], events[-1]
    following = next((w for w in reading.words if w.start >= value.end), None)
    if following is not None and not is_closed(following.form):
        return None
    numbered = next((v for v in find_values(question) if v.start == event.start), None)
    if numbered is None:
        return None
    noun = question[numbered.end : event.end].lstrip("-‑ ")
    start = next((w.start for w in reading.rest), 0)
    head = reading.text[start : value.start]
    joined = pack_or_fallback(reading.language).morphology.numbered_noun
    number = joined.format(number=value.value, noun=noun)
    written = number or f"{reading.text[value.start : value.end]} {noun}"
    text = head + written + reading.text[value.end :]
    return text[:1].upper() + text[1:]
