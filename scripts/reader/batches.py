"""From examples to what the network reads: rows of states with their sentences told apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.answering.joint import token_sentences
from qa.embedding.fast import LowerStates
from qa.retrieval.prepare import text_to_embed
from qa.types import Passage, Span
from reader.examples import Example
from reader.states import StateStore

_CUT = 0.45
"""Share of answerable questions that are also read without their answering sentence."""
_DROPPED = 0.3
"""Share of other passages' and of answering passages' sentences' runs that lose a sentence, so
that a gap says nothing."""
_UNTITLED = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A question beside one passage: `states` (t, h), `question` of them the question's,
    `sentence` int (t,) the sentence of each or -1; `right` marks sentences, `spans` are
    (first, last) tokens of answers; `answers` whether the passage does, `ranks` whether its
    sentences take part in the ranking."""

    states: NDArray[np.float32]
    question: int
    sentence: NDArray[np.int64]
    right: NDArray[np.bool_]
    spans: tuple[tuple[int, int], ...]
    answers: bool
    ranks: bool


def token_spans(
    passage: Passage, lower: LowerStates, answers: Sequence[Span]
) -> list[tuple[int, int]]:
    """The first and last token of each answer, as rows of the states."""
    shift = len(text_to_embed(passage)) - len(passage.text) - passage.start
    found = []
    for answer in answers:
        inside = np.flatnonzero(
            (lower.offsets[:, 0] < answer.end + shift)
            & (answer.start + shift < lower.offsets[:, 1])
        )
        if len(inside):
            found.append((int(inside[0]) + lower.content.start,
                          int(inside[-1]) + lower.content.start))  # fmt: skip
    return found


class Batches:
    """Makes the reads of examples; `chance` decides what is dropped."""

    def __init__(self, store: StateStore, chance: random.Random) -> None:
        self._store, self._chance = store, chance

    def reads(self, examples: Sequence[Example]) -> list[list[Read]]:
        """The reads of each example: the answering passage first, if any."""
        plans = [self._plan(example) for example in examples]
        texts = [text_to_embed(p) for plan in plans for p, _ in plan]
        states = iter(self._store.passages(list(texts)))
        questions = self._store.questions([e.record.question for e in examples])
        return [
            [self._read(example, question, passage, next(states), kind) for passage, kind in plan]
            for example, plan, question in zip(examples, plans, questions, strict=True)
        ]

    def _plan(self, example: Example) -> list[tuple[Passage, str]]:
        chance = self._chance
        if example.gold is None:
            some = list(example.near)
            chance.shuffle(some)
            return [(passage, "unanswered") for passage in some[:2]]
        plan = [(example.gold, "gold")]
        pool = list(example.near) if example.near and chance.random() < 0.5 else []
        pool = pool or list(example.others[:3]) or list(example.near)
        if pool:
            plan.append((chance.choice(pool), "other"))
        if len(example.gold.sentences) > len(example.right) and chance.random() < _CUT:
            plan.append((example.gold, "cut"))
        return plan

    def _read(
        self, example: Example, question: LowerStates, passage: Passage, lower: LowerStates,
        kind: str,
    ) -> Read:  # fmt: skip
        gold = kind == "gold"
        sentence = token_sentences(passage, lower)
        kept = np.ones(len(sentence), bool)
        if kind == "cut":
            kept &= ~np.isin(sentence, example.right)
        elif self._chance.random() < _DROPPED:
            spare = [n for n in range(len(passage.sentences))
                     if not (gold and n in example.right)]  # fmt: skip
            if spare and (gold or len(spare) > 1):
                kept &= sentence != self._chance.choice(spare)
        if self._chance.random() < _UNTITLED:
            inside = np.zeros(len(sentence), bool)
            inside[lower.content] = True
            kept &= ~(inside & (sentence < 0))
        return join(question, lower, sentence, kept, passage, gold, example if gold else None, kind)


def join(
    question: LowerStates, lower: LowerStates, sentence: NDArray[np.int64],
    kept: NDArray[np.bool_], passage: Passage, answers: bool, example: Example | None, kind: str,
) -> Read:  # fmt: skip
    """Question states, then the kept rows of the passage's."""
    asked = len(question.states)
    moved = np.cumsum(kept) - 1 + asked
    right = np.zeros(len(passage.sentences), bool)
    spans: tuple[tuple[int, int], ...] = ()
    if example is not None:
        right[list(example.right)] = True
        spans = tuple(
            (int(moved[a]), int(moved[b])) for a, b in token_spans(passage, lower, example.answers)
        )
    return Read(
        np.concatenate([question.states, lower.states[kept]]),
        asked,
        np.concatenate([np.full(asked, -1), sentence[kept]]),
        right,
        spans,
        answers,
        kind in ("gold", "other"),
    )


def collate(reads: Sequence[Read]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The network's inputs, padded."""
    width = max(len(read.states) for read in reads)
    count = max(len(read.right) for read in reads)
    hidden = reads[0].states.shape[1]
    states = torch.zeros(len(reads), width, hidden)
    segment = torch.zeros(len(reads), width, dtype=torch.long)
    mask = torch.zeros(len(reads), width, dtype=torch.bool)
    members = torch.zeros(len(reads), count, width, dtype=torch.bool)
    for row, read in enumerate(reads):
        length = len(read.states)
        states[row, :length] = torch.from_numpy(read.states)
        segment[row, read.question : length] = 1
        mask[row, :length] = True
        numbers = torch.from_numpy(read.sentence)
        members[row, :, :length] = numbers[None, :] == torch.arange(count)[:, None]
    return states, segment, mask, members
