"""Reading by late interaction alone, for models that no reader was trained for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qa.answering.reader import NOTHING, Reader, Reading, ranked
from qa.questions.question import Question
from qa.retrieval.search import SearchResult

__all__ = ["LateInteractionReader", "Reader"]

SHARPNESS, MEANING = 24.0, 8.0
"""By how much a sentence's odds grow with late interaction and with its mean's likeness."""
_OFFSET, _SLOPE = -9.0, 16.0


class LateInteractionReader:
    """A `Reader` of the search's own sentence scores; it knows no spans."""

    name = "late interaction"

    def read(self, question: Question, found: SearchResult) -> Reading:
        if not found.hits:
            return NOTHING
        scores = [SHARPNESS * own[:, 0] + MEANING * own[:, 1] for own in late_scores(found)]
        best = max(float(own[:, 0].max(initial=0.0)) for own in late_scores(found))
        passages = tuple(
            _OFFSET + _SLOPE * float(own[:, 0].max(initial=0.0)) for own in late_scores(found)
        )
        return Reading(ranked(found, scores), _OFFSET + _SLOPE * best, passages)


def late_scores(found: SearchResult) -> list[NDArray[np.float32]]:
    """For every hit (sentences, 2), zeros where the search has no states."""
    given = list(found.sentences) + [None] * (len(found.hits) - len(found.sentences))
    return [
        np.zeros((len(hit.passage.sentences), 2), np.float32) if own is None else own
        for hit, own in zip(found.hits, given, strict=True)
    ]
