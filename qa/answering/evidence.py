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
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.answering.asked import Asked, Matrix
from qa.answering.places import find_place_words
from qa.answering.traits import Traits, families, traits_of
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
from qa.language.values import ValueKind
from qa.retrieval.question import Question
from qa.types import Hit, Span

WEIGHTS_PATH = Path(__file__).with_name("answer_weights.json")
_WORD = re.compile(r"\w+")
# What the sentence before, or the document's opening, says counts a little less than what the
# sentence says itself.
LENT = np.float32(0.9)
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


@cache
def read_weights() -> dict[str, Any]:
    """The fitted weights of sentences and of refusal."""
    loaded: dict[str, Any] = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return loaded


def candidates(asked: Asked) -> list[Candidate]:
    """The sentences of the best passages, best first; equal ones in the order of the text."""
    weights = np.array([read_weights()["sentence"].get(name, 0.0) for name in FEATURES])
    comparison, found = _Comparison(asked), asked.found
    listed: list[Candidate] = []
    for place, (hit, scores) in enumerate(
        zip(found.hits[:_PASSAGES], found.sentences, strict=False)
    ):
        for number, span in enumerate(hit.passage.sentences):
            text = hit.document.text[span.start : span.end]
            # A marker alone on its line (`Екінші`) says nothing by itself.
            if len(_WORD.findall(text)) < 2 and len(hit.passage.sentences) > 1:
                continue
            row = comparison.features(place, hit, scores, number, text)
            listed.append(
                Candidate(hit, span, place, text, tuple(row), float(weights @ np.array(row)))
            )
    return sorted(listed, key=lambda c: (-c.score, c.place, c.span.start))


class _Comparison:
    """The question's side of every comparison with a sentence."""

    def __init__(self, asked: Asked) -> None:
        question = asked.question
        self.asked = asked
        self.year, self.money = wants_year(question), wants_money(question)
        self.people = wants_population(question)
        self.events = {(e.kind, e.number) for e in find_events(asked.text)}
        self.kinds = asked.wanted.kinds | _premises(question, asked.wanted)
        self.place_words = find_place_words(asked.text)
        self.families = families(question.terms)
        self.values = {v.value for v in question.values}
        self.keys = set(question.name_keys)

    def features(self, place: int, hit: Hit, scores: Matrix, number: int, text: str) -> list[float]:
        """In the order of `FEATURES`, of the sentence `number` of the hit at `place`."""
        best = self.asked.found.hits[0].score
        traits = traits_of(text, hit.passage.language)
        around = [float(scores[i][0]) for i in (number - 1, number + 1) if 0 <= i < len(scores)]
        kinds = self.kinds
        new_values = [v for v in traits.values if v.value not in self.values and not v.weak]
        dated = any(v.kind in DATED and (has_year(v) or not self.year) for v in new_values)
        counted = any(v.kind in (ValueKind.NUMBER, ValueKind.PERCENT) for v in new_values)
        counted = counted and counts_what_is_asked(text, money=self.money, people=self.people)
        named = any(not self.keys.intersection(keys) for keys in traits.people if keys)
        heading = number == 0 and hit.passage.start == 0 and text.strip() == hit.document.title
        return [
            float(scores[number][0]),
            *self._matches(place, hit, number),
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

    def _matches(self, place: int, hit: Hit, number: int) -> tuple[float, float, float, float]:
        """Late interaction by the tokens that count: with the sentence alone, with what the
        document's opening or the sentence before says already, and of the focus alone."""
        asked, tokens = self.asked, self.asked.found.tokens[place]
        if not len(tokens):
            return 0.0, 0.0, 0.0, 0.0
        own = tokens[number]
        opening = asked.openings.get(hit.document.id, own)
        before = tokens[number - 1] if number else own
        rest = float(own @ asked.weights)
        return (
            rest,
            float(np.maximum(own, LENT * opening) @ asked.weights),
            float(np.maximum(own, LENT * before) @ asked.weights),
            float(own[asked.focus].mean()) if asked.focus.any() else rest,
        )

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
