"""The claims report: figures beside the baselines', and every miss with its reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from qa.evaluation.classification import Bin, Scores, Truth, auc, balanced_accuracy
from qa.evaluation.report import markdown_table


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one kind or language pair; `balanced_accuracy` and `auc` are NaN for a kind,
    which holds true claims or false ones."""

    items: int
    right: float
    balanced_accuracy: float
    auc: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One judge on one split, at one threshold."""

    threshold: float
    balanced_accuracy: float
    auc: float
    kinds: Mapping[str, Group]
    pairs: Mapping[str, Group]


@dataclass(frozen=True, slots=True)
class Miss:
    """A claim judged wrongly; of several statements the weakest one's signals and reasons."""

    id: str
    pair: str
    kind: str
    claim: str
    passage: str
    verdict: str
    score: float
    evidence: tuple[str, ...]
    reasons: tuple[str, ...]
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """One split's figures; baselines take the thresholds that suit dev best."""

    suite: str
    model: str
    split: str
    items: int
    checker: Figures
    baselines: Mapping[str, Figures]
    reliability: tuple[Bin, ...]
    misses: tuple[Miss, ...]

    def to_json(self) -> str:
        # NaN is no JSON: a figure that does not exist is left empty.
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        return text.replace(": NaN", ": null")

    def to_markdown(self) -> str:
        """The table, then every miss."""
        head = f"# Claims, {self.split}: {self.model}"
        misses = [f"## {len(self.misses)} misses", *map(_miss, self.misses)]
        return "\n\n".join([head, table(self), *misses])


def figures(
    judged: Truth, scores: Scores, truth: Truth, kinds: list[str], pairs: list[str], at: float
) -> Figures:
    """Arrays (n,) of verdicts, scores and truths, with each claim's kind and language pair."""

    def groups(names: list[str]) -> dict[str, Group]:
        all_names = np.array(names)
        return {
            name: _group(judged[inside], scores[inside], truth[inside])
            for name in sorted(set(names))
            if (inside := all_names == name).any()
        }

    whole = _group(judged, scores, truth)
    return Figures(at, whole.balanced_accuracy, whole.auc, groups(kinds), groups(pairs))


def _group(judged: Truth, scores: Scores, truth: Truth) -> Group:
    right = float((judged == truth).mean())
    return Group(len(truth), right, balanced_accuracy(judged, truth), auc(scores, truth))


def table(report: ClaimsReport) -> str:
    """For a terminal; also valid Markdown."""
    columns = {"checker": report.checker, **report.baselines}
    overall = [
        ("balanced accuracy", *(f"{c.balanced_accuracy:.3f}" for c in columns.values())),
        ("AUC", *(f"{c.auc:.3f}" for c in columns.values())),
    ]
    kinds = [
        (f"{kind} ({group.items})", *(f"{c.kinds[kind].right:.2f}" for c in columns.values()))
        for kind, group in report.checker.kinds.items()
    ]
    pairs = [
        (f"{pair} ({group.items})", *(_both(c.pairs[pair]) for c in columns.values()))
        for pair, group in report.checker.pairs.items()
    ]
    bins = [
        (f"{b.low:.1f}–{b.high:.1f}", str(b.items), f"{b.mean_score:.2f}", f"{b.share_true:.2f}")
        for b in report.reliability
    ]
    return "\n\n".join(
        (
            markdown_table((f"{report.split}, {report.items} claims", *columns), overall),
            markdown_table(("right, by kind", *columns), kinds),
            markdown_table(("balanced accuracy / AUC", *columns), pairs),
            markdown_table(("score", "claims", "mean score", "supported"), bins),
        )
    )


def _both(group: Group) -> str:
    return f"{group.balanced_accuracy:.3f} / {group.auc:.3f}"


def _miss(miss: Miss) -> str:
    signals = ", ".join(f"{name} {value:.2f}" for name, value in miss.signals.items())
    lines = [
        f"### {miss.id}: {miss.kind}, {miss.pair}",
        f"- claim: {miss.claim}",
        *(f"- evidence: {quote}" for quote in miss.evidence),
        f"- verdict: {miss.verdict} {miss.score:.2f}",
        *(f"- reason: {reason}" for reason in miss.reasons),
        f"- signals: {signals}",
    ]
    return "\n".join(lines)
