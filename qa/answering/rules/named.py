"""Whether what a question asks about is named where the answer is looked for.

"What is the salary of the actors?" finds the sentence that says how many actors there
are: its every other word is met, and the model's vectors hardly tell salaries from
actors.  So the question's words are looked for around the best sentence: by what they
mean where they are among the common ones, by their sound and by how they begin.
Nothing is said about a word that is not among them and may be called otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from qa.answering.rules.asked import Asked
from qa.answering.rules.evidence import SentenceCandidate
from qa.language.meanings import meanings
from qa.language.names import sounds_alike
from qa.language.numerals import fold_word
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import tokenize

# Letters of a document's beginning, which says what all of it is about.
_OPENING = 400
_SHORTEST = 3
# Letters that a word is told by at least where its ending is left out.
_BEGINNING = 4


def focus_missing(asked: Asked, best: SentenceCandidate) -> bool:
    """Whether the word that the question is about is a common one that neither the sentence,
    nor its neighbours, nor the headings name."""
    if asked.words.focus is None:
        return False
    focus = asked.text[asked.words.focus.start : asked.words.focus.end].split()
    there = _around(best)
    known = frozenset().union(*map(meanings, focus))
    if not known or any(_named(word, there) for word in focus):
        return False
    return not any(sounds_alike(word, other) for word in focus for other in there)


def meaning_missing(asked: Asked, best: SentenceCandidate) -> bool:
    """Whether any common word of the question is named neither there nor in the document's
    beginning."""
    there = _around(best) | _words(best.hit.document.text[:_OPENING])
    content = [asked.text[start:end] for start, end in asked.words.content]
    return any(meanings(word) and not _named(word, there) for word in content)


def _around(best: SentenceCandidate) -> frozenset[str]:
    passage, document = best.hit.passage, best.hit.document
    place = passage.sentences.index(best.span)
    near = passage.sentences[max(0, place - 1) : place + 2]
    return _words(document.text[near[0].start : near[-1].end]) | _words(
        f"{document.title} {passage.context}"
    )


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(
        token.raw
        for token in tokenize(text)
        if token.letters and len(token.raw) >= _SHORTEST and token.word not in STOP_WORDS
    )


def beginning_of(word: str) -> str:
    """What tells a word whatever its ending, folded."""
    folded = fold_word(word)
    return folded[: max(_BEGINNING, len(folded) * 3 // 5)]


def _named(word: str, there: Iterable[str]) -> bool:
    """Whether one of the words means the same or begins alike, their endings aside."""
    meant, start = meanings(word), beginning_of(word)
    return any(meant & meanings(other) or fold_word(other).startswith(start) for other in there)
