"""Judging answers against questions whose evidence is known.

Everything is compared in offsets of the stored documents: a piece of evidence
is covered when the citations of its document, laid side by side, contain one
of its occurrences whole, and a citation is right when it overlaps one.  So a
quotation of the same words elsewhere counts, and a paraphrase never does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.evaluation import classification
from qa.evaluation.classification import Scores, Truth
from qa.evaluation.datasets import read_lines
from qa.types import Answer, Document, Span, Status, Verdict

UNANSWERABLE = "unanswerable"
ONE_FACT = frozenset(("factoid", "number", "when", "who", "place"))
"""Kinds of questions that a short answer can answer."""
_BESIDE = re.compile(r"\(«(.+)»\)$")


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its truth: `evidence` are (source, verbatim text), empty when the
    archive has no answer; each of `must_have` is a set of alternatives, one of which the
    cited text has to hold."""

    id: str
    question: str
    language: str
    kind: str
    split: str
    evidence: tuple[tuple[str, str], ...]
    must_have: tuple[tuple[str, ...], ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited span of the document `source`; `text` is what is stored there."""

    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a system gave for a question; `score` is how surely the archive answers, `short` the
    short answer in front of the quotations, empty for none."""

    refused: bool
    score: float
    citations: tuple[Cited, ...]
    broken: int = 0
    milliseconds: float = 0.0
    short: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's result; `covered` and `right` are parallel to evidence and citations.

    `faults` say why it is a miss: empty for a result without fault.
    """

    item: Item
    given: Given
    pair: str
    covered: tuple[bool, ...]
    right: tuple[bool, ...]
    first_document_right: bool
    has_needed: bool
    faults: tuple[str, ...]


def read_items(path: Path) -> list[Item]:
    """The questions of a JSON Lines file with the gold questions' fields.

    Raises BadInput when it is absent or broken.
    """
    items = []
    for raw in read_lines(path):
        evidence = [(raw["doc"], text) for text in raw.get("evidence") or () if raw["doc"]]
        evidence += [(raw["doc2"], text) for text in raw.get("evidence2") or () if raw.get("doc2")]
        needed = tuple(tuple(text.split("|")) for text in raw.get("must_have") or ())
        items.append(
            Item(
                raw["id"],
                raw["question"],
                raw["lang"],
                raw["kind"],
                raw.get("split", "dev"),
                tuple(evidence),
                needed,
            )
        )
    return items


def cite(document: Document, start: int, end: int) -> Cited:
    return Cited(document.source, start, end, document.text[start:end])


def given_answer(answer: Answer, documents: Mapping[str, Document], milliseconds: float) -> Given:
    """What our own answer gave; `documents` by source."""
    return Given(
        answer.status is Status.REFUSED,
        answer.score,
        tuple(cite(documents[c.source], c.start, c.end) for c in answer.citations),
        broken_quotations(answer, documents),
        milliseconds,
        next((claim.text for claim in answer.claims if claim.verdict is not Verdict.QUOTED), ""),
    )


def broken_quotations(answer: Answer, documents: Mapping[str, Document]) -> int:
    """Citations that are not their document's text, and claims that are not the answer's."""
    citations = sum(documents[c.source].text[c.start : c.end] != c.quote for c in answer.citations)
    return citations + sum(answer.text[c.start : c.end] != c.text for c in answer.claims)


def occurrences(evidence: str, text: str) -> list[Span]:
    """Every place of `evidence` in `text`; runs of white space count as equal if it has none."""
    found = [Span(*match.span()) for match in re.finditer(re.escape(evidence), text)]
    words = [re.escape(word) for word in evidence.split()]
    if found or not words:
        return found
    return [Span(*match.span()) for match in re.finditer(r"\s+".join(words), text)]


def joined(spans: Iterable[Span], text: str) -> list[Span]:
    """The union of spans; two with only white space between them are one."""
    union: list[Span] = []
    for start, end in sorted(spans):
        if union and not text[union[-1].end : start].strip():
            union[-1] = Span(union[-1].start, max(union[-1].end, end))
        else:
            union.append(Span(start, end))
    return union


def judge(item: Item, given: Given, documents: Mapping[str, Document]) -> Judged:
    """Judge what was given for a question; `documents` by source."""
    places = [
        (source, occurrences(text, documents[source].text) if source in documents else [])
        for source, text in item.evidence
    ]
    cited = {
        source: joined(
            (Span(c.start, c.end) for c in given.citations if c.source == source), document.text
        )
        for source, document in documents.items()
    }
    covered = tuple(
        any(c.start <= p.start and p.end <= c.end for c in cited.get(source, ()) for p in found)
        for source, found in places
    )
    right = tuple(
        any(source == c.source and c.start < p.end and p.start < c.end
            for source, found in places for p in found)
        for c in given.citations
    )  # fmt: skip
    first = given.citations[0].source if given.citations else None
    lacking = _lacking(item, given)
    return Judged(
        item,
        given,
        f"{item.language}→{_languages(item, documents)}",
        covered,
        right,
        first in {source for source, _ in item.evidence},
        not lacking,
        tuple(_faults(item, given, covered, right, lacking, places)),
    )


def short_right(item: Item, short: str) -> bool:
    """Whether a short answer says what must be there: it holds one of the needed strings, or
    is the telling part of one, or its words do that are told beside it (`5 («бес депутат»)`)."""
    told = [" ".join(one.casefold().split()) for one in (short, *_BESIDE.findall(short))]
    needed = [" ".join(one.casefold().split()) for alternatives in item.must_have
              for one in alternatives]  # fmt: skip
    return any(one in said or said in one for one in needed for said in told)


def _lacking(item: Item, given: Given) -> list[tuple[str, ...]]:
    """The needed strings that no citation holds."""
    text = " ".join(" ".join(cited.text for cited in given.citations).split())
    return [
        alternatives
        for alternatives in item.must_have
        if not any(" ".join(one.split()) in text for one in alternatives)
    ]


def _languages(item: Item, documents: Mapping[str, Document]) -> str:
    sources = dict.fromkeys(source for source, _ in item.evidence if source in documents)
    return "+".join(dict.fromkeys(documents[s].language.value for s in sources)) or "–"


def _faults(
    item: Item,
    given: Given,
    covered: Sequence[bool],
    right: Sequence[bool],
    lacking: Sequence[tuple[str, ...]],
    places: Sequence[tuple[str, Sequence[Span]]],
) -> Iterable[str]:
    if given.broken:
        yield f"{given.broken} broken quotations"
    if not item.answerable:
        if not given.refused:
            yield "answered, though the archive has no answer"
        return
    if given.refused:
        yield "refused, though the archive has the answer"
        return
    for number, (found, (source, spans)) in enumerate(zip(covered, places, strict=True), 1):
        if not spans:
            yield f"evidence {number} does not occur in {source} as stored"
        elif not found:
            yield f"evidence {number} is not cited"
    for number, good in enumerate(right, 1):
        if not good:
            yield f"citation {number} is beside the evidence"
    for alternatives in lacking:
        yield f"lacks {' or '.join(alternatives)!r}"


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares in [0, 1] over a group of questions; NaN where there is nothing to share.

    `short_right` is the share of short answers that are right, those to unanswerable questions
    being wrong, `short_share` of the answerable questions for one fact the share that gets one.
    `precision` counts the citations of answerable questions, `precision_all`
    those of every question.  A refused question has no right document.
    """

    questions: int
    evidence_recall: float
    fully_answered: float
    precision: float
    precision_all: float
    document: float
    must_have: float
    refusal_recall: float
    false_refusals: float
    auc: float
    short_right: float
    short_share: float
    broken: int
    p50_ms: float
    p95_ms: float


def measure(group: Collection[Judged]) -> Measures:
    """Pooled measures of a group of questions."""
    answerable = [j for j in group if j.item.answerable]
    others = [j for j in group if not j.item.answerable]
    times = [j.given.milliseconds for j in group] or [0.0]
    return Measures(
        len(group),
        _share(found for j in answerable for found in j.covered),
        _share(all(j.covered) for j in answerable),
        _share(good for j in answerable for good in j.right),
        _share(good for j in group for good in j.right),
        _share(j.first_document_right for j in answerable),
        _share(j.has_needed for j in answerable),
        _share(j.given.refused for j in others),
        _share(j.given.refused for j in answerable),
        auc([j.given.score for j in answerable], [j.given.score for j in others]),
        _share(short_right(j.item, j.given.short) for j in group if j.given.short),
        _share(bool(j.given.short) for j in answerable if j.item.kind in ONE_FACT),
        sum(j.given.broken for j in group),
        float(np.percentile(times, 50)),
        float(np.percentile(times, 95)),
    )


def _share(values: Iterable[bool]) -> float:
    flags = list(values)
    return sum(flags) / len(flags) if flags else float("nan")


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative, ties half; NaN without both."""
    return classification.auc(*together(positive, negative))


def together(positive: Sequence[float], negative: Sequence[float]) -> tuple[Scores, Truth]:
    """Scores with their truth, as `qa.evaluation.classification` takes them."""
    scores = np.asarray([*positive, *negative], dtype=np.float64)
    return scores, np.arange(len(scores)) < len(positive)
