"""How far a sentence of evidence carries a claim, signal by signal, across languages.

The model's vectors say whether two sentences speak of the same thing; they do
not see that a number was changed, a name swapped or a `not` put in.  So
numbers and dates are compared by canonical value, names by sound, negations
one by one, and every word by the evidence's nearest token state.  `Signals`
keeps them apart: `qa.checking.judge` weighs them, and reasons are worded from
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from qa.checking.denial import lone_denials
from qa.checking.figures import Figures, compare_figures
from qa.checking.items import said_of_another
from qa.checking.naming import compare_names
from qa.checking.opposition import Clash, find_clash
from qa.checking.reading import WORD, Array, Content, Reading, content, is_function_word
from qa.checking.roles import Exchange, find_exchange
from qa.checking.statements import split_clauses
from qa.language.stems import stem
from qa.types import Language, Span


class Word(NamedTuple):
    """A word with how well the other side matches it, in [0, 1]."""

    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What the comparison of a claim with a sentence found; see the module's paragraph.

    The first six are cosines and say whether both speak of the same thing: the
    sentences' vectors, the claim's tokens with their best matches, those of the clause
    that matches worst, the reverse, the worst fifth of them, and the claim's content words.
    The others are degrees in [0, 1] and say what differs: `swapped_…` where the evidence has
    another in its place; `denial` is how surely one side alone denies what the other speaks of,
    `opposite` how surely a word of the claim excludes one of the evidence, and `exchange` is 1
    where people play other parts than in the evidence.
    """

    likeness: float
    alignment: float
    clause: float
    coverage: float
    weakest: float
    content: float
    missing_number: float
    swapped_number: float
    missing_name: float
    swapped_name: float
    denial: float
    opposite: float
    exchange: float

    def row(self) -> Array:
        """float32 (n,), in the order of `Signals.names()`."""
        return np.asarray(astuple(self), dtype=np.float32)

    @staticmethod
    def names() -> tuple[str, ...]:
        return tuple(field.name for field in fields(Signals))


# How many of the signals say whether both speak of the same thing.
SUBJECT_SIGNALS = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Signals with the words behind them, for reasons a person understands.

    `claim_denies`: the lone denial is the claim's rather than the evidence's.  `added` are words
    without a counterpart in evidence of the claim's own language, be it by stem or by meaning,
    `strayed` those that it says of another item of an enumeration.
    """

    signals: Signals
    figures: Figures
    missing_names: tuple[str, ...]
    other_names: tuple[str, ...]
    claim_denies: bool
    words: tuple[Word, ...]
    clash: Clash | None = None
    exchange: Exchange | None = None
    added: tuple[Word, ...] = ()
    strayed: tuple[str, ...] = ()

    @property
    def addition(self) -> float:
        """How much the claim adds to what the evidence says: the likeness that its added words
        lack, in sum."""
        return sum(AS_SAID - word.likeness for word in self.added)


AS_SAID = 0.6
"""Likeness from which a word means what one of the evidence does, within one language."""
# From this degree on a name is told to the person as missing.
_WORTH_TELLING = 0.4
# Multiplications for which OpenBLAS surely starts no threads.
_ONE_THREAD = 250_000
# From this degree on a denial or an opposite turns the sentence round.
_TURNED = 0.5


def compare(
    claim: Reading,
    evidence: Reading,
    context: str,
    before: Sequence[Reading] = (),
) -> Comparison:
    """Compare a claim with one sentence.

    Numbers may also stand in `context`, the text around the sentence; `before` are
    the sentences before it, the nearest first.
    """
    similarity = similarities(claim, evidence)
    forward, backward = similarity.max(axis=1), similarity.max(axis=0)
    worst = np.sort(forward)[: max(1, len(forward) // 5)]
    said, there = content(claim.text, claim.language), content(evidence.text, evidence.language)
    words = _words(claim, said, forward)
    figures = compare_figures(said, claim.text, there, evidence.text, context)
    names = compare_names(claim, said, evidence, there, similarity, context)
    claim_denies, evidence_denies = lone_denials(
        claim, said.negations, evidence, there.negations, similarity
    )
    denial = max(claim_denies, evidence_denies)
    clash, exchange = (
        find_clash(claim, evidence, similarity),
        find_exchange(claim, said, evidence, there, before),
    )
    # Two turns make none: `did not rise` is `fell`, and B lost to A where A beat B.
    if clash and denial >= _TURNED and _is_denied(clash, said, there):
        clash, denial = None, 0.0
    if clash and clash.converse and exchange and exchange.kind == "parts":
        clash = exchange = None
    signals = Signals(
        likeness=float(claim.vector @ evidence.vector),
        alignment=float(forward.mean()),
        clause=min(_mean_at(claim, span, forward) for span in split_clauses(claim.text)),
        coverage=float(backward.mean()),
        weakest=float(worst.mean()),
        content=float(np.mean([word.likeness for word in words])) if words else 0.5,
        missing_number=float(bool(figures.missing)),
        swapped_number=float(bool(figures.missing and figures.others)),
        missing_name=max((lost.degree for lost in names.missing), default=0.0),
        swapped_name=names.swapped,
        denial=denial,
        opposite=clash.degree if clash else 0.0,
        exchange=float(exchange is not None),
    )
    return Comparison(
        signals,
        figures,
        tuple(lost.name for lost in names.missing if lost.degree >= _WORTH_TELLING),
        tuple(lost.name for lost in names.others if lost.degree >= _WORTH_TELLING),
        claim_denies >= evidence_denies,
        words,
        clash,
        exchange,
        _added(claim, evidence, words),
        said_of_another(claim, said, evidence, there),
    )


def _is_denied(clash: Clash, said: Content, there: Content) -> bool:
    """Whether one of the words that exclude each other is denied itself."""
    return any(
        place.start < end and start < place.end
        for place, side in zip(clash.places, (said, there), strict=False)
        for negation in side.negations
        for start, end in negation.denied
    )


def similarities(claim: Reading, evidence: Reading) -> Array:
    """Cosines of all tokens, float32 (t, u); one zero where a side has no token."""
    if not len(claim.states) or not len(evidence.states):
        return np.zeros((max(1, len(claim.states)), max(1, len(evidence.states))), np.float32)
    return product(claim.states, evidence.states)


def product(left: Array, right: Array) -> Array:
    """Inner products of the rows, float32 (t, u) of (t, d) and (u, d).

    In blocks that the linear algebra library computes in the calling thread: for so few numbers
    its threads cost several times what they save.
    """
    step = max(1, _ONE_THREAD // max(1, left.size))
    blocks = [left @ right[at : at + step].T for at in range(0, len(right), step)]
    return np.concatenate(blocks, axis=1)


def _words(claim: Reading, said: Content, forward: Array) -> tuple[Word, ...]:
    """Content words of the claim with their best likeness in the evidence."""
    return tuple(
        Word(text, _at(claim, span, forward))
        for text, span in said.words
        if len(text) > 2 and not is_function_word(text)
    )


def _added(claim: Reading, evidence: Reading, words: Sequence[Word]) -> tuple[Word, ...]:
    if claim.language is not evidence.language:
        return ()
    there = _stems(evidence.text, evidence.language)
    lacking = (word for word in words if word.likeness < AS_SAID)
    return tuple(w for w in lacking if stem(w.text.lower(), claim.language) not in there)


@lru_cache(maxsize=4096)
def _stems(text: str, language: Language) -> frozenset[str]:
    return frozenset(stem(word.lower(), language) for word in WORD.findall(text))


def _at(reading: Reading, span: Span, likeness: Array) -> float:
    inside = reading.tokens(span)
    return float(likeness[: len(inside)][inside].max(initial=0.0))


def _mean_at(reading: Reading, span: Span, likeness: Array) -> float:
    inside = reading.tokens(span)
    return float(likeness[: len(inside)][inside].mean()) if inside.any() else 1.0
