"""Closed classes of words that follow-up questions lean on, of all languages, in folded forms.

Folded means lower case with Kazakh letters as their Russian neighbours
(`қай` → `кай`, `ол` → `ол`), so Kazakh typed without its own letters meets the
same rows; Latin Kazakh is turned into Cyrillic first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from qa.language.pack import Pack
from qa.language.packs import either, merged


def _words(what: Callable[[Pack], Iterable[str]]) -> frozenset[str]:
    return frozenset(merged(what))


def _phrases(what: Callable[[Pack], Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in merged(what))


CONNECTIVES = _words(lambda pack: pack.following.connectives)
# Openings that say "the same about": the rest is the new part.
SAME_ABOUT = _phrases(lambda pack: pack.following.same_about)
SAME_BEHIND = _words(lambda pack: pack.following.same_behind)
PARTICLES = _words(lambda pack: pack.following.particles)
ASKING = _words(lambda pack: pack.following.asking)
INVERTING = _words(lambda pack: pack.following.inverting)
DETERMINING = _words(lambda pack: pack.following.determining)
ARTICLES = _words(lambda pack: pack.following.articles)
AUXILIARIES = _words(lambda pack: pack.following.auxiliaries)
DO = _words(lambda pack: pack.following.do)
PRONOUNS = _words(lambda pack: pack.following.pronouns)
POSSESSIVES = _words(lambda pack: pack.following.possessives)
# What may stand before a noun it points at: "this fund", "бұл сессияда".
DEMONSTRATIVES = _words(lambda pack: pack.following.demonstratives)
# After a demonstrative these mean now, not something said before: "this year", "осы жылы".
NOW = merged(lambda pack: pack.following.now)
RELATIVES = _words(lambda pack: pack.following.relatives)
EXISTENTIAL = _words(lambda pack: pack.following.existential)
PRESENTING = _words(lambda pack: pack.following.presenting)
NOT_OPEN = _words(lambda pack: pack.following.not_open)
PREPOSITIONS = _words(lambda pack: pack.following.prepositions)
# "of the Assembly" belongs to what stands before it.
FUNCTION_WORDS = _words(lambda pack: pack.following.function_words)
# Verbs (and their nouns) that say nothing of the subject.
VERBS = _words(lambda pack: pack.following.verbs)
VERB_BEGINNINGS = merged(lambda pack: pack.following.verb_beginnings)
# Verbs of saying, which a quotation may be the object of.
SAYING = merged(lambda pack: pack.following.saying)
WHO = _words(lambda pack: pack.following.who)
QUANTITY = _phrases(lambda pack: pack.following.quantity)
QUANTITIES = _words(lambda pack: pack.following.quantities)
HOW_MANY = _words(lambda pack: pack.following.how_many)
# Openings of definitions, which are complete with one word more.
DEFINING = _phrases(lambda pack: pack.following.defining)
DEFINING_ENDS = merged(lambda pack: pack.following.defining_ends)
CLAUSE_JOINTS = _words(lambda pack: pack.following.joints)
# Case endings by which a word of the new question stands for one of the old.
CASES = tuple(tuple(row.split()) for row in merged(lambda pack: pack.morphology.cases))
LOCATIVE = merged(lambda pack: pack.morphology.locative)
PLACED = merged(lambda pack: pack.morphology.placed)
_QUESTION_WORD = re.compile(either(lambda pack: pack.questions.words))


@lru_cache(maxsize=4096)
def is_question_word(form: str) -> bool:
    """Whether a folded word asks."""
    return _QUESTION_WORD.fullmatch(form) is not None
