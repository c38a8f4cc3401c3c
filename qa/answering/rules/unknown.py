"""People of a question whom the documents found do not name, compared by sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.language.names import ONE_NAME, Name, find_names, name_similarity
from qa.language.people import find_people
from qa.questions.question import Question
from qa.types import Hit

READ = 20_000
"""Characters of a document that are read for the question's people and numbers."""
CAPITAL = re.compile(r"\b[^\W\d_a-zа-яё][\w’'-]+")


def unknown_people(question: Question, hits: Sequence[Hit]) -> list[str]:
    """The people of the question whom none of the hits' documents names."""
    people = find_people(question.spellings[0])
    if not people:
        return []
    documents = {hit.document.id: hit.document for hit in hits}
    texts = [document.text[:READ] for document in documents.values()]
    return [p.name for p in people if not any(_knows(text, p.name) for text in texts)]


def _knows(text: str, name: str) -> bool:
    """Whether a text names the person: the last name, and no other first name with it."""
    first, *rest = name.split()
    last = rest[-1] if rest else first
    alike = [word for word in _capitals(text) if name_similarity(word, last) >= ONE_NAME]
    if not alike or not rest or len(first.strip(".")) < 2:
        return bool(alike)
    named = [name.text.split() for name in _full_names(text)]
    others = [n[0] for n in named if name_similarity(n[-1], last) >= ONE_NAME]
    return not others or any(
        len(other.strip(".")) < 2 or name_similarity(other, first) >= ONE_NAME for other in others
    )


@lru_cache(maxsize=128)
def _capitals(text: str) -> frozenset[str]:
    return frozenset(CAPITAL.findall(text))


@lru_cache(maxsize=128)
def _full_names(text: str) -> tuple[Name, ...]:
    """Names of several words."""
    return tuple(n for n in find_names(text) if not n.quoted and len(n.text.split()) > 1)
