"""Check prose against sources: every claim gets a verdict, a probability, reasons, evidence.

Claims and sources are text and nothing else: instructions, markers and markup
in them are judged on what they say.  A claim that stands in a source to the
letter is `quoted`; any other is compared with the sentence nearest to it in
any language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from qa.answering.alignment import Comparison, compare, similarities
from qa.answering.judge import MATCHED, centre, decide, probability, reasons, say
from qa.answering.quotation import find_difference, find_verbatim, quotations
from qa.answering.reading import Array, Reading, language_of, read
from qa.answering.statements import Statement, split_statements
from qa.embedding import TokenEncoder
from qa.language.sentences import split_sentences
from qa.types import Language, Span, Verdict

# Sentences on either side of the evidence in which numbers may stand as well.
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims are checked against."""

    id: str
    text: str


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
) -> CheckReport:
    """Judge every claim of `text` by `sources`; reasons come in `language` (the text's own)."""
    statements = split_statements(text)
    readers = Readers(encoder)
    statement_readings = readers.read([s.text for s in statements])
    sentences = [s for source in sources for s in _sentences(source, readers)]
    claims = tuple(
        _check_one(statement, reading, sources, sentences, language or reading.language)
        for statement, reading in zip(statements, statement_readings, strict=True)
    )
    supported = bool(claims) and all(
        claim.verdict in (Verdict.QUOTED, Verdict.SUPPORTED) for claim in claims
    )
    return CheckReport(supported, min((claim.score for claim in claims), default=0.0), claims)


class Readers:
    """Turns sentences into `Reading`s, many at a time."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> list[Reading]:
        plain = [unicodedata.normalize("NFC", text) for text in texts]
        embeddings = self._encoder.encode_passage_tokens(plain)
        languages = [language_of(text) for text in plain]
        own = _own_centre(e.states for e in embeddings)
        return [
            read(text, embedding, _or(centre(self._encoder.name, language), own), language)
            for text, embedding, language in zip(plain, embeddings, languages, strict=True)
        ]


def nearest(claim: Reading, readings: Sequence[Reading]) -> tuple[int, Comparison] | None:
    """The sentence that best matches the claim, and the comparison with it."""
    if not readings:
        return None
    likeness = np.array([claim.vector @ r.vector for r in readings])
    order = np.argsort(-likeness, kind="stable")[:8]
    alignment = {int(i): float(similarities(claim, readings[i]).max(axis=1).mean()) for i in order}
    best = max(alignment, key=lambda i: alignment[i] + float(likeness[i]))
    first, last = max(0, best - _AROUND), best + _AROUND + 1
    mean = np.mean([r.vector for r in readings[first:last]], axis=0)
    surroundings = float(claim.vector @ mean / max(float(np.linalg.norm(mean)), 1e-9))
    context = " ".join(r.text for r in readings[first:last])
    return best, compare(claim, readings[best], context, surroundings)


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
    found = nearest(reading, [s.reading for s in sentences])
    if found is None:
        return CheckedClaim(*span, Verdict.UNSUPPORTED, 0.0, (say("nothing", language),), ())
    place, comparison = found
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
    if Language.OTHER in (reading.language, sentences[place].reading.language):
        because.append(say("language", language))
    sentence = sentences[place]
    evidence = Evidence(
        sentence.source.id,
        *sentence.span,
        sentence.source.text[sentence.span.start : sentence.span.end],
    )
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


def _sentences(source: Source, readers: Readers) -> list[_Sentence]:
    spans = split_sentences(source.text, language_of(source.text[:4000]))
    readings = readers.read([source.text[a:b] for a, b in spans])
    return [_Sentence(source, span, r) for span, r in zip(spans, readings, strict=True)]


def _own_centre(states: Iterable[Array]) -> Array:
    rows = [s for s in states if len(s)]
    return np.concatenate(rows).mean(axis=0) if rows else np.zeros(1, dtype=np.float32)


def _or(fitted: Array | None, own: Array) -> Array:
    return own if fitted is None else fitted
