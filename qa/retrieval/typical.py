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
from qa.types import Language

Vector = NDArray[np.float32]

_QUESTIONS = {
    Language.ENGLISH: (
        "Who was the first to do it?",
        "When did the war begin?",
        "What is the name of the largest river?",
        "How many people live in the city?",
        "Why did the company decide to close the factory?",
        "Where was the writer born?",
        "Which countries signed the agreement?",
        "What did the minister say about schools?",
        "How is the substance used in medicine?",
        "In what year was the theatre built?",
        "What causes the disease?",
        "Who became the head of the committee after him?",
    ),
    Language.RUSSIAN: (
        "Кто сделал это первым?",
        "Когда началась война?",
        "Как называется самая большая река?",
        "Сколько человек живёт в городе?",
        "Почему компания решила закрыть завод?",
        "Где родился писатель?",
        "Какие страны подписали соглашение?",
        "Что министр сказал о школах?",
        "Как вещество применяется в медицине?",
        "В каком году построили театр?",
        "Что вызывает эту болезнь?",
        "Кто возглавил комитет после него?",
    ),
    Language.KAZAKH: (
        "Мұны бірінші болып кім жасады?",
        "Соғыс қашан басталды?",
        "Ең үлкен өзен қалай аталады?",
        "Қалада қанша адам тұрады?",
        "Компания зауытты неліктен жабуды шешті?",
        "Жазушы қай жерде дүниеге келген?",
        "Келісімге қандай елдер қол қойды?",
        "Министр мектептер туралы не айтты?",
        "Бұл зат медицинада қалай қолданылады?",
        "Театр қай жылы салынды?",
        "Ауруды не тудырады?",
        "Одан кейін комитетті кім басқарды?",
    ),
}


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
                self._means = {spoken: self._mean(texts) for spoken, texts in _QUESTIONS.items()}
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
