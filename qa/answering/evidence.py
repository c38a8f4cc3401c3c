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
from qa.answering.counted import same_noun
from qa.answering.holders import offices_asked, offices_in, same_office
from qa.answering.places import find_place_words
from qa.answering.tables import BAR, header_of, is_header
from qa.answering.traits import Traits, families, traits_of
from qa.answering.typed import (
    counts_what_is_asked,
    has_year,
    is_date,
    wants_hour,
    wants_money,
    wants_population,
    wants_year,
)
from qa.answering.wanted import Kind, Wanted
from qa.documents.people import find_people
from qa.documents.split import document_headings
from qa.language.events import find_events
from qa.language.folding import fold_kazakh, normalise
from qa.language.tokens import tokenize
from qa.language.values import ValueKind
from qa.retrieval.question import Question
from qa.types import Document, Hit, Span

WEIGHTS_PATH = Path(__file__).with_name("answer_weights.json")
_WORD = re.compile(r"\w+")
_LIST_BELOW = re.compile(r"\s*\n\s*(?:[•●▪◦·*–—-]|\(?\d{1,2}[.)])\s")
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

# What speaks for a table's row, in units of the sentences' scores.
_NAMED_ROW = 4.0
_TABLE = re.compile(r"(?<!\w)(?:tables?|таблиц\w*|кесте\w*)(?!\w)")

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
    """A sentence that may answer; `place` is its passage's rank, 0 the best, `matches` float32
    (t,) how well it meets each token of the question, a row of a table with its `header`."""

    hit: Hit
    span: Span
    place: int
    text: str
    features: tuple[float, ...]
    score: float
    matches: Matrix
    header: str = ""

    @property
    def told(self) -> str:
        """What the sentence says: the row of a table together with its header."""
        return f"{self.header}{BAR}{self.text}" if self.header else self.text


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
    labels: list[Candidate] = []
    for place, (hit, scores) in enumerate(
        zip(found.hits[:_PASSAGES], found.sentences, strict=False)
    ):
        for number, span in enumerate(hit.passage.sentences):
            text = hit.document.text[span.start : span.end]
            # A marker alone on its line (`Екінші`) says nothing by itself.
            if len(_WORD.findall(text)) < 2 and len(hit.passage.sentences) > 1:
                continue
            met = _Met(hit, number, found.tokens[place])
            features = comparison.features(place, met, scores, text)
            own = labels if _is_label(hit.document, span) else listed
            score = float(weights @ np.array(features))
            if met.header:
                score += comparison.named_row(text)
            own.append(
                Candidate(hit, span, place, text, tuple(features), score, met.own, met.header)
            )
    return sorted(listed or labels, key=lambda c: (-c.score, c.place, c.span.start))


def _is_label(document: Document, span: Span) -> bool:
    """Whether a sentence only says what stands below it: a heading, the columns of a table.
    A heading right before a list introduces that, and a document's title may answer."""
    heading = any(h.start <= span.start and span.end <= h.end for h in document_headings(document))
    if heading and span.start > 0:
        return not _LIST_BELOW.match(document.text, span.end)
    return is_header(document.text, span)


class _Met:
    """How a sentence of a hit meets the question's tokens, float32 (t,): `own`, a row of a
    table with its `header`, and the sentence `before`; empty without token states."""

    def __init__(self, hit: Hit, number: int, tokens: Matrix) -> None:
        self.hit, self.number = hit, number
        text, sentences = hit.document.text, hit.passage.sentences
        span = header_of(text, sentences[number])
        self.header = text[span.start : span.end] if span and span != sentences[number] else ""
        nothing = np.zeros(0, np.float32)
        self.own = tokens[number] if len(tokens) else nothing
        self.before = tokens[number - 1] if len(tokens) and number else self.own
        if self.header and len(tokens) and span in sentences:
            self.own = np.maximum(self.own, LENT * tokens[sentences.index(span)])


class _Comparison:
    """The question's side of every comparison with a sentence."""

    def __init__(self, asked: Asked) -> None:
        question = asked.question
        self.asked = asked
        self.year, self.money = wants_year(question), wants_money(question)
        self.people, self.hour = wants_population(question), wants_hour(question)
        self.offices = offices_asked(asked.text)
        self.events = {(e.kind, e.number) for e in find_events(asked.text)}
        self.kinds = asked.wanted.kinds | _premises(question, asked.wanted)
        self.place_words = find_place_words(asked.text)
        self.families = families(question.terms)
        self.values = {v.value for v in question.values}
        self.keys = set(question.name_keys)

    def features(self, place: int, met: _Met, scores: Matrix, text: str) -> list[float]:
        """In the order of `FEATURES`, of a sentence of the hit at `place`."""
        hit, number = met.hit, met.number
        best = self.asked.found.hits[0].score
        traits = traits_of(text, hit.passage.language)
        told = f"{met.header}{BAR}{text}" if met.header else text
        terms = traits_of(told, hit.passage.language)
        around = [float(scores[i][0]) for i in (number - 1, number + 1) if 0 <= i < len(scores)]
        kinds = self.kinds
        new_values = [v for v in traits.values if v.value not in self.values and not v.weak]
        dated = any(is_date(v) and (has_year(v) or not self.year) for v in new_values)
        dated = dated or (self.hour and traits.hour)
        counted = any(v.kind in (ValueKind.NUMBER, ValueKind.PERCENT) for v in new_values)
        counted = counted and counts_what_is_asked(told, money=self.money, people=self.people)
        named = any(not self.keys.intersection(keys) for keys in traits.people if keys)
        if named and self.offices and (held := offices_in(text)):
            named = same_office(self.offices, held)
        late = float(scores[number][0])
        if met.header and len(met.own):
            late = max(late, float(met.own @ self.asked.found.token_weights))
        heading = number == 0 and hit.passage.start == 0 and text.strip() == hit.document.title
        return [
            late,
            *self._matches(met),
            float(scores[number][1]),
            max(around, default=0.0),
            hit.score - best,
            float(place == 0),
            float(hit.signals.get("constraints", 0.0)),
            self._shared(terms, "w"),
            max(self._shared(terms, "k"), self._shared(terms, "p")),
            self._shared(terms, "n"),
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

    def named_row(self, row: str) -> float:
        """What speaks for a row of a table besides: the question names it, or the table."""
        key = [t.raw for t in tokenize(row.split(BAR)[0]) if t.letters]
        language = self.asked.question.language
        named = any(
            same_noun(self.asked.text[a:b], word, language, language)
            for a, b in self.asked.words.content
            for word in key
        )
        return _NAMED_ROW * (named + bool(_TABLE.search(fold_kazakh(normalise(self.asked.text)))))

    def _matches(self, met: _Met) -> tuple[float, float, float, float]:
        """Late interaction by the tokens that count: with the sentence alone, with what the
        document's opening or the sentence before says already, and of the focus alone."""
        asked, own = self.asked, met.own
        if not len(own):
            return 0.0, 0.0, 0.0, 0.0
        opening = asked.openings.get(met.hit.document.id, own)
        rest = float(own @ asked.weights)
        return (
            rest,
            float(np.maximum(own, LENT * opening) @ asked.weights),
            float(np.maximum(own, LENT * met.before) @ asked.weights),
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
