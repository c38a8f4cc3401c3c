"""A question compared with a sentence: the features that weigh how well it answers."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from qa.answering.rules.asked import Asked, Matrix
from qa.answering.rules.contacts import CONTACTS, holds_contact
from qa.answering.rules.counted import counts, read_counted, same_noun
from qa.answering.rules.holders import any_shared, holders, offices_asked, offices_in
from qa.answering.rules.places import asks_building, find_place_words, names_building
from qa.answering.rules.tables import BAR, cell_asked_for, header_of
from qa.answering.rules.traits import Traits, families, traits_of
from qa.answering.rules.typed import (
    counts_what_is_asked,
    has_year,
    is_date,
    is_sum,
    wants_hour,
    wants_money,
    wants_population,
    wants_year,
)
from qa.language.events import find_events
from qa.language.folding import fold_text
from qa.language.meanings import meanings
from qa.language.packs import either
from qa.language.people import find_people
from qa.language.tokens import tokenize
from qa.language.values import ValueKind
from qa.questions.intent import Intent, Kind
from qa.questions.question import Question
from qa.types import Hit, Language

# What the sentence before, or the document's opening, says counts a little less than what the
# sentence says itself.
LENT = np.float32(0.9)
_PREMISES = {
    ValueKind.DATE: Kind.TIME,
    ValueKind.YEAR: Kind.TIME,
    ValueKind.NUMBER: Kind.NUMBER,
    ValueKind.PERCENT: Kind.NUMBER,
}
# What speaks for a table's row, in units of the sentences' scores.
_NAMED_ROW = 4.0
_TABLE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.pointing.table)})(?!\w)")

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
    "meant",
    "about",
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


class Met:
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


class Comparison:
    """The question's side of every comparison with a sentence."""

    def __init__(self, asked: Asked) -> None:
        question = asked.question
        self.asked = asked
        self.year, self.money = wants_year(question), wants_money(question)
        self.people, self.hour = wants_population(question), wants_hour(question)
        self.offices = offices_asked(asked.text, question.language)
        # Whoever leads something may be the head of anything.
        self.particular = bool(self.offices - {"head"})
        self.counted = read_counted(asked.text, question.language)
        self.building = asks_building(asked.text)
        self.events = {(e.kind, e.number) for e in find_events(asked.text)}
        self.kinds = asked.intent.kinds | _premises(question, asked.intent)
        self.place_words = find_place_words(asked.text)
        self.families = families(question.terms)
        self.values = {v.value for v in question.values}
        self.keys = set(question.name_keys)
        said = [asked.text[start:end] for start, end in asked.words.content]
        self.meant = [known for word in said if (known := meanings(word))]
        focus = asked.words.focus
        self.about = _meant(asked.text[focus.start : focus.end]) if focus else frozenset()

    def features(self, place: int, met: Met, scores: Matrix, text: str) -> list[float]:
        """In the order of `FEATURES` but the last, of a sentence of the hit at `place`."""
        hit, number = met.hit, met.number
        best = self.asked.found.hits[0].score
        traits = traits_of(text, hit.passage.language)
        told = f"{met.header}{BAR}{text}" if met.header else text
        terms = traits_of(told, hit.passage.language)
        around = [float(scores[i][0]) for i in (number - 1, number + 1) if 0 <= i < len(scores)]
        kinds, meant = self.kinds, _meant(told)
        new_values = [v for v in traits.values if v.value not in self.values and not v.weak]
        dated = any(is_date(v) and (has_year(v) or not self.year) for v in new_values)
        dated = dated or (self.hour and traits.hour)
        numbers = [v for v in new_values if v.kind in (ValueKind.NUMBER, ValueKind.PERCENT)]
        counted = bool(numbers) and counts_what_is_asked(told, money=self.money, people=self.people)
        language = hit.passage.language
        if met.header:
            cell = cell_asked_for(self.asked.question, self.counted, met.header, text, language)
            exactly = counted and cell is not None
        else:
            exactly = counted and any(
                is_sum(v, text) if self.money else counts(self.counted, v, text, language)
                for v in numbers
            )
        named = any(not self.keys.intersection(keys) for keys in traits.people if keys)
        if named and self.offices and (held := offices_in(text)):
            named = any_shared(self.offices, held)
        holding = named and self.particular and bool(holders(text, self.offices))
        late = float(scores[number][0])
        if met.header and len(met.own):
            late = max(late, float(met.own @ self.asked.found.token_weights))
        located = bool(traits.places - self.place_words)
        located = located and (names_building(text) or not self.building)
        reached = any(holds_contact(kind, told) for kind in CONTACTS if kind in kinds)
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
            sum(bool(m & meant) for m in self.meant) / max(len(self.meant), 1),
            float(bool(self.about & meant)),
            float(Kind.PERSON in kinds and named + holding),
            float(Kind.TIME in kinds and dated),
            float(max(Kind.NUMBER in kinds and counted + exactly, 2 * reached)),
            float(Kind.PLACE in kinds and located + (located and self.building)),
            float(bool(kinds & {Kind.TITLE, Kind.THEME}) and traits.quoted > 0),
            float(Kind.EVENT in kinds and bool(traits.events - self.events)),
            float(heading),
            float(text.rstrip().endswith("?")),
            float(len(text) < 40),
        ]

    def named_row(self, header: str, row: str) -> float:
        """What speaks for a row of a table besides: the question names it and a column, or
        says that it means the table."""
        meant = bool(_TABLE.search(fold_text(self.asked.text)))
        named = (
            Kind.YES_NO not in self.kinds
            and names_cell(self.asked, row.split(BAR)[0])
            and (Kind.NUMBER in self.kinds or names_cell(self.asked, header.partition(BAR)[2]))
        )
        return _NAMED_ROW * (named + meant)

    def _matches(self, met: Met) -> tuple[float, float, float, float]:
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
        intent = self.families.get(family)
        return len(intent & traits.terms.get(family, frozenset())) / len(intent) if intent else 0.0


@lru_cache(maxsize=4096)
def _meant(text: str) -> frozenset[int]:
    """Meanings of a text's common words."""
    return frozenset().union(*(meanings(t.raw) for t in tokenize(text) if t.letters))


def _premises(question: Question, intent: Intent) -> frozenset[Kind]:
    """What a yes-or-no question takes for granted: "was it in May?" is answered by a date,
    be it another one."""
    if Kind.YES_NO not in intent.kinds:
        return frozenset()
    kinds = {_PREMISES[v.kind] for v in question.values if v.kind in _PREMISES and not v.weak}
    if find_people(question.spellings[0]):
        kinds.add(Kind.PERSON)
    return frozenset(kinds)


def names_cell(asked: Asked, cells: str) -> bool:
    """Whether a word of the question is one of those in cells of a table."""
    return any(
        same_noun(asked.text[a:b], token.raw, asked.question.language, Language.OTHER)
        for a, b in asked.words.content
        for token in tokenize(cells)
        if token.letters
    )
