"""An answer written down: a short answer, then each quotation with its mark.

The text is put together here and nowhere else, so that a claim's place in it is
where it was written and never has to be looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.answering import wording
from qa.answering.quote import Quotation, citation_of
from qa.checking.check import CheckedClaim
from qa.retrieval.search import SearchResult
from qa.types import Citation, Claim, Language, Span, Verdict

OnEvent = Callable[[Claim | Citation], None]

_WORD = re.compile(r"\w+")
_MATCHED = 0.5
"""A likeness from which a word of the quotation is marked as meeting one of the question."""


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's text with its claims and citations."""

    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]

    def with_line(self, line: str) -> Written:
        return replace(self, text=f"{self.text}\n{line}")


def write(
    language: Language,
    first: CheckedClaim | None,
    opening: str,
    quotations: Sequence[Quotation],
    score: float,
    found: SearchResult,
    on_event: OnEvent | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Written:
    """The short answer `first`, if any, the `opening`, and the quotations.

    Every quotation is a claim, and so is the short answer.  Where `should_stop` says so, all
    but the first quotation is left out.
    """
    claims: list[Claim] = []
    citations: list[Citation] = []
    text = ""
    if first is not None:
        before, after = wording.say("first", language, what="\0").split("\0")
        end = len(before) + len(first.text)
        claims.append(
            Claim(
                first.text,
                len(before),
                end,
                (1,),
                first.verdict,
                round(first.score, 4),
                first.reasons,
            )
        )
        text = f"{before}{first.text}{after}\n"
    text += opening
    for number, quotation in enumerate(quotations, 1):
        # An answer without a quotation would say nothing, so the first is always there.
        if citations and should_stop is not None and should_stop():
            break
        citation = replace(
            citation_of(number, quotation, score), matched=_matched(quotation, found)
        )
        text += "\n" if len(quotations) > 1 else " "
        if quotation.date:
            text += f"{quotation.date}: "
        opened, closed = _marks(quotation.text)
        start = len(text) + len(opened)
        text += f"{opened}{quotation.text}{closed} [{number}]"
        end = start + len(quotation.text)
        claim = Claim(quotation.text, start, end, (number,), Verdict.QUOTED, 1.0)
        citations.append(citation)
        if on_event:
            on_event(citation)
            for standing in (*claims, claim) if number == 1 else (claim,):
                on_event(standing)
        claims.append(claim)
    return Written(text, tuple(claims), tuple(citations))


def _matched(quotation: Quotation, found: SearchResult) -> tuple[Span, ...]:
    """The words of a quotation that meet words of the question, in reading order."""
    spans: set[Span] = set()
    heavy = found.token_weights > found.token_weights.mean() / 2 if len(found.token_weights) else []
    for hit, tokens, places in zip(found.hits, found.tokens, found.places, strict=False):
        if hit.document.id != quotation.document.id or not len(tokens):
            continue
        text, passage = hit.document.text, hit.passage
        for row, sentence in enumerate(passage.sentences):
            if sentence.end <= quotation.span.start or quotation.span.end <= sentence.start:
                continue
            for token in np.flatnonzero((tokens[row] >= _MATCHED) & heavy).tolist():
                at = passage.start + int(places[row, token, 0])
                spans |= {s for s in [_word_at(text, at)] if s is not None}
    inside = (s for s in spans if quotation.span.start <= s.start and s.end <= quotation.span.end)
    return tuple(sorted(inside))


def _word_at(text: str, at: int) -> Span | None:
    """The whole word at, or right behind, a place of a text."""
    while at < len(text) and text[at].isspace():
        at += 1
    start = at
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    match = _WORD.match(text, start)
    return Span(*match.span()) if match else None


def _marks(quoted: str) -> tuple[str, str]:
    """Quotation marks for a text: others than those that it begins or ends with."""
    inside = quoted[:1] in "«»" or quoted[-1:] in "«»"
    return ("“", "”") if inside else ("«", "»")
