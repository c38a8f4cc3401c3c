"""What a question counts, and which numbers of a text count that.

"How many people spoke?" is not answered by "five social initiatives": a number
answers where the noun beside it is the one asked for, by its stem in one
language, by its sound where both borrowed it, or as one of the common nouns
whose meaning is known.  Nothing else tells across languages what a number counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.language.folding import fold_text
from qa.language.meanings import meanings
from qa.language.names import sounds_alike
from qa.language.numerals import fold_word
from qa.language.offices import find_offices
from qa.language.packs import either, merged, pack_of
from qa.language.stems import stem
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.language.units import measure_of
from qa.language.values import Value, ValueKind
from qa.language.word_list import words
from qa.types import Language

_PEOPLE, _PERCENT = meanings("people"), meanings("percent")
_PLACES = frozenset[int]().union(*map(meanings, words("country city village district region")))
_TIMES = frozenset[int]().union(*map(meanings, words("year month week day hour minute")))
# Words behind a number among which what it counts is looked for.
_AFTER = 3
_HOW_MANY = re.compile(either(lambda pack: pack.counting.how_many))
_AMOUNT = re.compile(either(lambda pack: pack.counting.amount))
_AMOUNT_BEHIND = re.compile(
    either(lambda pack: pack.counting.amount if pack.counting.amount_behind else ())
)
_SHARE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.counting.share)})(?!\w)")
_SIZE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.counting.size)})(?!\w)")
_VERBS = merged(lambda pack: pack.counting.verbs)
_CLOSING = frozenset(merged(lambda pack: pack.counting.closing))
_NUMBERED = re.compile(rf"(?:№|#|{either(lambda pack: pack.counting.numbered)})\s*$", re.IGNORECASE)
# `шаруашылық` is no `шаруа`.
_ABSTRACT = merged(lambda pack: pack.counting.abstract)
_PHRASE_ENDS = frozenset('.,;:!?()[]|«»“”"—–')


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number asked for counts: `nouns` as written, none where only a verb says it;
    `share` for a percentage, `size` for a measure."""

    nouns: tuple[str, ...]
    language: Language
    share: bool = False
    size: bool = False


@lru_cache(maxsize=512)
def read_counted(text: str, language: Language) -> Counted:
    """Of a question, in its best reading."""
    plain = fold_text(text)
    share, size = bool(_SHARE.search(plain)), bool(_SIZE.search(plain))
    tokens = [t for t in tokenize(text) if t.letters or t.digits]
    at = next((i for i, t in enumerate(tokens) if _HOW_MANY.fullmatch(t.word)), -1)
    amount = next((i for i, t in enumerate(tokens) if _AMOUNT.fullmatch(t.word)), -1)
    own = pack_of(language)
    behind = own is not None and own.counting.amount_behind
    if amount >= 0 and (behind or _AMOUNT_BEHIND.fullmatch(tokens[amount].word)):
        nouns = _nouns(tokens[max(0, amount - 2) : amount], language)
    elif amount >= 0:
        nouns = _nouns(tokens[amount + 1 :], language)
    else:
        nouns = _nouns(tokens[at + 1 :], language) if at >= 0 else ()
        if at >= 0 and not nouns and not share and not size:
            # `мёда собрали сколько?`, `who planted trees and how many?`
            nouns = _nouns(tokens[max(0, at - 4) : at], language)
    return Counted(nouns, language, share, size)


def _nouns(tokens: list[Token], language: Language) -> tuple[str, ...]:
    """The first two words that may be what is counted; `of` and the like are passed over."""
    pack = pack_of(language)
    adjectives = pack.counting.adjectives if pack else ()
    found: list[str] = []
    for token in tokens:
        if token.word in _CLOSING or (found and token.word in STOP_WORDS):
            break
        if token.word in STOP_WORDS or token.digits or token.word.endswith(_VERBS):
            continue
        found.append(token.raw)
        # `маршрутов школьного автобуса`: where a noun comes first, only an adjective precedes it.
        if len(found) == 2 or (adjectives and not token.word.endswith(adjectives)):
            break
    return tuple(found)


def counts(counted: Counted, value: Value, text: str, language: Language) -> bool:
    """Whether a number of `text` counts what is asked for."""
    if _NUMBERED.search(text, 0, value.start):
        return False
    if value.kind is ValueKind.PERCENT:
        return counted.share or any(_PERCENT & meanings(noun) for noun in counted.nouns)
    if counted.share:
        return False
    after = _following(text, value.end)
    if measure_of(value, text) is not None:
        after = after[:1]
    if counted.size and not counted.nouns:
        return measure_of(value, text) is not None or any(_TIMES & meanings(w) for w in after[:1])
    if not counted.nouns:
        return not after or any(_PEOPLE & meanings(word) for word in after)
    if any(same_noun(n, w, counted.language, language) for n in counted.nouns for w in after):
        return True
    said = [t.raw for t in tokenize(text) if t.letters and t.end <= value.start]
    there = any(same_noun(n, w, counted.language, language) for n in counted.nouns for w in said)
    # `honey: 500 tonnes`, `of the trees 20 died`: what is counted stands before.
    return there and (not after or measure_of(value, text) is not None)


def _following(text: str, end: int) -> list[str]:
    """The words behind a number that may say what it counts, up to the end of its phrase."""
    found: list[str] = []
    for token in tokenize(text[end : end + 80]):
        if token.raw in _PHRASE_ENDS or token.digits:
            break
        if not token.letters:
            continue
        if token.word in _CLOSING or (not found and token.word.endswith(_VERBS)):
            break
        if token.word not in STOP_WORDS:
            found.append(token.raw)
        if len(found) == _AFTER:
            break
    return found


def is_place_noun(word: str) -> bool:
    """Whether a word is for kinds of places: countries, cities, villages, districts, regions."""
    return bool(_PLACES & meanings(word))


@lru_cache(maxsize=8192)
def same_noun(asked: str, said: str, language: Language, other: Language) -> bool:
    """Whether two nouns name the same kind of thing; those with digits only when they are equal."""
    if any(char.isdigit() for char in asked + said):
        return fold_word(asked) == fold_word(said)
    if stem(asked, language) == stem(said, other) or meanings(asked) & meanings(said):
        return True
    if language is other or language is Language.OTHER or other is Language.OTHER:
        a, b = fold_word(asked), fold_word(said)
        shared = max(4, min(len(a), len(b)) * 7 // 10)
        if a[:shared] == b[:shared] and min(len(a), len(b)) >= shared:
            return True
    offices = {office.key for office in find_offices(asked) if not asked.endswith(_ABSTRACT)}
    if offices & {office.key for office in find_offices(said)}:
        return True
    return sounds_alike(asked, said)
