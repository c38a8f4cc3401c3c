"""How far a sentence of evidence carries a claim, signal by signal, across languages.

The model's vectors say whether two sentences speak of the same thing; they do
not see that a number was changed, a name swapped or a `not` put in.  So
numbers and dates are compared by canonical value, names by sound, negations by
count, and every word by the evidence's nearest token state.  `Signals` keeps
them apart: `qa.answering.judge` weighs them, and reasons are worded from them.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.embedding import TokenEmbedding
from qa.language.identify import identify
from qa.language.names import find_names, name_similarity
from qa.language.negation import Negation, is_denied, negations
from qa.language.stopwords import STOP_WORDS
from qa.language.values import Value, ValueKind, find_values
from qa.types import Language

Array = NDArray[np.float32]

_WORD = re.compile(r"\w[\w’'-]*")
# Below this share of common sounds, two names are different names.
_SAME_NAME = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A sentence as the comparison needs it; `states` are centred unit rows (t, d)."""

    text: str
    language: Language
    vector: Array
    states: Array
    offsets: NDArray[np.int32]
    values: tuple[Value, ...]
    names: tuple[str, ...]
    negations: tuple[Negation, ...]


class Word(NamedTuple):
    """A word with how well the other side matches it, in [0, 1]."""

    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What the comparison of a claim with a sentence found; see the module's paragraph.

    Likenesses are cosines; the others are 0 or 1, or a degree between them.
    `missing_name` is how surely some name of the claim has no counterpart,
    `swapped_name` how surely the evidence has another one in its place.
    `claim_denies` and `evidence_denies` are how closely what the one denies
    matches a place of the other where nothing is denied.
    """

    likeness: float
    surroundings: float
    alignment: float
    coverage: float
    weakest: float
    missing_number: float
    swapped_number: float
    missing_name: float
    swapped_name: float
    claim_denies: float
    evidence_denies: float

    def row(self) -> Array:
        """float32 (n,), in the order of `Signals.names()`."""
        return np.asarray(astuple(self), dtype=np.float32)

    @staticmethod
    def names() -> tuple[str, ...]:
        return tuple(field.name for field in fields(Signals))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Signals with the words behind them, for reasons a person understands."""

    signals: Signals
    missing_values: tuple[Value, ...]
    other_values: tuple[Value, ...]
    missing_names: tuple[str, ...]
    other_names: tuple[str, ...]
    words: tuple[Word, ...]


def read(text: str, embedding: TokenEmbedding, centre: Array, language: Language) -> Reading:
    """Prepare a sentence; `centre` (d,) is the mean token state of its language."""
    states = embedding.states - centre
    states /= np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9)
    return Reading(
        text,
        language,
        embedding.vector,
        states,
        embedding.offsets,
        find_values(text),
        tuple(_name_words(text)),
        tuple(negations(text, language)),
    )


def language_of(text: str) -> Language:
    return identify(text).language


def compare(claim: Reading, evidence: Reading, context: str, surroundings: float) -> Comparison:
    """Compare a claim with one sentence.

    Numbers may also stand in `context`, the text around the sentence;
    `surroundings` is the claim's likeness to that text.
    """
    similarity = claim.states @ evidence.states.T if _both(claim, evidence) else _nothing()
    forward, backward = similarity.max(axis=1), similarity.max(axis=0)
    worst = np.sort(forward)[: max(1, len(forward) // 5)]
    missing, others, swapped_number = _compare_values(claim, evidence, context)
    lost = _unmatched(claim, evidence, forward)
    gained = _unmatched(evidence, claim, backward)
    missing_name = max((degree for _, degree in lost), default=0.0)
    other_name = max((degree for _, degree in gained), default=0.0)
    signals = Signals(
        likeness=float(claim.vector @ evidence.vector),
        surroundings=surroundings,
        alignment=float(forward.mean()),
        coverage=float(backward.mean()),
        weakest=float(worst.mean()),
        missing_number=float(bool(missing)),
        swapped_number=float(swapped_number),
        missing_name=missing_name,
        swapped_name=min(missing_name, other_name),
        claim_denies=_denies_alone(claim, evidence, similarity),
        evidence_denies=_denies_alone(evidence, claim, similarity.T),
    )
    return Comparison(
        signals,
        tuple(missing),
        tuple(others),
        tuple(name for name, degree in lost if degree > 0.3),
        tuple(name for name, degree in gained if degree > 0.3),
        tuple(_words(claim, forward)),
    )


def _both(claim: Reading, evidence: Reading) -> bool:
    return bool(len(claim.states) and len(evidence.states))


def _nothing() -> Array:
    return np.zeros((1, 1), dtype=np.float32)


def components(value: Value) -> set[str]:
    """Canonical forms that a value answers to: a range its ends, a date its parts."""
    forms = {value.value}
    if value.kind is ValueKind.RANGE:
        for end in value.value.split(".."):
            forms |= {end, end[:4]} if "-" in end.lstrip("-") else {end}
    elif value.kind is ValueKind.PERCENT:
        forms.add(value.value.rstrip("%"))
    elif value.kind is ValueKind.DATE:
        year, _, rest = value.value.partition("-")
        forms |= {part for part in (year, f"--{rest.lstrip('-')}") if len(part) > 2}
        if len(day := value.value[-2:]) == 2 and value.value.count("-") >= 2:
            forms.add(str(int(day)) if day.isdigit() else day)
    return forms


def _compare_values(
    claim: Reading, evidence: Reading, context: str
) -> tuple[list[Value], list[Value], bool]:
    """Values of the claim that are nowhere, those of the evidence the claim lacks, and whether
    the one seems to stand for the other."""
    around = set[str]().union(*(components(v) for v in find_values(context)))
    here = [v for v in evidence.values if _counts(v)]
    near = around.union(*(components(v) for v in here))
    said = set[str]().union(*(components(v) for v in claim.values))
    missing = [v for v in claim.values if _counts(v) and not components(v) & near]
    others = [v for v in here if not components(v) & said]
    return missing, others, bool(missing and others)


def _counts(value: Value) -> bool:
    """Whether a value is worth comparing: `one` and `two` are too often no counts."""
    return not value.weak and value.value not in ("1", "2")


def _name_words(text: str) -> list[str]:
    """The words of names in a sentence, without initials, each once."""
    words: dict[str, None] = {}
    for name in find_names(text):
        if name.weak or name.quoted:
            continue
        for match in _WORD.finditer(name.text):
            if len(match.group()) > 2 and not match.group().isdigit():
                words[match.group()] = None
    return list(words)


def _unmatched(side: Reading, other: Reading, likeness: Array) -> list[tuple[str, float]]:
    """Each name of `side` with how surely `other` lacks it, in [0, 1]: neither a word that
    sounds like it nor a token that means it."""
    words = {m.group() for m in _WORD.finditer(other.text) if len(m.group()) > 2}
    found = []
    for name in side.names:
        sound = max((name_similarity(name, word) for word in words), default=0.0)
        meaning = _at(side, name, likeness)
        found.append((name, (1.0 - sound) * (1.0 - max(meaning, 0.0))))
    return found


def _denies_alone(side: Reading, other: Reading, similarity: Array) -> float:
    """The greatest likeness of something `side` denies with a place where `other` does not."""
    if similarity.shape != (len(side.states), len(other.states)):
        return 0.0
    alone = (_counterpart(side, negation, other, similarity) for negation in side.negations)
    return max((likeness for likeness, denied in alone if not denied), default=0.0)


def _counterpart(
    side: Reading, negation: Negation, other: Reading, similarity: Array
) -> tuple[float, bool]:
    """How like the best counterpart of a denied word is, and whether that is denied too."""
    tokens = np.zeros(len(side.states), dtype=bool)
    for start, end in negation.denied:
        tokens |= (side.offsets[:, 0] < end) & (side.offsets[:, 1] > start)
    if not tokens.any():
        return 0.0, True
    best = similarity[tokens].max(axis=0)
    place = int(best.argmax())
    return float(best[place]), is_denied(other.text, other.language, int(other.offsets[place, 0]))


def _at(reading: Reading, word: str, likeness: Array) -> float:
    start = reading.text.find(word)
    inside = (reading.offsets[:, 0] < start + len(word)) & (reading.offsets[:, 1] > start)
    return float(likeness[: len(inside)][inside[: len(likeness)]].max(initial=0.0))


def _words(claim: Reading, forward: Array) -> list[Word]:
    """Content words of the claim with their best likeness in the evidence."""
    words = []
    for match in _WORD.finditer(claim.text):
        if match.group().lower() in STOP_WORDS or len(match.group()) < 3:
            continue
        words.append(Word(match.group(), _at(claim, match.group(), forward)))
    return words
