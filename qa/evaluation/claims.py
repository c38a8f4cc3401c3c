"""`qa eval claims`: does the checker tell carried claims from altered ones?

Every claim goes through `qa.checking.check.check` with its sources, as a
person's would; only encodings are remembered between runs.  Beside it stand the
model's own cosines, with the thresholds that suit dev best.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.checking.check import CheckReport, Source, check
from qa.checking.judge import threshold
from qa.embedding import TokenEncoder
from qa.errors import BadInput
from qa.evaluation.claim_items import SETS, ClaimItem, read_altered, read_claims, read_second
from qa.evaluation.claims_report import ClaimsReport, Figures, Miss, figures, table
from qa.evaluation.classification import Scores, best_threshold, reliability
from qa.evaluation.retrieval import remembering
from qa.language.sentences import split_sentences
from qa.settings import Settings

__all__ = ["ClaimItem", "ClaimsReport", "measure", "read_claims", "run", "table"]


def run(settings: Settings, data: Path, split: str = "test", only: str = "news") -> ClaimsReport:
    """Check every claim of a split of the set `only`.

    Raises BadInput when the data is absent, the set unknown, or the model gives no token states.
    """
    if only not in SETS:
        raise BadInput(f"unknown set {only}; expected one of {', '.join(SETS)}")
    reads = {"second": read_second, "altered": read_altered}
    items = reads[only]() if only in reads else read_claims(data)
    with remembering(settings) as encoder:
        return measure(items, split, encoder)


def measure(items: Sequence[ClaimItem], split: str, encoder: TokenEncoder) -> ClaimsReport:
    """The report of one split; the items of dev give the baselines their thresholds."""
    chosen = [item for item in items if item.split == split]
    reports = [
        check(item.claim, item.sources or (Source(item.id, item.passage),), encoder)
        for item in chosen
    ]
    truth = np.array([item.supported for item in chosen], dtype=bool)
    scores = np.array([report.score for report in reports], dtype=np.float64)
    judged = np.array([report.supported for report in reports], dtype=bool)
    kinds, pairs = [item.kind for item in chosen], [item.pair for item in chosen]
    return ClaimsReport(
        suite="claims",
        model=encoder.name,
        split=split,
        items=len(chosen),
        checker=figures(judged, scores, truth, kinds, pairs, threshold()),
        baselines=_baselines([i for i in items if i.split == "dev"], chosen, encoder),
        reliability=reliability(scores, truth),
        misses=tuple(
            _miss(item, report)
            for item, report in zip(chosen, reports, strict=True)
            if report.supported != item.supported
        ),
    )


def _baselines(
    dev: Sequence[ClaimItem], chosen: Sequence[ClaimItem], encoder: TokenEncoder
) -> dict[str, Figures]:
    """What the model's cosines alone can do."""
    found = {}
    for name, cosines in (
        ("cosine, best sentence", _sentence_cosines),
        ("cosine, whole passage", _passage_cosines),
    ):
        at = best_threshold(cosines(dev, encoder), np.array([i.supported for i in dev]))
        scores = cosines(chosen, encoder)
        found[name] = figures(
            scores >= at,
            scores,
            np.array([item.supported for item in chosen], dtype=bool),
            [item.kind for item in chosen],
            [item.pair for item in chosen],
            at,
        )
    return found


def _sentence_cosines(items: Sequence[ClaimItem], encoder: TokenEncoder) -> Scores:
    """Each claim with its passage's nearest sentence, float64 (n,)."""
    claims = encoder.encode_passages([item.claim for item in items])
    found = []
    for item, claim in zip(items, claims, strict=True):
        spans = split_sentences(item.passage, item.passage_language)
        sentences = encoder.encode_passages([item.passage[start:end] for start, end in spans])
        found.append(float((sentences @ claim).max()))
    return np.array(found)


def _passage_cosines(items: Sequence[ClaimItem], encoder: TokenEncoder) -> Scores:
    claims = encoder.encode_passages([item.claim for item in items])
    passages = encoder.encode_passages([item.passage for item in items])
    return np.asarray((claims * passages).sum(axis=1), dtype=np.float64)


def _miss(item: ClaimItem, report: CheckReport) -> Miss:
    weakest = min(report.claims, key=lambda claim: claim.score)
    return Miss(
        item.id,
        item.pair,
        item.kind,
        item.claim,
        item.passage,
        weakest.verdict.value,
        report.score,
        tuple(evidence.quote for evidence in weakest.evidence),
        weakest.reasons,
        weakest.signals,
    )
