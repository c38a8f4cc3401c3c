"""A BERT encoder as an OpenVINO graph, built straight from a model folder's weights.

No export step and so no torch: the architecture is a page of operations, and writing
it down costs less than 2 GB of dependencies.  Two choices make it quick and small.
Word, position and type embeddings are summed outside in NumPy from the mapped weight
file, so the graph holds only the layers; and pooling happens outside in float32,
because the graph may compute in fewer bits (`precision.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.runtime import ops, ov
from qa.errors import ModelError

Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What the graph needs of a `config.json`."""

    hidden: int
    layers: int
    heads: int
    epsilon: float


def build_graph(tensors: Tensors, config: BertConfig, layers: range | None = None) -> ov.Model:
    """`(embeddings (b, t, h), bias (b, 1, 1 or t, t))` -> hidden states `(b, t, h)` after the
    last of the `layers`, all of them if none are named; those that do not begin with the
    first take hidden states in place of embeddings.

    The bias is added to the attention scores of every head in every layer: rows are the
    tokens that look, columns those that are looked at.
    """
    embeddings = ops.parameter([-1, -1, config.hidden], np.float32, name="embeddings")
    bias = ops.parameter([-1, 1, -1, -1], np.float32, name="bias")
    layers = range(config.layers) if layers is None else layers
    states = embeddings
    if layers.start == 0:
        states = _norm(tensors, "embeddings.LayerNorm", embeddings, config)
    for layer in layers:
        states = encoder_layer(tensors, f"encoder.layer.{layer}", states, bias, config)
    return ov.Model([states], [embeddings, bias], "encoder")


def encoder_layer(
    tensors: Tensors, name: str, states: ov.Node, bias: ov.Node, config: BertConfig
) -> ov.Node:
    """One layer whose tensors' names begin with `name`."""
    attended = _attention(tensors, f"{name}.attention.self", states, bias, config)
    attended = linear(tensors, f"{name}.attention.output.dense", attended)
    states = _norm(tensors, f"{name}.attention.output.LayerNorm", ops.add(states, attended), config)
    inner = ops.gelu(linear(tensors, f"{name}.intermediate.dense", states), "erf")
    inner = linear(tensors, f"{name}.output.dense", inner)
    return _norm(tensors, f"{name}.output.LayerNorm", ops.add(states, inner), config)


def _attention(
    tensors: Tensors, name: str, states: ov.Node, bias: ov.Node, config: BertConfig
) -> ov.Node:
    size = config.hidden // config.heads
    split = np.array([0, 0, config.heads, size], np.int64)
    # One matrix for all three: a question, of few tokens, takes two thirds of the time.
    parts = {"query": size**-0.5, "key": 1.0, "value": 1.0}

    def all_three(kind: str) -> ov.Node:
        each = [_read(tensors, f"{name}.{part}.{kind}") * by for part, by in parts.items()]
        return ops.constant(np.concatenate(each, dtype=np.float32))

    projected = ops.add(ops.matmul(states, all_three("weight"), False, True), all_three("bias"))
    own = ops.variadic_split(projected, -1, [config.hidden] * len(parts))

    def heads(part: int) -> ov.Node:
        return ops.transpose(
            ops.reshape(own.output(part), split, True), np.array([0, 2, 1, 3], np.int64)
        )

    scores = ops.add(ops.matmul(heads(0), heads(1), False, True), bias)
    mixed = ops.matmul(ops.softmax(scores, -1), heads(2), False, False)
    mixed = ops.transpose(mixed, np.array([0, 2, 1, 3], np.int64))
    return ops.reshape(mixed, np.array([0, 0, config.hidden], np.int64), True)


def linear(tensors: Tensors, name: str, states: ov.Node) -> ov.Node:
    """`states` by the rows of a weight, plus a bias."""
    product = ops.matmul(states, _constant(tensors, f"{name}.weight"), False, True)
    return ops.add(product, _constant(tensors, f"{name}.bias"))


def _norm(tensors: Tensors, name: str, states: ov.Node, config: BertConfig) -> ov.Node:
    axes = np.array([-1], np.int64)
    scaled = ops.mvn(states, axes, True, config.epsilon, "inside_sqrt")
    scaled = ops.multiply(scaled, _constant(tensors, f"{name}.weight"))
    return ops.add(scaled, _constant(tensors, f"{name}.bias"))


def _constant(tensors: Tensors, name: str) -> ov.Node:
    return ops.constant(_read(tensors, name))


def _read(tensors: Tensors, name: str) -> NDArray[np.float32]:
    if name not in tensors:
        raise ModelError(f"the weights lack {name!r}; fetch the model again")
    return np.ascontiguousarray(tensors[name], np.float32)
