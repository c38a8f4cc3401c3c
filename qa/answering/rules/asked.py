"""A question beside what was found for it, read once for every stage of answering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.answering.reader import Reader, Readings
from qa.language.folding import fold_text
from qa.language.packs import either
from qa.questions.intent import AskedWords, Intent, Kind, read_asked_words
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Span

Matrix = NDArray[np.float32]

# A title in quotation marks that says which event or thing is meant.
_TITLE = r"[«“\"][^«»“”\"]{3,200}[»”\"]"
_TITLE_OF = re.compile(
    rf"{_TITLE}\s*(?:{either(lambda pack: pack.pointing.behind_title)})"
    rf"|(?:{either(lambda pack: pack.pointing.before_title)})\s*{_TITLE}",
    re.IGNORECASE,
)
_TAKES_PLACE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.pointing.takes_place)})(?!\w)")
_OPENING = 3
# A constraint that a document meets this strongly tells it from the others.
_MEANS_DOCUMENT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a question asks of what was found for it.

    `words` are its words outside of what only says which document is meant;
    `weights` float32 (t,), summing to 1, are those of its tokens likewise, and
    `focus` bool (t,) marks those of the word it is about.  `openings` tell by
    document whose beginning was found how well its first sentences match each
    token, float32 (t,).
    """

    question: Question
    intent: Intent
    found: SearchResult
    readings: Readings
    words: AskedWords
    weights: Matrix
    focus: NDArray[np.bool_]
    openings: Mapping[str, Matrix]

    @property
    def text(self) -> str:
        """The reading whose tokens are weighed."""
        return self.question.spellings[0]

    def tokens_of(self, span: Span) -> NDArray[np.bool_]:
        """Which tokens (t,) of the question stand in a span of it."""
        return _tokens_of(span, self.found)

    def met_by(self, document: str, span: Span) -> Matrix:
        """How well each token of the question is met in a document's span, the sentence before
        it or the document's opening, float32 (t,); empty where that was not found."""
        for hit, tokens in zip(self.found.hits, self.found.tokens, strict=False):
            if hit.document.id != document or not len(tokens):
                continue
            inside = [
                place
                for place, own in enumerate(hit.passage.sentences)
                if own.start < span.end and span.start < own.end
            ]
            if inside:
                around = tokens[max(0, inside[0] - 1) : inside[-1] + 1].max(axis=0)
                met: Matrix = np.maximum(around, self.openings.get(document, around))
                return met
        return np.zeros(0, np.float32)


def read_asked(question: Question, intent: Intent, found: SearchResult, reader: Reader) -> Asked:
    """The question with its words told apart and its tokens weighed anew."""
    aside = _occasion_spans(question, intent, found)
    words = read_asked_words(question.spellings[0], tuple(aside))
    nothing = np.zeros(len(found.token_spans), bool)
    return Asked(
        question,
        intent,
        found,
        Readings(reader, question, found),
        words,
        _weights_without(aside, found),
        _tokens_of(words.focus, found) if words.focus else nothing,
        _openings(found),
    )


def _weights_without(aside: list[Span], found: SearchResult) -> Matrix:
    """The weights of the question's tokens without those that only say which document is
    meant (`at the 26th session`, «…» атты): a sentence that repeats them answers no better."""
    weights = found.token_weights.copy()
    for span in aside:
        weights[_tokens_of(span, found)] = 0.0
    total = float(weights.sum())
    return weights / total if total > 0 else found.token_weights


def _occasion_spans(question: Question, intent: Intent, found: SearchResult) -> list[Span]:
    """Where the question only says which document is meant; where it asks when or where the
    occasion itself was, nothing does."""
    text = question.spellings[0]
    spans = [Span(*match.span()) for match in _TITLE_OF.finditer(text)]
    about_occasion = intent.kinds & {Kind.TIME, Kind.PLACE} and _TAKES_PLACE.search(fold_text(text))
    if not (intent.kinds & {Kind.THEME, Kind.EVENT} or about_occasion):
        for match in found.constraints:
            start = text.find(match.constraint.text)
            strongest = max(match.documents.values(), default=0.0)
            alone = len(match.documents) == 1 and not match.common
            if start >= 0 and (strongest >= _MEANS_DOCUMENT or alone):
                spans.append(Span(start, start + len(match.constraint.text)))
    return spans


def _tokens_of(span: Span, found: SearchResult) -> NDArray[np.bool_]:
    spans = found.token_spans
    inside: NDArray[np.bool_] = (spans[:, 0] < span.end) & (spans[:, 1] > span.start)
    return inside


def _openings(found: SearchResult) -> dict[str, Matrix]:
    openings: dict[str, Matrix] = {}
    for hit, tokens in zip(found.hits, found.tokens, strict=False):
        if hit.passage.start == 0 and len(tokens):
            openings[hit.document.id] = tokens[:_OPENING].max(axis=0)
    return openings
