"""Question and passage read together by the encoder's upper layers.

The encoder's lower layers see a question and a passage apart, so a passage's states can be
kept; the upper layers, tuned for it, see both, so a sentence is read with the question in
view.  Three heads tell of each sentence how well it answers beside the others, of each token
whether the answer begins or ends there, and of the passage whether it answers at all.
Trained by `scripts/train_reader.py`, where the same network is written in torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import openvino as ov
import openvino.opset15 as ops
from numpy.typing import NDArray
from openvino import Node

from qa.embedding.fast import FastEncoder, LowerStates, padded
from qa.embedding.graph import BertConfig, Tensors, encoder_layer, linear
from qa.kept import Kept
from qa.retrieval.prepare import text_to_embed
from qa.types import Passage

Matrix = NDArray[np.float32]

_QUESTION_TOKENS = 96
_MASKED = -1e4
LOWEST = -30.0
"""Score of a sentence that the model's limit cut off."""
_KEPT_TOKENS = 100_000
"""Passages' tokens whose lower states are kept, in half precision: 77 MB at 384 wide."""


@dataclass(frozen=True, slots=True, eq=False)
class JointRead:
    """What the network says of one passage.

    `sentences` float32 (s,) are relative scores; `answers` is the passage's own log-odds.
    For the tokens of its text: `numbers` (t,) the sentence, `offsets` (t, 2) code points of
    the passage, `edges` (t, 2) scores of being an answer's first and last token.
    """

    sentences: Matrix
    answers: float
    numbers: NDArray[np.int64]
    offsets: NDArray[np.int32]
    edges: Matrix


class JointLayers:
    """The compiled network on top of an encoder's lower layers; safe for any thread."""

    def __init__(self, encoder: FastEncoder, tensors: Tensors, first: int) -> None:
        self._lower = encoder.lower(first)
        graph = joint_graph(tensors, encoder.folder.bert, first)
        # Not a thread a passage: see "A fault" in docs/models.md.
        self._requests = encoder.workers.compile(graph, together=True)
        self._kept: Kept[str, LowerStates] = Kept(_KEPT_TOKENS)

    def read(self, question: str, passages: Sequence[Passage]) -> list[JointRead]:
        """In the order of `passages`."""
        if not passages:
            return []
        asked = self._lower.question(question).states
        if len(asked) > _QUESTION_TOKENS:
            # The last token closes the text for the encoder.
            asked = np.concatenate([asked[: _QUESTION_TOKENS - 1], asked[-1:]])
        lower = self._lower_states(passages)
        return [self._run(asked, *one) for one in zip(passages, lower, strict=True)]

    def _lower_states(self, passages: Sequence[Passage]) -> list[LowerStates]:
        keys = [text_to_embed(passage) for passage in passages]
        kept = self._kept.find(keys)
        new = [key for key in dict.fromkeys(keys) if key not in kept]
        for key, made in zip(new, self._lower.passages(new), strict=True):
            kept[key] = LowerStates(made.states.astype(np.float16), made.content, made.offsets)
            self._kept.keep(key, kept[key], len(made.states))
        return [kept[key] for key in keys]

    def _run(self, asked: Matrix, passage: Passage, lower: LowerStates) -> JointRead:
        numbers = token_sentences(passage, lower)
        # Only sentences that have tokens take part: of ten thousand few have.
        present = np.unique(numbers[numbers >= 0])
        first, end = len(asked), len(asked) + len(lower.states)
        width = padded(end)
        states = np.zeros((1, width, asked.shape[1]), np.float32)
        states[0, :first], states[0, first:end] = asked, lower.states
        segment = np.zeros((1, width, 1), np.float32)
        segment[:, first:] = 1
        bias = np.zeros((1, 1, 1, width), np.float32)
        bias[..., end:] = _MASKED
        members = np.full((1, max(1, len(present)), width), _MASKED, np.float32)
        members[0, : len(present), first:end][numbers[None, :] == present[:, None]] = 0
        outputs = self._requests.run([states, segment, bias, members])
        sentences, edges, answers = (output[0] for output in outputs)
        scores = np.full(len(passage.sentences), LOWEST, np.float32)
        scores[present] = sentences[: len(present)]
        content = slice(first + lower.content.start, first + lower.content.stop)
        shift = len(text_to_embed(passage)) - len(passage.text)
        return JointRead(
            scores,
            float(answers),
            numbers[lower.content],
            lower.offsets - shift,
            edges[content],
        )


def token_sentences(passage: Passage, lower: LowerStates) -> NDArray[np.int64]:
    """For every token of the states the passage's sentence it stands in; -1 for special
    tokens, the prefix and the context."""
    shift = len(text_to_embed(passage)) - len(passage.text)
    starts = [shift + sentence.start - passage.start for sentence in passage.sentences]
    numbers = np.full(len(lower.states), -1, np.int64)
    numbers[lower.content] = np.searchsorted(starts, lower.offsets[:, 1] - 1, "right") - 1
    return numbers


def joint_graph(tensors: Tensors, config: BertConfig, first: int) -> ov.Model:
    """`(states (b, t, h), segment (b, t, 1), bias (b, 1, 1, t), members (b, s, t))` ->
    sentences `(b, s)`, edges `(b, t, 2)`, passages `(b,)`.

    `segment` is 1 for the passage's tokens, `bias` is added to the attention to a token,
    `members` to that of a sentence to it.  `first` is the number of the lowest layer.
    """
    hidden = config.hidden
    states = ops.parameter([-1, -1, hidden], np.float32, name="states")
    segment = ops.parameter([-1, -1, 1], np.float32, name="segment")
    bias = ops.parameter([-1, 1, 1, -1], np.float32, name="bias")
    members = ops.parameter([-1, -1, -1], np.float32, name="members")
    asked, told = np.array(tensors["segment"], np.float32)
    read = ops.add(ops.add(states, asked), ops.multiply(segment, np.float32(told - asked)))
    for layer in range(first, config.layers):
        read = encoder_layer(tensors, f"encoder.layer.{layer}", read, bias, config)
    everything = ops.squeeze(bias, np.array([1], np.int64))
    passages = ops.squeeze(_pooled(tensors, "passage", read, everything), np.array([1], np.int64))
    return ov.Model(
        [_pooled(tensors, "sentence", read, members), linear(tensors, "span", read), passages],
        [states, segment, bias, members],
        "reader",
    )


def _pooled(tensors: Mapping[str, Any], name: str, states: Node, bias: Node) -> Node:
    """(b, t, h), (b, s, t) -> (b, s): attention by a learned vector, then two dense layers."""
    pool = np.array(tensors[f"{name}.pool"], np.float32).reshape(-1, 1)
    looks = ops.transpose(ops.matmul(states, pool, False, False), np.array([0, 2, 1], np.int64))
    pooled = ops.matmul(ops.softmax(ops.add(looks, bias), -1), states, False, False)
    inner = ops.gelu(linear(tensors, f"{name}.inner", pooled), "erf")
    return ops.squeeze(linear(tensors, f"{name}.outer", inner), np.array([2], np.int64))
