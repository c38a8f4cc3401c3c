"""From hits to an answer made of exact quotations, or to an honest refusal."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.answering import wording
from qa.answering.absent import absent_people
from qa.answering.provisions import asked_provisions, body_of, knows_kind
from qa.answering.quote import DocumentTexts, Quotation
from qa.answering.reader import Reader
from qa.answering.rules.asked import Asked, read_asked
from qa.answering.rules.contacts import CONTACTS
from qa.answering.rules.evidence import SentenceCandidate, candidates
from qa.answering.rules.refusal import lacks, probability
from qa.answering.rules.short_answer import short_answer
from qa.answering.rules.tables import header_of
from qa.answering.select import select
from qa.answering.writing import OnEvent, Written, write
from qa.checking.check import CheckedClaim, CheckReport, Source
from qa.checking.windows import moved
from qa.index.passage_index import PassageIndex
from qa.language.provisions import Provision
from qa.language.retelling import retell
from qa.questions.intent import Kind, asks_nothing, only_courtesies, read_intent, stated
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.settings import Settings
from qa.stages import Stage, stage
from qa.types import Answer, Language, Mode, Scope, Span, Status, Suggestion, Verdict

_NEAR = 3
_NEAR_FROM = 3.5
"""The best hit's score from which a refusal shows what is nearest: nine in ten near misses of the
corpus reach it, and one in four of the questions on something else altogether."""
_SURE = 0.5
"""A short answer looks certain, so it takes at least even odds; below them the quotation speaks."""
_LIKELY = -4.0
"""The reader's log-probability from which it sees the answer in some words, too: of the short
answers to XQuAD's and KazQAD's dev questions 96 % were right above it, of all 88 %."""
_ADDRESSED = 0.95
"""The score of an answer that an address gives: it is there, but may not be what was meant."""
_MOST_BODIES = 3
# What a refusal says that the nearest text lacks.
_SAID = (*CONTACTS, Kind.TIME, Kind.NUMBER, Kind.PLACE)

Check = Callable[[str, Sequence[Source], Language], CheckReport]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is quoted, and how surely it answers."""

    quotations: Sequence[Quotation]
    score: float


class Answerer:
    """Answers from one archive; methods may be called from any thread.

    `reader` reads what was found; `check` judges a statement by the texts given; without it no
    short answer is shown, since nothing is said unchecked.
    """

    def __init__(
        self,
        index: PassageIndex,
        settings: Settings,
        reader: Reader,
        check: Check | None = None,
    ) -> None:
        self._index = index
        self._settings = settings
        self._reader = reader
        self._check = check

    def answer(
        self,
        scope: Scope,
        asked: str,
        question: Question,
        found: SearchResult,
        on_event: OnEvent | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        """The answer to `question`, which the person put as `asked`.

        `on_event` gets each citation and claim as soon as it stands; where
        `should_stop` says so, all but the first quotation is left out.
        """
        started = time.monotonic()
        empty = bool(found.hits) and asks_nothing(question.spellings)
        if empty or only_courtesies((asked, *question.spellings)):
            text = wording.say("courtesy", question.answer_in)
            return _answer(asked, question, Written(text, (), ()), (), 0.0, started)
        with stage(Stage.READ):
            read = read_asked(question, read_intent(question.spellings), found, self._reader)
            ranked = candidates(read)
        texts = DocumentTexts(self._index, scope)
        provisions = asked_provisions(read.text)
        chosen = self._addressed(provisions, found, texts)
        if chosen is None:
            with stage(Stage.READ):
                threshold = self._settings.refuse_below
                score = 0.0 if read.intent.beyond else probability(read, ranked, threshold)
            answered = not read.intent.beyond and score >= threshold
            with stage(Stage.SELECT):
                chosen = _Chosen(select(read, ranked, texts) if answered else [], score)
        if not chosen.quotations:
            text = self._refusal(scope, read, ranked)
            near = _near(found, ranked) if found.hits and found.hits[0].score >= _NEAR_FROM else ()
            return _answer(asked, question, Written(text, (), ()), near, chosen.score, started)
        first = None if provisions else self._short_answer(read, chosen, texts)
        opening = _opening(read, chosen.quotations)
        unmet = _unmet(found)
        closing = wording.not_found(question.answer_in, unmet) if unmet else ""
        written = write(
            question.answer_in,
            first,
            opening,
            chosen.quotations,
            chosen.score,
            found,
            on_event,
            should_stop,
        )
        written = written.with_line(closing) if closing else written
        return _answer(asked, question, written, (), chosen.score, started)

    def _addressed(
        self, provisions: Sequence[Provision], found: SearchResult, texts: DocumentTexts
    ) -> _Chosen | None:
        """The bodies of the numbered parts asked for; None where no address is given, or no
        document found is divided so."""
        if not provisions:
            return None
        documents = {hit.document.id: hit.document for hit in found.hits}.values()
        quotations = [
            quotation
            for document in documents
            for span in body_of(document, provisions)
            if (quotation := texts.quotation(document, span, _ADDRESSED))
        ]
        if quotations:
            return _Chosen(quotations[:_MOST_BODIES], _ADDRESSED)
        divided = any(knows_kind(document, provisions) for document in documents)
        return _Chosen((), 0.0) if divided else None

    def _short_answer(
        self, asked: Asked, chosen: _Chosen, texts: DocumentTexts
    ) -> CheckedClaim | None:
        """The words that answer, where the statement they make is borne out by what is quoted;
        a value of another language is told in the question's, its words beside."""
        if len(chosen.quotations) != 1 or chosen.score < _SURE or self._check is None:
            return None
        quotation = chosen.quotations[0]
        short = short_answer(asked, quotation)
        if short is None or not _is_likely(asked, quotation, short.span):
            return None
        words = short.words
        # Of a name alone on its line nothing is said that could be checked.
        if words == quotation.text.strip(" ."):
            return None
        title = f"{quotation.document.title}.\n\n"
        known = texts.known(quotation.document.id, quotation.span)
        source = Source(quotation.passage.id, title + quotation.text, moved(known, len(title)))
        with stage(Stage.CHECK):
            report = self._check(stated(asked.text, words), [source], asked.question.answer_in)
        if not report.supported:
            return None
        reasons = tuple(reason for claim in report.claims for reason in claim.reasons)
        language = asked.question.answer_in
        if language is not quotation.passage.language:
            told = retell(words, language)
            words = f"{told} («{words}»)" if told and told != words else words
        return CheckedClaim(
            words, 0, len(words), Verdict.SUPPORTED, report.score, reasons, evidence=()
        )

    def _refusal(self, scope: Scope, asked: Asked, ranked: Sequence[SentenceCandidate]) -> str:
        """Why nothing is quoted: what no document has, what the nearest text lacks, or that
        quoting cannot do what is asked."""
        question, found = asked.question, asked.found
        if asked.intent.beyond:
            return wording.say("beyond", question.answer_in)
        unmet = _unmet(found)
        if not found.hits:
            return wording.refusal(question.answer_in, unmet, empty=True)
        unmet += absent_people(question, found.hits, self._index, scope)
        lacking = next((str(kind) for kind in _SAID if lacks(kind, asked, ranked)), None)
        return wording.refusal(question.answer_in, unmet, empty=False, lacking=lacking)


def _answer(
    asked: str,
    question: Question,
    written: Written,
    near: tuple[Suggestion, ...],
    score: float,
    started: float,
) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        question=asked,
        resolved_question=question.text,
        language=question.answer_in,
        status=Status.ANSWERED if written.citations else Status.REFUSED,
        mode=Mode.EXTRACTIVE,
        text=written.text,
        claims=written.claims,
        citations=written.citations,
        suggestions=near,
        score=round(score, 4),
        timings_ms={"answer": round((time.monotonic() - started) * 1000, 1)},
    )


def _is_likely(asked: Asked, quotation: Quotation, span: Span | None) -> bool:
    """Whether the reader, too, sees the answer in a span of the quotation's text.  A table's cell
    is told by its column, and a reader without a network sees no spans."""
    if span is None or not asked.readings.signs:
        return True
    start = quotation.span.start
    place = Span(start + span.start, start + span.end)
    edges = asked.readings.edges(quotation.document.id, place)
    return edges is not None and edges.within(place) > _LIKELY


def _opening(asked: Asked, chosen: Sequence[Quotation]) -> str:
    """What is said before the quotations."""
    language = asked.question.answer_in
    documents = {quotation.document.id for quotation in chosen}
    if len(chosen) > 2 and len(documents) == 1 and all(q.item for q in chosen):
        return wording.say("list", language, count=len(chosen))
    columns = {_columns(quotation) for quotation in chosen}
    table = columns.pop() if len(columns) == 1 else ""
    if table:
        return wording.say("table", language, what=table)
    if len(chosen) > 1 and all(quotation.date for quotation in chosen):
        return wording.say("dated", language)
    return wording.say("one" if len(chosen) == 1 else "several", language)


def _columns(quotation: Quotation) -> str:
    """What the columns of a quoted row's table are called; empty for no row."""
    text = quotation.document.text
    span = header_of(text, quotation.span)
    return text[span.start : span.end] if span else ""


def _unmet(found: SearchResult) -> list[str]:
    """The question's own words for events that no document is about or mentions."""
    return [
        match.constraint.text
        for match in found.constraints
        if match.constraint.event is not None and not match.met
    ]


def _near(found: SearchResult, ranked: Sequence[SentenceCandidate]) -> tuple[Suggestion, ...]:
    """The nearest documents, the first with the sentence that comes nearest to an answer."""
    near = {
        document.id: Suggestion(
            document.id, document.source, document.title, document.language, document.date
        )
        for document in [one.hit.document for one in ranked[:1]] + [h.document for h in found.hits]
    }
    if ranked:
        best = ranked[0]
        first = near[best.hit.document.id]
        near[best.hit.document.id] = replace(
            first, quote=best.text, start=best.span.start, end=best.span.end
        )
    return tuple(near.values())[:_NEAR]
