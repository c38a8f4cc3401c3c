"""What questions look like to the model before they ask anything in particular.

States and vectors of all questions share a large part ("this is a question, in
Kazakh"), which has to be taken out before comparing.  It is the mean over a few
ordinary questions about nothing special, encoded once for each model.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from qa.embedding import Encoder, TokenEncoder
from qa.language.packs import packs
from qa.types import Language

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class QuestionMean:
    """The mean token state and the mean vector of ordinary questions, each float32 (d,)."""

    state: Vector
    vector: Vector


class QuestionMeans:
    """The means by language; another language's questions get the mean of all."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._means: dict[Language, QuestionMean] = {}
        self._lock = Lock()

    def of(self, language: Language) -> QuestionMean:
        with self._lock:
            if not self._means:
                self._means = {
                    pack.language: self._mean(pack.typical.questions) for pack in packs()
                }
                of_all = list(self._means.values())
                self._means[Language.OTHER] = QuestionMean(
                    np.mean([mean.state for mean in of_all], axis=0, dtype=np.float32),
                    np.mean([mean.vector for mean in of_all], axis=0, dtype=np.float32),
                )
            return self._means[language]

    def _mean(self, texts: tuple[str, ...]) -> QuestionMean:
        if isinstance(self._encoder, TokenEncoder):
            embeddings = self._encoder.encode_question_tokens(texts)
            states = np.concatenate([e.states for e in embeddings])
            return QuestionMean(states.mean(0), np.mean([e.vector for e in embeddings], axis=0))
        vectors = self._encoder.encode_questions(texts)
        return QuestionMean(np.zeros(vectors.shape[1], np.float32), vectors.mean(0))
