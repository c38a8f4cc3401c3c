"""From hits to an answer made of exact quotations, or to an honest refusal."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

from qa.answering import wording
from qa.answering.quote import DocumentTexts, Quotation
from qa.answering.rules.asked import Asked, read_asked
from qa.answering.rules.evidence import candidates
from qa.answering.rules.refusal import lacks, probability
from qa.answering.rules.short_answer import short_answer
from qa.answering.rules.tables import header_of
from qa.answering.rules.unknown import unknown_people
from qa.answering.select import select
from qa.index.passage_index import PassageIndex
from qa.questions.intent import Kind, asks_nothing, only_courtesies, read_intent
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.settings import Settings
from qa.types import Answer, Citation, Claim, Mode, Status, Suggestion, Verdict

_NEAR = 3
_SURE = 0.5
"""`Answer: …` looks certain, so it takes at least even odds; below them the quotation speaks."""
# What a refusal says that the nearest text lacks.
_SAID = (Kind.TIME, Kind.NUMBER, Kind.PLACE)

OnEvent = Callable[[Claim | Citation], None]


class Answerer:
    """Answers from one archive; methods may be called from any thread."""

    def __init__(self, index: PassageIndex, settings: Settings) -> None:
        self._index = index
        self._settings = settings

    def answer(
        self,
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
            return _nothing_asked(asked, question, started)
        intent = read_intent(question.spellings)
        read = read_asked(question, intent, found)
        ranked = candidates(read)
        score = probability(read, ranked)
        chosen = (
            select(read, ranked, DocumentTexts(self._index))
            if score >= self._settings.refuse_below
            else []
        )
        text, claims, citations = _write(read, chosen, score, on_event, should_stop)
        near: tuple[Suggestion, ...] = ()
        unmet = _unmet(found)
        if not chosen:
            near = _near(found)
            unmet += unknown_people(question, found.hits) if near else []
            lacking = next((str(k) for k in _SAID if lacks(k, read, ranked)), None)
            text = wording.refusal(question.language, unmet, empty=not near, lacking=lacking)
        elif unmet:
            text += "\n" + wording.not_found(question.language, unmet)
        return Answer(
            id=uuid.uuid4().hex,
            question=asked,
            resolved_question=question.text,
            language=question.language,
            status=Status.ANSWERED if chosen else Status.REFUSED,
            mode=Mode.EXTRACTIVE,
            text=text,
            claims=claims,
            citations=citations,
            suggestions=near,
            score=round(score, 4),
            timings_ms={"answer": round((time.monotonic() - started) * 1000, 1)},
        )


def _nothing_asked(asked: str, question: Question, started: float) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        question=asked,
        resolved_question=asked,
        language=question.language,
        status=Status.REFUSED,
        mode=Mode.EXTRACTIVE,
        text=wording.say("courtesy", question.language),
        claims=(),
        citations=(),
        suggestions=(),
        score=0.0,
        timings_ms={"answer": round((time.monotonic() - started) * 1000, 1)},
    )


def _write(
    asked: Asked,
    chosen: Sequence[Quotation],
    score: float,
    on_event: OnEvent | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
    """A frame, then each quotation with its mark; claims are the quotations' places in it."""
    text = _frame(asked, chosen, score)
    claims: list[Claim] = []
    citations: list[Citation] = []
    for number, quotation in enumerate(chosen, 1):
        # An answer without a quotation would say nothing, so the first is always there.
        if citations and should_stop is not None and should_stop():
            break
        citation = Citation(
            number,
            quotation.document.id,
            quotation.document.source,
            quotation.document.title,
            quotation.passage.language,
            quotation.passage.id,
            *quotation.span,
            quotation.text,
            round(score, 4),
            str(quotation.document.metadata.get("date") or "") or None,
        )
        text += "\n" if len(chosen) > 1 else " "
        start = len(text) + 1
        opening, closing = _marks(quotation.text)
        text += f"{opening}{quotation.text}{closing} [{number}]"
        claim = Claim(
            quotation.text,
            start,
            start + len(quotation.text),
            (number,),
            Verdict.QUOTED,
            1.0,
        )
        citations.append(citation)
        claims.append(claim)
        if on_event:
            on_event(citation)
            on_event(claim)
    return text, tuple(claims), tuple(citations)


def _marks(quoted: str) -> tuple[str, str]:
    """Quotation marks for a text: others than those that it begins or ends with."""
    inside = quoted[:1] in "«»" or quoted[-1:] in "«»"
    return ("“", "”") if inside else ("«", "»")


def _frame(asked: Asked, chosen: Sequence[Quotation], score: float) -> str:
    language = asked.question.language
    documents = {quotation.document.id for quotation in chosen}
    if len(chosen) > 2 and len(documents) == 1 and all(q.item for q in chosen):
        return wording.say("list", language, count=len(chosen))
    columns = {_columns(quotation) for quotation in chosen}
    table = columns.pop() if len(columns) == 1 else ""
    said = "one" if len(chosen) == 1 else "several"
    around = wording.say("table", language, what=table) if table else wording.say(said, language)
    sure = len(chosen) == 1 and score >= _SURE
    first = short_answer(asked, chosen[0]) if sure else ""
    return f"{wording.say('first', language, what=first)} {around}" if first else around


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
        if match.constraint.event is not None and not match.documents
    ]


def _near(found: SearchResult) -> tuple[Suggestion, ...]:
    near = {
        hit.document.id: Suggestion(
            hit.document.id, hit.document.source, hit.document.title, hit.document.language
        )
        for hit in found.hits
    }
    return tuple(near.values())[:_NEAR]
