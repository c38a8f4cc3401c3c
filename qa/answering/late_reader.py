"""Reading by late interaction alone, for models that no reader was trained for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qa.answering.reader import NOTHING, Reading, ranked
from qa.questions.question import Question
from qa.retrieval.search import SearchResult

_SENTENCE = (12.6, 3.1, 0.5)
"""What late interaction, the likeness of its mean and its hit's score weigh for a sentence."""
_ANSWERABLE = (2.9, 0.2, -2.9)
"""The same for whether anything answers: late interaction, the hit's score, a bias.  Both by
`scripts/export_reader.py`."""


class LateInteractionReader:
    """A `Reader` of the search's own sentence scores; it knows no spans."""

    name = "late interaction"
    signs = ()

    def read(self, question: Question, found: SearchResult) -> Reading:
        if not found.hits:
            return NOTHING
        late, meaning, hit_weight = _SENTENCE
        scores, passages = [], []
        for hit, own in zip(found.hits, late_scores(found), strict=True):
            scores.append(late * own[:, 0] + meaning * own[:, 1] + hit_weight * hit.score)
            best = float(own[:, 0].max(initial=0.0))
            passages.append(float(np.dot(_ANSWERABLE, (best, hit.score, 1.0))))
        return Reading(ranked(found, scores), max(passages), tuple(passages))


def late_scores(found: SearchResult) -> list[NDArray[np.float32]]:
    """For every hit (sentences, 2), zeros where the search has no states."""
    given = list(found.sentences) + [None] * (len(found.hits) - len(found.sentences))
    return [
        np.zeros((len(hit.passage.sentences), 2), np.float32) if own is None else own
        for hit, own in zip(found.hits, given, strict=True)
    ]
