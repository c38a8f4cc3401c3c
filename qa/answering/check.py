"""Check prose against sources: every claim gets a verdict, a probability, reasons, evidence.

Claims and sources are text and nothing else: instructions, markers and markup
in them are judged on what they say.  A claim that stands in a source to the
letter is `quoted`; any other is compared with the sentence nearest to it in
any language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import numpy as np

from qa.answering.alignment import Comparison, compare, similarities
from qa.answering.judge import MATCHED, centre, decide, probability, reasons, say
from qa.answering.naming import named_share
from qa.answering.quotation import find_difference, find_verbatim, quotations
from qa.answering.reading import Array, Reading, content, joined, language_of, plain, read
from qa.answering.statements import Statement, split_statements
from qa.answering.windows import Source, Window, near_windows
from qa.embedding import TokenEncoder
from qa.errors import TooLarge
from qa.types import Language, Span, Verdict

__all__ = ["CheckReport", "CheckedClaim", "Evidence", "Source", "check", "claims_of"]

MAX_CLAIMS = 200

# How many of the nearest sentences are compared token by token.
_CANDIDATES = 8
# What the same names are worth in choosing the sentence, in units of cosine.
_NAMED = 0.1
# A neighbour joins the best sentence when the claim's tokens match this much better.
_WORTH_JOINING = 0.06
# Sentences on either side of the evidence in which numbers may stand as well.
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim's evidence stands: `source.text[start:end] == quote`."""

    source_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of the text at `[start, end)`; `score` is the probability that it is supported.

    `matched` and `missed` are its content words with and without a counterpart
    in the evidence; `signals` is what the comparison measured, empty without one.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    matched: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`supported` when every claim is; `score` is the weakest claim's, 0 without claims."""

    supported: bool
    score: float
    claims: tuple[CheckedClaim, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Sentence:
    source: Source
    span: Span
    reading: Reading


def check(
    text: str,
    sources: Sequence[Source],
    encoder: TokenEncoder,
    language: Language | None = None,
    max_chars: int = 200_000,
) -> CheckReport:
    """Judge every claim of `text` by `sources`; reasons come in `language` (the text's own).

    Raises TooLarge when the text and the sources have more than `max_chars`
    characters together, or the text has more than `MAX_CLAIMS` claims.
    """
    size = len(text) + sum(len(source.text) for source in sources)
    if size > max_chars:
        raise TooLarge(
            f"the text and its sources have {size} characters; at most {max_chars} are checked "
            "at once: check them in parts"
        )
    statements = claims_of(text)
    readers = Readers(encoder)
    readings = readers.read([s.text for s in statements])
    sentences = _sentences(near_windows(sources, readings, encoder), readers)
    spoken = language or language_of(text[:4000])
    claims = tuple(
        _check_one(statement, reading, sources, sentences, spoken)
        for statement, reading in zip(statements, readings, strict=True)
    )
    supported = bool(claims) and all(
        claim.verdict in (Verdict.QUOTED, Verdict.SUPPORTED) for claim in claims
    )
    return CheckReport(supported, min((claim.score for claim in claims), default=0.0), claims)


def claims_of(text: str) -> list[Statement]:
    """The statements of `text`.  Raises TooLarge for more than `MAX_CLAIMS`."""
    statements = split_statements(text)
    if len(statements) > MAX_CLAIMS:
        raise TooLarge(
            f"the text makes {len(statements)} claims; at most {MAX_CLAIMS} are checked at once: "
            "check it in parts"
        )
    return statements


class Readers:
    """Turns sentences into `Reading`s, many at a time."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> list[Reading]:
        seen = [plain(text) for text in texts]
        embeddings = self._encoder.encode_passage_tokens(seen)
        languages = [language_of(text) for text in seen]
        own = _own_centre(e.states for e in embeddings)
        return [
            read(text, embedding, _or(centre(self._encoder.name, language), own), language)
            for text, embedding, language in zip(seen, embeddings, languages, strict=True)
        ]


class Match(NamedTuple):
    """The sentences `[first, last]` that match a claim best, and the comparison with them."""

    first: int
    last: int
    comparison: Comparison


def nearest(
    claim: Reading, readings: Sequence[Reading], sources: Sequence[str] = ()
) -> Match | None:
    """The sentence that best matches the claim, with a neighbour where that adds much.

    `sources` names each sentence's source; sentences of others are no neighbours.
    """
    if not readings:
        return None
    likeness = np.array([claim.vector @ r.vector for r in readings])
    order = np.argsort(-likeness, kind="stable")[:_CANDIDATES]
    alignment = {int(i): _alignment(claim, readings[i]) for i in order}
    said = content(claim.text, claim.language)
    named = {
        i: named_share(said, content(readings[i].text, readings[i].language)) for i in alignment
    }
    # A sentence that names the same people is meant, even where a denial lowers the rest.
    best = max(alignment, key=lambda i: alignment[i] + float(likeness[i]) + _NAMED * named[i])
    near = [
        i
        for i in range(max(0, best - _AROUND), min(len(readings), best + _AROUND + 1))
        if not sources or sources[i] == sources[best]
    ]
    mean = np.mean([readings[i].vector for i in near], axis=0)
    surroundings = float(claim.vector @ mean / max(float(np.linalg.norm(mean)), 1e-9))
    context = " ".join(readings[i].text for i in near)
    first, last, evidence = best, best, readings[best]
    enough = alignment[best] + _WORTH_JOINING
    for left, right in ((best - 1, best), (best, best + 1)):
        if left in near and right in near:
            both = joined(readings[left], readings[right])
            if (found := _alignment(claim, both)) > enough:
                first, last, evidence, enough = left, right, both, found
    return Match(first, last, compare(claim, evidence, context, surroundings))


def _alignment(claim: Reading, evidence: Reading) -> float:
    return float(similarities(claim, evidence).max(axis=1).mean())


def _check_one(
    statement: Statement,
    reading: Reading,
    sources: Sequence[Source],
    sentences: Sequence[_Sentence],
    language: Language,
) -> CheckedClaim:
    span = (statement.text, statement.start, statement.end)
    verbatim = find_verbatim(statement.text, ((s.id, s.text) for s in sources))
    if verbatim:
        return CheckedClaim(*span, Verdict.QUOTED, 1.0, (), (Evidence(*verbatim),))
    found = nearest(reading, [s.reading for s in sentences], [s.source.id for s in sentences])
    if found is None:
        return CheckedClaim(*span, Verdict.UNSUPPORTED, 0.0, (say("nothing", language),), ())
    comparison = found.comparison
    first, last = sentences[found.first], sentences[found.last]
    score = probability(comparison.signals)
    verdict = decide(comparison, score)
    because = list(reasons(comparison, verdict, language))
    for quotation in quotations(statement.text):
        if find_verbatim(quotation, ((s.id, s.text) for s in sources)):
            continue
        difference = find_difference(quotation, (s.reading.text for s in sentences))
        if difference:
            verdict, score = Verdict.CONTRADICTED, min(score, 0.1)
            because.insert(0, say("quotation", language, *difference))
    if Language.OTHER in (reading.language, first.reading.language):
        because.append(say("language", language))
    start, end = first.span.start, last.span.end
    evidence = Evidence(first.source.id, start, end, first.source.text[start:end])
    words = comparison.words
    return CheckedClaim(
        *span,
        verdict,
        round(score, 4),
        tuple(because),
        (evidence,),
        tuple(w.text for w in words if w.likeness >= MATCHED),
        tuple(w.text for w in words if w.likeness < MATCHED),
        asdict(comparison.signals),
    )


def _sentences(windows: Sequence[Window], readers: Readers) -> list[_Sentence]:
    """The sentences of the windows, all read in one go, in reading order."""
    places = [(window.source, span) for window in windows for span in window.sentences]
    readings = readers.read([source.text[start:end] for source, (start, end) in places])
    return [
        _Sentence(source, span, reading)
        for (source, span), reading in zip(places, readings, strict=True)
    ]


def _own_centre(states: Iterable[Array]) -> Array:
    rows = [s for s in states if len(s)]
    return np.concatenate(rows).mean(axis=0) if rows else np.zeros(1, dtype=np.float32)


def _or(fitted: Array | None, own: Array) -> Array:
    return own if fitted is None else fitted
