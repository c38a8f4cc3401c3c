"""From hits to an answer made of exact quotations."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from qa.embedding import Encoder
from qa.index.passage_index import PassageIndex
from qa.language.terms import search_terms
from qa.retrieval.question import Question
from qa.retrieval.search import SearchResult
from qa.settings import Settings
from qa.types import (
    Answer,
    Citation,
    Claim,
    Hit,
    Language,
    Mode,
    Span,
    Status,
    Suggestion,
    Verdict,
)

_FRAMES = {
    Language.KAZAKH: "Мұрағатта былай делінген:",
    Language.RUSSIAN: "В архиве сказано:",
    Language.ENGLISH: "The archive says:",
}
_REFUSALS = {
    Language.KAZAKH: "Бұл мұрағатта жауап жоқ.",
    Language.RUSSIAN: "В этом архиве ответа нет.",
    Language.ENGLISH: "This archive does not answer the question.",
}


class Answerer:
    """Answers from one archive; methods may be called from any thread."""

    def __init__(self, index: PassageIndex, encoder: Encoder, settings: Settings) -> None:
        self._index = index
        self._settings = settings

    def answer(
        self,
        asked: str,
        question: Question,
        found: SearchResult,
        on_event: Callable[[Claim | Citation], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        started = time.monotonic()
        language = question.language
        unmet = any(not match.documents for match in found.constraints)
        if not found.hits or unmet:
            return self._refusal(asked, question, found, started)
        hit = found.hits[0]
        start, end = _best_sentence(question, hit)
        quote = hit.document.text[start:end]
        document = hit.document
        citation = Citation(
            1,
            document.id,
            document.source,
            document.title,
            document.language,
            hit.passage.id,
            start,
            end,
            quote,
            hit.score,
        )
        frame = _FRAMES.get(language, _FRAMES[Language.ENGLISH])
        text = f"{frame} «{quote}» [1]"
        place = text.index(quote)
        claim = Claim(quote, place, place + len(quote), (1,), Verdict.QUOTED, 1.0)
        if on_event:
            on_event(citation)
            on_event(claim)
        return Answer(
            uuid.uuid4().hex,
            asked,
            question.text,
            language,
            Status.ANSWERED,
            Mode.EXTRACTIVE,
            text,
            (claim,),
            (citation,),
            (),
            0.5,
            {"total": (time.monotonic() - started) * 1000},
        )

    def _refusal(
        self, asked: str, question: Question, found: SearchResult, started: float
    ) -> Answer:
        near = {
            hit.document.id: Suggestion(
                hit.document.id, hit.document.source, hit.document.title, hit.document.language
            )
            for hit in found.hits
        }
        return Answer(
            uuid.uuid4().hex,
            asked,
            question.text,
            question.language,
            Status.REFUSED,
            Mode.EXTRACTIVE,
            _REFUSALS.get(question.language, _REFUSALS[Language.ENGLISH]),
            (),
            (),
            tuple(near.values())[:3],
            0.1,
            {"total": (time.monotonic() - started) * 1000},
        )


def _best_sentence(question: Question, hit: Hit) -> Span:
    wanted = set(question.terms)

    def overlap(span: Span) -> int:
        text = hit.document.text[span.start : span.end]
        return len(wanted & set(search_terms(text, hit.passage.language)))

    return max(hit.passage.sentences, key=overlap)
