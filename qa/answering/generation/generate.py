"""An extractive answer into checked prose, where a language model can say it.

The extractive answer comes first and stays what is given whenever the model's
sentences don't stand: it is late, silent, wrong, or has gone away.  A refusal is never
put to a model at all.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa.answering import wording
from qa.answering.generation.budget import Budget, count_tokens
from qa.answering.generation.chat import Generator, Trouble, Usage, Why, within
from qa.answering.generation.evidence import Evidence, Shown, gather
from qa.answering.generation.follow_up import rewritten
from qa.answering.generation.judging import Judge, Judged
from qa.answering.generation.prompt import Prompt, ask_for_claims, numbered
from qa.answering.generation.reply import Line, ReplyReader
from qa.answering.quote import DocumentTexts, Quotation, citation_of
from qa.embedding import TokenEncoder
from qa.index.passage_index import PassageIndex
from qa.questions.followup import language_spoken
from qa.questions.question import Question
from qa.settings import Settings
from qa.stages import Stage, stage
from qa.types import (
    Answer,
    Citation,
    Claim,
    Dropped,
    Generation,
    Hit,
    Language,
    Mode,
    Scope,
    Status,
    Turn,
    Verdict,
)

log = logging.getLogger("qa.generation")

OnEvent = Callable[[Claim | Citation], None]

_END = '.!?…»”")'
_FULL_STOPS = (".", "!", "?", "…")
_BROKEN_OFF = frozenset((Why.SLOW, Why.BUSY, Why.REFUSED, Why.FAILED))
_ROOM_BESIDE = 60
"""Tokens for titles and what the chat's own frame adds."""


class Writer:
    """Writes with one model from one archive; methods may be called from any thread."""

    def __init__(
        self, generator: Generator, index: PassageIndex, encoder: TokenEncoder, settings: Settings
    ) -> None:
        self._generator = generator
        self._index = index
        self._encoder = encoder
        self._settings = settings
        self._budget = Budget(
            settings.llm_context_tokens, settings.llm_max_tokens + settings.llm_thinking_tokens
        )

    def rewritten(self, question: str, resolved: str, history: Sequence[Turn]) -> str:
        """A follow-up in words of its own; `resolved` where the model's are not to be trusted."""
        seconds = self._settings.llm_timeout_seconds
        spoken = language_spoken(question) or Language.OTHER
        return rewritten(question, resolved, history, spoken, self._generator, seconds)

    def write(
        self,
        scope: Scope,
        answer: Answer,
        question: Question,
        hits: Sequence[Hit],
        on_event: OnEvent | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Answer:
        """The extractive `answer` as prose, or as it is with a note why not.

        `on_event` gets each citation and claim once it stands, and the extractive ones
        where none does.
        """
        if answer.status is Status.REFUSED:
            return answer
        began = time.monotonic()
        texts = DocumentTexts(self._index, scope)
        evidence, prompt = self._prompt(texts, answer, question, hits)
        if not evidence.shown:
            return _unchanged(answer, Generation(self._generator.name, note="withheld"), on_event)
        prose = _Prose(answer, evidence.shown, on_event, self._settings.llm_unsupported == "strike")
        quoted = [one.number for one in evidence.shown if _is_quoted(one, answer.citations)]
        judge = Judge(
            question.text,
            answer.language,
            evidence,
            self._encoder,
            quoted,
            lambda one: texts.known(one.document.id, one.span),
        )
        reader = ReplyReader(len(evidence.shown))
        note = ""
        try:
            with stage(Stage.GENERATE):
                for line in self._lines(prompt, reader, judge, prose, should_stop):
                    prose.add(line, judge)
        except Trouble as trouble:
            note = trouble.why.value
        except Exception:
            log.exception("a reply could not be judged")
            note = Why.FAILED.value
        generation = Generation(
            self._generator.name,
            raw=reader.raw,
            dropped=tuple(prose.dropped),
            invented=prose.invented,
            note=note or _note(reader, prose),
            seconds=round(time.monotonic() - began, 3),
        )
        if not prose.citations:
            return _unchanged(answer, generation, on_event)
        return prose.answer(generation)

    def _prompt(
        self, texts: DocumentTexts, answer: Answer, question: Question, hits: Sequence[Hit]
    ) -> tuple[Evidence, Prompt]:
        frame = ask_for_claims(question.text, answer.language, ())
        left = self._budget.prompt_tokens() - count_tokens(frame.text) - _ROOM_BESIDE

        def fits(sentence: str) -> bool:
            nonlocal left
            cost = count_tokens(numbered(100, sentence)) + 1
            if cost > left:
                return False
            left -= cost
            return True

        evidence = gather(answer.citations, hits, texts, fits)
        return evidence, ask_for_claims(question.text, answer.language, evidence.shown)

    def _lines(
        self,
        prompt: Prompt,
        reader: ReplyReader,
        judge: Judge,
        prose: _Prose,
        should_stop: Callable[[], bool] | None,
    ) -> Iterator[Line]:
        pieces = within(
            lambda: self._generator.stream(prompt),
            self._settings.llm_timeout_seconds,
            should_stop,
            meanwhile=judge.warm,
        )
        counted, cut = count_tokens(prompt.text), False
        for piece in pieces:
            if isinstance(piece, Usage):
                cut = piece.cut
                if self._budget.learn(counted, piece.prompt_tokens):
                    log.warning("the server seems to have cut the prompt; the next is shorter")
                continue
            yield from reader.feed(piece)
            if reader.over:
                pieces.close()
                break
            if piece.rstrip().endswith(_FULL_STOPS) and (said := reader.unfinished()):
                judge.expect(said, prose.before)
        yield from reader.close(cut=cut)


def _is_quoted(one: Shown, citations: Sequence[Citation]) -> bool:
    return any(
        c.document_id == one.document.id and c.start < one.span.end and one.span.start < c.end
        for c in citations
    )


def _note(reader: ReplyReader, prose: _Prose) -> str:
    if reader.endless:
        return "endless"
    if prose.citations:
        wrong = any(one.verdict is Verdict.CONTRADICTED for one in prose.dropped)
        return "contradicted" if wrong else ""
    if reader.says_none and not prose.dropped:
        return "none"
    return "unsupported" if prose.dropped else "empty"


def _unchanged(answer: Answer, generation: Generation, on_event: OnEvent | None) -> Answer:
    """The extractive answer with a note; what it quotes is told only now."""
    if on_event:
        for citation in answer.citations:
            on_event(citation)
        for claim in answer.claims:
            on_event(claim)
    note = wording.say(f"model {generation.note}", answer.language)
    return replace(answer, text=f"{answer.text}\n{note}", generation=generation)


@dataclass(slots=True)
class _Prose:
    """The answer's text as it grows: a sentence that stands is told at once."""

    extractive: Answer
    shown: Sequence[Shown]
    on_event: OnEvent | None
    strike: bool
    text: str = ""
    before: str = ""
    invented: int = 0
    claims: list[Claim] = field(default_factory=list)
    citations: dict[int, Citation] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)

    def add(self, line: Line, judge: Judge) -> None:
        self.invented += line.invented
        for judged in judge.judge(line, self.before):
            if judged.stands:
                self._say(judged)
            else:
                self.dropped.append(Dropped(judged.text, judged.verdict, judged.reasons))
                if self.strike and not line.unfit and judged.verdict is Verdict.UNSUPPORTED:
                    self._strike(judged)
        if not line.unfit:
            self.before = line.text

    def _say(self, judged: Judged) -> None:
        if any(claim.text == judged.text for claim in self.claims):
            return
        cited = [self._cite(self.shown[number - 1]) for number in judged.carried_by]
        claim = self._put(judged, tuple(citation.number for citation in cited))
        self.text += "".join(f" [{number}]" for number in claim.citations)
        self.claims.append(claim)
        if self.on_event:
            self.on_event(claim)

    def _strike(self, judged: Judged) -> None:
        struck = "".join(f"{character}\u0336" for character in judged.text)
        claim = self._put(replace(judged, text=struck), ())
        self.claims.append(claim)
        if self.on_event:
            self.on_event(claim)

    def _put(self, judged: Judged, numbers: tuple[int, ...]) -> Claim:
        self.text += " " if self.text else ""
        start = len(self.text)
        said = judged.text if judged.text.endswith(tuple(_END)) else f"{judged.text}."
        self.text += said
        return Claim(
            said, start, start + len(said), numbers, judged.verdict, judged.score, judged.reasons
        )

    def _cite(self, one: Shown) -> Citation:
        known = self.citations.get(one.number)
        if known is not None:
            return known
        quotation = Quotation(one.document, one.passage, one.span, self.extractive.score)
        citation = citation_of(len(self.citations) + 1, quotation, self.extractive.score)
        self.citations[one.number] = citation
        if self.on_event:
            self.on_event(citation)
        return citation

    def answer(self, generation: Generation) -> Answer:
        text = self.text
        if generation.note:
            note = "cut" if generation.note in _BROKEN_OFF else generation.note
            text += "\n" + wording.say(f"model {note}", self.extractive.language)
        return replace(
            self.extractive,
            mode=Mode.GENERATIVE,
            text=text,
            claims=tuple(self.claims),
            citations=tuple(self.citations.values()),
            generation=generation,
        )
