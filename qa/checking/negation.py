"""Whether a sentence denies what it says, by the words of its language's pack.

Embedding vectors barely see a negation, so claim checking counts it here.  In
some languages it is a word, in others a suffix between the verb's stem and its
ending as well (`бар-ма-ды`, `gel-me-di`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa.language.claim_concepts import Denial
from qa.language.packs import either, pack_or_fallback, packs
from qa.types import Language, Span


def _words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


_NEGATIONS = {pack.language: _words(pack.denial.explicit) for pack in packs()}
# These hold a negating word and deny nothing.
_HARMLESS = re.compile(either(lambda pack: pack.denial.harmless), re.IGNORECASE)
# Words that deny without a negation; they answer one on the other side, no more.
_IMPLICIT = {pack.language: _words(pack.denial.implicit) for pack in packs()}
_WORD = re.compile(r"\w[\w’'-]*")
# How far from its negator a denied word stands, and a word from one that denies by its meaning.
_REACH, _IMPLICIT_REACH = 3, 2
_CLAUSE_END = re.compile(r"[,;:.!?()«»“”\"—–]")
_LIGHT_VERB = re.compile(either(lambda pack: pack.denial.light_verb))
# `никогда не`, `ешкім … алмады`: words that only strengthen a negation near them.
_CONCORD = re.compile(rf"(?:{either(lambda pack: pack.denial.strengthening)})\w*", re.IGNORECASE)
_CONCORD_REACH = 8


class Negation(NamedTuple):
    """A negating word and where the words stand that it may deny.

    `implicit` ones (`without`, `отказ`, `күмән`) deny by their own meaning.
    """

    text: str
    span: Span
    denied: tuple[Span, ...]
    implicit: bool = False


def negations(text: str, language: Language) -> list[Negation]:
    """The negations of `text`, explicit ones first; set phrases such as `not only` do not count.

    The language must be known: `не` denies in Russian and asks `what` in Kazakh.
    Empty for a language without a pack.
    """
    pattern = _NEGATIONS.get(language)
    if pattern is None:
        return []
    plain = _HARMLESS.sub(_blank, text)
    words = [Span(*match.span()) for match in _WORD.finditer(text)]
    starts = [word.start for word in words]
    places: dict[int, re.Match[str]] = {}
    for match in pattern.finditer(plain):
        if not _is_name(match):
            places[max(bisect_right(starts, match.start()) - 1, 0)] = match
    found: list[Negation] = []
    denied = {place: _denied(place, match, words, language) for place, match in places.items()}
    for place in [place for place in places if _strengthens(place, places)]:
        # `Ни одно решение не принято`: what either denies, both do.
        others = [other for other in denied if other != place]
        nearest = min(others, key=lambda other: abs(other - place))
        denied[nearest] = (*denied[nearest], *denied.pop(place))
    for place, spans in denied.items():
        match = places[place]
        found.append(Negation(match.group(), Span(*match.span()), spans))
    taken = {match.start() for match in places.values()}
    for match in _IMPLICIT[language].finditer(plain):
        span = Span(*match.span())
        if span.start not in taken and not _is_name(match):
            place = bisect_right(starts, match.end() - 1) - 1
            step = -1 if _denial_of(language).verb_last else 1
            near = _run(place, step, _IMPLICIT_REACH, words, text)
            found.append(Negation(match.group(), span, (span, *near), implicit=True))
    return found


def _is_name(match: re.Match[str]) -> bool:
    """`Томастан`, `Небраска`: a capital inside the sentence."""
    before = match.string[: match.start()].rstrip(" «“\"'(–—-")
    return match.group()[0].isupper() and bool(before) and before[-1] not in ".!?:…»”\n"


def _strengthens(place: int, places: dict[int, re.Match[str]]) -> bool:
    if not _CONCORD.fullmatch(places[place].group()):
        return False
    return any(
        abs(place - other) <= _CONCORD_REACH
        and (not _CONCORD.fullmatch(match.group()) or other < place)
        for other, match in places.items()
        if other != place
    )


def _denial_of(language: Language) -> Denial:
    return pack_or_fallback(language).denial


def _denied(
    place: int, match: re.Match[str], words: Sequence[Span], language: Language
) -> tuple[Span, ...]:
    """The words that the negator at `place` may deny: those that follow it; where the verb comes
    last the word before `емес` and `жоқ`, and the verb itself where the suffix denies."""
    text, negator, denial = match.string, match.group().lower(), _denial_of(language)
    if not denial.verb_last:
        # `Но нет, …` answers what was said before.
        return _run(place, 1, _REACH, words, text) or (
            *_run(place, -1, _REACH, words, text),
            words[place],
        )
    if negator.startswith(denial.behind):
        return _run(place, -1, 1, words, text)
    if negator.startswith(denial.ahead):
        return _run(place, 1, 2, words, text)
    before = _run(place, -1, 1, words, text) if _LIGHT_VERB.match(negator) else ()
    return (*before, words[place])


def _run(place: int, step: int, most: int, words: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Up to `most` words from `place` on, that one left out, within the clause."""
    found: list[Span] = []
    while len(found) < most and 0 <= place + step < len(words):
        first, second = sorted((words[place], words[place + step]))
        if _CLAUSE_END.search(text, first.end, second.start):
            break
        place += step
        found.append(words[place])
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
