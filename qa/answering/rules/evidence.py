"""From hits to the sentences that answer: the right one, not its neighbour.

Every sentence of the best passages is a candidate.  It is judged by late
interaction between the question and its own tokens, by the words, names and
numbers it shares with the question, by its passage's rank, and by whether it
holds the kind of thing asked for that the question itself lacks.  The weights
are fitted by `scripts/fit_answers.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qa.answering.rules.asked import Asked, Matrix
from qa.answering.rules.comparison import FEATURES, LENT, Comparison, Met
from qa.answering.rules.tables import BAR, is_header
from qa.documents.split import document_headings
from qa.types import Document, Hit, Span

__all__ = ["FEATURES", "LENT", "WEIGHTS_PATH", "SentenceCandidate", "candidates", "read_weights"]

WEIGHTS_PATH = Path(__file__).with_name("answer_weights.json")
_WORD = re.compile(r"\w+")
_LIST_BELOW = re.compile(r"\s*\n\s*(?:[•●▪◦·*–—-]|\(?\d{1,2}[.)])\s")
_PASSAGES = 6
"""Best hits whose sentences are candidates."""


@dataclass(frozen=True, slots=True)
class SentenceCandidate:
    """A sentence that may answer; `place` is its passage's rank, 0 the best, `matches` float32
    (t,) how well it meets each token of the question, a row of a table with its `header`."""

    hit: Hit
    span: Span
    place: int
    text: str
    features: tuple[float, ...]
    score: float
    matches: Matrix
    header: str = ""

    @property
    def told(self) -> str:
        """What the sentence says: the row of a table together with its header."""
        return f"{self.header}{BAR}{self.text}" if self.header else self.text


@cache
def read_weights() -> dict[str, Any]:
    """The fitted weights of sentences, and of refusal for each reader."""
    loaded: dict[str, Any] = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return loaded


def candidates(asked: Asked) -> list[SentenceCandidate]:
    """The sentences of the best passages, best first; equal ones in the order of the text."""
    fitted = read_weights()["sentence"]
    weights = np.array([fitted[name] for name in FEATURES])
    comparison, found = Comparison(asked), asked.found
    listed: list[SentenceCandidate] = []
    labels: list[SentenceCandidate] = []
    for place, (hit, scores) in enumerate(
        zip(found.hits[:_PASSAGES], found.sentences, strict=False)
    ):
        for number, span in enumerate(hit.passage.sentences):
            text = hit.document.text[span.start : span.end]
            # A marker alone on its line (`Екінші`) says nothing by itself.
            if len(_WORD.findall(text)) < 2 and len(hit.passage.sentences) > 1:
                continue
            met = Met(hit, number, found.tokens[place])
            features = comparison.features(place, met, scores, text)
            own = labels if _is_label(hit.document, span) else listed
            score = float(weights @ np.array(features))
            if met.header:
                score += comparison.named_row(met.header, text)
            own.append(
                SentenceCandidate(
                    hit, span, place, text, tuple(features), score, met.own, met.header
                )
            )
    return sorted(listed or labels, key=lambda c: (-c.score, c.place, c.span.start))


def _is_label(document: Document, span: Span) -> bool:
    """Whether a sentence only says what stands below it: a heading, the columns of a table.
    A heading right before a list introduces that, and a document's title may answer."""
    heading = any(h.start <= span.start and span.end <= h.end for h in document_headings(document))
    if heading and span.start > 0:
        return not _LIST_BELOW.match(document.text, span.end)
    return is_header(document.text, span)
