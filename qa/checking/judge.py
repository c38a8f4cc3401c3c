"""From signals to a probability, a verdict, and reasons a person understands.

A claim is carried when two things hold: the evidence speaks of the same thing,
and nothing in it is altered.  Each has its own probability and the score is
their product, so that however well the rest of a sentence matches, one changed
number is enough (a single weighted sum would let the match outvote it).

The weights are fitted by `scripts/fit_claims.py` on the dev split of the claims
data and kept beside this file with the model they were fitted for.  With
another model the means of token states differ, so they are taken from the
texts at hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.checking.alignment import Comparison, Signals
from qa.checking.reading import Array
from qa.language.packs import pack_or_fallback
from qa.types import Language, Verdict

WEIGHTS = Path(__file__).with_name("claim_weights.json")

MATCHED = 0.35
"""Likeness from which a word of the claim counts as found in the evidence."""

# A mismatch contradicts only where both sentences speak of the same thing.
_SAME_SUBJECT = 0.6
# Below this the sentence speaks of something else, and its details explain nothing.
_OTHER_SUBJECT = 0.25
_CLEAR_MISMATCH = 0.3
# So many names of the evidence are told; which of them stands for the claim's is not known.
_MOST_NAMES = 3


class Side(StrEnum):
    """A claim is read alone, evidence among its neighbours: their means differ."""

    CLAIM = "claim"
    EVIDENCE = "evidence"


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """The fitted model: `model`, both sides' means, both probabilities, `threshold`."""
    loaded: dict[str, Any] = json.loads(WEIGHTS.read_text())
    return loaded


@lru_cache(maxsize=64)
def centre(model: str, language: Language, side: Side, of: str = "states") -> Array | None:
    """Mean token state of a language (or mean sentence vector: `of="vectors"`), float32 (d,),
    of all three for another language; None for a model that nothing was fitted for."""
    fitted = weights()
    if fitted["model"] != model:
        return None
    means = fitted[side][of]
    found = means.get(language.value) or np.mean(list(means.values()), axis=0)
    return np.asarray(found, dtype=np.float32)


def centred(model: str, vector: Array, language: Language, side: Side) -> Array:
    """A sentence's vector (d,) without what all sentences of its language share, of unit length:
    otherwise any sentence in the claim's own language is nearer than its translation."""
    mean = centre(model, language, side, "vectors")
    moved = vector if mean is None else vector - mean
    unit: Array = moved / max(float(np.linalg.norm(moved)), 1e-9)
    return unit


def threshold() -> float:
    """The probability from which a claim counts as supported."""
    return float(weights()["threshold"])


def probability(signals: Signals) -> float:
    """That the evidence supports the claim, in [0, 1]."""
    return same_subject(signals) * unaltered(signals)


def same_subject(signals: Signals) -> float:
    """That the evidence speaks of what the claim says, whatever it says of it."""
    return _logistic(weights()["same_subject"], signals)


def unaltered(signals: Signals) -> float:
    """That nothing which the claim says differs in the evidence."""
    return _logistic(weights()["unaltered"], signals)


def _logistic(part: Mapping[str, Any], signals: Signals) -> float:
    logit = part["bias"] + sum(w * getattr(signals, name) for name, w in part["weights"].items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def decide(comparison: Comparison, score: float) -> Verdict:
    """A claim that is not supported is contradicted when the evidence speaks of the same
    thing and says another."""
    if score >= threshold():
        return Verdict.SUPPORTED
    signals = comparison.signals
    mismatch = max(
        signals.swapped_number,
        signals.swapped_name,
        signals.denial,
        signals.opposite,
        signals.exchange,
    )
    if same_subject(signals) >= _SAME_SUBJECT and mismatch >= _CLEAR_MISMATCH:
        return Verdict.CONTRADICTED
    return Verdict.UNSUPPORTED


def say(reason: str, language: Language, claim: str = "", source: str = "") -> str:
    """A reason in the language of the person; English where there is no other."""
    text = pack_or_fallback(language).answers.reasons[reason]
    return text.format(claim=claim, source=source)


def reasons(comparison: Comparison, verdict: Verdict, language: Language) -> tuple[str, ...]:
    """Why a claim is not simply supported; empty when nothing speaks against it."""
    signals, figures, found = comparison.signals, comparison.figures, []
    if verdict is Verdict.UNSUPPORTED and same_subject(signals) < _OTHER_SUBJECT:
        return (say("nothing", language),)
    if figures.missing:
        said = ", ".join(figures.missing)
        if figures.others:
            found.append(say("number", language, said, ", ".join(figures.others)))
        else:
            found.append(say("missing_number", language, said))
    if comparison.missing_names:
        named = ", ".join(dict.fromkeys(comparison.missing_names))
        if comparison.other_names and signals.swapped_name >= _CLEAR_MISMATCH:
            others = ", ".join(dict.fromkeys(comparison.other_names[:_MOST_NAMES]))
            found.append(say("name", language, named, others))
        else:
            found.append(say("missing_name", language, named))
    if signals.denial >= _CLEAR_MISMATCH and verdict is not Verdict.SUPPORTED:
        found.append(say("claim_denies" if comparison.claim_denies else "source_denies", language))
    if comparison.clash and verdict is not Verdict.SUPPORTED:
        word, other = comparison.clash.claim, comparison.clash.evidence
        found.append(say("opposite" if other else "limit", language, word, other))
    if comparison.exchange and verdict is not Verdict.SUPPORTED:
        claim, source, kind = comparison.exchange
        found.append(say(kind, language, claim, source))
    if comparison.strayed and verdict is not Verdict.SUPPORTED:
        found.append(say("strayed", language, ", ".join(comparison.strayed)))
    if not found and verdict is Verdict.UNSUPPORTED:
        added = {word.text for word in comparison.added}
        missed = [w.text for w in comparison.words if w.likeness < MATCHED or w.text in added]
        found.append(
            say("words", language, ", ".join(missed[:6])) if missed else say("nothing", language)
        )
    return tuple(found)
