"""From signals to verdicts and reasons."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from qa.checking.alignment import SUBJECT_SIGNALS, Comparison, Signals
from qa.checking.figures import Figures
from qa.checking.judge import (
    Side,
    centre,
    decide,
    probability,
    reasons,
    same_subject,
    say,
    threshold,
    unaltered,
    weights,
)
from qa.types import Language, Verdict

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH
SAME = Signals(0.6, 0.55, 0.7, 0.7, 0.55, 0.75, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
OTHER = Signals(0.1, 0.1, 0.1, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


NO_FIGURES = Figures((), ())


def comparison(signals: Signals, figures: Figures = NO_FIGURES) -> Comparison:
    return Comparison(signals, figures, (), (), True, ())


def test_a_close_sentence_carries_and_a_foreign_one_does_not() -> None:
    assert probability(SAME) > 0.8
    assert probability(OTHER) < 0.1
    assert decide(comparison(SAME), probability(SAME)) is Verdict.SUPPORTED
    assert decide(comparison(OTHER), probability(OTHER)) is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "signal", ["swapped_number", "swapped_name", "denial", "opposite", "exchange"]
)
def test_one_alteration_outweighs_the_best_match(signal: str) -> None:
    extra = {signal: 1.0}
    if signal.startswith("swapped"):
        extra[signal.replace("swapped", "missing")] = 1.0
    altered = replace(SAME, likeness=1.0, alignment=1.0, content=1.0, **extra)
    assert probability(altered) < 0.5
    assert decide(comparison(altered), probability(altered)) is Verdict.CONTRADICTED


@pytest.mark.parametrize("signal", ["missing_number", "missing_name"])
def test_what_stands_nowhere_is_not_supported(signal: str) -> None:
    altered = replace(SAME, **{signal: 1.0})
    assert decide(comparison(altered), probability(altered)) is Verdict.UNSUPPORTED


def test_the_score_is_the_product_of_both_probabilities() -> None:
    signals = replace(SAME, denial=0.5)
    assert probability(signals) == same_subject(signals) * unaltered(signals)


def test_weights_point_the_right_way_and_name_every_signal() -> None:
    fitted = weights()
    names = Signals.names()
    assert tuple(fitted["same_subject"]["weights"]) == names[:SUBJECT_SIGNALS]
    assert tuple(fitted["unaltered"]["weights"]) == names[SUBJECT_SIGNALS:]
    assert all(w >= 0 for w in fitted["same_subject"]["weights"].values())
    assert all(w <= 0 for w in fitted["unaltered"]["weights"].values())
    assert 0 < threshold() < 1
    for side in Side:
        for means in (fitted[side]["states"], fitted[side]["vectors"]):
            assert set(means) == {"kk", "ru", "en"}
            assert all(math.isfinite(v) for mean in means.values() for v in mean)


def test_centres_belong_to_the_model_they_were_fitted_for() -> None:
    model = weights()["model"]
    kazakh, other = centre(model, KK, Side.CLAIM), centre(model, Language.OTHER, Side.CLAIM)
    assert kazakh is not None
    assert other is not None
    assert kazakh.shape == other.shape
    evidence = centre(model, KK, Side.EVIDENCE)
    assert evidence is not None
    assert not np.array_equal(kazakh, evidence)
    assert centre("another model", KK, Side.CLAIM) is None


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        (EN, "the claim says 28 years, the source 29"),
        (RU, "в утверждении указано 28 years, в источнике — 29"),
        (KK, "тұжырымда 28 years делінген, дереккөзде — 29"),
        (Language.OTHER, "the claim says 28 years, the source 29"),
    ],
)
def test_a_number_is_explained(language: Language, reason: str) -> None:
    signals = replace(SAME, missing_number=1.0, swapped_number=1.0)
    found = comparison(signals, Figures(("28 years",), ("29",)))
    assert reasons(found, Verdict.CONTRADICTED, language) == (reason,)


def test_a_name_and_a_denial_are_explained() -> None:
    signals = replace(SAME, missing_name=1.0, swapped_name=1.0, denial=1.0)
    found = Comparison(signals, Figures((), ()), ("Omarov",), ("Seitov",), False, ())
    assert reasons(found, Verdict.CONTRADICTED, EN) == (
        "the claim names Omarov, the source Seitov",
        "the source denies what the claim says",
    )


def test_details_of_another_subject_explain_nothing() -> None:
    found = comparison(OTHER, Figures(("28",), ("29",)))
    assert reasons(found, Verdict.UNSUPPORTED, EN) == ("nothing in the sources speaks of this",)


def test_nothing_speaks_against_what_is_carried() -> None:
    assert reasons(comparison(SAME), Verdict.SUPPORTED, EN) == ()


def test_braces_of_a_claim_are_text() -> None:
    assert say("missing_number", EN, "{source}") == "{source} is not in the evidence"
