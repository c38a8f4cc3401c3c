"""Check prose against sources: every claim gets a verdict, a probability, reasons, evidence.

Claims and sources are text and nothing else: instructions, markers and markup
in them are judged on what they say.  A claim that stands in a source to the
letter is `quoted`; any other is compared with the sentence nearest to it in
any language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from qa.checking.alignment import Comparison, Signals
from qa.checking.judge import (
    MATCHED,
    decide,
    probability,
    reasons,
    say,
    threshold,
)
from qa.checking.matching import Readers, nearest
from qa.checking.quotation import find_difference, find_verbatim, quotations
from qa.checking.reading import Reading, language_of, part_of
from qa.checking.statements import (
    Statement,
    says_something,
    split_clauses,
    split_statements,
)
from qa.checking.stopping import StoppableEncoder, stop_if
from qa.checking.windows import Source, Window, near_windows
from qa.embedding import TokenEncoder
from qa.errors import TooLarge
from qa.types import Language, Span, Verdict

__all__ = ["CheckReport", "CheckedClaim", "Evidence", "Source", "check", "claims_of"]

MAX_CLAIMS = 200

# The most that a claim is worth none of whose words is found.
_NO_WORD = 0.05
# Within one language a sentence that says the evidence and something of its own besides is like
# it all the same, and so is one that gives an item what is said of another.  With more than so
# much of its own, or so much that is another's, it is worth at most this (docs/checking.md).
_MOST_ADDED = 0.8
_ADDS = 0.25
# A part that scores less than this fails, however well the rest of the statement matches.
_PART_FAILS = 0.05


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
    should_stop: Callable[[], bool] | None = None,
    before: str = "",
) -> CheckReport:
    """Judge every claim of `text` by `sources`; reasons come in `language` (the text's own).

    `before` is prose that stands before the text, and tells whom its `he` means.

    Raises TooLarge when the text and the sources have more than `max_chars`
    characters together, or the text has more than `MAX_CLAIMS` claims, and
    Stopped soon after `should_stop` says so.
    """
    size = len(text) + sum(len(source.text) for source in sources)
    if size > max_chars:
        raise too_large(size, max_chars)
    if should_stop is not None:
        encoder = StoppableEncoder(encoder, should_stop)
    statements = claims_of(text, before)
    texts = [(source.id, source.text) for source in sources]
    verbatim = [find_verbatim(statement.text, texts) for statement in statements]
    # What stands there to the letter is not encoded, nor what says nothing.
    compared = [
        statement
        for statement, found in zip(statements, verbatim, strict=True)
        if not found and says_something(statement.meant)
    ]
    readers = Readers(encoder)
    readings = dict(zip(compared, readers.claims([s.meant for s in compared]), strict=True))
    near = near_windows(sources, list(readings.values()), encoder) if compared else []
    sentences = _sentences(near, readers)
    spoken = language or language_of(text[:4000])
    claims = []
    for statement, found in zip(statements, verbatim, strict=True):
        stop_if(should_stop)
        span = (statement.text, statement.start, statement.end)
        if found:
            claims.append(CheckedClaim(*span, Verdict.QUOTED, 1.0, (), (Evidence(*found),)))
        elif statement not in readings:
            because = (say("no_claim", spoken),)
            claims.append(CheckedClaim(*span, Verdict.UNSUPPORTED, 0.0, because, ()))
        else:
            reading = readings[statement]
            claims.append(_compared(statement, reading, sources, sentences, spoken))
    supported = bool(claims) and all(
        claim.verdict in (Verdict.QUOTED, Verdict.SUPPORTED) for claim in claims
    )
    score = min((claim.score for claim in claims), default=0.0)
    return CheckReport(supported, score, tuple(claims))


def too_large(size: int, most: int) -> TooLarge:
    """The error to raise for a text and sources of `size` characters together."""
    return TooLarge(
        f"the text and its sources have {size} characters; at most {most} are checked at once: "
        "check them in parts"
    )


def claims_of(text: str, before: str = "") -> list[Statement]:
    """The statements of `text`, which goes on from what stands `before` it.

    Raises TooLarge for more than `MAX_CLAIMS`.
    """
    statements = split_statements(text)
    if before:
        skipped = len(before) + 1
        led = [s for s in split_statements(f"{before}\n{text}") if s.start >= skipped]
        moved = [s._replace(start=s.start - skipped, end=s.end - skipped) for s in led]
        statements = moved or statements
    if len(statements) > MAX_CLAIMS:
        raise TooLarge(
            f"the text makes {len(statements)} claims; at most {MAX_CLAIMS} are checked at once: "
            "check it in parts"
        )
    return statements


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """A claim, or a part of one, with the sentences it was compared with."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    first: _Sentence
    last: _Sentence
    comparison: Comparison

    @property
    def supported(self) -> bool:
        return self.verdict is Verdict.SUPPORTED

    @property
    def but_for_names(self) -> float:
        """The score if no name were missing."""
        signals = self.comparison.signals
        return probability(replace(signals, missing_name=0.0, swapped_name=0.0))

    @property
    def evidence(self) -> Evidence:
        source, start, end = self.first.source, self.first.span.start, self.last.span.end
        return Evidence(source.id, start, end, source.text[start:end])


def _judge(reading: Reading, sentences: Sequence[_Sentence], language: Language) -> _Judged | None:
    found = nearest(reading, [s.reading for s in sentences], [s.source.id for s in sentences])
    if found is None:
        return None
    comparison = found.comparison
    score = probability(comparison.signals)
    if comparison.words and max(word.likeness for word in comparison.words) < MATCHED:
        score = min(score, _NO_WORD)
    if comparison.addition > _MOST_ADDED or comparison.strayed:
        score = min(score, _ADDS)
    verdict = decide(comparison, score)
    because = reasons(comparison, verdict, language)
    first, last = sentences[found.first], sentences[found.last]
    return _Judged(verdict, score, because, first, last, comparison)


def _in_parts(
    whole: _Judged, reading: Reading, sentences: Sequence[_Sentence], language: Language
) -> tuple[_Judged, tuple[Evidence, ...]]:
    """A claim judged part by part.

    Where it failed as a whole, its parts may stand in places of the sources
    that are no neighbours; and where some of them hold, a person wants to know
    which does not.  Where it held, one part may yet be found nowhere.
    """
    spans = split_clauses(reading.text)
    if len(spans) < 2:
        return whole, (whole.evidence,)
    clauses = [reading.text[start:end] for start, end in spans]
    parts = [_judge(part_of(reading, span), sentences, language) for span in spans]
    judged = [part for part in parts if part is not None]
    if len(judged) < 2:
        return whole, (whole.evidence,)
    if whole.supported:
        # Its names stand in the evidence, which a part may have been compared with in part.
        pairs = zip(clauses, judged, strict=True)
        clause, worst = min(pairs, key=lambda pair: pair[1].but_for_names)
        if worst.but_for_names >= _PART_FAILS:
            return whole, (whole.evidence,)
    else:
        clause, worst = min(zip(clauses, judged, strict=True), key=lambda pair: pair[1].score)
    places = tuple(dict.fromkeys(part.evidence for part in judged))
    if worst.supported:
        # One sentence that holds every part and not the whole differs as a whole.
        apart = len(places) == len(judged) and not _is_turned(whole.comparison.signals)
        return (worst, places) if apart else (whole, (whole.evidence,))
    if not any(part.supported for part in judged):
        return whole, (whole.evidence,)
    told = (say("part", language, clause), *worst.reasons)
    wrong = whole.supported or worst.verdict is Verdict.CONTRADICTED
    failed = replace(
        whole,
        verdict=worst.verdict if wrong else whole.verdict,
        # What else matched still counts: the part says that it fails, not how far.
        score=whole.score * threshold() if whole.supported else whole.score,
        reasons=tuple(dict.fromkeys((*told, *whole.reasons))),
    )
    return failed, places


def _is_turned(signals: Signals) -> bool:
    """Whether the whole says the reverse of the evidence, which its parts need not show."""
    return max(signals.denial, signals.opposite, signals.exchange) > 0


def _compared(
    statement: Statement,
    reading: Reading,
    sources: Sequence[Source],
    sentences: Sequence[_Sentence],
    language: Language,
) -> CheckedClaim:
    span = (statement.text, statement.start, statement.end)
    judged = _judge(reading, sentences, language)
    if judged is None:
        return CheckedClaim(*span, Verdict.UNSUPPORTED, 0.0, (say("nothing", language),), ())
    judged, evidence = _in_parts(judged, reading, sentences, language)
    verdict, score, because = judged.verdict, judged.score, list(judged.reasons)
    for quotation in quotations(statement.text):
        if find_verbatim(quotation, ((s.id, s.text) for s in sources)):
            continue
        difference = find_difference(quotation, (s.reading.text for s in sentences))
        if difference:
            verdict, score = Verdict.CONTRADICTED, min(score, 0.1)
            because.insert(0, say("quotation", language, *difference))
    if Language.OTHER in (reading.language, judged.first.reading.language):
        because.append(say("language", language))
    words = judged.comparison.words
    return CheckedClaim(
        *span,
        verdict,
        round(score, 4),
        tuple(because),
        evidence,
        tuple(w.text for w in words if w.likeness >= MATCHED),
        tuple(w.text for w in words if w.likeness < MATCHED),
        asdict(judged.comparison.signals),
    )


def _sentences(windows: Sequence[Window], readers: Readers) -> list[_Sentence]:
    """The sentences of the windows, all read in one go, in reading order."""
    places = [(window.source, span) for window in windows for span in window.sentences]
    return [
        _Sentence(source, span, reading)
        for (source, span), reading in zip(places, readers.evidence(windows), strict=True)
    ]
