"""From hits to the sentences that answer: the right one, not its neighbour.

Every sentence of the best passages is a candidate.  It is judged by late
interaction between the question and its own tokens, by the words, names and
numbers it shares with the question, by its passage's rank, and by whether it
holds the kind of thing asked for that the question itself lacks.  The weights
are fitted by `scripts/fit_answers.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.answering.asked_words import read_asked_words
from qa.answering.places import find_place_words
from qa.answering.typed import (
    DATED,
    counts_what_is_asked,
    has_year,
    wants_money,
    wants_population,
    wants_year,
)
from qa.answering.wanted import Kind, Wanted
from qa.documents.people import find_people
from qa.language.events import find_events
from qa.language.folding import fold_kazakh, normalise
from qa.language.names import find_names
from qa.language.terms import search_terms
from qa.language.values import Value, ValueKind, find_values
from qa.retrieval.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Hit, Language, Span

Matrix = NDArray[np.float32]

WEIGHTS_PATH = Path(__file__).with_name("answer_weights.json")
# A title in quotation marks that says which event or thing is meant.
_TITLE_OF = re.compile(
    r"[«“\"][^«»“”\"]{3,200}[»”\"]\s*(?:атты|тақырыб\w+|такырыб\w+|деп аталатын)"
    r"|(?:на тему|под названием|entitled|on the theme)\s*[«“\"][^«»“”\"]{3,200}[»”\"]",
    re.IGNORECASE,
)
_TAKES_PLACE = re.compile(
    r"(?<!\w)(?:held|takes? place|took place|happen\w*|прош[ело]\w*|прошли|проход\w*|состоя\w*"
    r"|отти|откен|откизил\w*|отеди|болды|болган|болады)(?!\w)"
)
_QUOTED = re.compile(r"[«“][^«»“”]*[»”]")
_WORD = re.compile(r"\w+")
# What the sentence before, or the document's opening, says counts a little less than what the
# sentence says itself.
LENT = np.float32(0.9)
_OPENING = 3
# A constraint that a document meets this strongly tells it from the others.
_MEANS_DOCUMENT = 0.5
_PREMISES = {
    ValueKind.DATE: Kind.TIME,
    ValueKind.YEAR: Kind.TIME,
    ValueKind.NUMBER: Kind.NUMBER,
    ValueKind.PERCENT: Kind.NUMBER,
}
_PASSAGES = 6
"""Best hits whose sentences are candidates."""

FEATURES = (
    "late",
    "rest",
    "whole",
    "joined",
    "focus",
    "mean",
    "neighbour",
    "passage",
    "top",
    "met",
    "words",
    "sounds",
    "numbers",
    "person",
    "time",
    "number",
    "place",
    "title",
    "event",
    "heading",
    "question",
    "short",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer; `place` is its passage's rank, 0 the best."""

    hit: Hit
    span: Span
    place: int
    text: str
    features: tuple[float, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Traits:
    """What a sentence holds, whatever is asked: `people` by their name keys, words of `places`,
    numbered `events`, `quoted` titles, and the `parts` that commas make of it."""

    terms: Mapping[str, frozenset[str]]
    values: tuple[Value, ...]
    people: tuple[tuple[str, ...], ...]
    places: frozenset[str]
    events: frozenset[tuple[str, str]]
    quoted: int
    parts: int


@cache
def read_weights() -> dict[str, Any]:
    """The fitted weights of sentences and of refusal."""
    loaded: dict[str, Any] = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return loaded


def candidates(question: Question, wanted: Wanted, found: SearchResult) -> list[Candidate]:
    """The sentences of the best passages, best first; equal ones in the order of the text."""
    weights = np.array([read_weights()["sentence"].get(name, 0.0) for name in FEATURES])
    asked = _Asked(question, wanted, found)
    listed: list[Candidate] = []
    for place, (hit, scores) in enumerate(
        zip(found.hits[:_PASSAGES], found.sentences, strict=False)
    ):
        for number, span in enumerate(hit.passage.sentences):
            text = hit.document.text[span.start : span.end]
            # A marker alone on its line (`Екінші`) says nothing by itself.
            if len(_WORD.findall(text)) < 2 and len(hit.passage.sentences) > 1:
                continue
            row = asked.features(found, place, hit, scores, number, text)
            listed.append(
                Candidate(hit, span, place, text, tuple(row), float(weights @ np.array(row)))
            )
    return sorted(listed, key=lambda c: (-c.score, c.place, c.span.start))


class _Asked:
    """The question's side of every comparison, made once."""

    def __init__(self, question: Question, wanted: Wanted, found: SearchResult) -> None:
        self.rest = weights_without_occasion(question, wanted, found)
        self.opening = openings(found)
        self.focus = focus_tokens(question, wanted, found)
        self.year, self.money = wants_year(question), wants_money(question)
        self.people = wants_population(question)
        self.events = {(e.kind, e.number) for e in find_events(question.readings[0])}
        self.kinds = wanted.kinds | _premises(question, wanted)
        self.place_words = find_place_words(question.readings[0])
        self.families = _families(question.terms)
        self.values = {v.value for v in question.values}
        self.keys = set(question.name_keys)

    def features(
        self,
        found: SearchResult,
        place: int,
        hit: Hit,
        scores: Matrix,
        number: int,
        text: str,
    ) -> list[float]:
        best = found.hits[0].score
        traits = traits_of(text, hit.passage.language)
        around = [float(scores[i][0]) for i in (number - 1, number + 1) if 0 <= i < len(scores)]
        kinds = self.kinds
        new_values = [v for v in traits.values if v.value not in self.values and not v.weak]
        dated = any(v.kind in DATED and (has_year(v) or not self.year) for v in new_values)
        counted = any(v.kind in (ValueKind.NUMBER, ValueKind.PERCENT) for v in new_values)
        counted = counted and counts_what_is_asked(text, money=self.money, people=self.people)
        named = any(not self.keys.intersection(keys) for keys in traits.people if keys)
        tokens = found.tokens[place]
        rest = whole = joined = focus = 0.0
        if len(tokens):
            own = tokens[number]
            opening = self.opening.get(hit.document.id, own)
            before = tokens[number - 1] if number else own
            rest = float(own @ self.rest)
            whole = float(np.maximum(own, LENT * opening) @ self.rest)
            joined = float(np.maximum(own, LENT * before) @ self.rest)
            focus = float(own[self.focus].mean()) if self.focus.any() else rest
        heading = number == 0 and hit.passage.start == 0 and text.strip() == hit.document.title
        return [
            float(scores[number][0]),
            rest,
            whole,
            joined,
            focus,
            float(scores[number][1]),
            max(around, default=0.0),
            hit.score - best,
            float(place == 0),
            float(hit.signals.get("constraints", 0.0)),
            self._shared(traits, "w"),
            max(self._shared(traits, "k"), self._shared(traits, "p")),
            self._shared(traits, "n"),
            float(Kind.PERSON in kinds and named),
            float(Kind.TIME in kinds and dated),
            float(Kind.NUMBER in kinds and counted),
            float(Kind.PLACE in kinds and bool(traits.places - self.place_words)),
            float(bool(kinds & {Kind.TITLE, Kind.THEME}) and traits.quoted > 0),
            float(Kind.EVENT in kinds and bool(traits.events - self.events)),
            float(heading),
            float(text.rstrip().endswith("?")),
            float(len(text) < 40),
        ]

    def _shared(self, traits: Traits, family: str) -> float:
        """The share of the question's terms of a family that the sentence holds."""
        wanted = self.families.get(family)
        return len(wanted & traits.terms.get(family, frozenset())) / len(wanted) if wanted else 0.0


def _premises(question: Question, wanted: Wanted) -> frozenset[Kind]:
    """What a yes-or-no question takes for granted: "was it in May?" is answered by a date,
    be it another one."""
    if Kind.YES_NO not in wanted.kinds:
        return frozenset()
    kinds = {_PREMISES[v.kind] for v in question.values if v.kind in _PREMISES and not v.weak}
    if find_people(question.readings[0]):
        kinds.add(Kind.PERSON)
    return frozenset(kinds)


def weights_without_occasion(question: Question, wanted: Wanted, found: SearchResult) -> Matrix:
    """The weights of the question's tokens, summing to 1, without those that only say which
    document is meant (`at the 26th session`, «…» атты): a sentence that repeats them answers
    no better.  Where the occasion itself is asked about, all tokens count."""
    weights = found.token_weights.copy()
    for start, end in occasion_spans(question, wanted, found):
        weights[(found.token_spans[:, 0] < end) & (found.token_spans[:, 1] > start)] = 0.0
    total = float(weights.sum())
    return weights / total if total > 0 else found.token_weights


def occasion_spans(question: Question, wanted: Wanted, found: SearchResult) -> list[Span]:
    """Where the question only says which document is meant; where it asks when or where the
    occasion itself was, nothing does."""
    text = question.readings[0]
    spans = [Span(*match.span()) for match in _TITLE_OF.finditer(text)]
    about_occasion = wanted.kinds & {Kind.TIME, Kind.PLACE} and _TAKES_PLACE.search(
        fold_kazakh(normalise(text))
    )
    if not (wanted.kinds & {Kind.THEME, Kind.EVENT} or about_occasion):
        for match in found.constraints:
            start = text.find(match.constraint.text)
            strongest = max(match.documents.values(), default=0.0)
            if start >= 0 and (strongest >= _MEANS_DOCUMENT or len(match.documents) == 1):
                spans.append(Span(start, start + len(match.constraint.text)))
    return spans


def focus_tokens(question: Question, wanted: Wanted, found: SearchResult) -> NDArray[np.bool_]:
    """Which tokens (t,) of the question are those of the word it is about."""
    aside = tuple(occasion_spans(question, wanted, found))
    focus = read_asked_words(question.readings[0], aside).focus
    return tokens_of(focus, found) if focus else np.zeros(len(found.token_spans), bool)


def tokens_of(span: Span, found: SearchResult) -> NDArray[np.bool_]:
    """Which tokens (t,) of the question stand in a span of it."""
    spans = found.token_spans
    inside: NDArray[np.bool_] = (spans[:, 0] < span.end) & (spans[:, 1] > span.start)
    return inside


def openings(found: SearchResult) -> dict[str, Matrix]:
    """By document whose beginning was found, how well its first sentences match each token of
    the question, float32 (t,)."""
    openings: dict[str, Matrix] = {}
    for hit, tokens in zip(found.hits, found.tokens, strict=False):
        if hit.passage.start == 0 and len(tokens):
            openings[hit.document.id] = tokens[:_OPENING].max(axis=0)
    return openings


@lru_cache(maxsize=8192)
def traits_of(text: str, language: Language) -> Traits:
    """Kept for the sentences that come up again and again."""
    return Traits(
        _families(search_terms(text, language)),
        find_values(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)),
        tuple(person.keys for person in find_people(text)),
        find_place_words(text),
        frozenset((event.kind, event.number) for event in find_events(text)),
        sum(name.quoted for name in find_names(text)),
        parts_of(text),
    )


def parts_of(text: str) -> int:
    """How many parts commas and semicolons make of a text."""
    return text.count(",") + text.count(";") + 1


def holds(kind: Kind, text: str, language: Language, question: Question) -> bool:
    """Whether a sentence has a thing of the kind asked for that the question lacks."""
    traits = traits_of(text, language)
    known = {v.value for v in question.values}
    values = [v for v in traits.values if v.value not in known]
    if kind is Kind.PERSON:
        keys = set(question.name_keys)
        return any(not keys.intersection(own) for own in traits.people if own)
    if kind is Kind.TIME:
        year = wants_year(question)
        return any(v.kind in DATED and (has_year(v) or not year) for v in values)
    if kind is Kind.NUMBER and not counts_what_is_asked(
        text, money=wants_money(question), people=wants_population(question)
    ):
        return False
    if kind is Kind.NUMBER:
        # An ordinal answers `what number`, a date or a year never does.
        return any(v.kind not in (ValueKind.DATE, ValueKind.YEAR) for v in values)
    if kind is Kind.PLACE:
        return bool(traits.places - find_place_words(question.readings[0]))
    if kind in (Kind.TITLE, Kind.THEME):
        return traits.quoted > 0
    return True


def _families(terms: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for term in terms:
        found.setdefault(term[:1], set()).add(term)
    return {family: frozenset(members) for family, members in found.items()}
