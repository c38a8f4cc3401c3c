"""People whom no document names: absence is said only after a look at the whole archive.

A name is compared by its sound, so that spellings of any alphabet meet.  A surname
that documents do have makes somebody unknown only where it stands with other first
names alone; what stands before a name at a sentence's beginning (`Доярка Сауле
Ахметова`) is no first name, so every word beside the surname is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from qa.index.passage_index import PassageIndex
from qa.language.names import ONE_NAME, find_names, name_similarity
from qa.language.people import find_people
from qa.language.terms import search_terms
from qa.questions.question import Question
from qa.types import Hit, Language, Scope

READ = 20_000
"""Characters of a document found that are read for the question's people."""
CAPITAL = re.compile(r"\b[^\W\d_a-zа-яё][\w’'-]+")
_LOOKED_UP = 256
"""Passages that sound like a name and are read for it."""
_INITIAL = 2
_OPENS = re.compile(r"(?:^|[.!?…:;]|\n)\s*[«“\"–—-]?\s*$")
_SOUNDS = ("k:", "p:")


def absent_people(
    question: Question,
    hits: Sequence[Hit],
    index: PassageIndex,
    scope: Scope,
) -> list[str]:
    """The people of the question whom no document of the scope names, as the question writes
    them."""
    people = find_people(question.spellings[0])
    if not people:
        return []
    documents = {hit.document.id: hit.document for hit in hits}
    near = [document.text[:READ] for document in documents.values()]
    return [
        person.name
        for person in people
        if not names(person.name, near)
        and not names(person.name, _sounding(person.name, question.language, index, scope))
    ]


def names(name: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts names the person: the last name, alone or beside a first name
    of theirs."""
    *others, last = name.split()
    firsts = [word for word in others if len(word.strip(".")) >= _INITIAL]
    for text in texts:
        for words, opens in _capitals_together(text):
            alike = [word for word in words if _same(word, last)]
            beside = [word for word in words if word not in alike]
            if alike and any(_same(first, own) for first in firsts for own in beside):
                return True
            # A word that opens a sentence may be no first name, so it contradicts nothing.
            if alike and (not firsts or not beside[opens and beside[:1] == list(words[:1]) :]):
                return True
    return False


@lru_cache(maxsize=256)
def _capitals_together(text: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The words of every name in the text, and whether the name opens a sentence."""
    return tuple(
        (tuple(CAPITAL.findall(name.text)), _OPENS.search(text, 0, name.start) is not None)
        for name in find_names(text)
    )


def _same(word: str, other: str) -> bool:
    return name_similarity(word, other) >= ONE_NAME


def _sounding(name: str, language: Language, index: PassageIndex, scope: Scope) -> list[str]:
    """The archive's passages that hold a word sounding like the last name."""
    last = name.split()[-1]
    terms = {term: 1.0 for term in search_terms(last, language) if term.startswith(_SOUNDS)}
    found = index.lexical_search(scope, terms, _LOOKED_UP)
    passages = index.passages(scope, [hit.row for hit in found.hits])
    return [passage.text for passage in passages.values()]
